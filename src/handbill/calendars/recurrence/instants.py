"""The dates and times of a recurrence rule, one after the other, with bounds against rules that never end."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import product
from zoneinfo import ZoneInfo

from handbill.calendars.recurrence.days import day_sets
from handbill.calendars.recurrence.rule import Rule
from handbill.calendars.systems import Calendar, calendar
from handbill.errors import NoSuchDate, RuleTooCostly

PATIENCE = 20_000
"""Periods, or times of a day, that are looked at in vain before we give up: 54 years of days, all years of
a calendar. 29 February on a Monday, once in 28 years, or in 40 over a turn of the century, is found."""

_FEW = 30
"""Periods without any instance that say nothing of a rule, where the table of its calendar ends."""

Moment = tuple[int, int]
"""Day number and second of the day, both of the wall clock."""

_DAY = 86400
_STEPS = {"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}


def instances(
    rule: Rule, dtstart: dt.date | dt.datetime, *, after: dt.date | None = None, tzid: str = ""
) -> Iterator[dt.date | dt.datetime]:
    """Give the instances of a rule, ascending, each once.

    Args:
        dtstart: A day or a wall time, which the rule completes itself from. It is given only where the rule
            says it; what RFC 5545 calls "not synchronized" is left undefined there.
        after: Instances before this day may be left out, so that a rule of long ago is soon there. Those of a
            rule with COUNT are gone through all the same.
        tzid: IANA zone of the wall times, by which an UNTIL in UTC is understood; without it, as wall time.

    Raises:
        RuleTooCostly: "rrule.no_instance" when nothing was found for `PATIENCE` periods, or ever;
            "rrule.out_of_range", after the last instance, where the table of the calendar ends.

    >>> rule = Rule.parse("RSCALE=CHINESE;FREQ=YEARLY")
    >>> found = instances(rule, dt.date(2013, 2, 10))
    >>> [next(found).isoformat() for _ in range(3)]
    ['2013-02-10', '2014-01-31', '2015-02-19']
    """
    start = _moment_of(dtstart)
    day = start[0] if after is None or rule.count else max(start[0], after.toordinal())
    last = _last(rule, dtstart, tzid)
    left = rule.count
    whole = not isinstance(dtstart, dt.datetime)
    for number, second in _moments(rule, calendar(rule.rscale or "gregorian"), start, day, whole):
        if (number, second) > last:
            return
        if left is not None:
            left -= 1
        yield (
            dt.date.fromordinal(number)
            if whole
            else dt.datetime.combine(dt.date.fromordinal(number), _TIMES.get(second) or _time(second))
        )
        if left == 0:
            return


def _moments(rule: Rule, system: Calendar, start: Moment, day: int, whole: bool) -> Iterator[Moment]:
    """Give the moments of the periods from *start*; nothing twice, nothing before it."""
    before = begin = (start[0], start[1] - 1)
    vain = 0
    for found in _periods(rule, system, start, day, whole):
        vain += 1
        for moment in found:
            if moment > before:
                before = moment
                vain = 0
                yield moment
        if vain > PATIENCE:
            break
    if vain > PATIENCE or (before == begin and vain > _FEW):
        raise RuleTooCostly("rrule.no_instance", str(rule))
    if system.months(system.last_year)[0].first < dt.date.max.toordinal() - 400:
        raise RuleTooCostly("rrule.out_of_range", f"RSCALE={system.rscale.upper()}")


def _periods(
    rule: Rule, system: Calendar, start: Moment, day: int, whole: bool
) -> Iterator[Iterable[Moment]]:
    """Give the moments of each period, BYSETPOS applied, to the end of the range of the calendar."""
    with suppress(NoSuchDate):
        if rule.freq in _STEPS:
            yield from _within_days(rule, system, start, day)
            return
        times = [0] if whole else _times(rule, start[1])
        for days in day_sets(rule, system, start[0], day):
            if rule.by_set_pos:
                yield _at_positions(days, times, rule.by_set_pos)
            else:  # days before the window may hold 86,400 times each
                yield product(
                    [each for each in days if each >= day] if days and days[0] < day else days, times
                )


def _times(rule: Rule, second: int) -> list[int]:
    """Return the seconds of the day that BYHOUR, BYMINUTE and BYSECOND give, or DTSTART where they do not."""
    hours = rule.by_hour or (second // 3600,)
    minutes = rule.by_minute or (second // 60 % 60,)
    seconds = rule.by_second or (second % 60,)
    return sorted({h * 3600 + m * 60 + min(s, 59) for h, m, s in product(hours, minutes, seconds)})


def _at_positions(days: Sequence[int], times: Sequence[int], positions: Sequence[int]) -> Iterator[Moment]:
    """Give the moments of BYSETPOS. They are counted, not listed: 99 days of 86,400 seconds are too many."""
    size = len(days) * len(times)
    for at in sorted({at - 1 if at > 0 else size + at for at in positions if -size <= at <= size}):
        yield days[at // len(times)], times[at % len(times)]


def _within_days(rule: Rule, system: Calendar, start: Moment, first: int) -> Iterator[Iterable[Moment]]:
    """Give the periods of an hourly or finer rule: steps counted from DTSTART, on the days that agree.

    Steps are of the wall clock, so that an hour which the clock skips or repeats counts once.
    """
    unit = _STEPS[rule.freq]
    step = unit * rule.interval
    origin = start[0] * _DAY + start[1] // unit * unit
    spans = _spans(rule)
    for days in day_sets(rule, system, start[0], first):
        if not days:
            yield ()
        for day, span in product(days, spans):
            begin = day * _DAY + span.start
            at = max(origin, begin + (origin - begin) % step)
            found = range(at, day * _DAY + span.stop, step)
            if not found:
                yield ()
            for instant in found:
                yield _within(rule, day, instant - day * _DAY, start[1])


def _spans(rule: Rule) -> list[range]:
    """Return the seconds of a day in which a rule may have an instance, so that others are not tried."""
    hours = sorted(rule.by_hour)
    if rule.freq == "SECONDLY" and rule.by_minute:
        begins = [h * 3600 + m * 60 for h in hours or range(24) for m in sorted(rule.by_minute)]
        return [range(begin, begin + 60) for begin in begins]
    return [range(hour * 3600, hour * 3600 + 3600) for hour in hours] or [range(_DAY)]


def _within(rule: Rule, day: int, second: int, started: int) -> Iterable[Moment]:
    """Return the moments of the hour, minute or second that begins with *second*."""
    hour, minute = second // 3600, second // 60 % 60
    if rule.by_hour and hour not in rule.by_hour:
        return ()
    if rule.freq == "HOURLY":
        minutes: Sequence[int] = rule.by_minute or (started // 60 % 60,)
    else:
        minutes = (minute,) if not rule.by_minute or minute in rule.by_minute else ()
    if rule.freq == "SECONDLY":
        seconds: Sequence[int] = (second % 60,) if not rule.by_second or second % 60 in rule.by_second else ()
    else:
        seconds = rule.by_second or (started % 60,)
    times = sorted({hour * 3600 + m * 60 + min(s, 59) for m in minutes for s in seconds})
    return _at_positions([day], times, rule.by_set_pos) if rule.by_set_pos else product([day], times)


def _last(rule: Rule, dtstart: dt.date | dt.datetime, tzid: str) -> Moment:
    """Return the last moment of UNTIL. A day without time includes all of that day."""
    until = rule.until
    if until is None:
        return (dt.date.max.toordinal(), _DAY)
    if not isinstance(until, dt.datetime):
        return (until.toordinal(), _DAY)
    if until.tzinfo and tzid:
        until = until.astimezone(ZoneInfo(tzid))
    if not isinstance(dtstart, dt.datetime):
        return (until.toordinal(), _DAY)
    return _moment_of(until.replace(tzinfo=None))


def _moment_of(moment: dt.date | dt.datetime) -> Moment:
    if isinstance(moment, dt.datetime):
        return moment.toordinal(), moment.hour * 3600 + moment.minute * 60 + moment.second
    return moment.toordinal(), 0


def _time(second: int) -> dt.time:
    found = dt.time(second // 3600, second // 60 % 60, second % 60)
    if len(_TIMES) < 1440:
        _TIMES[second] = found
    return found


_TIMES: dict[int, dt.time] = {}
