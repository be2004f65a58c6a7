"""What belongs to what: headings handed down, and the card of lines that speak of one event.

Announcements say a date or a city once and mean it for all that follows. The outline walks the
segments in order, keeps what headings say, and makes an `Entry` wherever a line has a date, or a
time of day under a date.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, pairwise

from handbill.reading.containers import with_cards
from handbill.reading.entries import Context, Entry
from handbill.reading.intros import Intro, intros_of
from handbill.reading.items import Hour, hours_of_items, items_at
from handbill.reading.leads import Lead, leads_of
from handbill.reading.localities import Localities, Locality
from handbill.reading.segments import GRID, Found, Segment, is_certain, is_feast
from handbill.reading.standing import with_standing
from handbill.reading.tables import tables_of
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Span

_DATE_LEVEL, _PLACE_LEVEL = 7, 8
"""Levels of bare lines that act as headings; HTML has 1-6."""
MOST_ENTRIES = 1000
"""Events that one announcement may hold; a page with more is an archive or an attack."""
_MOST_LINES = 6
"""Lines between an hour and the entry above that it belongs to."""
_WEIGHTY = 0.4
_FARTHEST = 60
"""Lines below a day in which an item must follow for it to head them."""
_LONGEST_TITLE = 90
_FAR = 400
"""Characters beside one of several days in a line that still speak of it."""
_PARTING = tuple(
    re.compile(mark) for mark in (r"\n", "//", r"\|", ";", "[•·]", r"\s/\s", r"[.!?]\s+(?=[^\Wa-z])")
)
"""Marks between two dated items on one line, the strongest first."""


def entries_of(
    segments: Sequence[Segment], text: str, vocabulary: Vocabulary, localities: Localities
) -> list[Entry]:
    """Return the entries of *segments* in the order of the text."""
    walk = _Walk(segments, text, vocabulary, localities)
    entries = with_standing(walk.entries(), segments, text, vocabulary)[:MOST_ENTRIES]
    return with_cards(entries, segments, walk.headings)


class _Walk:
    """One pass over the segments, keeping the headings that hold."""

    def __init__(
        self, segments: Sequence[Segment], text: str, vocabulary: Vocabulary, localities: Localities
    ):
        self.segments, self.text, self.vocabulary, self.localities = segments, text, vocabulary, localities
        self.tables = tables_of(segments, text, vocabulary)
        self.leads = leads_of(segments, text, localities)
        self.intros = intros_of(segments, self.leads, localities)
        self.headings: set[int] = set()
        self._levels: list[tuple[float, Context]] = [(0, Context())]
        self._found: list[Entry] = []
        self._list: tuple[float, int] = (0, -1)  # level of the day of a list of cities, place of its end
        self._outer = 0.0  # the kind of bare heading that was seen first; it resets the other

    @property
    def context(self) -> Context:
        return self._levels[-1][1]

    def entries(self) -> list[Entry]:
        for segment in self.segments:
            if segment.place not in self.headings and not self._took_as_heading(segment):
                self._found += self._anchored(segment)
        return self._found

    def _took_as_heading(self, segment: Segment) -> bool:
        if segment.block.span in self.tables.headers or segment.block.span in self.tables.day_heads:
            self.headings.add(segment.place)
            return True
        if segment.is_grid_day:
            self._push(segment, _DATE_LEVEL, date=segment.dates[0])
            return True
        if intro := self.intros.get(segment.place):
            self._introduce(segment, intro)
            return True
        if _is_full_row(segment) or segment.role in ("when", "date", "time"):
            return False
        if self._is_date_heading(segment):
            places = [x for x in self.localities.within(segment.span) if self.localities.is_credible(x)]
            place = places[0] if len(places) == 1 else None
            self._push(
                segment,
                _level(segment, _DATE_LEVEL),
                date=segment.dates[0],
                locality=place,
                is_title=segment.is_heading,
            )
            return True
        if not segment.moments and (locality := self._place_heading(segment)):
            self._push(segment, _level(segment, _PLACE_LEVEL), locality=locality)
            return True
        if not segment.moments and segment.role == "" and self.localities.is_region(segment.body):
            self._push(segment, _level(segment, _PLACE_LEVEL), region=segment.body)
            return True
        if not segment.dates and not segment.times and (segment.is_heading or self._opens(segment)):
            self._push(segment, segment.block.level or 1, is_title=True)
            return True
        return False

    def _opens(self, segment: Segment) -> bool:
        """Whether it is the first line of all, short and no sentence: the title of a plain text."""
        words = segment.span.of(self.text)
        plain = segment.place == 0 and segment.block.kind in ("paragraph", "item") and not segment.role
        return plain and len(words) <= _LONGEST_TITLE and not words.rstrip().endswith((",", ".", ";"))

    def _introduce(self, segment: Segment, intro: Intro) -> None:
        """Keep the date of *intro* for the lines below, up to the next heading as high as the one above."""
        self.headings.update(range(segment.place, intro.first))
        level = max(level for level, _ in self._levels if level < _DATE_LEVEL) + 0.5
        while len(self._levels) > 1 and self._levels[-1][0] >= level:
            self._levels.pop()
        above = self.context
        named = bool(_words_beside(segment, self.text)) and (segment.is_heading or segment.place == 0)
        titles = (*above.titles, segment) if named else above.titles
        self._list = (level, intro.last)
        self._levels.append(
            (level, replace(above, date=intro.date, time=intro.time, titles=titles, shared=intro.shared))
        )

    def _push(
        self,
        segment: Segment,
        level: float,
        *,
        date: Found | None = None,
        locality: Locality | None = None,
        region: Span | None = None,
        is_title: bool = False,
    ) -> None:
        self.headings.add(segment.place)
        if level in (_DATE_LEVEL, _PLACE_LEVEL):
            self._outer = self._outer or level
            level = _DATE_LEVEL if level == self._outer else _PLACE_LEVEL
        if segment.place < self._list[1]:
            level = max(level, self._list[0] + 0.1)  # headings inside a list part it, and end no day
        while len(self._levels) > 1 and self._levels[-1][0] >= level:
            self._levels.pop()
        above = self.context
        named = is_title and (_words_beside(segment, self.text) or not segment.dates)
        self._levels.append(
            (
                level,
                replace(
                    above,
                    date=date or above.date,
                    time=None if date else above.time,
                    shared=above.shared and date is None,
                    place=locality or above.place,
                    region=region or above.region,
                    titles=(*above.titles, segment) if named else above.titles,
                ),
            )
        )

    def _is_date_heading(self, segment: Segment) -> bool:
        """A line that is a date, or a heading with one, and has lines without a date of their own below."""
        if len(segment.dates) != 1 or segment.dates[0].value.start or segment.times or segment.role:
            return False
        if segment.dates[0].value.rrule:
            return False
        bare = not _words_beside(segment, self.text)
        first = segment.place == 0 and len(segment.span.of(self.text)) <= _LONGEST_TITLE
        heads = segment.is_heading or segment.block.kind == "term" or first
        if not (bare or heads or self._opens_a_day(segment)):
            return False
        return self._has_timed_lines_below(segment, bare=bare)

    def _opens_a_day(self, segment: Segment) -> bool:
        """A short line that begins with its day and says more ("Sat 12th: all in Plymouth"), over an item.

        The line right below begins with an hour, and other days head lines in the same way.
        """
        below = self.segments[segment.place + 1 : segment.place + 2]
        if not self._begins_with_date(segment) or len(segment.span.of(self.text)) > _LONGEST_TITLE:
            return False
        led = any(not line.dates and (self.leads[line.place].timed or line.loose) for line in below)
        return led and any(level == _DATE_LEVEL or context.date for level, context in self._levels)

    def _has_timed_lines_below(self, segment: Segment, *, bare: bool) -> bool:
        for below in islice(self.segments, segment.place + 1, segment.place + _FARTHEST):
            if below.is_heading and segment.is_heading and below.block.level <= segment.block.level:
                return False
            if below.dates and below.dates[0].value.first == segment.dates[0].value.first:
                continue
            if below.dates:
                if not _words_beside(below, self.text) or (bare and self._begins_with_date(below)):
                    return False
                continue
            if below.times or below.loose:
                return True
        return False

    def _begins_with_date(self, segment: Segment) -> bool:
        first = segment.dates[0].span
        return (
            first is not None and first.start - segment.span.start <= 2 and not segment.dates[0].value.start
        )

    def _place_heading(self, segment: Segment) -> Locality | None:
        if segment.role not in ("", "city") or len(segment.span.of(self.text)) > 60:
            return None
        found = self.localities.exactly(segment.body)
        if found is None or not (self.localities.is_at_hand(found) or found.weight >= _WEIGHTY):
            return None  # "Best", above a signature, is no town in Brabant
        return found

    def _is_name_of_next(self, segment: Segment) -> bool:
        """A line whose only day is a feast, over one with a day in figures: "New Year Walk / 31 December"."""
        below = self.segments[segment.place + 1 : segment.place + 2]
        return all(is_feast(day) for day in segment.dates) and any(
            is_certain(day) and line.path[:-1] == segment.path[:-1] for line in below for day in line.dates
        )

    def _anchored(self, segment: Segment) -> list[Entry]:
        if segment.dates and self._is_name_of_next(segment):
            return []
        if segment.dates:
            return [
                entry
                for day in self._days_of(segment)
                if day.value.first is not None
                for entry in self._dated(segment, day, day.value.first)
            ]
        if self._is_later_stage(segment):
            return []
        if segment.times and segment.role in ("time", "when") and self._join_time(segment):
            return []
        if column := self._column_days(segment):
            return column
        above = self.context.date
        if above and above.value.first and segment.role != "end":
            if self._is_rest_of_item(segment) and self._join_time(segment):
                return []
            if hours := hours_of_items(segment, self.text, self.vocabulary):
                return self._timed(segment, above, above.value.first, hours)
            if self._is_item_of_cities(segment):
                return [self._entry(segment, above, above.value.first, self.context.time)]
        if segment.times or self._goes_on_loosely(segment):
            self._join_time(segment)
        return self._untimed(segment, above)

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
        if segment.moments or not self.context.shared or not (lead.place or lead.town):
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
        return [Entry(above, first, first, None, segment, segment.span, self.context)]

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
        inside = [d for d in segment.dates if column and d.span and column.start <= d.span.start < column.end]
        days = inside or [
            day for day in segment.dates if day.span and not self.tables.is_noise(segment.block, day.span)
        ]
        return [day for day in days if not any(_is_daily_hours(day, other) for other in days)]

    def _dated(self, segment: Segment, day: Found, first: dt.date) -> list[Entry]:
        part = _part_of(segment, day, self.text)
        daily = next((d for d in segment.dates if _is_daily_hours(d, day)), None)
        times = [t for t in segment.times if t.span and part.start <= t.span.start < part.end]
        daily = daily if daily and daily.value.start else None
        time = day if day.value.start else next(iter(times), daily) or self._hour_of_list(segment, day)
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
            day, first, last, time, segment, part, self.context, cells=cells, column=column, lead=lead
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
            day, first, last, time, segment, part or segment.span, self.context, cells=cells, lead=lead
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
            inside = [t for t in segment.times if t.span and cell.span.start <= t.span.start < cell.span.end]
            if day is not None and day.value.first and inside:
                entry = self._entry(segment, day, day.value.first, inside[0], cell.span)
                found.append(replace(entry, cells=where))
        return found

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
        self._found[-1] = replace(last, time=hours[0])
        return True


def _is_daily_hours(moment: Found, days: Found) -> bool:
    """Whether *moment* says of the run of *days* beside it that each is the same ("daily", "10 to 20 h")."""
    return moment.value.rrule == "FREQ=DAILY" and days.value.first != days.value.last


def _hour_in_cell(segment: Segment, cell: Span | None) -> Found | None:
    """The figures in a column of hours: "2.00" under "Kick-off"."""
    inside = (
        hour for hour in segment.loose if cell and hour.span and cell.start <= hour.span.start < cell.end
    )
    return next(inside, None)


def _level(segment: Segment, bare: int) -> int:
    return segment.block.level if segment.is_heading and segment.block.level else bare


def _is_full_row(segment: Segment) -> bool:
    """Whether it is a row of several cells; one cell over the whole width is as good as a heading."""
    return segment.block.kind == "row" and len({cell.span for cell in segment.block.cells}) > 1


def _part_of(segment: Segment, day: Found, text: str) -> Span:
    """What of the segment belongs to *day*: its cell or piece where several dates are said, else all."""
    cells = {cell.span for cell in segment.block.cells}
    dated = [c for c in cells if any(d.span and c.start <= d.span.start < c.end for d in segment.dates)]
    if len(dated) > 1:
        return next(c for c in dated if day.span and c.start <= day.span.start < c.end)
    if segment.block.kind == "row" or len(segment.dates) < 2 or day.span is None:
        return segment.span
    return _piece_of(segment, day.span, text)


def _piece_of(segment: Segment, day: Span, text: str) -> Span:
    """The piece of a line around *day*, where the strongest mark on either side parts it from other dates."""
    spans = [d.span for d in segment.dates if d.span]
    before = max((span.end for span in spans if span.end <= day.start), default=None)
    after = min((span.start for span in spans if span.start >= day.end), default=None)
    start = _cut(text, before, day.start) if before is not None else segment.span.start
    end = _cut(text, day.end, after) if after is not None else segment.span.end
    start, end = start or segment.span.start, end or segment.span.end
    return Span(max(start, day.start - _FAR), min(end, day.end + _FAR))


def _cut(text: str, start: int, end: int) -> int | None:
    """Return where the strongest mark between two dates stands; None where none parts them."""
    for mark in _PARTING:
        found = mark.search(text, start, end)
        if found:
            return found.start()
    return None


def _words_beside(segment: Segment, text: str) -> str:
    """Return the words of a segment that speak of no time, marks and small words left out."""
    spans = [m.span for m in segment.moments if m.span]
    rest, start = [], segment.span.start
    for span in spans:
        rest.append(text[start : max(start, span.start)])
        start = max(start, span.end)
    rest.append(text[start : segment.span.end])
    letters = "".join(c if c.isalnum() else " " for c in " ".join(rest))
    least = {True: 4, False: 2}  # letters that a word needs; scripts other than ASCII say more with fewer
    return " ".join(word for word in letters.split() if len(word) >= least[word.isascii()])
