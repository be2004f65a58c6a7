"""A recurring event as a whole: start, rules, added, left out and moved dates, in the zone of its place.

Source: RFC 5545 sections 3.8.5 (RRULE, RDATE, EXDATE) and 3.8.4.4 (RECURRENCE-ID).
"""

import datetime as dt
import heapq
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from handbill.calendars.recurrence.instants import instances
from handbill.calendars.recurrence.rule import Rule
from handbill.calendars.zones import localize
from handbill.errors import RuleTooCostly
from handbill.values import Occurrence, WallTime, day_of

MAX_OCCURRENCES = 1000
"""Occurrences of one window; more are no listing."""


@dataclass(frozen=True, slots=True)
class Override:
    """What stands in for one instance, or from it on.

    Attributes:
        dtstart, dtend: Its new wall times; None for an instance that does not take place.
        and_future: Whether the instances after it move by as much (RANGE=THISANDFUTURE, 3.2.13).
    """

    dtstart: WallTime | None
    dtend: WallTime | None = None
    and_future: bool = False


class Instance(NamedTuple):
    """One occurrence, with the wall time that it had before it was moved: its RECURRENCE-ID."""

    recurrence_id: WallTime
    occurrence: Occurrence


@dataclass(frozen=True, slots=True)
class RecurrenceSet:
    """When a recurring event takes place.

    Attributes:
        dtstart, dtend: The first instance, wall times in `tzid`; for days, dtend is the last day itself.
        tzid: IANA zone; "" for times that float.
        rrules: Rules that give instances; several are allowed, though RFC 5545 advises against it.
        rdates: Further instances, each with its own end or None.
        exdates: Instances that are left out; a day leaves out all that begin on it.
        overrides: RECURRENCE-ID -> what stands in for it.
    """

    dtstart: WallTime
    dtend: WallTime | None = None
    tzid: str = ""
    rrules: tuple[Rule, ...] = ()
    rdates: tuple[tuple[WallTime, WallTime | None], ...] = ()
    exdates: frozenset[WallTime] = frozenset()
    overrides: Mapping[WallTime, Override] = field(default_factory=lambda: MappingProxyType({}))

    def between(self, first: dt.date, last: dt.date) -> Iterator[Instance]:
        """Give the instances that touch the days from *first* to *last*, both included, by their start.

        DTSTART is one of them also where no rule says it (3.8.5.3, the example of the 13ths). A wall time
        that the clock skips is understood with the offset before the change, one that it shows twice as the
        first (3.3.5): `occurrence.starts_at` is that instant.

        Raises: RuleTooCostly as `instances`, and "rrule.too_many" beyond `MAX_OCCURRENCES`.
        """
        both = heapq.merge(self._regular(first, last), self._moved(first, last), key=_begin)
        for number, instance in enumerate(both):
            if number == MAX_OCCURRENCES:
                raise RuleTooCostly("rrule.too_many", f"after {instance.recurrence_id.isoformat()}")
            yield instance

    def _regular(self, first: dt.date, last: dt.date) -> Iterator[Instance]:
        """Give the instances without an override of their own, moved with one before them that says so."""
        future = sorted((key for key, each in self.overrides.items() if each.and_future), key=_wall)
        reach = self._reach()
        for start, end in self._starts(first - reach):
            if day_of(start) - reach > last:
                return
            if start in self.overrides or self._left_out(start):
                continue
            ruling = [self.overrides[key] for key in future if _wall(key) < _wall(start)]
            found = _shifted(start, end, future[len(ruling) - 1], ruling[-1]) if ruling else (start, end)
            if found and _touches(*found, first, last):
                yield self._instance(start, *found)

    def _moved(self, first: dt.date, last: dt.date) -> list[Instance]:
        """Return the instances that have an override of their own, wherever they stood before."""
        stands = {
            key: (each.dtstart, each.dtend or self._end_of(each.dtstart))
            for key, each in self.overrides.items()
            if each.dtstart is not None and not self._left_out(key)
        }
        found = [self._instance(key, *new) for key, new in stands.items() if _touches(*new, first, last)]
        return sorted(found, key=_begin)

    def _starts(self, after: dt.date) -> Iterator[tuple[WallTime, WallTime | None]]:
        """Give all starts with their ends from about *after* on, ascending, each once."""
        listed = {**dict(self.rdates), self.dtstart: self.dtend}
        known = ((start, end or self._end_of(start)) for start, end in listed.items())
        ruled = (instances(rule, self.dtstart, after=after, tzid=self.tzid) for rule in self.rrules)
        sources = [((start, self._end_of(start)) for start in rule) for rule in ruled]
        merged = heapq.merge(sorted(known, key=_start), *sources, key=_start)
        for _, same in itertools.groupby(merged, key=_start):
            yield next(same)

    def _end_of(self, start: WallTime) -> WallTime | None:
        return None if self.dtend is None else start + (self.dtend - self.dtstart)

    def _reach(self) -> dt.timedelta:
        """Return how many days an instance may touch before or after the day of its RECURRENCE-ID."""
        moves = [
            abs(day_of(each.dtstart) - day_of(key)) for key, each in self.overrides.items() if each.dtstart
        ]
        length = day_of(self.dtend) - day_of(self.dtstart) if self.dtend else dt.timedelta()
        return length + max(moves, default=dt.timedelta())

    def _left_out(self, start: WallTime) -> bool:
        return start in self.exdates or day_of(start) in self.exdates

    def _instance(self, recurrence_id: WallTime, start: WallTime, end: WallTime | None) -> Instance:
        instant = None
        if isinstance(start, dt.datetime) and self.tzid:
            instant = localize(start, self.tzid).instant
        return Instance(recurrence_id, Occurrence(start, end, instant))


def _shifted(
    start: WallTime, end: WallTime | None, key: WallTime, ruling: Override
) -> tuple[WallTime, WallTime | None] | None:
    """Return an instance moved as far as *ruling* moved that of *key*; None where it called them all off."""
    if ruling.dtstart is None:
        return None
    new = start + (_wall(ruling.dtstart) - _wall(key))
    if ruling.dtend is not None:
        return new, new + (_wall(ruling.dtend) - _wall(ruling.dtstart))
    return new, None if end is None else end + (new - start)


def _touches(start: WallTime, end: WallTime | None, first: dt.date, last: dt.date) -> bool:
    return day_of(start) <= last and day_of(end or start) >= first


def _wall(moment: WallTime) -> dt.datetime:
    """Return what days and times are ordered by together; a day is its midnight."""
    return moment if isinstance(moment, dt.datetime) else dt.datetime.combine(moment, dt.time())


def _start(entry: tuple[WallTime, WallTime | None]) -> dt.datetime:
    return _wall(entry[0])


def _begin(instance: Instance) -> dt.datetime:
    return _wall(instance.occurrence.dtstart)
