"""Events as two programs hand them out: The Events Calendar's REST interface and Gancio's."""

import datetime as dt
import html
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handbill.formats.feeds.values import Feed, FeedItem, digest_of, stated_item
from handbill.formats.limits import MOST_EVENTS
from handbill.formats.links import web_address

Row = dict[str, Any]
_CANCELLED = {"canceled", "cancelled"}


def is_events_calendar(value: Any) -> bool:
    """Tell whether *value* is a page of `/wp-json/tribe/events/v1/events`."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("events"), list)
        and bool({"rest_url", "total_pages", "next_rest_url"} & value.keys())
    )


def open_events_calendar(value: Row, url: str) -> Feed:
    """Return the events of one page; `next_rest_url` leads on."""
    return Feed(
        "The Events Calendar",
        tuple(_unique(_of_wordpress(each, url) for each in value["events"] if isinstance(each, dict))),
        is_complete=True,
        next=web_address(_words(value.get("next_rest_url"))),
    )


def is_gancio(value: Any) -> bool:
    """Tell whether *value* is what Gancio gives at `/api/events` (a list) or `/api/event/detail/…` (one)."""
    if isinstance(value, dict):
        return isinstance(value.get("start_datetime"), int) and "title" in value
    return isinstance(value, list) and bool(value) and all(is_gancio(each) for each in value[:5] if each)


def open_gancio(value: list[Row] | Row, url: str, zone: str) -> Feed:
    """Return the events of the list, each with the address of its details; of the details the event itself.

    Args:
        zone: Gancio tells instants only; they are shown on the clocks of this zone, of UTC for "".
    """
    if isinstance(value, dict):
        return Feed("Gancio", tuple(_unique([_of_gancio(value, url, zone, is_whole=True)])))
    rows = [each for each in value if isinstance(each, dict) and is_gancio(each)][: MOST_EVENTS + 1]
    is_complete = "max=" not in urlsplit(url).query and len(rows) <= MOST_EVENTS
    return Feed(
        "Gancio",
        tuple(_unique(_of_gancio(each, url, zone, is_whole=False) for each in rows)),
        is_complete=is_complete,
    )


def _of_wordpress(event: Row, url: str) -> FeedItem | None:
    number, page = event.get("id"), web_address(_words(event.get("url")), url)
    host = urlsplit(page or url).hostname or ""
    if not isinstance(number, int) or not _words(event.get("start_date")):
        return None
    status = {_words(event.get("status")).lower(), _words(event.get("event_status")).lower()}
    stated = {
        "name": html.unescape(_words(event.get("title"))),
        "startDate": _wall(event, "start_date"),
        "endDate": _wall(event, "end_date"),
        "eventSchedule": _zone(_words(event.get("timezone"))),
        "location": _venue(event.get("venue")),
        "organizer": [
            {"@type": "Organization", "name": html.unescape(_words(each.get("organizer")))}
            for each in _rows(event.get("organizer"))
        ],
        "eventStatus": "EventCancelled" if status & _CANCELLED else "EventScheduled",
        "url": [link for link in (page, web_address(_words(event.get("website")))) if link],
        "description": _words(event.get("description")) or _words(event.get("excerpt")),
        "dateModified": _words(event.get("modified_utc")),
    }
    return stated_item(_said(stated), key=f"{host}?id={number}", url=page)


def _venue(stated: Any) -> Row | None:
    venue = next(_rows(stated), None)
    if venue is None:
        return None
    address = {
        "streetAddress": html.unescape(_words(venue.get("address"))),
        "postalCode": _words(venue.get("zip")),
        "addressLocality": html.unescape(_words(venue.get("city"))),
        "addressRegion": _words(venue.get("stateprovince") or venue.get("province") or venue.get("state")),
        "addressCountry": _words(venue.get("country")),
    }
    name = html.unescape(_words(venue.get("venue")))
    return {"@type": "Place", "name": name, "address": {"@type": "PostalAddress", **_said(address)}}


def _wall(event: Row, name: str) -> str:
    """Return "2027-05-01 19:30:00" as ISO 8601; of a whole day the date."""
    stated = _words(event.get(name))
    return stated[:10] if event.get("all_day") is True else stated.replace(" ", "T")


def _zone(name: str) -> Row | None:
    """Return a schedule that only names the zone. WordPress without a zone says UTC, so that says nothing."""
    return None if not name or name.upper().startswith("UTC") else {"scheduleTimezone": name}


def _of_gancio(event: Row, url: str, zone: str, *, is_whole: bool) -> FeedItem | None:
    number, start = event.get("id"), event.get("start_datetime")
    if not isinstance(number, int) or not isinstance(start, int):
        return None
    site = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"
    slug = _words(event.get("slug")) or str(number)
    place = next(_rows(event.get("place")), {})
    stated = {
        "name": _words(event.get("title")),
        "startDate": _instant(start, zone),
        "endDate": _instant(event.get("end_datetime"), zone),
        "eventSchedule": {"scheduleTimezone": zone} if zone else None,
        "location": {
            "@type": "Place",
            "name": _words(place.get("name")),
            "address": _words(place.get("address")),
        }
        if place
        else None,
        "url": f"{site}/event/{slug}",
        "description": _words(event.get("description")),
        "keywords": ", ".join(str(tag) for tag in event.get("tags") or () if isinstance(tag, str)),
    }
    said = _said(stated)
    detail = "" if is_whole else f"{site}/api/event/detail/{slug}"
    told = {name: value for name, value in said.items() if name != "description"}
    digest = digest_of(repr(sorted(told.items())).encode("utf-8", "replace"))
    return stated_item(
        said,
        key=f"{number}@{urlsplit(url).hostname}",
        url=f"{site}/event/{slug}",
        digest=digest,
        detail=detail,
    )


def _instant(seconds: Any, zone: str) -> str:
    if not isinstance(seconds, int) or isinstance(seconds, bool) or seconds <= 0:
        return ""
    try:
        return dt.datetime.fromtimestamp(seconds, ZoneInfo(zone or "UTC")).isoformat()
    except (ValueError, OverflowError, OSError, ZoneInfoNotFoundError):
        return ""


def _unique(items: Any) -> Iterator[FeedItem]:
    seen: set[str] = set()
    for item in items:
        if item is not None and item.key not in seen:
            seen.add(item.key)
            yield item


def _rows(value: Any) -> Iterator[Row]:
    """Yield the objects of a value that may be one, a list of them, or (PHP's way for none) []."""
    yield from (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict))


def _words(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _said(stated: Row) -> Row:
    return {name: value for name, value in stated.items() if value}
