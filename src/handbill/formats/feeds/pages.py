"""Web pages: the events that they state as JSON-LD, and the feeds that they name."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from handbill.formats.charsets import decode
from handbill.formats.feeds.values import PAGE, Feed, FeedItem, digest_of, stated_item
from handbill.formats.links import web_address
from handbill.formats.schemaorg.items import Item, events_in, first_of, json_in, words_in

if TYPE_CHECKING:
    from lxml.etree import _Element

WORDPRESS = "https://api.w.org/"
"""The `rel` under which WordPress names its interface."""
EVENTS_CALENDAR = "tribe/events/v1/"
_MARKED = re.compile(r"schema\.org/\w*Event\b|\bh-event\b|\bvevent\b")
_PARTS = {"subEvent", "subEvents", "superEvent"}
_MOST_EVENTS = 500
_MOST_BYTES = 100_000
"""Of one event, and a hundred times that of all: parts repeat what the whole says."""


def open_page(raw: bytes, url: str, charset: str = "") -> Feed:
    """Return the events of a page, and its calendar, interface or outbox (`better`), its RSS (`last_resort`).

    Where events are marked in another syntax (microdata, microformats), the page itself is the one item.
    A page may be one of many, so what is missing was not removed.
    """
    from lxml import html  # a tenth of a second

    text = decode(raw, charset)
    try:
        root = html.fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (ValueError, html.etree.ParserError):
        return Feed("page")
    scripts = [
        script.text or "" for script in root.iter("script") if "ld+json" in (script.get("type") or "").lower()
    ]
    items = tuple(items_of(value for script in scripts for value in _value_in(script)))
    if not items and _MARKED.search(text):
        items = (FeedItem(url, raw, PAGE, digest_of(raw), url=url),)
    named = list(_named(root, url, has_events="tribe" in text))
    better = tuple(href for rank, href in sorted(named) if rank < 3)
    return Feed(
        "page", items, better=better, last_resort=tuple(href for rank, href in sorted(named) if rank == 3)
    )


def items_of(values: Iterable[Any]) -> Iterator[FeedItem]:
    """Yield the events of JSON-LD, each once, known by "@id" or address, and by day where they share it."""
    events = [event for event in events_in(list(values)) if words_in(event.get("startDate"))][:_MOST_EVENTS]
    held = Counter(_identity(event) for event in events)
    seen: set[str] = set()
    size = 0
    for event in events:
        identity, start = _identity(event), words_in(event.get("startDate")).strip()
        if not identity:
            identity = digest_of(f"{words_in(event.get('name'))}\n{start}".encode("utf-8", "replace"))
        key = identity if held[identity] < 2 else f"{identity}#{start[:10]}"
        if key not in seen:
            seen.add(key)
            bare = {name: value for name, value in event.items() if name not in _PARTS and name != "@context"}
            item = stated_item(bare, key=key, url=web_address(words_in(event.get("url"))))
            size += len(item.raw)
            if size > 100 * _MOST_BYTES:
                return
            if len(item.raw) <= _MOST_BYTES:
                yield item


def _identity(event: Item) -> str:
    stated = event.get("@id") or first_of(event.get("url")) or ""
    return stated.strip() if isinstance(stated, str) else ""


def _value_in(script: str) -> Iterator[Any]:
    try:
        yield json_in(script)
    except (json.JSONDecodeError, RecursionError):
        return


def _named(root: "_Element", url: str, *, has_events: bool) -> Iterator[tuple[int, str]]:
    """Yield rank and address of what the page names as another form of itself."""
    kinds = {
        "text/calendar": 1,
        "application/activity+json": 2,
        "application/atom+xml": 3,
        "application/rss+xml": 3,
    }
    for link in root.iter("link"):
        relations = (link.get("rel") or "").split()
        href = web_address(link.get("href") or "", url)
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if not href:
            continue
        if WORDPRESS in relations and has_events:
            yield 0, web_address(f"{href.rstrip('/')}/{EVENTS_CALENDAR}events")
        elif "alternate" in relations and href.rstrip("/").endswith(EVENTS_CALENDAR.rstrip("/")):
            yield 0, f"{href.rstrip('/')}/events"
        elif "alternate" in relations and kind in kinds:
            yield kinds[kind], href
    for anchor in root.iter("a"):
        if (anchor.get("href") or "").lower().startswith(("webcal:", "webcals:")):
            yield 1, web_address("https:" + (anchor.get("href") or "").partition(":")[2])
