"""Events that a page states in schema.org terms, as JSON-LD or microdata, to stated drafts."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from handbill.errors import UnreadableFile
from handbill.formats.schemaorg.drafts import draft_of
from handbill.formats.schemaorg.items import events_in, json_in, words_in
from handbill.formats.schemaorg.microdata import items_of
from handbill.formats.sheet import Sheet
from handbill.values import Problem, Span

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_EVENTS = 1_000


def set_structured(
    sheet: Sheet, root: "_Element", spans: "Mapping[_Element, Span]", *, url: str = ""
) -> None:
    """Write the events that the page under *root* states on *sheet*, one `data` block and draft each.

    Args:
        spans: Where the words of the page's elements stand on the sheet.
        url: Address of the page, "" for none.
    """
    scripts = (script.text or "" for script in root.iter("script") if _is_jsonld(script))
    values = [value for script in scripts for value in _value_of(sheet, script)]
    _set_events(sheet, [*items_of(root, spans, sheet.text()), *values], url)


def set_jsonld(sheet: Sheet, text: str, *, url: str = "") -> None:
    """Write the events of a JSON-LD document on *sheet*.

    Raises:
        UnreadableFile: It is no JSON, or states no event.
    """
    _set_events(sheet, list(_value_of(sheet, text)), url)
    if not sheet.stated:
        raise UnreadableFile("no event in the structured data", media_type="application/ld+json")


def _is_jsonld(script: "_Element") -> bool:
    return script.get("type", "").partition(";")[0].strip().lower() == "application/ld+json"


def _value_of(sheet: Sheet, text: str) -> Iterator[Any]:
    """Yield the JSON value of *text*; nothing, and a problem on the sheet, where it is none."""
    try:
        yield json_in(text)
    except (json.JSONDecodeError, RecursionError):
        sheet.problems.append(Problem("jsonld.unreadable"))


def _set_events(sheet: Sheet, values: list[Any], url: str) -> None:
    """Write each event once: pages often state it in both syntaxes. Microdata first: its words are seen."""
    seen = set[tuple[str, str]]()
    for item in events_in(values):
        identity = (words_in(item.get("name")), words_in(item.get("startDate")))
        if identity not in seen and len(seen) < _MOST_EVENTS:
            seen.add(identity)
            draft = draft_of(item, sheet, url)
            sheet.stated += [draft] if draft else []
