"""Calendars (RFC 5545) to stated drafts, with the words of each event as its evidence.

No rule is expanded here and no alarm, attendee or address is kept.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from handbill.errors import UnreadableFile
from handbill.formats.clean import one_line
from handbill.formats.icalendar import properties as of
from handbill.formats.icalendar.content import RawCalendar, RawEvent, calendar_of
from handbill.formats.icalendar.stated_zones import iana_zone
from handbill.formats.sheet import Record, Sheet
from handbill.values import Block, Draft, Finding, Problem

if TYPE_CHECKING:
    from icalendar import Event as VEvent

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_MOST_BAD_LINES = 20
"""Of one event, that are named as problems."""
_DAMAGE = (ValueError, AttributeError, TypeError, KeyError, IndexError, OverflowError, OSError)
"""What a value that is not what it says can raise in icalendar; a zone too long for a file name, OSError."""


@dataclass(frozen=True, slots=True)
class _Stated:
    """A draft, and the day of the series `uid` that it replaces."""

    draft: Draft
    uid: str
    replaced: dt.date | None


def set_calendar(sheet: Sheet, raw: bytes, *, charset: str = "") -> None:
    """Write the events of the calendar *raw* on *sheet*, one `data` block and one stated draft each.

    An event that cannot be used is left out with a problem that names its line.

    Raises:
        UnreadableFile: No event in it can be read.
    """
    calendar = calendar_of(raw, charset)
    if not calendar.events:
        raise UnreadableFile("no event in the calendar", media_type="text/calendar")
    _set_name(sheet, calendar)
    sheet.problems += [_problem("icalendar.line_too_long", number) for number in calendar.dropped]
    if calendar.is_full:
        sheet.problems.append(_problem("icalendar.too_many_events", calendar.events[-1].number))
    read = [_Reader(sheet, calendar, event).stated() for event in calendar.events]
    stated = [each for each in read if each is not None]
    if not stated:
        line = calendar.events[0].number
        raise UnreadableFile("no readable event in it", media_type="text/calendar", line=line)
    sheet.stated += _without_replaced_days(stated)


def _set_name(sheet: Sheet, calendar: RawCalendar) -> None:
    stated = calendar.properties.get("X-WR-CALNAME") or calendar.properties.get("NAME", "")
    name = one_line(stated.replace("\\,", ",").replace("\\;", ";"), limit=300)
    if name and not sheet.length:
        sheet.title = name
        sheet.blocks.append(Block("heading", sheet.write(name), level=1))


def _problem(code: str, number: int, detail: str = "") -> Problem:
    return Problem(code, detail=f"line {number}: {detail}" if detail else f"line {number}")


def _without_replaced_days(stated: Sequence[_Stated]) -> list[Draft]:
    """Return the drafts, each series without the days for which an event of its own stands in (3.8.4.4)."""
    replaced: dict[str, list[Finding[dt.date]]] = defaultdict(list)
    for each in stated:
        if each.replaced is not None and each.draft.dtstart is not None:
            span = each.draft.dtstart.span
            replaced[each.uid].append(Finding(each.replaced, span, "icalendar.RECURRENCE-ID"))
    return [
        replace(each.draft, exdates=each.draft.exdates + tuple(replaced[each.uid]))
        if each.draft.rrule and each.uid in replaced
        else each.draft
        for each in stated
    ]


class _Reader:
    """Reads one event and writes it out, a line for each property that is kept."""

    def __init__(self, sheet: Sheet, calendar: RawCalendar, event: RawEvent) -> None:
        self._sheet = sheet
        self._calendar = calendar
        self._event = event

    def stated(self) -> _Stated | None:
        """Return the event; None, with a problem on the sheet, where it is unusable or private."""
        before = self._sheet.length
        try:
            return self._read()
        except _DAMAGE:
            self._sheet.erase(before)
            self._leave_out("icalendar.unreadable_event", "DTSTART")
            return None

    def _read(self) -> _Stated | None:
        vevent = self._parsed()
        start = of.first(vevent, "DTSTART")
        zone = self._zone_of(start)
        year = of.wall_time(start.dt, zone).year
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            self._leave_out("icalendar.year_out_of_range", "DTSTART")
            return None
        if str(of.first(vevent, "CLASS") or "").upper() in {"PRIVATE", "CONFIDENTIAL"}:
            self._leave_out("icalendar.private_event", "CLASS")
            return None
        with self._sheet.data() as record:
            draft = self._written(record, vevent, zone)
        uid = one_line(str(of.first(vevent, "UID") or ""), limit=300)
        return _Stated(draft, uid, of.replaced_day(vevent, zone))

    def _parsed(self) -> "VEvent":
        from icalendar import Event as VEvent  # 0.4 s, for calendars only

        vevent = VEvent.from_ical(self._event.source())
        if not isinstance(vevent, VEvent):
            raise ValueError("not an event")
        for name, reason in vevent.errors[:_MOST_BAD_LINES]:
            what = one_line(str(name or reason), limit=80)
            self._sheet.problems.append(_problem("icalendar.bad_line", self._event.line_of(name), what))
        return vevent

    def _leave_out(self, code: str, name: str) -> None:
        self._sheet.problems.append(_problem(code, self._event.line_of(name)))

    def _zone_of(self, start: Any) -> str | None:
        """Return the zone that the event is told in: its own, the calendar's, or UTC for times in UTC."""
        tzid = str(start.params.get("TZID", ""))
        own = iana_zone(tzid, self._calendar.zones.get(tzid, "")) if tzid else None
        if tzid and own is None:
            number = self._event.line_of("DTSTART")
            self._sheet.problems.append(_problem("icalendar.unknown_zone", number, one_line(tzid, limit=80)))
        around = iana_zone(self._calendar.properties.get("X-WR-TIMEZONE", ""))
        is_aware = isinstance(start.dt, dt.datetime) and start.dt.tzinfo is not None
        return own or around or ("UTC" if is_aware else None)

    def _written(self, record: Record, vevent: "VEvent", zone: str | None) -> Draft:
        """Write the event on *record*, in the order in which a person would ask."""
        name = of.write_words(record, vevent, "SUMMARY")
        wall = of.wall_time(of.first(vevent, "DTSTART").dt, zone)
        dtstart, tzid = of.write_start(record, wall, zone)
        dtend, end_problems = of.write_end(record, vevent, wall, zone)
        rrule, rule_problems = of.write_rule(record, vevent)
        fold = of.fold_of(vevent, dtstart, zone)
        draft = Draft(name=name, dtstart=dtstart, tzid=tzid, dtend=dtend, rrule=rrule, fold=fold)
        draft = replace(
            draft,
            exdates=of.write_exdates(record, vevent, zone),
            rdates=of.write_rdates(record, vevent, wall, zone),
            venue=of.write_words(record, vevent, "LOCATION"),
            status=of.write_status(record, vevent, self._calendar.properties.get("METHOD", "")),
            organizers=of.write_organizers(record, vevent),
            urls=of.write_urls(record, vevent),
            problems=end_problems + rule_problems,
        )
        of.write_categories(record, vevent)
        return replace(
            draft,
            description=of.write_description(record, vevent),
            language=of.language_of(vevent),
            uid=of.uid_of(vevent),
            sequence=of.sequence_of(vevent),
            last_modified=of.last_modified_of(vevent),
        )
