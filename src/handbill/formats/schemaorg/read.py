"""Events that a page states, in any syntax, to stated drafts: each event once, the surest first."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from handbill.errors import UnreadableFile
from handbill.formats.microformats import event_items
from handbill.formats.schemaorg.drafts import draft_of
from handbill.formats.schemaorg.items import events_in, json_in
from handbill.formats.schemaorg.joining import stated_once
from handbill.formats.schemaorg.microdata import items_of
from handbill.formats.schemaorg.rdfa import rdfa_items
from handbill.formats.schemaorg.weak import opengraph_items, timed_items
from handbill.formats.sheet import Sheet
from handbill.values import Problem, Span

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_EVENTS = 1_000


def set_structured(
    sheet: Sheet,
    root: "_Element",
    spans: "Mapping[_Element, Span]",
    *,
    url: str = "",
    received: dt.datetime | None = None,
) -> None:
    """Write the events that the page under *root* states on *sheet*, one `data` block and draft each.

    Args:
        spans: Where the words of the page's elements stand on the sheet.
        url: Address of the page, "" for none.
        received: When the page came, naive; None asks no time that is only marked as such.
    """
    scripts = (script.text or "" for script in root.iter("script") if _is_jsonld(script))
    values = [value for script in scripts for value in _value_of(sheet, script)]
    text = sheet.text()
    marked = [*items_of(root, spans, text), *rdfa_items(root, spans, text)]
    _set_events(sheet, [*marked, *values, *event_items(root, spans, text)], url)
    if not sheet.stated:
        _set_events(sheet, list(opengraph_items(root)), url)
    if not sheet.stated and received is not None:
        _set_events(sheet, list(timed_items(root, spans, text, received=received)), url)


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
    """Write each event once: pages often state it twice. Microdata first: its words are seen."""
    for item in stated_once(events_in(values), most=_MOST_EVENTS):
        draft = draft_of(item, sheet, url)
        sheet.stated += [draft] if draft else []
