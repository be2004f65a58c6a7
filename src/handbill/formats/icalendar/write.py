"""Events as an iCalendar feed (RFC 5545, RFC 7986) that the same events always make byte for byte."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from handbill.calendars import localize, occurrences
from handbill.formats.clean import displayable, one_line
from handbill.formats.icalendar.lines import date, date_time, duration, line, text
from handbill.formats.icalendar.zones import vtimezone, years_of, zone_of
from handbill.formats.links import web_address
from handbill.values import Event, Problem, WallTime

PRODID = "-//Handbill//Listing 1//EN"
HOUR = dt.timedelta(hours=1)
_RULE = re.compile(r"[A-Z-]+=[A-Z0-9,+-]+(?:;[A-Z-]+=[A-Z0-9,+-]+)*")
RULE_YEARS = 5
"""How far beyond its start the VTIMEZONE of a recurring event reaches, and how far the dates of a rule in
another calendar (RSCALE, RFC 7529), which few programs understand, are written out beside it."""

LABELS: Mapping[str, str] = MappingProxyType(
    {"cancelled": "Cancelled", "postponed": "Postponed", "tentative": "Tentative"}
)
"""What SUMMARY says first: many calendars show neither STATUS nor DESCRIPTION."""


def first_link(event: Event) -> str:
    """Return the organisers' own page, "" where none is known."""
    return next(filter(None, map(web_address, event.links)), "")


def write_calendar(
    events: Iterable[Event],
    *,
    name: str,
    url: str,
    description: str = "",
    page_of: Callable[[Event], str] = first_link,
    country_of: Callable[[str], str] = str,
    refresh: dt.timedelta = HOUR,
) -> bytes:
    """Return a calendar of *events*, in the order of dtstart and uid whatever order they come in.

    DTSTAMP is LAST-MODIFIED, since a calendar without METHOD is a snapshot (3.8.7.2). Cancelled events stay
    in with STATUS:CANCELLED, so that subscribers learn of it. Personal addresses never stand in it: there
    is no ORGANIZER or ATTENDEE line.

    Args:
        url: Of this feed itself.
        page_of: Address of an event's page, for URL.
        country_of: Name of an ISO 3166 country as LOCATION writes it; by default the code.
        refresh: How often subscribers are asked to come back.
    """
    ordered = sorted(events, key=lambda event: (event.dtstart.isoformat(), event.uid))
    return "".join(
        (
            line("BEGIN", "VCALENDAR"),
            calendar_head(name, url, description, refresh),
            *_timezones(ordered),
            *(vevent(event, page=page_of(event), country_of=country_of) for event in ordered),
            line("END", "VCALENDAR"),
        )
    ).encode()


@lru_cache(maxsize=20_000)  # one change in a listing of thousands writes one
def vevent(event: Event, *, page: str = "", country_of: Callable[[str], str] = str) -> str:
    """Return the VEVENT of one event, lines ended by CRLF."""
    geo = f"{event.place.latitude};{event.place.longitude}" if event.place else ""
    lines = (
        line("BEGIN", "VEVENT"),
        line("UID", text(one_line(event.uid, limit=300))),
        *_versions(event),
        *_times(event),
        *_words(event, country_of),
        _unless_empty("URL", web_address(page)),
        _unless_empty("GEO", geo),
        line("END", "VEVENT"),
    )
    return "".join(lines)


def summary_of(event: Event) -> str:
    """Return the name, after "Cancelled:" and its like.

    An event that was postponed to a known day is simply on that day.
    """
    moved = event.status == "postponed" and event.previous_start
    label = "" if moved else LABELS.get(event.status, "")
    name = one_line(event.name, limit=300)
    return f"{label}: {name}" if label else name


def status_of(event: Event) -> str:
    """Return STATUS (3.8.1.11): CONFIRMED, TENTATIVE or CANCELLED."""
    if event.status == "cancelled":
        return "CANCELLED"
    open_day = event.status == "postponed" and not event.previous_start
    return "TENTATIVE" if open_day or event.status == "tentative" else "CONFIRMED"


def calendar_head(name: str, url: str, description: str, refresh: dt.timedelta) -> str:
    """Return the calendar's own properties: RFC 7986, and the older names that many readers still want."""
    title, said = text(one_line(name, limit=300)), text(description.strip())
    lines = (
        line("VERSION", "2.0"),
        line("PRODID", PRODID),
        line("CALSCALE", "GREGORIAN"),
        line("NAME", title),
        line("X-WR-CALNAME", title),
        _unless_empty("DESCRIPTION", said),
        _unless_empty("X-WR-CALDESC", said),
        _unless_empty("SOURCE", web_address(url)),
        line("REFRESH-INTERVAL", duration(refresh), VALUE="DURATION"),
        line("X-PUBLISHED-TTL", duration(refresh)),
    )
    return "".join(lines)


def _timezones(events: Sequence[Event]) -> list[str]:
    """Return a VTIMEZONE for each TZID that stands in the calendar (3.6.5), by name."""
    days: dict[str, list[dt.date]] = {}
    for event in filter(_zoned, events):
        days.setdefault(event.tzid, []).extend(_days(event))
    return [vtimezone(tzid, *years_of(days[tzid])) for tzid in sorted(days)]


def _zoned(event: Event) -> bool:
    zone = zone_of(event.tzid)
    local = zone is not None and not _is_utc(event.tzid) and not _is_second(event)
    return local and isinstance(event.dtstart, dt.datetime)


def _is_utc(tzid: str) -> bool:
    return tzid in {"UTC", "Etc/UTC"}


def _is_second(event: Event) -> bool:
    """Tell whether the second of two is meant, which no time with TZID can say (3.3.5); never of a series."""
    single = not (event.rrule or event.rdates) and isinstance(event.dtstart, dt.datetime)
    return single and event.fold == 1 and zone_of(event.tzid) is not None


def _days(event: Event) -> list[dt.date]:
    """Return days between which all dates of *event* lie."""
    walls = [event.dtstart, event.dtend or event.dtstart]
    walls += [*(occurrence.dtstart for occurrence in event.occurrences), *event.rdates]
    days = [wall.date() if isinstance(wall, dt.datetime) else wall for wall in walls]
    return [*days, min(days) + dt.timedelta(days=365 * RULE_YEARS)] if event.rrule else days


def _versions(event: Event) -> Iterator[str]:
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        yield line(name, date_time(event.last_modified))
    yield line("CREATED", date_time(event.created))
    yield line("SEQUENCE", str(event.sequence))
    yield line("STATUS", status_of(event))


def _times(event: Event) -> Iterator[str]:
    if _is_second(event):
        yield from _in_utc(event)
        return
    yield _when("DTSTART", [event.dtstart], event.tzid)
    if event.dtend and _later(event.dtend, event.dtstart):
        yield _when("DTEND", [_exclusive(event.dtend, event.dtstart)], event.tzid)
    further = {wall for wall in event.rdates if type(wall) is type(event.dtstart)}
    if event.rrule and _is_rule(event.rrule):
        yield line("RRULE", event.rrule)
        yield _when("EXDATE", [_on(day, event.dtstart) for day in event.exdates], event.tzid)
        further |= _in_another_calendar(event)
    else:
        further |= {each.dtstart for each in event.occurrences}
    yield _when("RDATE", sorted(further - {event.dtstart}), event.tzid)


def _in_utc(event: Event) -> Iterator[str]:
    """Give DTSTART and DTEND as instants; an end that the clock shows twice too is after a second start."""
    ends = [event.dtend] if event.dtend and _later(event.dtend, event.dtstart) else []
    for name, wall in zip(("DTSTART", "DTEND"), (event.dtstart, *ends), strict=False):
        if isinstance(wall, dt.datetime):
            yield line(name, date_time(localize(wall, event.tzid).meant(event.fold)))


def _in_another_calendar(event: Event) -> set[WallTime]:
    """Return the dates of a rule that names its calendar, from the listed ones on; none for other rules."""
    if not event.rrule or "RSCALE=" not in event.rrule.upper():
        return set()
    walls = [each.dtstart for each in event.occurrences] or [event.dtstart]
    first = min(wall.date() if isinstance(wall, dt.datetime) else wall for wall in walls)
    last = first + dt.timedelta(days=365 * RULE_YEARS)
    found = occurrences(
        event.rrule, event.dtstart, first=first, last=last, exdates=event.exdates, tzid=event.tzid
    )
    return set() if isinstance(found, Problem) else set(found)


def _when(name: str, walls: Sequence[WallTime], tzid: str) -> str:
    """Return the line of these times, which are all days or all times; "" for none.

    A time in a zone that is not known is floating (3.3.5).
    """
    if not walls:
        return ""
    times = [wall for wall in walls if isinstance(wall, dt.datetime)]
    if not times:
        return line(name, ",".join(map(date, walls)), VALUE="DATE")
    if _is_utc(tzid):
        return line(name, ",".join(date_time(wall.replace(tzinfo=dt.UTC)) for wall in times))
    return line(name, ",".join(map(date_time, times)), TZID=tzid if zone_of(tzid) else "")


def _words(event: Event, country_of: Callable[[str], str]) -> Iterator[str]:
    yield line("SUMMARY", text(summary_of(event)), LANGUAGE=event.language)
    yield _unless_empty("LOCATION", text(location_of(event, country_of)), LANGUAGE=event.language)
    yield _unless_empty("DESCRIPTION", text(description_of(event)))
    yield line("CATEGORIES", text(event.kind))


def location_of(event: Event, country_of: Callable[[str], str] = str) -> str:
    """Return "venue, city, country", each where known."""
    country = country_of(event.place.country_code) if event.place else ""
    return ", ".join(part for part in (one_line(event.venue, limit=300), event.city, country) if part)


def description_of(event: Event) -> str:
    """Return what was before a move, the text, who calls it, and its links, in blocks."""
    blocks = (
        moved_from(event),
        displayable(event.description).strip(),
        ", ".join(one_line(organizer.name, limit=200) for organizer in event.organizers),
        "\n".join(link for link in map(web_address, event.links) if link),
    )
    return "\n\n".join(block for block in blocks if block)


def moved_from(event: Event) -> str:
    """Return "Moved from …" with the former time and place, "" where neither is known."""
    former = []
    if event.previous_start:
        former.append(event.previous_start.isoformat()[:16].replace("T", " "))
    if event.previous_venue:
        former.append(one_line(event.previous_venue, limit=300))
    return f"Moved from {', '.join(former)}" if former else ""


def _is_rule(rrule: str) -> bool:
    """Tell whether this is one RRULE value; of one that is none, the dates already found speak instead."""
    return "FREQ=" in rrule and bool(_RULE.fullmatch(rrule))


def _later(dtend: WallTime, dtstart: WallTime) -> bool:
    """Tell whether the end adds something: DTEND must be after DTSTART (3.8.2.2), a day alone needs none."""
    return type(dtend) is type(dtstart) and dtend > dtstart


def _exclusive(dtend: WallTime, dtstart: WallTime) -> WallTime:
    """Return DTEND, which for whole days is the day after the last (3.6.1)."""
    return dtend if isinstance(dtstart, dt.datetime) else dtend + dt.timedelta(days=1)


def _on(day: dt.date, dtstart: WallTime) -> WallTime:
    """Return the occurrence on *day*: EXDATE has the value type and the time of day of DTSTART."""
    return dt.datetime.combine(day, dtstart.time()) if isinstance(dtstart, dt.datetime) else day


def _unless_empty(name: str, value: str, **parameters: str) -> str:
    return line(name, value, **parameters) if value else ""
