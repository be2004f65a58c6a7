"""Days of observances as an iCalendar feed (RFC 5545) that the same days always make byte for byte."""

import datetime as dt
from collections.abc import Callable, Iterable

from handbill.calendars.observances import ObservedDay
from handbill.formats.clean import one_line
from handbill.formats.icalendar.lines import date, date_time, line, text
from handbill.formats.icalendar.write import calendar_head

REFRESH = dt.timedelta(days=1)
"""How often subscribers are asked to come back: days are announced an evening ahead at the latest."""
TENTATIVE = "tentative"


def _zero(_: ObservedDay) -> int:
    return 0


def _nothing(_: ObservedDay) -> str:
    return ""


def write_observances(
    days: Iterable[ObservedDay],
    *,
    name: str,
    url: str,
    host: str,
    stamp: dt.datetime,
    sequence_of: Callable[[ObservedDay], int] = _zero,
    stamp_of: Callable[[ObservedDay], dt.datetime | None] = lambda _: None,
    note_of: Callable[[ObservedDay], str] = _nothing,
    page_of: Callable[[ObservedDay], str] = _nothing,
) -> bytes:
    """Return a calendar of *days*, in the order of day and id whatever order they come in.

    Each is one event of whole days that takes no time (TRANSP:TRANSPARENT). Its UID is of observance and
    edition, so that a day which is announced differently moves in the calendars of subscribers. One that is
    tentative says so in SUMMARY too, since many calendars do not show STATUS.

    Args:
        url: Of this feed itself; "" for a file that has no address.
        host: Right side of the UIDs.
        stamp: Aware; DTSTAMP of all, but for those that *stamp_of* gives another.
        sequence_of: SEQUENCE, to be raised whenever the day of an edition changes.
        note_of: More to say of one day, lines after its reason: who announced it, where it differs.
        page_of: Address of its page, "" for none.
    """
    ordered = sorted(days, key=lambda each: (each.day, each.observance.id, each.edition))
    events = (
        _vevent(
            each,
            host=host,
            stamp=stamp_of(each) or stamp,
            sequence=sequence_of(each),
            note=note_of(each),
            page=page_of(each),
        )
        for each in ordered
    )
    head = calendar_head(name, url, "", REFRESH)
    return "".join((line("BEGIN", "VCALENDAR"), head, *events, line("END", "VCALENDAR"))).encode()


def uid_of(day: ObservedDay, host: str) -> str:
    """Return the UID by which calendars know the day of one edition."""
    return f"{day.observance.id}-{day.edition}@{host}"


def summary_of(day: ObservedDay) -> str:
    """Return the English name, with "(tentative)" where the day is not certain."""
    name = one_line(day.observance.name(), limit=300)
    return f"{name} ({TENTATIVE})" if day.certainty == TENTATIVE else name


def moment_of(day: ObservedDay) -> dt.datetime | None:
    """Return the moment that the day itself is the day of, to the minute; none of one that follows."""
    if day.instant is None or day.observance.rule.startswith("after "):
        return None
    return (day.instant + dt.timedelta(seconds=30)).replace(second=0, microsecond=0)


def description_of(day: ObservedDay, note: str = "") -> str:
    """Return what it is, why its day is not certain, when it begins, and who says so, a line each."""
    each, moment = day.observance, moment_of(day)
    said = (
        each.description,
        f"Tentative: {day.reason}" if day.certainty == TENTATIVE and day.reason else "",
        note,
        "Begins at sunset on the evening before." if each.begins == "sunset" else "",
        f"Moment: {moment:%Y-%m-%d %H:%M} UTC" if moment else "",
        f"Set by: {each.authority}" if each.authority else "",
        f"Source: {each.source}" if each.source else "",
    )
    return "\n".join(one for one in said if one)


def _vevent(day: ObservedDay, *, host: str, stamp: dt.datetime, sequence: int, note: str, page: str) -> str:
    status = "TENTATIVE" if day.certainty == TENTATIVE else "CONFIRMED"
    lines = (
        line("BEGIN", "VEVENT"),
        line("UID", text(uid_of(day, host))),
        line("DTSTAMP", date_time(stamp)),
        line("SEQUENCE", str(sequence)),
        line("STATUS", status),
        line("DTSTART", date(day.day), VALUE="DATE"),
        line("DTEND", date(day.last_day + dt.timedelta(days=1)), VALUE="DATE"),
        line("SUMMARY", text(summary_of(day)), LANGUAGE="en"),
        line("DESCRIPTION", text(description_of(day, note))),
        line("CATEGORIES", text(day.observance.family)),
        line("TRANSP", "TRANSPARENT"),
        line("URL", page) if page else "",
        line("END", "VEVENT"),
    )
    return "".join(lines)
