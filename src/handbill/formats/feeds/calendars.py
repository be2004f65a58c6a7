"""A calendar of many events, cut into one calendar for each UID."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from handbill.errors import TooLarge
from handbill.formats.feeds.values import CALENDAR, MOST_SEQUENCE, Feed, FeedItem, day_in, digest_of
from handbill.formats.icalendar.content import RawCalendar, RawEvent, calendar_of, unfolded
from handbill.formats.icalendar.lines import folded
from handbill.formats.links import web_address

_STAMPS = {"DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE"}
"""Many servers write the time of the request into them (Mobilizon, Gancio), so they tell no change."""
_KEPT = ("PRODID", "METHOD", "X-WR-CALNAME", "NAME", "X-WR-TIMEZONE")
_UNITS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}
_MOST_LINES = 400_000
"""Eight megabytes of line ends take fifteen seconds and a gigabyte to unfold."""
_LONGEST_PROPERTY = 500
_LONGEST_ZONE = 200
_MOST_ZONES = 5
"""Lines of a zone, and zones of an item: each item repeats them, so a calendar could blow itself up."""
_TIMED_MAKER = "ECPv"
_TIMED_UID = re.compile(r"(\d{1,12})-\d{9,11}-\d{9,11}@(\S+)$")
"""The Events Calendar writes start and end into its UIDs, so that a moved event would be another one."""
_MAILTO = re.compile(r"mailto:[^\s\";,]*", re.IGNORECASE)
_CUT = 500
"""So many events are where Mobilizon's calendar ends, whatever it holds."""


def open_calendar(raw: bytes, charset: str = "") -> Feed:
    """Return the events of an iCalendar stream, those of one UID (a series and its changed days) together.

    An event without UID is known by its name and start. A stream that breaks off gives what is whole.

    Raises: TooLarge: It has more lines than thousands of events need.
    """
    if max(raw.count(b"\n"), raw.count(b"\r")) > _MOST_LINES:
        raise TooLarge(f"more than {_MOST_LINES:,} lines", media_type=CALENDAR, limit=_MOST_LINES)
    calendar = calendar_of(raw, charset)
    is_whole = _last_line(raw) == b"END:VCALENDAR"
    events = calendar.events if is_whole else calendar.events[:-1]
    zones = _zones_of(raw, charset)
    by_uid: dict[str, list[RawEvent]] = defaultdict(list)
    for event in events:
        by_uid[_key_of(event)].append(event)
    if _TIMED_MAKER in calendar.properties.get("PRODID", ""):
        by_uid = _without_times(by_uid)
    return Feed(
        "calendar",
        tuple(_item(key, same, calendar, zones) for key, same in by_uid.items()),
        is_complete=is_whole and not calendar.is_full and len(events) < _CUT,
        remark="" if is_whole else "the calendar breaks off in the middle",
    )


def _item(key: str, events: list[RawEvent], calendar: RawCalendar, zones: dict[str, list[str]]) -> FeedItem:
    said = [line for event in events for _, line in event.lines if _is_public(line)]
    told = "\n".join(sorted(line for line in said if _name(line) not in {*_STAMPS, "UID"}))
    stated = max((_count(_value(event, "SEQUENCE")) for event in events), default=0)
    written = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        *(
            f"{name}:{calendar.properties[name][:_LONGEST_PROPERTY]}"
            for name in _KEPT
            if name in calendar.properties
        ),
        *(line for tzid in _tzids(said)[:_MOST_ZONES] for line in zones.get(tzid, ())),
        *(_own(line, key) for event in events for line in event.source().split("\r\n") if _is_public(line)),
        "END:VCALENDAR",
        "",
    ]
    return FeedItem(
        key,
        "\r\n".join(folded(line) for line in written).encode("utf-8", "replace"),
        CALENDAR,
        digest_of(told.encode("utf-8", "replace")),
        _day_of(events),
        stated,
        web_address(_value(events[0], "URL")),
    )


def _without_times(by_uid: dict[str, list[RawEvent]]) -> dict[str, list[RawEvent]]:
    """Return the events under UIDs without times, but for days of a series, which would then share one."""
    short = {uid: "@".join(found.groups()) if (found := _TIMED_UID.match(uid)) else uid for uid in by_uid}
    held = Counter(short.values())
    return {short[uid] if held[short[uid]] == 1 else uid: events for uid, events in by_uid.items()}


def _is_public(line: str) -> bool:
    """Tell whether a line is kept: who attends is nobody's business, and changes with every answer."""
    return bool(line) and _name(line) != "ATTENDEE"


def _own(line: str, key: str) -> str:
    """Return a line with the UID that the item is known by, and without the address of its organiser."""
    if _name(line) == "UID" and line.partition(":")[2].strip():
        return f"UID:{key}"
    return _MAILTO.sub("invalid:nomail", line) if _name(line) == "ORGANIZER" else line


def _day_of(events: list[RawEvent]) -> dt.date | None:
    """Return the day of the first event; of a series its last day, far away where it has no end."""
    start, rule = day_in(_value(events[0], "DTSTART")), _value(events[0], "RRULE").upper()
    if not rule or start is None:
        return start
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    if until := day_in(parts.get("UNTIL", "")):
        return until
    if "COUNT" not in parts:
        return dt.date.max
    days = (
        _UNITS.get(parts.get("FREQ", ""), 1)
        * _count(parts["COUNT"])
        * (_count(parts.get("INTERVAL", "")) or 1)
    )
    return start + dt.timedelta(days=min(days, 36_600))


def _key_of(event: RawEvent) -> str:
    uid = " ".join(_value(event, "UID").split())
    return uid or digest_of(
        f"{_value(event, 'SUMMARY')}\n{_value(event, 'DTSTART')}".encode("utf-8", "replace")
    )


def _zones_of(raw: bytes, charset: str) -> dict[str, list[str]]:
    """Return the lines of each VTIMEZONE by its TZID."""
    zones: dict[str, list[str]] = {}
    block: list[str] = []
    for _, line in unfolded(raw, charset):
        plain = line.strip().upper()
        if plain == "BEGIN:VTIMEZONE":
            block = [line]
        elif block:
            block.append(line)
            if plain == "END:VTIMEZONE":
                tzid = next((each.partition(":")[2] for each in block if _name(each) == "TZID"), "")
                zones[tzid.strip()] = block if len(block) <= _LONGEST_ZONE else _named_only(block)
                block = []
    return zones


def _named_only(block: list[str]) -> list[str]:
    """Return a zone without its rules: reading goes by its names in any case."""
    names = [line[:_LONGEST_PROPERTY] for line in block if _name(line) in {"TZID", "X-LIC-LOCATION"}]
    return [block[0], *names[:2], block[-1]]


def _tzids(lines: Iterable[str]) -> list[str]:
    found = (re.search(r';TZID="?([^":;]+)', line.partition(":")[0]) for line in lines)
    return list(dict.fromkeys(match[1] for match in found if match))


def _last_line(raw: bytes) -> bytes:
    return raw.rstrip().rpartition(b"\n")[2].strip().upper()


def _name(line: str) -> str:
    return line.partition(":")[0].partition(";")[0].upper()


def _value(event: RawEvent, name: str) -> str:
    return next((line.partition(":")[2].strip() for _, line in event.lines if _name(line) == name), "")


def _count(stated: str) -> int:
    count = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 10 else 0
    return count if count <= MOST_SEQUENCE else 0
