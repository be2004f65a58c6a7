"""What a feed holds: items that can be told apart, each ready to be kept and read by itself."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handbill.errors import UnreadableFile
from handbill.formats.icalendar.lines import folded
from handbill.formats.schemaorg.drafts import SEQUENCE, UID

CALENDAR = "text/calendar"
JSON_LD = "application/ld+json"
PAGE = "text/html"
MOST_SEQUENCE = 1_000_000
"""A higher SEQUENCE is a time stamp, not a count, and says nothing that can be raised."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item of a feed.

    Attributes:
        key: Names it within its feed for as long as it lives: UID, guid, id.
        raw: A calendar, JSON-LD or page with this item alone; b"" where only `detail` or `is_gone` is known.
        digest: Equal while what it says is equal; stamps of when it was written out do not count.
        day: Until when its absence means something: the day it begins, of a series its last. None: unknown.
        sequence: As stated, 0 where it is not.
        url: Its page, "" for none.
        sent: When it was written, aware; relative dates count from here.
        detail: Address under which it stands in full; "" where it does here.
        is_gone: The feed says that it was deleted.
    """

    key: str
    raw: bytes = b""
    media_type: str = ""
    digest: str = ""
    day: dt.date | None = None
    sequence: int = 0
    url: str = ""
    sent: dt.datetime | None = None
    detail: str = ""
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """One document of a feed, read.

    Attributes:
        kind: In words for a person: "calendar", "RSS or Atom", "page", "The Events Calendar", …
        is_complete: With its further pages it lists all that is to come, so that what is missing was removed.
        next: Address of its next page, "" for none.
        better: Addresses where the same events are told better, best first: a page names its calendar, an
            actor its outbox. Without items of its own the document is only a signpost.
        last_resort: As `better`, for when there is nothing else: a page names its feed of articles.
        remark: What is wrong with it, in plain words; "" for nothing.
    """

    kind: str
    items: tuple[FeedItem, ...] = ()
    is_complete: bool = False
    next: str = ""
    better: tuple[str, ...] = ()
    last_resort: tuple[str, ...] = ()
    remark: str = ""


def stated_item(
    event: Mapping[str, Any], *, key: str, url: str = "", digest: str = "", detail: str = ""
) -> FeedItem:
    """Return a schema.org Event as an item; *key* becomes its UID.

    Args:
        event: Its properties, `startDate` among them in ISO 8601.
        digest: Of another form of it, where that is what the feed repeats; "" takes that of *event*.
    """
    identifiers = [_identifier(UID, key[:300]), _identifier(SEQUENCE, 0)]
    whole = {"@context": "https://schema.org", "@type": "Event", **event, "identifier": identifiers}
    return FeedItem(
        key,
        _json(whole),
        JSON_LD,
        digest or digest_of(_json({k: v for k, v in event.items() if k != "dateModified"})),
        day_in(str(event.get("startDate", ""))),
        url=url,
        sent=None,
        detail=detail,
    )


def renumbered(raw: bytes, media_type: str, sequence: int, *, status: str = "") -> bytes:
    """Return an item with another SEQUENCE, and with STATUS *status* (CANCELLED, CONFIRMED) where given.

    Feeds that change an event without raising SEQUENCE are the rule; who polls them can count by itself.
    A page has neither and comes back as it is.

    Raises: UnreadableFile for JSON that is none.
    """
    if media_type == CALENDAR:
        return _renumbered_calendar(raw, sequence, status)
    if media_type != JSON_LD:
        return raw
    try:
        event = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("no JSON", media_type=JSON_LD) from error
    others = [each for each in event.get("identifier", []) if each.get("propertyID") != SEQUENCE]
    event["identifier"] = [*others, _identifier(SEQUENCE, sequence)]
    if status:
        event["eventStatus"] = {"CANCELLED": "EventCancelled"}.get(status, "EventScheduled")
    return _json(event)


def digest_of(raw: bytes) -> str:
    """Return 16 hex digits that tell two states of one item apart."""
    return hashlib.sha256(raw).hexdigest()[:16]


def day_in(stated: str) -> dt.date | None:
    """Return the date at the beginning of an ISO 8601 or iCalendar value; None for anything else.

    >>> day_in("20270501T190000Z"), day_in("2027-05-01 19:00")
    (datetime.date(2027, 5, 1), datetime.date(2027, 5, 1))
    """
    try:
        return dt.date.fromisoformat(stated[:10] if stated[4:5] == "-" else stated[:8])
    except ValueError:
        return None


def _identifier(name: str, value: str | int) -> dict[str, Any]:
    return {"@type": "PropertyValue", "propertyID": name, "value": value}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _renumbered_calendar(raw: bytes, sequence: int, status: str) -> bytes:
    lines: list[str] = []
    dropped = {"SEQUENCE", *(["STATUS"] if status else [])}
    is_inside = is_dropping = False
    for line in raw.decode("utf-8", "replace").split("\r\n"):
        name = line.partition(":")[0].partition(";")[0].upper()
        is_dropping = is_inside and (is_dropping if line[:1] == " " else name in dropped)
        if line == "BEGIN:VEVENT":
            is_inside = True
        elif line == "END:VEVENT":
            is_inside = False
            lines += [folded(f"SEQUENCE:{sequence}"), *([f"STATUS:{status}"] if status else [])]
        if not is_dropping:
            lines.append(line)
    return "\r\n".join(lines).encode()
