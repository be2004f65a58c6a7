"""schema.org Event: JSON-LD and microdata to stated drafts, and events to JSON-LD."""

from handbill.formats.schemaorg.read import set_jsonld, set_structured
from handbill.formats.schemaorg.write import event_jsonld

__all__ = ["event_jsonld", "set_jsonld", "set_structured"]
