"""Sentences that hold for every day of a list: "The board meets on the first Monday at 9 am in Room 514"."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from handbill.calendars import first_on_or_after
from handbill.reading.entries import Entry
from handbill.reading.noise import is_numbered, speaks_of_hours
from handbill.reading.pieces import trim
from handbill.reading.plausible import is_head_of_column, is_told_in_passing
from handbill.reading.segments import Found, Segment, is_certain
from handbill.reading.sentences import place_in
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Finding, Span

_BRACKETED_LABEL = re.compile(r"\s*([^\W\d_][^:()\n]{0,30}?)\s*\([^()\n]{2,60}\)\s*:\s")
_WEEKLY = "FREQ=WEEKLY;BYDAY="
_LEAST = 3
"""Bare days that make a list."""
_LEAST_LISTED = 2
"""Those of them that no sentence speaks of in passing."""
_LEAST_WORDS, _FEW_WORDS = 6, 4
"""Words of a sentence, at the least; fewer do where it does not begin with its hour ("All begin at 8")."""
_BARE = 7
"""Words of a day with its papers ("October 1, 2027: Agenda, Minutes")."""
_ABOVE = 2
"""Lines above that may head opening hours."""


def with_standing(
    entries: list[Entry], segments: Sequence[Segment], text: str, vocabulary: Vocabulary
) -> list[Entry]:
    """Give the bare days of a schedule the hour of the sentence that goes with it, and drop that sentence.

    The sentence stands nearest before the days (else after them), says a time of day, and no day with
    a year. It is no event of its own where the days that it speaks of are listed.
    """
    days = [e for e in entries if not e.day.value.rrule and "what" not in e.cells]
    bare = [e for e in days if e.time is None and not is_head_of_column(e, text)]
    passing = {id(e) for e in bare if is_told_in_passing(e, text)}
    if len(bare) < _LEAST:
        return entries
    items = {id(entry.anchor) for entry in entries if entry.inherits_day}
    sayings = [
        segment
        for segment in segments
        if id(segment) not in items
        and _is_saying(segment, text)
        and not _says_when_open(segment, segments, text, vocabulary)
    ]
    uses: Counter[int] = Counter()
    listed: Counter[int] = Counter()
    chosen: dict[int, Segment] = {}
    beside = {(entry.anchor.path[:-1], entry.anchor.block.kind) for entry in bare}
    for entry in days:
        if entry.time is not None and (entry.anchor.path[:-1], entry.anchor.block.kind) not in beside:
            continue
        saying = _nearest(entry.anchor.place, sayings)
        if saying is not None and _may_hold_for(saying, entry, text):
            chosen[id(entry)] = saying
            uses[id(saying)] += entry.time is None
            listed[id(saying)] += entry.time is None and id(entry) not in passing
    once = {id(s) for s in sayings if any(not day.value.rrule for day in s.dates)}  # "This Sunday at noon"
    used = {
        key
        for key, count in uses.items()
        if count >= _LEAST and (key not in once or listed[key] >= _LEAST_LISTED)
    }
    chosen = {key: saying for key, saying in chosen.items() if id(saying) not in once or key not in passing}
    return [_timed(entry, chosen.get(id(entry)), used) for entry in entries if id(entry.anchor) not in used]


def _may_hold_for(saying: Segment, entry: Entry, text: str) -> bool:
    """A sentence holds for bare days in another part of the page too, but not for dated headlines there."""
    if not _falls_on_its_weekday(saying, entry):
        return False
    if saying.block.region == entry.anchor.block.region:
        return True
    return len(entry.part.of(text).split()) <= _BARE


def _falls_on_its_weekday(saying: Segment, entry: Entry) -> bool:
    """Whether a sentence that says a weekday ("Thursdays, 4 pm") may speak of the day of *entry*."""
    rules = [day.value.rrule or "" for day in saying.dates]
    if not rules or not all(rule.startswith(_WEEKLY) for rule in rules):
        return True
    return any(first_on_or_after(rule, entry.first) == entry.first for rule in rules)


def _timed(entry: Entry, saying: Segment | None, used: set[int]) -> Entry:
    if saying is None or id(saying) not in used or "what" in entry.cells:
        return entry
    if entry.time is not None:
        return replace(entry, standing=saying)
    return replace(entry, time=_hour(saying), standing=saying)


def _is_saying(segment: Segment, text: str) -> bool:
    """Whether it says when something regularly happens: an hour, and no certain day.

    A sentence does, a labelled line, or a repetition; "4:30 Council meeting" is an item of a list.
    """
    certain = any(is_certain(day) and is_numbered(day.value, text) for day in segment.dates)
    hour = _hour(segment)
    if hour is None or certain or segment.block.kind == "row":
        return False
    repeats = any(day.value.rrule for day in segment.dates)
    if hour.value.end and hour.span and trim(text, segment.span) == trim(text, hour.span):
        return True  # "10:00 a.m. - 11:30 a.m.", alone above the days
    words = len(segment.span.of(text).split())
    behind = hour.span is not None and bool(text[segment.span.start : hour.span.start].strip())
    return repeats or segment.role in ("when", "time") or words >= (_FEW_WORDS if behind else _LEAST_WORDS)


def _says_when_open(segment: Segment, segments: Sequence[Segment], text: str, vocabulary: Vocabulary) -> bool:
    """Whether it tells office hours, or stands under a line that heads them."""
    near = segments[max(0, segment.place - _ABOVE) : segment.place + 1]
    return any(speaks_of_hours(text, one.span, vocabulary) for one in near)


def _hour(segment: Segment) -> Found | None:
    timed = [m for m in (*segment.times, *segment.dates) if m.value.start is not None]
    return timed[0] if timed else None


def _nearest(place: int, sayings: Sequence[Segment]) -> Segment | None:
    before = bisect_left(sayings, place, key=lambda saying: saying.place)
    return next(iter((*sayings[max(0, before - 1) : before], *sayings[:1])), None)


def around_standing(entry: Entry, segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return the lines next to the sentence that holds for *entry*: its "Where:" may stand there."""
    if entry.standing is None:
        return ()
    place = entry.standing.place
    return tuple(segments[max(0, place - _ABOVE) : place + _ABOVE + 1])


def is_schedule(entries: Sequence[Entry]) -> bool:
    """Whether a page lists three days or more under few headings, none in a city of its own."""
    listed = len(entries) >= _LEAST and len({e.context.titles for e in entries}) * 2 <= len(entries)
    return listed and not any(entry.lead.place or entry.context.place for entry in entries)


def house_of(segments: Sequence[Segment], text: str, vocabulary: Vocabulary) -> Finding[str] | None:
    """Return where the body of a schedule meets: "Board meetings are held in the Mill House, unless noted".

    None where no sentence says it.
    """
    for segment in segments:
        verb = vocabulary.meets.search(text, segment.span.start, segment.span.end)
        if verb is None or segment.dates:
            continue
        hours = [m.span for m in segment.moments if m.span]
        span = place_in(text, Span(verb.start(), segment.span.end), vocabulary, hours)
        if span:
            return Finding(" ".join(span.of(text).split()), span, "venue.house", 0.6)
    return None


def house_of_page(
    segments: Sequence[Segment], first: int, text: str, vocabulary: Vocabulary
) -> Finding[str] | None:
    """Return where all is that a page lists, said once: "All in the Mill Hall unless stated".

    A label says it too ("Venue: Mill Hall, unless noted"), where it stands above all entries.

    Args:
        first: Place of the first line that belongs to an entry.
    """
    for segment in segments:
        if segment.dates or segment.block.kind == "row":
            continue
        above = segment.place < first
        if above and segment.role == "where":
            span = trim(text, segment.body)
            if span.end > span.start:
                return Finding(" ".join(span.of(text).split()), span, "venue.all", 0.6)
        label = _BRACKETED_LABEL.match(text, segment.span.start, segment.span.end)
        if above and label and vocabulary.labels.get(label.group(1).casefold()) == "where":
            span = trim(text, Span(label.end(), segment.span.end))
            return Finding(" ".join(span.of(text).split()), span, "venue.all", 0.6)
        said = vocabulary.everywhere.search(text, segment.span.start, segment.span.end)
        span_in = place_in(text, segment.span, vocabulary) if said else None
        if span_in:
            return Finding(" ".join(span_in.of(text).split()), span_in, "venue.all", 0.6)
    return None
