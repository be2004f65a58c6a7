"""Headings of every make, and what they hand down to the lines below: a day, a city, a region, a title."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from handbill.reading.entries import Context
from handbill.reading.intros import Intro, intros_of
from handbill.reading.leads import Lead
from handbill.reading.localities import Localities, Locality
from handbill.reading.moments import Moment
from handbill.reading.named_days import is_name_of_next
from handbill.reading.parting import begins_with_date, words_beside
from handbill.reading.posters import is_on_poster
from handbill.reading.segments import Found, Segment
from handbill.reading.tables import Tables
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Span

_DATE_LEVEL, _PLACE_LEVEL = 7, 8
"""Levels of bare lines that act as headings; HTML has 1-6."""
_LONGEST_CODE = 4
_WEIGHTY = 0.4
_FARTHEST = 60
"""Lines below a day in which an item must follow for it to head them."""
_LONGEST_TITLE = 90
_PROGRAMME = 4
"""Lines with an hour at their head that make a programme; fewer may be doors, start and end."""
_ROW = 3
"""Bare days below each other that make a list of days."""


class Headings:
    """The headings that hold while the segments are walked in order.

    Attributes:
        places: Places of the segments that were taken as headings.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        text: str,
        localities: Localities,
        tables: Tables,
        leads: Sequence[Lead],
        vocabulary: Vocabulary,
    ):
        self.segments, self.text, self.localities = segments, text, localities
        self.vocabulary = vocabulary
        self.tables, self.leads = tables, leads
        self.intros = intros_of(segments, leads, localities)
        self.places: set[int] = set()
        self._levels: list[tuple[float, Context]] = [(0, Context())]
        self._list: tuple[float, int] = (0, -1)  # level of the day of a list of cities, place of its end
        self._outer = 0.0  # the kind of bare heading that was seen first; it resets the other

    @property
    def context(self) -> Context:
        """What holds for the segment that is looked at."""
        return self._levels[-1][1]

    def took(self, segment: Segment) -> bool:
        """Keep what *segment* says where it is a heading; tell whether it was one."""
        if segment.place in self.places:
            return True
        if segment.block.span in self.tables.headers or segment.block.span in self.tables.day_heads:
            self.places.add(segment.place)
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
        if not segment.moments and not segment.role and self._is_region_code(segment):
            self._push(segment, _level(segment, _PLACE_LEVEL), region=segment.body)
            return True
        if not segment.moments and (locality := self._place_heading(segment)):
            self._push(segment, _level(segment, _PLACE_LEVEL), locality=locality)
            return True
        if not segment.moments and segment.role == "" and self.localities.is_region(segment.body):
            self._push(segment, _level(segment, _PLACE_LEVEL), region=segment.body)
            return True
        dated = bool(segment.dates) and not is_name_of_next(segment, self.segments, self.text)
        if not dated and not segment.times and (segment.is_heading or self._opens(segment)):
            self._push(segment, segment.block.level or 1, is_title=True)
            return True
        return False

    def _is_region_code(self, segment: Segment) -> bool:
        """Whether a line is the code of a division ("VIC", "S.A."), and no town that is written so."""
        words = segment.body.of(self.text).strip()
        return len(words) <= _LONGEST_CODE and words.isupper() and self.localities.is_region(segment.body)

    def _opens(self, segment: Segment) -> bool:
        """Whether it is the first line of all, short and no sentence: the title of a plain text."""
        words = segment.span.of(self.text)
        plain = segment.place == 0 and segment.block.kind in ("paragraph", "item")
        plain = plain and segment.role in ("", "what")
        return plain and len(words) <= _LONGEST_TITLE and not words.rstrip().endswith((",", ".", ";"))

    def _introduce(self, segment: Segment, intro: Intro) -> None:
        """Keep the date of *intro* for the lines below, up to the next heading as high as the one above."""
        self.places.update(range(segment.place, intro.first))
        level = max(level for level, _ in self._levels if level < _DATE_LEVEL) + 0.5
        while len(self._levels) > 1 and self._levels[-1][0] >= level:
            self._levels.pop()
        above = self.context
        named = bool(words_beside(segment, self.text)) and (segment.is_heading or segment.place == 0)
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
        self.places.add(segment.place)
        if level in (_DATE_LEVEL, _PLACE_LEVEL):
            self._outer = self._outer or level
            level = _DATE_LEVEL if level == self._outer else _PLACE_LEVEL
        if segment.place < self._list[1]:
            level = max(level, self._list[0] + 0.1)  # headings inside a list part it, and end no day
        while len(self._levels) > 1 and self._levels[-1][0] >= level:
            self._levels.pop()
        above = self.context
        named = is_title and (words_beside(segment, self.text) or not segment.dates)
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
        value = segment.dates[0].value
        if value.rrule or says_months(value) or self._is_of_a_weekday(segment) or self.ends_a_row(segment):
            return False
        bare = not words_beside(segment, self.text)
        first = segment.place == 0 and len(segment.span.of(self.text)) <= _LONGEST_TITLE
        heads = segment.is_heading or segment.block.kind == "term" or first
        if not (bare or heads or self._opens_a_day(segment) or self._heads_a_programme(segment)):
            return False
        if is_on_poster(segment, self.segments, self.text, self.vocabulary) or is_name_of_next(
            segment, self.segments, self.text
        ):
            return False
        return self._has_timed_lines_below(segment, bare=bare)

    def _is_of_a_weekday(self, segment: Segment) -> bool:
        """Whether a weekday only says which one is meant: "changes to Monday's talk" heads no Monday."""
        span = segment.dates[0].span
        if span is None or any(letter.isdigit() for letter in span.of(self.text)):
            return False
        return self.text[span.end : span.end + 2] in ("'s", "’s")

    def ends_a_row(self, segment: Segment) -> bool:
        """Whether it is the last of three bare days of one list: what follows the list is not under it."""
        row = self.segments[max(0, segment.place - _ROW + 1) : segment.place + 1]
        below = self.segments[segment.place + 1 : segment.place + 2]
        bare = all(line.dates and not words_beside(line, self.text) for line in row)
        lists = [_list_of(line) for line in (*row, *below)]
        return len(row) == _ROW and bare and len(set(lists[:_ROW])) == 1 and lists[_ROW:] != lists[:1]

    def _opens_a_day(self, segment: Segment) -> bool:
        """A short line that begins with its day and says more ("Sat 12th: all in Plymouth"), over an item.

        The line right below begins with an hour, and other days head lines in the same way.
        """
        below = self.segments[segment.place + 1 : segment.place + 2]
        if not begins_with_date(segment) or len(segment.span.of(self.text)) > _LONGEST_TITLE:
            return False
        led = any(not line.dates and (self.leads[line.place].timed or line.loose) for line in below)
        return led and any(level == _DATE_LEVEL or context.date for level, context in self._levels)

    def _heads_a_programme(self, segment: Segment) -> bool:
        """A short line with a day and a place ("Sat 25 Sept, Mill House"), right over a list of hours."""
        below = self.segments[segment.place + 1 : segment.place + 1 + _PROGRAMME]
        short = len(segment.span.of(self.text)) <= _LONGEST_TITLE
        return short and len(below) == _PROGRAMME and all(self._begins_with_hour(line) for line in below)

    def _begins_with_hour(self, line: Segment) -> bool:
        hour = next((m.span for m in (*line.times, *line.loose) if m.span), None)
        if hour is None or line.dates:
            return False
        return not self.text[line.span.start : hour.start].strip(" -*•")

    def _has_timed_lines_below(self, segment: Segment, *, bare: bool) -> bool:
        for below in islice(self.segments, segment.place + 1, segment.place + _FARTHEST):
            if below.is_heading and segment.is_heading and below.block.level <= segment.block.level:
                return False
            if below.dates and below.dates[0].value.first == segment.dates[0].value.first:
                continue
            if below.dates:
                if not words_beside(below, self.text) or (bare and begins_with_date(below)):
                    return False
                continue
            if below.times or below.loose:
                return True
        return False

    def _place_heading(self, segment: Segment) -> Locality | None:
        if segment.role not in ("", "city") or len(segment.span.of(self.text)) > 60:
            return None
        found = self.localities.exactly(segment.body)
        if found is None or not (self.localities.is_at_hand(found) or found.weight >= _WEIGHTY):
            return None  # "Best", above a signature, is no town in Brabant
        return found


def says_months(moment: Moment) -> bool:
    """Tell whether *moment* says whole months: "Walks, October to December" heads no day."""
    if moment.first is None or moment.last is None or moment.first == moment.last:
        return False
    return moment.first.day == (moment.last + dt.timedelta(days=1)).day == 1


def _level(segment: Segment, bare: int) -> int:
    return segment.block.level if segment.is_heading and segment.block.level else bare


def _list_of(segment: Segment) -> int | tuple[int, ...]:
    """The list that a line stands in, or the lines between blank ones."""
    return segment.block.group or segment.path[:-1]


def _is_full_row(segment: Segment) -> bool:
    """Whether it is a row of several cells; one cell over the whole width is as good as a heading."""
    return segment.block.kind == "row" and len({cell.span for cell in segment.block.cells}) > 1
