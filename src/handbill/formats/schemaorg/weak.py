"""Weaker facts of a page: OpenGraph's event tags, and times that a card of the page has for machines.

They are asked only where the page states no event in so many words, and never count as sure.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from handbill.formats.schemaorg.items import SOURCE, SPANS, Item
from handbill.formats.schemaorg.times import stated_time
from handbill.formats.schemaorg.walk import shown_words
from handbill.values import Span, day_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_TAGS = {
    "event:start_time": "startDate", "event:end_time": "endDate", "og:title": "name", "og:url": "url",
}  # fmt: skip
_ADDRESS = {
    "addressLocality": ("og:locality", "business:contact_data:locality"),
    "addressCountry": ("og:country-name", "business:contact_data:country_name"),
    "streetAddress": ("og:street-address", "business:contact_data:street_address"),
}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NO_EVENT = re.compile(
    r"publi|posted|updat|modif|creat|deadline|expir|regist|comment|byline|doors?\b|entry-date", re.IGNORECASE
)
_HIGHEST = 8
"""Elements above a time that may be its card."""
_MOST_TIMES = 300
_MOST_INSIDE = 400
_END_OF_DAY = dt.time(23, 59)


def opengraph_items(root: "_Element") -> Iterator[Item]:
    """Yield the event that the page says it is by `event:start_time`."""
    said: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").strip().lower()
        said.setdefault(name, meta.get("content", "").strip())
    if not said.get("event:start_time"):
        return
    address = {key: next((said[tag] for tag in tags if said.get(tag)), "") for key, tags in _ADDRESS.items()}
    item: Item = {"@type": ["Event"], SPANS: {}, SOURCE: "opengraph"}
    item |= {name: said[tag] for tag, name in _TAGS.items() if said.get(tag)}
    if any(address.values()):
        item["location"] = {"@type": ["PostalAddress"], **address}
    yield item


def timed_items(
    root: "_Element", spans: "Mapping[_Element, Span]", text: str, *, received: dt.datetime
) -> Iterator[Item]:
    """Yield an event for each card of the page with a heading and one time for machines, still to come.

    What is still to come is no date of publication. A time with "posted" or "deadline" in the names around
    it, or at the last minute of a day, is left out.

    Args:
        received: When the page came, naive.
    """
    seen = set["_Element"]()
    for time in islice(root.iter("time"), _MOST_TIMES):
        if time not in spans or not _is_ahead(time, received):
            continue
        card = _card_of(time)
        heading = _heading_of(card) if card is not None else None
        if card is None or heading is None or card in seen:
            continue
        seen.add(card)
        yield _item_of_card(card, heading, spans, text)


def _is_ahead(time: "_Element", received: dt.datetime) -> bool:
    stated = stated_time(time.get("datetime", ""))
    if stated is None or not isinstance(stated.wall, dt.datetime) or stated.wall.time() == _END_OF_DAY:
        return False
    around = (time, *islice(time.iterancestors(), 2))
    named = " ".join(f"{each.get('class', '')} {each.get('id', '')}" for each in around)
    return (
        day_of(stated.wall) >= received.date() and time.get("pubdate") is None and not _NO_EVENT.search(named)
    )


def _card_of(time: "_Element") -> "_Element | None":
    """Return the nearest element around *time* that has a heading, and no more times than start and end."""
    for above in islice(time.iterancestors(), _HIGHEST):
        if sum(1 for _ in islice(above.iter("time"), 3)) > 2:
            return None
        if _heading_of(above) is not None:
            return above
    return None


def _heading_of(card: "_Element") -> "_Element | None":
    found = [each for each in islice(card.iter(), _MOST_INSIDE) if each.tag in _HEADINGS]
    return found[0] if len(found) == 1 else None


def _item_of_card(card: "_Element", heading: "_Element", spans: "Mapping[_Element, Span]", text: str) -> Item:
    item: dict[str, Any] = {"@type": ["Event"], SPANS: {}, SOURCE: "time"}
    item["name"] = shown_words(heading, spans, text)
    for name, time in zip(("startDate", "endDate"), islice(card.iter("time"), 2), strict=False):
        item[name] = time.get("datetime", "").strip()
        if time in spans:
            item[SPANS][name] = [spans[time]]
    return item
