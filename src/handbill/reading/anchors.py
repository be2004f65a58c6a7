"""Which lines make an entry: those with a day, and those with an hour or a city under one."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from handbill.calendars import first_on_or_after
from handbill.reading.entries import Entry
from handbill.reading.headings import Headings
from handbill.reading.items import Hour, has_own_words, hours_of_items, items_at
from handbill.reading.leads import Lead
from handbill.reading.localities import Localities
from handbill.reading.moments import Moment
from handbill.reading.named_days import is_name_of_next
from handbill.reading.parting import part_of
from handbill.reading.segments import GRID, Found, Segment
from handbill.reading.tables import Tables
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Span

_MOST_LINES = 6
"""Lines between an hour and the entry above that it belongs to."""
_MOST_AHEAD = 4
"""Lines between an hour and the day below that it belongs to."""
_FARTHEST = 20
"""Lines above in which a heading parts an hour from an event."""
_NAMED = 0.2
"""Weight from which a name in a sentence may be its city."""


class Anchors:
    """Makes entries from segments in order, under the headings that hold."""

    def __init__(
        self,
        segments: Sequence[Segment],
        text: str,
        vocabulary: Vocabulary,
        localities: Localities,
        tables: Tables,
        leads: Sequence[Lead],
        headings: Headings,
    ):
        self.segments, self.text, self.vocabulary, self.localities = segments, text, vocabulary, localities
        self.tables, self.leads, self.headings = tables, leads, headings
        self._found: list[Entry] = []
        self._ahead: Found | None = None

    def entries(self) -> list[Entry]:
        """Return the entries of all segments that are no headings."""
        for segment in self.segments:
            if not self.headings.took(segment):
                self._found += self._anchored(segment)
        return self._found

    def _took_as_exception(self, segment: Segment) -> bool:
        """A later sentence of an item that repeats, about some of its dates: "No rowing on 31 March"."""
        last = self._found[-1] if self._found else None
        days = [day.value for day in segment.dates or self._days_denied(segment)]
        if last is None or last.anchor.block is not segment.block or not days:
            return False
        rule = last.day.value.rrule
        if not rule or not all(_is_date_of(rule, day) for day in days):
            return False
        out = [day.first for day in days if day.first]
        moment = replace(last.day.value, exdates=(*last.day.value.exdates, *out))
        self._found[-1] = replace(last, day=replace(last.day, value=moment))
        return True

    def _days_denied(self, segment: Segment) -> list[Found]:
        """The days of a sentence that says what does not take place on them."""
        said = self.vocabulary.negative.search(self.text, segment.span.start, segment.span.end)
        return [day for day in segment.noise if day.value.precision == "day"] if said else []

    def _took_as_other_day(self, segment: Segment) -> bool:
        """A later sentence of an item that sets it on another day than its heading.

        It names both: "NB on Thursday 8th this time, the loft is let on Wednesday".
        """
        last = self._found[-1] if self._found else None
        if last is None or last.anchor.block is not segment.block or not last.inherits_day or segment.times:
            return False
        new, *others = segment.dates
        first = new.value.first
        if first is None or new.value.rrule or not any(day.value.first == last.first for day in others):
            return False
        self._found[-1] = replace(last, day=new, first=first, last=new.value.last or first)
        return True

    def _took_as_end(self, segment: Segment) -> bool:
        """A line that a label calls the end ("End date: 3 May"), a few lines below the start; no entry."""
        last = self._found[-1] if self._found else None
        end = segment.dates[0].value.first
        if segment.role != "end" or last is None or end is None or end < last.first:
            return False
        if segment.place - last.anchor.place > _MOST_LINES or last.day.value.rrule:
            return False
        if last.time is None or last.time is last.day:
            self._found[-1] = replace(last, last=max(last.last, end))
        return True

    def _took_ahead(self, segment: Segment) -> bool:
        """Keep a labelled hour that stands before the labelled day it belongs to; tell whether it does."""
        if segment.role != "time" or not segment.times or self.headings.context.date:
            return False
        if self._found and self._found[-1].time is None and not self._parted(segment):
            return False
        for below in self.segments[segment.place + 1 : segment.place + 1 + _MOST_AHEAD]:
            if below.dates or below.is_heading:
                ahead = below.role in ("date", "when") and bool(below.dates) and not below.times
                self._ahead = segment.times[0] if ahead else None
                return ahead
        return False

    def _parted(self, segment: Segment) -> bool:
        """Whether a heading stands between the last entry and *segment*."""
        first = self._found[-1].anchor.place
        near = self.segments[max(first, segment.place - _FARTHEST) : segment.place]
        return segment.place - first > _FARTHEST or any(line.is_heading for line in near)

    def _of_days(self, segment: Segment) -> list[Entry]:
        if (
            is_name_of_next(segment, self.segments, self.text)
            or self._took_as_exception(segment)
            or self._took_as_other_day(segment)
        ):
            return []
        return [
            entry
            for day in self._days_of(segment)
            if day.value.first is not None
            for entry in self._dated(segment, day, day.value.first)
        ]

    def _anchored(self, segment: Segment) -> list[Entry]:
        if segment.dates:
            return [] if self._took_as_end(segment) else self._of_days(segment)
        if self._took_ahead(segment) or self._is_later_stage(segment) or self._took_as_exception(segment):
            return []
        if segment.times and segment.role in ("time", "when") and self._join_time(segment):
            return []
        if column := self._column_days(segment):
            return column
        above = self.headings.context.date
        if stages := self._on_stages(segment, above):
            return stages
        if above and above.value.first and segment.role != "end":
            if self._is_rest_of_item(segment) and self._join_time(segment):
                return []
            if hours := hours_of_items(segment, self.text, self.vocabulary):
                return self._timed(segment, above, above.value.first, hours)
            if self._is_item_of_cities(segment):
                return [self._entry(segment, above, above.value.first, self.headings.context.time)]
        if elsewhere := self._same_day_elsewhere(segment):
            return elsewhere
        if segment.times or self._goes_on_loosely(segment):
            self._join_time(segment)
        return self._untimed(segment, above)

    def _same_day_elsewhere(self, segment: Segment) -> list[Entry]:
        """A later sentence of a paragraph with an hour in another city, or at its head: on the same day."""
        hours = hours_of_items(segment, self.text, self.vocabulary) if segment.times else []
        if not hours or not self._found:
            return []
        last, first = self._found[-1], hours[0].time.span
        if last.anchor.block is not segment.block:
            return self._feeder(segment, last, hours)
        own = first and has_own_words(self.text, first.end, segment.span.end, self.vocabulary)
        if own and self.leads[segment.place].timed and last.time and not last.day.value.rrule:
            return self._timed(segment, last.day, last.first, hours)
        before = {x.place for x in self.localities.within(last.part) if x.weight >= _NAMED}
        there = [x for x in self.localities.within(segment.span) if x.weight >= _NAMED]
        if not before or not there or before & {x.place for x in there} or last.time is None:
            return []
        return self._timed(segment, last.day, last.first, hours[:1])

    def _feeder(self, segment: Segment, last: Entry, hours: list[Hour]) -> list[Entry]:
        """A line just below the only event, of another city: "Feeder march from Leith: 10 am, the Shore"."""
        near = segment.place - last.anchor.place <= _MOST_LINES and len(self._found) == 1
        kind = self.vocabulary.any_kind.search(self.text, *segment.span)
        if not near or kind is None or last.time is None or last.day.value.rrule or last.inherits_day:
            return []
        before = {x.place for x in self.localities.within(last.part)}
        there = [x for x in self.localities.within(segment.span) if x.weight >= _NAMED]
        if not before or not there or before & {x.place for x in there}:
            return []
        return self._timed(segment, last.day, last.first, hours[:1])

    def _goes_on_loosely(self, segment: Segment) -> bool:
        """Whether a later sentence of an item says its hours in figures: "Times as before, 11 till 4"."""
        return bool(segment.loose and self._found) and self._found[-1].anchor.block is segment.block

    def _is_rest_of_item(self, segment: Segment) -> bool:
        """Whether it is a further line of the item of a city above, which says its hour."""
        if not self._found or not segment.times or self.leads[segment.place].place:
            return False
        last = self._found[-1]
        return (
            last.lead.place is not None and last.time is None and last.anchor.path[:-1] == segment.path[:-1]
        )

    def _is_item_of_cities(self, segment: Segment) -> bool:
        """A line of a list of cities that says no hour: the day and hour of the list hold for it."""
        lead = self.leads[segment.place]
        if segment.moments or not self.headings.context.shared or not (lead.place or lead.town):
            return False
        if self.vocabulary.tentative.search(self.text, segment.span.start, segment.span.end):
            return False
        return lead.place is not None or segment.block.kind in ("item", "row")

    def _untimed(self, segment: Segment, above: Found | None) -> list[Entry]:
        """A line without an hour in the cell of a calendar's day, where it names a kind of gathering."""
        if above is None or above.rule != GRID or above.value.first is None or segment.moments:
            return []
        if not self.vocabulary.any_kind.search(self.text, segment.span.start, segment.span.end):
            return []
        first = above.value.first
        return [Entry(above, first, first, None, segment, segment.span, self.headings.context)]

    def _is_later_stage(self, segment: Segment) -> bool:
        """Assembly and march are stages of one event: labelled hours that follow each other."""
        if segment.role != "time" or segment.dates or not self._found:
            return False
        last = self._found[-1].anchor
        return last.role == "time" and last.path[:-1] == segment.path[:-1] and bool(segment.path[:-1])

    def _days_of(self, segment: Segment) -> list[Found]:
        """The days of a segment; of a row whose header names a column of dates, those in that column."""
        cells = self.tables.cells(segment.block)
        column = cells.get("date") or cells.get("when")
        inside = [d for d in segment.dates if column and column.holds(d.span)]
        days = inside or [
            day for day in segment.dates if day.span and not self.tables.is_noise(segment.block, day.span)
        ]
        return [day for day in days if not any(_is_daily_hours(day, other) for other in days)]

    def _dated(self, segment: Segment, day: Found, first: dt.date) -> list[Entry]:
        alone = segment.block.kind == "row" and len(self._days_of(segment)) == 1
        part = segment.span if alone else part_of(segment, day, self.text)
        daily = next((d for d in segment.dates if _is_daily_hours(d, day)), None)
        times = [t for t in segment.times if part.holds(t.span)]
        daily = daily if daily and daily.value.start else None
        ahead, self._ahead = self._ahead, None
        time = (
            day if day.value.start else next(iter(times), daily or ahead) or self._hour_of_list(segment, day)
        )
        time = time or _hour_in_cell(segment, self.tables.cells(segment.block).get("time"))
        cells = self.tables.cells(segment.block)
        column = (
            self.tables.above(segment.block, day.span)
            if segment.block.cells and day.span and not cells
            else None
        )
        last = day.value.last or first
        lead = self._lead(segment)
        entry = Entry(
            day,
            first,
            last,
            time,
            segment,
            part,
            self.headings.context,
            cells=cells,
            column=column,
            lead=lead,
        )
        hours = [day, *times] if day.value.start else times
        if segment.block.kind == "row" or segment.role or len(hours) < 2:
            return [entry]
        items = items_at([h for h in hours if not h.value.deadline], part, self.text, self.vocabulary)
        return [replace(entry, time=item.time, part=item.part) for item in items] or [entry]

    def _hour_of_list(self, segment: Segment, day: Found) -> Found | None:
        """The hour behind the last of several days: "9, 16 and 30 January, 1 to 3 pm"."""
        days = list(segment.dates)
        for before, after in pairwise(days[days.index(day) :]):
            if not before.span or not after.span:
                return None
            between = self.vocabulary.joins.sub("", self.text[before.span.end : after.span.start])
            if any(c.isalpha() for c in between):
                return None
            if after.value.start:
                return after
        return None

    def _timed(self, segment: Segment, above: Found, first: dt.date, hours: Sequence[Hour]) -> list[Entry]:
        return [self._entry(segment, above, first, hour.time, hour.part) for hour in hours]

    def _entry(
        self, segment: Segment, day: Found, first: dt.date, time: Found | None, part: Span | None = None
    ) -> Entry:
        cells = self.tables.cells(segment.block)
        last = day.value.last or first
        lead = self._lead(segment)
        return Entry(
            day,
            first,
            last,
            time,
            segment,
            part or segment.span,
            self.headings.context,
            cells=cells,
            lead=lead,
        )

    def _column_days(self, segment: Segment) -> list[Entry]:
        """The hours in the cells of a row, each on the day at the head of its column.

        What stands at the head of the row is where: programmes have places down and days across.
        """
        days = self.tables.days.get(segment.block.group)
        if not days or segment.block.kind != "row":
            return []
        cells = segment.block.cells
        where = {"where": cells[0].span} if cells and cells[0].column not in days else {}
        found: list[Entry] = []
        for cell in cells:
            day = days.get(cell.column)
            inside = [t for t in segment.times if cell.span.holds(t.span)]
            if day is not None and day.value.first and inside:
                entry = self._entry(segment, day, day.value.first, inside[0], cell.span)
                found.append(replace(entry, cells=where))
        return found

    def _on_stages(self, segment: Segment, day: Found | None) -> list[Entry]:
        """What is on at the hour of a row in each place across: programmes with hours down."""
        stages = self.tables.stages.get(segment.block.group)
        if not stages or day is None or day.value.first is None or segment.block.kind != "row":
            return []
        cells = [c for c in segment.block.cells if c.column in stages and c.span.end > c.span.start]
        hours = [t for t in segment.times if not any(cell.span.holds(t.span) for cell in cells)]
        return [
            replace(
                self._entry(
                    segment,
                    day,
                    day.value.first,
                    next((t for t in segment.times if cell.span.holds(t.span)), hours[0]),
                    cell.span,
                ),
                cells={"where": stages[cell.column], "what": cell.span},
            )
            for cell in cells
            if hours
        ]

    def _lead(self, segment: Segment) -> Lead:
        """What the line of *segment* begins with; a later sentence of a line leans on its first."""
        lead = self.leads[segment.place]
        place = segment.place
        while lead.place is None and place and self.segments[place - 1].block is segment.block:
            place -= 1
            lead = self.leads[place] if self.leads[place].place else lead
        return lead

    def _join_time(self, segment: Segment) -> bool:
        """Give its hour to an entry just above that has none ("Start: 3 pm"); tell whether there was one."""
        hours = segment.times or segment.loose
        if not self._found or not hours:
            return False
        last = self._found[-1]
        distance = segment.place - last.anchor.place
        if last.time is not None or distance > _MOST_LINES or last.day.value.rrule:
            return False
        if distance and self.headings.ends_a_row(last.anchor):
            return False  # it holds for all days of the list
        self._found[-1] = replace(last, time=hours[0])
        return True


def _is_date_of(rule: str, day: Moment) -> bool:
    """Whether a bare *day* is one of the dates of a repetition; one with an hour tells of something else."""
    if day.first is None or day.rrule or day.start:
        return False
    return first_on_or_after(rule, day.first) == day.first


def _is_daily_hours(moment: Found, days: Found) -> bool:
    """Whether *moment* says of the run of *days* beside it that each is the same ("daily", "10 to 20 h")."""
    return moment.value.rrule == "FREQ=DAILY" and days.value.first != days.value.last


def _hour_in_cell(segment: Segment, cell: Span | None) -> Found | None:
    """The figures in a column of hours: "2.00" under "Kick-off"."""
    return next((hour for hour in segment.loose if cell and cell.holds(hour.span)), None)
