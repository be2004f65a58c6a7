"""Events that a page marks by class names, brought to the names of schema.org.

Walked here and not by mf2py: it brings an HTML parser of its own, and gives values without the elements they
stand on.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from handbill.formats.microformats.values import link_of, moment_of, words_of
from handbill.formats.schemaorg.items import SOURCE, SPANS, Item
from handbill.formats.schemaorg.walk import SHOWN, marked_items
from handbill.values import Span

if TYPE_CHECKING:
    from lxml.etree import _Element

_CLASSIC = "@classic"
_ROOTS = {"h-event": "Event", "h-card": "Place", "h-adr": "PostalAddress"}
_CLASSIC_ROOTS = {"vevent": "Event", "vcard": "Place", "adr": "PostalAddress"}
_OTHER_ROOT = re.compile(r"h-[a-z]+(?:-[a-z]+)*$")
_NAMES = {
    "dt-end": "endDate", "dt-start": "startDate", "e-content": "description", "p-adr": "address",
    "p-country-name": "addressCountry", "p-description": "description", "p-locality": "addressLocality",
    "p-location": "location", "p-name": "name", "p-organizer": "organizer", "p-region": "addressRegion",
    "p-street-address": "streetAddress", "p-summary": "description", "u-url": "url",
}  # fmt: skip
_CLASSIC_EVENT = {
    "description": "description", "dtend": "endDate", "dtstart": "startDate", "location": "location",
    "organizer": "organizer", "status": "eventStatus", "summary": "name", "url": "url",
}  # fmt: skip
_CLASSIC_CARD = {
    "adr": "address", "country-name": "addressCountry", "fn": "name", "locality": "addressLocality",
    "org": "name", "region": "addressRegion", "street-address": "streetAddress",
}  # fmt: skip
_ADDRESSED = {"address", "addressLocality", "name", "streetAddress"}
_STATUS = {"CANCELLED": "EventCancelled", "CONFIRMED": "EventScheduled"}
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_MARKED = "boolean(//*[contains(@class, 'h-event') or contains(@class, 'vevent')])"
_MOST_CLASSES = 40


def event_items(root: "_Element", spans: "Mapping[_Element, Span]", text: str) -> list[Item]:
    """Return the events under *root*, those outside of others, in order.

    Args:
        spans: Where the words of elements stand in *text*, for those that are seen.
    """
    if not root.xpath(_MARKED):
        return []
    items = marked_items(root, _Microformats(), spans, text)
    return [_with_day_of_end(_with_implied_names(item)) for item in items if item["@type"] == ["Event"]]


def _with_implied_names(item: Item) -> Item:
    """Return *item*; a card in it that names nothing is named by its words (microformats2, implied names)."""
    for each in [*item.get("location", ()), *item.get("organizer", ())]:
        if isinstance(each, dict) and each["@type"] == ["Place"] and not _ADDRESSED & set(each):
            each["name"] = [each[SHOWN]]
    return item


def _with_day_of_end(item: Item) -> Item:
    """Return *item*; an end that is only an hour is of the day on which it starts."""
    starts, ends = item.get("startDate", [""]), item.get("endDate", [""])
    if isinstance(ends[0], str) and isinstance(starts[0], str) and _CLOCK.match(ends[0]) and starts[0]:
        return {**item, "endDate": [f"{starts[0][:10]} {ends[0]}"]}
    return item


class _Microformats:
    def item(self, element: "_Element", around: Item | None) -> Item | None:
        classes = _classes(element)
        classic = around is not None and around[_CLASSIC]
        for name in classes:
            if name in _ROOTS:
                return _item(_ROOTS[name], classic=False)
            if name == "vevent" or (classic and name in _CLASSIC_ROOTS):
                return _item(_CLASSIC_ROOTS[name], classic=True)
        return _item("", classic=False) if any(map(_OTHER_ROOT.match, classes)) else None

    def names(self, element: "_Element", around: Item) -> list[str]:
        known = _NAMES
        if around[_CLASSIC]:
            known = _CLASSIC_EVENT if around["@type"] == ["Event"] else _CLASSIC_CARD
        return list(dict.fromkeys(known[name] for name in _classes(element) if name in known))

    def value(self, element: "_Element", name: str, shown: str) -> str:
        if name in {"startDate", "endDate"}:
            return moment_of(element, shown)
        if name == "url":
            return link_of(element, shown)
        words = words_of(element, shown)
        return _STATUS.get(words.strip().upper(), "") if name == "eventStatus" else words


def _classes(element: "_Element") -> list[str]:
    return element.get("class", "").split()[:_MOST_CLASSES]


def _item(kind: str, *, classic: bool) -> Item:
    return {"@type": [kind], SPANS: {}, SOURCE: "microformats", _CLASSIC: classic}
