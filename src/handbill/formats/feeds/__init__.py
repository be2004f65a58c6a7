"""Feeds: documents of many items, cut into items that are kept, compared and read one by one.

    calendars      iCalendar                                        one item a UID
    syndication    RSS, Atom                                        a small page, or an event stated as data
    interfaces     The Events Calendar, Gancio (JSON)               an event stated as data
    activities     ActivityPub: actor, outbox, Event, Tombstone     an event stated as data
    pages          JSON-LD of web pages, the feeds that they name   an event stated as data, or the page

What an item says is not read here: it becomes a delivery that `handbill.formats.open_announcement` opens.
"""

import json
import re
from typing import Any

from handbill.errors import UnreadableFile
from handbill.formats.charsets import decode
from handbill.formats.feeds.activities import is_activity, open_activities
from handbill.formats.feeds.addresses import feed_address
from handbill.formats.feeds.calendars import open_calendar
from handbill.formats.feeds.interfaces import (
    is_events_calendar,
    is_gancio,
    open_events_calendar,
    open_gancio,
)
from handbill.formats.feeds.pages import items_of, open_page
from handbill.formats.feeds.syndication import open_syndication
from handbill.formats.feeds.values import Feed, FeedItem, renumbered
from handbill.formats.sniffing import sniff

__all__ = ["Feed", "FeedItem", "feed_address", "open_feed", "renumbered"]

_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]")
_XML = {"application/rss+xml", "application/atom+xml", "application/xml", "text/xml"}


def open_feed(raw: bytes, *, media_type: str = "", url: str = "", zone: str = "") -> Feed:
    """Return the items of a feed; the content says what it is, then the *media_type* that it was sent as.

    Args:
        url: Where it was fetched, absolute.
        zone: IANA zone for formats that tell instants only (Gancio) or name no zone; "" for UTC.

    Raises:
        UnreadableFile: It is none of the known kinds, or damaged so that nothing can be made of it.
    """
    if _JSON.match(raw[:200]):
        return _open_json(_json_of(raw), url, zone)
    kind = sniff(raw, "", media_type)
    if kind == "text/calendar":
        return open_calendar(raw)
    if kind in _XML or media_type.partition(";")[0].strip().lower() in _XML:
        return open_syndication(raw, url)
    if kind == "text/html":
        return open_page(raw, url)
    raise UnreadableFile(f"no feed: {media_type or kind}", media_type=kind)


def _json_of(raw: bytes) -> Any:
    try:
        return json.loads(decode(raw))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("the JSON is damaged or breaks off", media_type="application/json") from error


def _open_json(value: Any, url: str, zone: str) -> Feed:
    if is_events_calendar(value):
        return open_events_calendar(value, url)
    if value == [] or is_gancio(value):
        return open_gancio(value, url, zone)
    if is_activity(value):
        return open_activities(value, url, zone)
    items = tuple(items_of([value]))
    if not items:
        raise UnreadableFile("no event in the JSON", media_type="application/json")
    return Feed("JSON-LD", items)
