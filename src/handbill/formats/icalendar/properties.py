"""Properties of a VEVENT to findings: each is written out as a line, and the finding points to it."""

import datetime as dt
import re
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from handbill.calendars import localize
from handbill.calendars.recurrence import Rule
from handbill.errors import UnreadableRule
from handbill.formats.clean import one_line
from handbill.formats.limits import LONGEST_VALUE
from handbill.formats.links import web_address
from handbill.formats.markup import plain_words
from handbill.formats.sheet import Record
from handbill.values import EventStatus, Finding, Problem, Span, WallTime

if TYPE_CHECKING:
    from icalendar import Event as VEvent

DAY = dt.timedelta(days=1)
_STATUS: dict[str, EventStatus] = {
    "CANCELLED": "cancelled",
    "CONFIRMED": "scheduled",
    "TENTATIVE": "tentative",
}
_BY_THE_HOUR = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})
_LONGEST_RULE = 500
_LONGEST_NAME = 300
_LATEST_SEQUENCE = 1_000_000
_ADDRESS = re.compile(r"(?<!\S)\S+@\S+")
_MOST_DATES = 1_000
"""Days that one event leaves out, or adds."""


def first(vevent: "VEvent", name: str) -> Any:
    """Return the value of the property *name*, the first of several; None where there is none."""
    value = vevent.get(name)
    return value[0] if isinstance(value, list) and value else value


def is_usable(value: Any) -> bool:
    """Tell whether *value* is there and could be read."""
    return value is not None and type(value).__name__ != "vBroken"


def wall_time(value: WallTime, zone: str | None) -> WallTime:
    """Return *value* as the clocks of *zone* show it, naive, whole minutes; other times and dates stay."""
    if not isinstance(value, dt.datetime):
        return value
    if value.tzinfo is not None and zone is not None:
        value = value.astimezone(ZoneInfo(zone))
    return value.replace(tzinfo=None, second=0, microsecond=0, fold=0)


def write_start(
    record: Record, dtstart: WallTime, zone: str | None
) -> tuple[Finding[WallTime], Finding[str] | None]:
    """Write "DTSTART: 2027-05-01 19:00 Europe/Rome"; return time and zone (None for a floating one)."""
    written = _readable(dtstart)
    span = record.line("DTSTART", f"{written} {zone}" if zone else written)
    start = Span(span.start, span.start + len(written))
    tzid = Finding(zone, Span(start.end + 1, span.end), "icalendar.TZID") if zone else None
    return Finding(dtstart, start, "icalendar.DTSTART"), tzid


def fold_of(vevent: "VEvent", dtstart: Finding[WallTime], zone: str | None) -> Finding[int] | None:
    """Return which of two showings of its hour a start in UTC is; None where none is said, and for a series.

    A time with TZID is by 3.3.5 the first; but who wrote it need not have known.
    """
    wall, stated = dtstart.value, first(vevent, "DTSTART")
    instant = stated.dt
    if not (isinstance(instant, dt.datetime) and instant.tzinfo) or "TZID" in stated.params:
        return None
    if zone is None or not isinstance(wall, dt.datetime) or "RRULE" in vevent or "RDATE" in vevent:
        return None
    if localize(wall, zone).status != "fold":
        return None
    return Finding(instant.astimezone(ZoneInfo(zone)).fold, dtstart.span, dtstart.rule)


def write_end(
    record: Record, vevent: "VEvent", dtstart: WallTime, zone: str | None
) -> tuple[Finding[WallTime] | None, tuple[Problem, ...]]:
    """Write the end and return it: DTEND, or dtstart and DURATION (3.6.1); for dates the last day itself."""
    try:
        stated, name = _end_of(vevent, dtstart, zone)
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None, (Problem("icalendar.end_unread"),)
    if stated is None or (stated == dtstart and not isinstance(stated, dt.datetime)):
        return None, ()
    span = record.line("DTEND", _readable(stated))
    if isinstance(stated, dt.datetime) != isinstance(dtstart, dt.datetime) or stated < dtstart:
        return None, (Problem("dtend.before_dtstart", span),)
    return Finding(stated, span, f"icalendar.{name}"), ()


def _end_of(vevent: "VEvent", dtstart: WallTime, zone: str | None) -> tuple[WallTime | None, str]:
    end, duration = first(vevent, "DTEND"), first(vevent, "DURATION")
    if is_usable(end):
        last = wall_time(end.dt, zone)
        return (last if isinstance(last, dt.datetime) else max(last - DAY, _day(dtstart)), "DTEND")
    if not is_usable(duration):
        return None, ""
    if isinstance(dtstart, dt.datetime):
        return dtstart + duration.dt, "DURATION"
    return max(dtstart + duration.dt - DAY, dtstart), "DURATION"


def _day(wall: WallTime) -> dt.date:
    return wall.date() if isinstance(wall, dt.datetime) else wall


def _readable(wall: WallTime) -> str:
    return wall.isoformat(" ", "minutes") if isinstance(wall, dt.datetime) else wall.isoformat()


def write_words(record: Record, vevent: "VEvent", name: str) -> Finding[str] | None:
    """Write SUMMARY or LOCATION and return it in one line; None where it is empty."""
    value = one_line(plain_words(str(first(vevent, name) or "")[:LONGEST_VALUE]), limit=_LONGEST_NAME)
    return Finding(value, record.line(name, value), f"icalendar.{name}") if value else None


def write_description(record: Record, vevent: "VEvent") -> Finding[str] | None:
    """Write DESCRIPTION in one line and return it with its own lines."""
    value = plain_words(str(first(vevent, "DESCRIPTION") or "")[:LONGEST_VALUE])
    return Finding(value, record.line("DESCRIPTION", value), "icalendar.DESCRIPTION") if value else None


def write_rule(record: Record, vevent: "VEvent") -> tuple[Finding[str] | None, tuple[Problem, ...]]:
    """Write RRULE and return it; a rule that cannot be expanded, or that goes by the hour, is refused."""
    value = first(vevent, "RRULE")
    if not is_usable(value):
        return None, ()
    rule = value.to_ical().decode()[: _LONGEST_RULE + 1]
    span = record.line("RRULE", rule)
    if len(rule) > _LONGEST_RULE:
        return None, (Problem("rrule.too_long", span),)
    try:
        freq = Rule.parse(rule).freq
    except UnreadableRule as refused:
        return None, (Problem(refused.code, span, refused.detail),)
    if freq in _BY_THE_HOUR:
        return None, (Problem("rrule.frequency", span, f"FREQ={freq}"),)
    return Finding(rule, span, "icalendar.RRULE"), ()


def write_exdates(record: Record, vevent: "VEvent", zone: str | None) -> tuple[Finding[dt.date], ...]:
    """Write the days that a rule leaves out and return them."""
    days = {_day(wall_time(moment, zone)) for moment in _dates(vevent, "EXDATE")}
    unique = sorted(days)[:_MOST_DATES]
    return tuple(Finding(day, record.line("EXDATE", day.isoformat()), "icalendar.EXDATE") for day in unique)


def write_rdates(
    record: Record, vevent: "VEvent", dtstart: WallTime, zone: str | None
) -> tuple[Finding[WallTime], ...]:
    """Write the further starts (RDATE) and return them, of a PERIOD its start.

    One that is a day where DTSTART is a time, or the reverse, is left out: 3.8.5.2 lets it be neither.
    """
    stated = (moment[0] if isinstance(moment, tuple) else moment for moment in _dates(vevent, "RDATE"))
    walls = {wall_time(moment, zone) for moment in stated}
    whole = not isinstance(dtstart, dt.datetime)
    alike = [wall for wall in walls if wall != dtstart and whole != isinstance(wall, dt.datetime)]
    return tuple(
        Finding(wall, record.line("RDATE", _readable(wall)), "icalendar.RDATE")
        for wall in sorted(alike)[:_MOST_DATES]
    )


def _dates(vevent: "VEvent", name: str) -> list[Any]:
    """Return what the EXDATE or RDATE lines list: days, times or periods (begin, end)."""
    stated = vevent.get(name)
    lists = [value for value in (stated if isinstance(stated, list) else [stated]) if is_usable(value)]
    return [each.dt for value in lists for each in value.dts[:_MOST_DATES]]


def write_status(record: Record, vevent: "VEvent", method: str) -> Finding[EventStatus] | None:
    """Write STATUS and return it; a calendar sent to cancel (METHOD:CANCEL, RFC 5546 3.2.5) cancels all."""
    stated = "CANCELLED" if method.upper() == "CANCEL" else str(first(vevent, "STATUS") or "").upper()
    if stated not in _STATUS:
        return None
    return Finding(_STATUS[stated], record.line("STATUS", stated), "icalendar.STATUS")


def write_organizers(record: Record, vevent: "VEvent") -> tuple[Finding[str], ...]:
    """Write the display name of ORGANIZER and return it; the address itself is never kept."""
    value = first(vevent, "ORGANIZER")
    common_name = str(value.params.get("CN", "")) if is_usable(value) else ""
    name = one_line(_ADDRESS.sub("", common_name), limit=_LONGEST_NAME).strip(" ,;<>()\"'")
    return (Finding(name, record.line("ORGANIZER", name), "icalendar.ORGANIZER"),) if name else ()


def write_urls(record: Record, vevent: "VEvent") -> tuple[Finding[str], ...]:
    """Write URL and return it where it is a web address."""
    href = web_address(str(first(vevent, "URL") or ""))
    return (Finding(href, record.line("URL", href), "icalendar.URL"),) if href else ()


def write_categories(record: Record, vevent: "VEvent") -> None:
    """Write CATEGORIES; what kind of gathering they mean is for the reading."""
    stated = vevent.get("CATEGORIES")
    lists = [value for value in (stated if isinstance(stated, list) else [stated]) if is_usable(value)]
    words = [one_line(str(word), limit=100) for value in lists for word in getattr(value, "cats", ())[:20]]
    if words:
        record.line("CATEGORIES", ", ".join(words))


def language_of(vevent: "VEvent") -> str:
    """Return the BCP 47 tag that SUMMARY declares, "" for none."""
    value = first(vevent, "SUMMARY")
    tag = str(getattr(value, "params", {}).get("LANGUAGE", ""))
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", tag) else ""


def uid_of(vevent: "VEvent") -> str | None:
    """Return the UID; the replaced day of a series (3.8.4.4) has its own: "uid#2027-05-08"."""
    uid = one_line(str(first(vevent, "UID") or ""), limit=_LONGEST_NAME)
    replaced = first(vevent, "RECURRENCE-ID")
    if uid and is_usable(replaced):
        return f"{uid}#{_day(replaced.dt).isoformat()}"
    return uid or None


def replaced_day(vevent: "VEvent", zone: str | None) -> dt.date | None:
    """Return the day of the series that this event replaces; None where it stands for itself."""
    value = first(vevent, "RECURRENCE-ID")
    return _day(wall_time(value.dt, zone)) if is_usable(value) else None


def sequence_of(vevent: "VEvent") -> int | None:
    """Return SEQUENCE, None where it is missing or no count."""
    value = first(vevent, "SEQUENCE")
    return int(value) if is_usable(value) and 0 <= int(value) <= _LATEST_SEQUENCE else None


def last_modified_of(vevent: "VEvent") -> dt.datetime | None:
    """Return LAST-MODIFIED, aware, in UTC."""
    value = first(vevent, "LAST-MODIFIED")
    if not is_usable(value) or not isinstance(value.dt, dt.datetime):
        return None
    return value.dt.astimezone(dt.UTC) if value.dt.tzinfo else value.dt.replace(tzinfo=dt.UTC)
