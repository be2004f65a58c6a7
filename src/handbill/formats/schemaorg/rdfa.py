"""RDFa Lite (W3C Recommendation of 2015) in schema.org terms, in the shape of JSON-LD.

Read as pages write it: a bare name counts as one of schema.org unless the page names another vocabulary.
"""

import re
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING

from handbill.formats.limits import LONGEST_VALUE
from handbill.formats.schemaorg.items import SOURCE, SPANS, Item
from handbill.formats.schemaorg.walk import marked_items
from handbill.values import Span

if TYPE_CHECKING:
    from lxml.etree import _Element

_OURS = re.compile(r"(?:https?://(?:www\.)?schema\.org/|schema:)(\w+)$")
_BARE = re.compile(r"\w+$")
_WORDS = {"name", "description", "location", "organizer", "addressLocality", "addressCountry"}
"""Properties that say words, also where they stand on a link."""
_MOST_NAMES = 20
_MOST_ABOVE = 100


def rdfa_items(root: "_Element", spans: "Mapping[_Element, Span]", text: str) -> list[Item]:
    """Return the items under *root* that RDFa states.

    Args:
        spans: Where the words of elements stand in *text*, for those that are seen.
    """
    return marked_items(root, _Rdfa(), spans, text) if root.xpath("boolean(//@typeof)") else []


class _Rdfa:
    def item(self, element: "_Element", around: Item | None) -> Item | None:  # noqa: ARG002
        stated = element.get("typeof", "").split()[:_MOST_NAMES]
        if not stated:
            return None
        bare = any(map(_BARE.match, stated)) and _is_schemaorg(element)
        types = [each for each in stated if _OURS.match(each) or (bare and _BARE.match(each))]
        return {"@type": types, SPANS: {}, SOURCE: "rdfa"}

    def names(self, element: "_Element", around: Item) -> list[str]:  # noqa: ARG002
        stated = element.get("property", "").split()[:_MOST_NAMES]
        related = [name for name in element.get("rel", "").split()[:_MOST_NAMES] if _OURS.match(name)]
        ours = [name for name in stated if _OURS.match(name) or _BARE.match(name)] + related
        return [found[1] if (found := _OURS.match(name)) else name for name in ours]

    def value(self, element: "_Element", name: str, shown: str) -> str:
        content = element.get("content")
        if content is not None:
            return content[:LONGEST_VALUE]
        address = element.get("resource") or element.get("href") or element.get("src")
        if address and name not in _WORDS:
            return address
        return element.get("datetime") or shown


def _is_schemaorg(element: "_Element") -> bool:
    """Tell whether bare names on *element* are of schema.org: its nearest vocabulary is, or there is none."""
    above = (element, *islice(element.iterancestors(), _MOST_ABOVE))
    vocabulary = next((each.get("vocab") for each in above if each.get("vocab")), "schema.org")
    return "schema.org" in str(vocabulary)
