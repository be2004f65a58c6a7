"""Sentences that hold for every day of a list: "The board meets on the first Monday at 9 am in Room 514"."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from handbill.reading.entries import Entry
from handbill.reading.segments import Found, Segment

_LEAST = 3
"""Bare days that make a list."""


def with_standing(entries: list[Entry], segments: Sequence[Segment]) -> list[Entry]:
    """Give the bare days of a schedule the hour of the sentence that goes with it, and drop that sentence.

    The sentence stands nearest before the days (else after them), says a time of day, and no day with
    a year. It is no event of its own where the days that it speaks of are listed.
    """
    bare = [entry for entry in entries if entry.time is None and not entry.day.value.rrule]
    if len(bare) < _LEAST:
        return entries
    sayings = [segment for segment in segments if _is_saying(segment)]
    uses: Counter[int] = Counter()
    chosen: dict[int, Segment] = {}
    for entry in bare:
        saying = _nearest(entry.anchor.place, sayings)
        if saying is not None:
            chosen[id(entry)] = saying
            uses[id(saying)] += 1
    used = {key for key, count in uses.items() if count >= _LEAST}
    return [_timed(entry, chosen.get(id(entry)), used) for entry in entries if id(entry.anchor) not in used]


def _timed(entry: Entry, saying: Segment | None, used: set[int]) -> Entry:
    if saying is None or id(saying) not in used or entry.time is not None:
        return entry
    return replace(entry, time=_hour(saying), standing=saying)


def _is_saying(segment: Segment) -> bool:
    """Whether it says when something regularly happens: an hour, and no certain day."""
    certain = any(day.value.has_year and not day.value.rrule for day in segment.dates)
    return _hour(segment) is not None and not certain and segment.block.kind != "row"


def _hour(segment: Segment) -> Found | None:
    timed = [m for m in (*segment.times, *segment.dates) if m.value.start is not None]
    return timed[0] if timed else None


def _nearest(place: int, sayings: Sequence[Segment]) -> Segment | None:
    before = bisect_left(sayings, place, key=lambda saying: saying.place)
    return next(iter((*sayings[max(0, before - 1) : before], *sayings[:1])), None)
