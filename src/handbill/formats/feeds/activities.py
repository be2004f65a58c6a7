"""ActivityPub: actors, outboxes and Event objects, as Mobilizon, Gancio and FEP-8a8e write them."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handbill.formats.feeds.values import Feed, FeedItem, digest_of, stated_item
from handbill.formats.links import web_address

Row = dict[str, Any]
MEDIA_TYPE = "application/activity+json"
KIND = "ActivityPub"
_COLLECTIONS = {"OrderedCollection", "OrderedCollectionPage", "Collection", "CollectionPage"}
_TELLING = {"Create", "Update", "Announce", "Add"}
_STATUS = {"CANCELLED": "EventCancelled", "EVENTCANCELLED": "EventCancelled", "CONFIRMED": "EventScheduled",
           "EVENTSCHEDULED": "EventScheduled", "EVENTPOSTPONED": "EventPostponed"}  # fmt: skip
_MOST_ITEMS = 200
"""Of one page of an outbox."""


def is_activity(value: Any) -> bool:
    """Tell whether *value* is an actor, a collection, or an Event or Tombstone of ActivityStreams."""
    if not isinstance(value, dict):
        return False
    kinds = _types(value)
    return bool(
        ("outbox" in value and "inbox" in value)
        or kinds & _COLLECTIONS
        or kinds & {"Tombstone", *_TELLING, "Delete"}
        or (kinds & {"Event"} and "startTime" in value)
        or "https://www.w3.org/ns/activitystreams" in json.dumps(value.get("@context", ""))
    )


def open_activities(value: Row, url: str, zone: str = "") -> Feed:
    """Return what an ActivityPub document holds.

    An actor names its outbox (`better`), a collection its first page (`next`), a page its activities and the
    next page. The newest activity stands first, so the first about an object counts. An outbox never tells
    that it is whole: only Delete and Tombstone remove.

    Args:
        url: Where it was fetched. Objects of another host are not believed from here, but asked for there.
        zone: For times that name none.
    """
    if "outbox" in value:
        outbox = web_address(_words(value["outbox"]), url)
        return Feed(KIND, better=(outbox,) if outbox else ())
    if _types(value) & _COLLECTIONS:
        return _collection(value, url, zone)
    item = (
        _of_activity(value, url, zone)
        if _types(value) & {*_TELLING, "Delete"}
        else _of_object(value, url, zone)
    )
    return Feed(KIND, (item,) if item else ())


def _collection(value: Row, url: str, zone: str) -> Feed:
    first = value.get("first")
    if isinstance(first, dict):
        return _collection({**first, "type": "OrderedCollectionPage"}, url, zone)
    rows = value.get("orderedItems", value.get("items"))
    found: dict[str, FeedItem] = {}
    for each in (rows if isinstance(rows, list) else [])[:_MOST_ITEMS]:
        item = _of_activity(each, url, zone) if isinstance(each, dict) else None
        if item is not None:
            found.setdefault(item.key, item)
    leads_on = value.get("next") if isinstance(rows, list) else first or value.get("next")
    return Feed(KIND, tuple(found.values()), next=web_address(_words(leads_on), url))


def _of_activity(activity: Row, url: str, zone: str) -> FeedItem | None:
    kinds, told = _types(activity), activity.get("object")
    identity = _words(told.get("id")) if isinstance(told, dict) else _words(told)
    if kinds & {"Delete", "Undo"}:
        is_own = bool(identity) and _host(identity) == _host(url)
        return FeedItem(identity, digest="gone", is_gone=True) if "Delete" in kinds and is_own else None
    if not kinds & _TELLING or not web_address(identity):
        return _of_object(activity, url, zone) if kinds & {"Event"} else None
    if isinstance(told, dict) and _host(identity) == _host(url):
        return _of_object(told, url, zone)
    stamp = _words(activity.get("updated")) or _words(activity.get("id"))
    return FeedItem(identity, digest=digest_of(stamp.encode("utf-8", "replace")), detail=identity)


def _of_object(event: Row, url: str, zone: str) -> FeedItem | None:
    """Return an Event or Tombstone; None for a note and all else, and for what another host should say."""
    identity = _words(event.get("id"))
    if not identity or _host(identity) != _host(url):
        return None
    if _types(event) & {"Tombstone"}:
        return FeedItem(identity, digest="gone", is_gone=True)
    if not _types(event) & {"Event"} or event.get("draft") is True:
        return None
    tzid = _words(event.get("timezone")) or zone
    ends = _words(event.get("endTime")) if event.get("displayEndTime") is not False else ""
    page = next(iter(_links(event.get("url"))), "") or web_address(identity)
    links = [page, *(href for each in _rows(event.get("attachment")) for href in _websites(each))]
    stated = {
        "name": _words(event.get("name")),
        "startDate": _wall(_words(event.get("startTime")), tzid),
        "endDate": _wall(ends, tzid),
        "eventSchedule": {"scheduleTimezone": tzid} if tzid else None,
        "location": [place for each in _rows(event.get("location")) if (place := _place(each))],
        "organizer": [
            {"name": name} for each in _rows(event.get("attributedTo")) if (name := _words(each.get("name")))
        ],
        "eventStatus": _status(event),
        "url": list(dict.fromkeys(links)),
        "description": _words(event.get("content")) or _words(event.get("summary")),
        "inLanguage": _words(event.get("inLanguage")),
        "dateModified": _words(event.get("updated")),
    }
    return stated_item({key: value for key, value in stated.items() if value}, key=identity, url=page)


def _place(stated: Row) -> Row | None:
    """Return a Place; its address is a string (Gancio) or a PostalAddress (Mobilizon, FEP-8a8e)."""
    if _types(stated) & {"VirtualLocation"}:
        return {"@type": "VirtualLocation", "url": web_address(_words(stated.get("url")))}
    address = stated.get("address")
    if isinstance(address, dict):
        names = ("streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry")
        said = {name: words for name in names if (words := _words(address.get(name)))}
        return {
            "@type": "Place",
            "name": _words(stated.get("name")),
            "address": {"@type": "PostalAddress", **said},
        }
    if not (_words(stated.get("name")) or _words(address)):
        return None
    return {"@type": "Place", "name": _words(stated.get("name")), "address": _words(address)}


def _status(event: Row) -> str:
    said = next(
        (words for key in ("ical:status", "status", "eventStatus") if (words := _words(event.get(key)))), ""
    )
    return _STATUS.get(said.rpartition("/")[2].upper(), "")


def _wall(stated: str, tzid: str) -> str:
    """Return a time on the clocks of *tzid*, as it is where it has no zone or cannot be read."""
    try:
        moment = dt.datetime.fromisoformat(stated)
        return moment.astimezone(ZoneInfo(tzid)).isoformat() if tzid and moment.tzinfo else stated
    except (ValueError, OverflowError, OSError, ZoneInfoNotFoundError):
        return stated


def _websites(attachment: Row) -> Iterator[str]:
    if _types(attachment) & {"Link"} and "html" in _words(attachment.get("mediaType")):
        yield from _links(attachment.get("href"))


def _links(value: Any) -> Iterator[str]:
    """Yield the addresses of `url`: a string, a Link, or a list of them; those to pages first."""
    rows = value if isinstance(value, list) else [value]
    rows = sorted(
        rows, key=lambda each: isinstance(each, dict) and "html" not in _words(each.get("mediaType"))
    )
    for each in rows:
        if href := web_address(_words(each.get("href")) if isinstance(each, dict) else _words(each)):
            yield href


def _types(value: Row) -> set[str]:
    stated = value.get("type", value.get("@type"))
    return {str(each).rpartition(":")[2] for each in (stated if isinstance(stated, list) else [stated])}


def _rows(value: Any) -> Iterator[Row]:
    yield from (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict))


def _words(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""
