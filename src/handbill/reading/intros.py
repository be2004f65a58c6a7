"""A day said once for a list: "All on Friday 11 May, at noon unless it says otherwise", then the cities."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from handbill.reading.leads import Lead
from handbill.reading.localities import Localities
from handbill.reading.segments import GRID, Found, Segment

_FARTHEST = 80
"""Lines from the day to the last of its list."""
_BETWEEN = 4
"""Lines between the day and its list that may say other days: when it was made, when to sign up."""
_LEAST = 2
_ROLES = ("", "when", "date")


@dataclass(frozen=True, slots=True)
class Intro:
    """A day that holds for a list of cities.

    Attributes:
        time: The hour that holds where an item says none.
        first, last: Places of the first and the last item among the segments.
        shared: Whether no other day heads cities, so that all do the same on it.
    """

    date: Found
    time: Found | None
    first: int
    last: int
    shared: bool = True


def intros_of(segments: Sequence[Segment], leads: Sequence[Lead], localities: Localities) -> dict[int, Intro]:
    """Return the segments that say a day for the cities below them, by their place."""
    found: dict[int, Intro] = {}
    under = _under_cities(segments, localities) | _later_in_line(segments, leads)
    for segment in segments:
        day = _only_day(segment)
        if day is None or leads[segment.place].place is not None or segment.place in under:
            continue
        items = _items_below(segment, segments, leads, localities)
        if len(items) >= _LEAST:
            hour = _hour_of_all(segment, segments[segment.place + 1 : items[0]])
            found[segment.place] = Intro(day, hour, items[0], items[-1])
    found = _latest(found)
    alone = len({intro.date.value.first for intro in found.values()}) == 1
    return {place: replace(intro, shared=alone) for place, intro in found.items()}


def _latest(found: dict[int, Intro]) -> dict[int, Intro]:
    """Keep the latest of the days over one list: others say when it was made, or when to sign up.

    One with its weekday goes before one without: "Saturday 10 October. Congress votes on 20 October."
    """
    by_list: dict[int, list[int]] = {}
    for place, intro in found.items():
        by_list.setdefault(intro.first, []).append(place)
    kept = {max(places, key=lambda place: _weight(found[place], place)) for places in by_list.values()}
    return {place: intro for place, intro in found.items() if place in kept}


def _weight(intro: Intro, place: int) -> tuple[bool, dt.date, int]:
    value = intro.date.value
    return value.weekday is not None, value.first or dt.date.min, place


def _under_cities(segments: Sequence[Segment], localities: Localities) -> set[int]:
    """The places of lines under the heading of a city: up to a blank line in a text, a heading in a page."""
    under: set[int] = set()
    city: Segment | None = None
    for segment in segments:
        if not segment.moments and localities.exactly(segment.body):
            city = segment
        elif segment.is_heading or (city and not city.is_heading and segment.path[:1] != city.path[:1]):
            city = None
        elif city is not None:
            under.add(segment.place)
    return under


def _later_in_line(segments: Sequence[Segment], leads: Sequence[Lead]) -> set[int]:
    """The places of later sentences of a line that begins with a city."""
    later: set[int] = set()
    for before, segment in pairwise(segments):
        led = leads[before.place].place is not None or before.place in later
        if segment.block is before.block and led:
            later.add(segment.place)
    return later


def _only_day(segment: Segment) -> Found | None:
    """The one day that a segment speaks of; None where it says none, several, or a repetition."""
    if segment.role not in _ROLES or len(segment.block.cells) > 1:
        return None
    days = {day.value.first: day for day in segment.dates}
    if len(days) != 1:
        return None
    day = next(iter(days.values()))
    return None if day.value.rrule or day.rule == GRID else day


def _items_below(
    segment: Segment, segments: Sequence[Segment], leads: Sequence[Lead], localities: Localities
) -> list[int]:
    """The places of the lines below that begin with a city, or stand under one, and say no day."""
    items: list[int] = []
    under_city = False
    for below in segments[segment.place + 1 : segment.place + _FARTHEST]:
        if segment.is_heading and below.is_heading and below.block.level <= segment.block.level:
            break
        lead = leads[below.place]
        if below.dates:
            if lead.place is None and not under_city and (items or below.place > segment.place + _BETWEEN):
                break
            continue
        if lead.place is not None and below.role in ("", "city", "where"):
            under_city = not below.moments and localities.exactly(below.body) is not None
            items.append(below.place)
        elif not (lead.timed or lead.town or below.is_heading) and len(items) >= _LEAST:
            break
    return items


def _hour_of_all(segment: Segment, between: Sequence[Segment]) -> Found | None:
    """The hour that the day, or a line between it and the first item, gives for all."""
    day = segment.dates[0]
    if day.value.start:
        return day
    hours = [*segment.times, *(time for line in between for time in line.times)]
    return hours[0] if hours else None
