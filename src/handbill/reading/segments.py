"""An announcement cut into segments: lines or sentences read as one, with dates, times and label."""

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from handbill.calendars import add_months, first_on_or_after
from handbill.languages import LanguageWords, words_for
from handbill.reading.grids import GridDay, days_of_grid, in_cells
from handbill.reading.loosehours import loose_hours
from handbill.reading.moments import Moment, find_moments
from handbill.reading.noise import at_new_hour, is_former, is_noise, is_of_name
from handbill.reading.pieces import trim
from handbill.reading.stretches import bounded, sentences_of, stretches, trim_end
from handbill.reading.tongues import Tongues
from handbill.reading.vocabulary import EMOJI_ROLES, Vocabulary
from handbill.reading.years import as_stated, stated_days, tells_of_a_past_year, year_at_head
from handbill.values import Announcement, Block, Finding, Span
from handbill.values.copies import replace

Found = Finding[Moment]

_LABEL = re.compile(r"[^\w\n]{0,8}([^\W\d_][^:：፦\n|?!]{0,40}?)\s*[*_]*\s*(?:[:：፦]|\s[–—-]\s)\s*[*_]*\s*")
_DOTTED = re.compile(r"([01]?\d|2[0-3])[.:·]([0-5]\d)(?!\d)")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
GRID = "date.grid"
"""Rule of the days of a month's calendar."""
_DAYS = ("day", "days", "weekend")
_YEARS_BACK = 4
_LONG = 160
"""Characters of a line whose sentences are read apart even where it says one time only."""
_SHORT = 60
"""Characters of a line that may act as a heading."""
_MOST_MOMENTS = 60
"""Dates and times that one line may have; a calendar year written out in a row has 52 weeks."""
MOST_TIMED = 2_000
"""Lines with a day or an hour that are read: two for each of the events that one announcement may hold."""
_OLDER = ("quote", "signature")
_SKIPPED_REGIONS = ("navigation", "footer")


@dataclass(frozen=True, slots=True)
class Segment:
    """A line, cell row or sentence of the announcement.

    Attributes:
        dates: Moments that say a day, in order, noise left out.
        times: Moments that say only a time of day.
        noise: Moments that are no date of an event: deadlines, opening hours, dates of publication.
        former: Days that no longer hold ("planned for Friday the 9th").
        loose: Figures that are an hour where a day stands above ("12-2", "5.15"), and else say nothing.
        role: What the label at its head says it holds ("when", "where", ...), "" without one.
        body: The span behind the label.
        path: Containers it stands in, outermost first; the last number is the segment's own block.
        place: Its number among the segments of the announcement.
        moments: All that speaks of time in it, noise included, in order.
    """

    block: Block
    span: Span
    path: tuple[int, ...]
    dates: tuple[Found, ...] = ()
    times: tuple[Found, ...] = ()
    noise: tuple[Found, ...] = ()
    former: tuple[Found, ...] = ()
    loose: tuple[Found, ...] = ()
    role: str = ""
    body: Span = field(default=Span(0, 0))
    place: int = 0
    moments: tuple[Found, ...] = ()

    @property
    def is_heading(self) -> bool:
        """Whether its container says that it heads what follows."""
        return self.block.kind == "heading"

    @property
    def is_grid_day(self) -> bool:
        """Whether it is the number of a day in a calendar of a month."""
        return len(self.dates) == 1 and self.dates[0].rule == GRID


def segments_of(
    announcement: Announcement,
    words: LanguageWords,
    vocabulary: Vocabulary,
    tongues: Tongues | None = None,
) -> list[Segment]:
    """Return the segments of *announcement* in order, each with what it says of time.

    Each block is read with the words of the language that *tongues* know it to be in, else with *words*.

    Quoted older mail, signatures, navigation and footers are left out. A heading with a date gives
    the days without month below it ("Sunday 8th") their month.
    """
    reader = _SegmentReader(announcement, words, vocabulary, tongues)
    found = (part for block, path in _blocks(announcement) for part in reader.segments(block, path))
    return [replace(segment, place=place) for place, segment in enumerate(_until_full(found))]


def _until_full(segments: Iterable[Segment]) -> Iterator[Segment]:
    timed = 0
    for segment in segments:
        yield segment
        timed += bool(segment.dates or segment.times)
        if timed >= MOST_TIMED:
            return


def _blocks(announcement: Announcement) -> Iterator[tuple[Block, tuple[int, ...]]]:
    group, before = 0, 0
    for number, block in enumerate(in_cells(announcement.blocks, announcement.text)):
        if _BLANK_LINE.search(announcement.text, before, block.span.start):
            group += 1
        before = block.span.end
        if block.kind in _OLDER or block.kind == "data" or block.region in _SKIPPED_REGIONS:
            continue
        path = block.path or (group,)
        yield bounded(block), (*path, -1 - number)


class _SegmentReader:
    """Reads blocks one after the other, since a day without month leans on the date above it."""

    def __init__(
        self,
        announcement: Announcement,
        words: LanguageWords,
        vocabulary: Vocabulary,
        tongues: Tongues | None,
    ):
        self.tongues = tongues if tongues and len(tongues.tags) > 1 else None
        self.text, self.words, self.vocabulary = announcement.text, words, vocabulary
        self.received, self.home = announcement.received, announcement.home
        self.grid = days_of_grid(in_cells(announcement.blocks, self.text), self.text)
        self.month: dt.date | None = None
        self.near: dt.date | None = None
        self.year: int | None = None
        self.stated = stated_days(announcement.stated)
        self.hours: dict[tuple[str, str], list[Moment]] = {}

    def segments(self, block: Block, path: tuple[int, ...]) -> Iterator[Segment]:
        if self.tongues:
            self.words = words_for(self.tongues.at(block.span.start))
            path = (*self.tongues.container_at(block.span.start), *path)
        if block.kind == "row":
            row = self._row(block, path)
            self._note(row)
            yield row
            return
        if day := self.grid.get(block.span):
            yield self._day_of_grid(block, path, day)
            return
        spans = list(stretches(self.text, trim_end(self.text, block.span)))
        for number, span in enumerate(spans):
            whole = self._segment(block, span, (*path, number) if len(spans) > 1 else path)
            for part in self._sentences(whole) or (whole,):
                self._note(part)
                yield part

    def _day_of_grid(self, block: Block, path: tuple[int, ...], day: GridDay) -> Segment:
        """The number of a day in a calendar of the month last named, else of the month of sending."""
        month = add_months((self.month or self.received.date()).replace(day=1), day.month)
        try:
            date = month.replace(day=day.day)
        except ValueError:
            return Segment(block, block.span, path, body=block.span)
        moment = Moment(first=date, last=date, has_year=True, day_span=block.span)
        found = Finding(moment, block.span, GRID, 0.85)
        return Segment(block, block.span, path, dates=(found,), body=block.span, moments=(found,))

    def _row(self, block: Block, path: tuple[int, ...]) -> Segment:
        """A row, read cell by cell; one of two cells, of which the first is a label, is a labelled line."""
        spans = list(dict.fromkeys(cell.span for cell in block.cells))
        found = [m for span in spans for m in self._moments(span)]
        segment = Segment(block, block.span, path, body=block.span)
        if len(spans) == 2 and (role := self.vocabulary.labels.get(_folded(spans[0].of(self.text)), "")):
            segment = replace(segment, role=role, body=spans[1])
        loose = (hour for span in spans for hour in self._loose(span, ()))
        return replace(self._sorted(segment, found), loose=tuple(loose))

    def _segment(self, block: Block, span: Span, path: tuple[int, ...]) -> Segment:
        role, body = self._label(span)
        found = self._moments(span)
        if not (role or found):
            role, body = self._meeting_point(span) or (role, body)
        segment = Segment(block, span, path, role=role, body=body)
        found = found or (self._labelled_hour(body) if role == "time" else [])
        segment = self._sorted(segment, found)
        loose = () if segment.times else tuple(self._loose(span, segment.moments))
        return replace(segment, loose=loose) if loose else segment

    def _loose(self, span: Span, moments: Sequence[Found]) -> Iterator[Found]:
        taken = [m.span for m in moments if m.span]
        for hour in loose_hours(self.text, span):
            if any(hour.span.overlaps(span) for span in taken):
                continue
            for moment in self._hours_of(hour.written_out):
                value = replace(moment, time_span=hour.span)
                yield Finding(value, hour.span, "clock.loose", 0.7)

    def _hours_of(self, written: str) -> list[Moment]:
        """What figures written out in full say; columns and lists say the same hours again and again."""
        key = (self.words.tag, written)
        if key not in self.hours:
            found = find_moments(written, self.words, received=self.received)
            self.hours[key] = [m.value for m in found if m.value.first is None and m.value.start]
        return self.hours[key]

    def _labelled_hour(self, body: Span) -> list[Found]:
        """ "11.30" alone might be a day or a price; behind the label "Start:" it is an hour."""
        match = _DOTTED.match(self.text, body.start, body.end)
        if match is None:
            return []
        hour = dt.time(int(match.group(1)), int(match.group(2)))
        return [Finding(Moment(start=hour, precision="time"), Span(*match.span()), "time.labelled", 0.9)]

    def _sentences(self, whole: Segment) -> list[Segment]:
        """The sentences of a segment that may hold more than one event, each read alone."""
        if not whole.moments or (len(whole.moments) == 1 and whole.span.end - whole.span.start < _LONG):
            return []
        spans = [m.span for m in whole.moments if m.span]
        phrases = self.vocabulary.organizer_before.finditer(self.text, whole.span.start, whole.span.end)
        dotted = [Span(*phrase.span()) for phrase in phrases]  # "org. Boule Club" is no end of a sentence
        apart = [phrase for phrase in dotted if not any(phrase.overlaps(span) for span in spans)]
        parts = list(sentences_of(self.text, whole.span, sorted((*spans, *apart))))
        if len(parts) < 2:
            return []
        starts = [span.start for span in spans]
        found = [m for m in whole.moments if m.span]
        return [
            self._sorted(
                Segment(whole.block, part, (*whole.path, number), loose=whole.loose, body=part),
                found[bisect_left(starts, part.start) : bisect_left(starts, part.end)],
            )
            for number, part in enumerate(parts)
        ]

    def _moments(self, span: Span) -> list[Found]:
        found = self._found_in(span, self.year)
        year = year_at_head(found, self.text, span, self.received)
        if year and year != self.year:
            found = self._found_in(span, year)
        moved = (at_new_hour(moment, self.text, span, self.vocabulary) for moment in found)
        return [as_stated(self._from_now(moment), self.stated) for moment in moved]

    def _found_in(self, span: Span, year: int | None) -> tuple[Found, ...]:
        return find_moments(
            self.text,
            self.words,
            received=self.received,
            home=self.home,
            span=span,
            near=self.near,
            year=year,
        )

    def _from_now(self, moment: Found) -> Found:
        """A repetition begins on its first date from the day of sending, whatever day a heading named."""
        rule = moment.value.rrule
        if rule is None:
            return moment
        first = first_on_or_after(rule, self.received.date())
        stated = "UNTIL" in rule and not moment.value.relative  # "from 7 March to 27 June"
        begins_later = stated and first and moment.value.first and moment.value.first > first
        if first is None or begins_later:
            return moment
        return replace(moment, value=replace(moment.value, first=first, last=first))

    def _note(self, segment: Segment) -> None:
        """Remember the day last named, and the year that a heading or a short line like one states."""
        for day in segment.dates:
            if not day.value.relative and not day.value.rrule and day.rule != NAMED:
                self.near = day.value.first
        if not segment.is_heading and segment.span.end - segment.span.start > _SHORT:
            self._note_year_of_schedule(segment)
            return
        for moment in segment.moments:
            value = moment.value
            if value.first and (value.has_year or value.precision == "year") and self._is_near(value.first):
                self.year = value.first.year
            if value.first and value.precision == "month":
                self.near = self.month = value.first

    def _is_near(self, day: dt.date) -> bool:
        """Whether a year heads dates to come or lately gone: "opened in August 2011" dates nothing else."""
        return day.year >= self.received.year - _YEARS_BACK

    def _note_year_of_schedule(self, segment: Segment) -> None:
        """Take the year from a sentence such as "The 2027 meetings of the board are held …"."""
        for moment in segment.noise:
            value = moment.value
            near = value.first is not None and abs(value.first.year - self.received.year) <= 1
            if value.precision == "year" and near and value.first and self._names_a_kind(segment):
                self.year = value.first.year
                return

    def _names_a_kind(self, segment: Segment) -> bool:
        return self.vocabulary.any_kind.search(self.text, *segment.span) is not None

    def _sorted(self, segment: Segment, found: Sequence[Found]) -> Segment:
        if not found:
            return segment
        timed = any(moment.value.start for moment in found)
        kinds: dict[str, list[Found]] = {"dates": [], "times": [], "noise": [], "former": []}
        history = tells_of_a_past_year(found, self.text, self.received)
        named = any(is_certain(moment) for moment in found)
        repeated = _said_again(found, self.text)
        for moment in found:
            crowded = len(kinds["dates"]) + len(kinds["times"]) >= _MOST_MOMENTS
            past = history and moment.value.first is not None and not moment.value.has_year
            idle = (
                past or moment in repeated or (named and (is_feast(moment) or is_of_name(moment, self.text)))
            )
            kinds["noise" if crowded or idle else self._sort(moment, segment, timed=timed)].append(moment)
        dates, times, noise, former = (tuple(moments) for moments in kinds.values())
        every = tuple(sorted(found, key=_place_of))
        return replace(segment, dates=dates, times=times, noise=noise, former=former, moments=every)

    def _sort(self, moment: Found, segment: Segment, *, timed: bool) -> str:
        """Return the field of a segment that *moment* belongs to."""
        if moment.value.precision in _DAYS and is_former(moment, self.text, segment.span, self.vocabulary):
            return "former"
        if is_noise(moment, self.text, segment.span, self.vocabulary, self.received, timed=timed):
            return "noise"
        if moment.value.first is None:
            return "times"
        return "dates" if moment.value.precision in _DAYS or moment.value.rrule else "noise"

    def _label(self, span: Span) -> tuple[str, Span]:
        words = span.of(self.text).lstrip()
        if role := EMOJI_ROLES.get(words[:1]):
            body = Span(span.end - len(words) + 1, span.end)
            return self._labelled(body) or (role, trim(self.text, body))
        return self._labelled(span) or ("", span)

    def _meeting_point(self, span: Span) -> tuple[str, Span] | None:
        """Where people gather, behind the word for it and a colon: "Meet: Mill Car Park", with no hour."""
        match = _LABEL.match(span.of(self.text))
        if match is None or not self.vocabulary.stages["assembly"].fullmatch(match.group(1)):
            return None
        return "where", trim(self.text, Span(span.start + match.end(), span.end))

    def _labelled(self, span: Span) -> tuple[str, Span] | None:
        """Return the role and the body of a line that begins with a label ("Where: …"); None for no label."""
        match = _LABEL.match(span.of(self.text))
        if match and (role := self.vocabulary.labels.get(_folded(match.group(1)), "")):
            return role, trim(self.text, Span(span.start + match.end(), span.end))
        return None


def _said_again(found: Sequence[Found], text: str) -> list[Found]:
    """The words for a day that others say again right behind them: "the next day, 20 September"."""
    return [
        before
        for before, after in pairwise(found)
        if (before.value.relative or _is_weekday_of(before, after, text))
        and before.value.start is None
        and before.value.rrule is None
        and (is_certain(after) or (after.value.first == before.value.first and after.value.rrule is None))
        and before.span
        and after.span
        and not any(letter.isalnum() for letter in text[before.span.end : after.span.start])
    ]


def _is_weekday_of(before: Found, after: Found, text: str) -> bool:
    """Whether a bare weekday on a line of its own is that of the date on the line below it."""
    weekday, day = before.value.weekday, after.value.first
    if before.span is None or any(letter.isdigit() for letter in before.span.of(text)):
        return False
    return day is not None and after.value.weekday is None and day.weekday() == weekday


def _place_of(moment: Found) -> Span:
    return moment.span or Span(0, 0)


NAMED = "day.feast_named"
"""Rule of a day said only by a name of the catalogue of observances, which may be the title of an event."""


def is_feast(moment: Found) -> bool:
    """Whether it says a day by the name of a feast, and no year."""
    return moment.rule.startswith("day.feast") and not moment.value.has_year


def is_certain(moment: Found) -> bool:
    """Whether it says a day by its number: then the name of a feast beside it is part of a title."""
    days = moment.value.precision in ("day", "days") and moment.value.rrule is None
    return days and moment.value.first is not None and not is_feast(moment) and not moment.value.relative


def _folded(label: str) -> str:
    return label.casefold().strip(" :：፦*_")
