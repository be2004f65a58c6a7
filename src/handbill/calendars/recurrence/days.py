"""The days of a recurrence rule, period by period, in the calendar of the rule.

Days are numbers as `date.toordinal` gives them. The parts of a rule narrow and widen a period as the table
of RFC 5545 section 3.3.10 says; read as one sentence, a day belongs to a period when every part that the
rule has agrees, and SKIP (RFC 7529 section 4.1) says what becomes of months and days that do not exist.
"""

from collections.abc import Iterable, Iterator, Sequence

from handbill.calendars.recurrence.rule import NthDay, Rule, RuleMonth
from handbill.calendars.systems import Calendar, Month

MONDAY = 1
"""The day number 1, that is 0001-01-01, was a Monday."""


def day_sets(rule: Rule, calendar: Calendar, start: int, first: int) -> Iterator[Sequence[int]]:
    """Give the days of each period, ascending, from the one of *start*; empty ones too.

    Args:
        start: Day of DTSTART; days before it may be given.
        first: Periods that end before this day are left out where that cannot change the others.

    Raises: ValueError when the range of the calendar is left, after its last period.
    """
    if rule.freq == "YEARLY":
        return _yearly(rule, calendar, start, first)
    if rule.freq == "MONTHLY":
        return _monthly(rule, calendar, start, first)
    if rule.freq == "WEEKLY":
        return _weekly(rule, calendar, start, first)
    return _daily(rule, calendar, start, first, rule.interval if rule.freq == "DAILY" else 1)


def weekday(day: int) -> int:
    """Return the weekday of a day number, 0 Monday.

    >>> weekday(MONDAY)
    0
    """
    return (day - MONDAY) % 7


def _yearly(rule: Rule, calendar: Calendar, start: int, first: int) -> Iterator[Sequence[int]]:
    pick = _Picks(rule, calendar, start)
    year = calendar.year_of(start)
    year += max(0, calendar.year_of(first) - 1 - year) // rule.interval * rule.interval
    if rule.interval == 1:  # a week or a skipped day of the year before may reach into this one
        year = max(year - 1, calendar.first_year)
    while True:
        yield pick.of_year(year)
        year += rule.interval


def _monthly(rule: Rule, calendar: Calendar, start: int, first: int) -> Iterator[Sequence[int]]:
    pick = _Picks(rule, calendar, start)
    year = calendar.year_of(start)
    left = next(at for at, month in enumerate(calendar.months(year)) if start < month.first + month.length)
    if rule.interval == 1 and rule.skip == "FORWARD" and year > calendar.first_year:
        year, left = (year, left - 1) if left else (year - 1, len(calendar.months(year - 1)) - 1)
    while True:
        months = calendar.months(year)
        wanted = pick.months_of(year, rule.by_month) if rule.by_month else months
        while left < len(months):
            month = months[left]
            left += rule.interval
            if month.first + month.length + 1 < first:
                continue
            yield pick.of_month(month) if month in wanted else ()
        left -= len(months)
        year += 1


def _weekly(rule: Rule, calendar: Calendar, start: int, first: int) -> Iterator[Sequence[int]]:
    week = start - (weekday(start) - rule.wkst) % 7
    step = 7 * rule.interval
    week += max(0, first - 6 - week) // step * step
    days = {day.weekday for day in rule.by_day} or {weekday(start)}
    offsets = sorted((day - rule.wkst) % 7 for day in days)
    located = _Located(calendar)
    months = frozenset(rule.by_month)
    while True:
        found = [week + offset for offset in offsets]
        yield [day for day in found if located.number(day) in months] if months else found
        week += step


def _daily(rule: Rule, calendar: Calendar, start: int, first: int, interval: int) -> Iterator[Sequence[int]]:
    day = start + max(0, first - start) // interval * interval
    located = _Located(calendar)
    months, weekdays = frozenset(rule.by_month), {each.weekday for each in rule.by_day}
    while True:
        stays = (
            (not weekdays or weekday(day) in weekdays)
            and (not months or located.number(day) in months)
            and (not rule.by_month_day or located.in_month(day, rule.by_month_day))
            and (not rule.by_year_day or located.in_year(day, rule.by_year_day))
        )
        yield (day,) if stays else ()
        day += interval


class _Picks:
    """What a yearly or monthly rule picks from a year or a month, with what DTSTART says unsaid."""

    def __init__(self, rule: Rule, calendar: Calendar, start: int):
        self.rule = rule
        self.calendar = calendar
        self.by_month, self.by_month_day, self.by_day = rule.by_month, rule.by_month_day, rule.by_day
        if not (rule.by_year_day or rule.by_month_day or rule.by_day):
            self._take_from(start)
        self.weekdays = frozenset(day.weekday for day in self.by_day)
        self.numbered = any(day.nth for day in self.by_day)

    def _take_from(self, start: int) -> None:
        if self.rule.by_week_no:
            self.by_day = (NthDay(weekday(start)),)
            return
        month = _Located(self.calendar).month(start)
        self.by_month_day = (start - month.first + 1,)
        if self.rule.freq == "YEARLY" and not self.by_month:
            self.by_month = (RuleMonth(month.number, month.leap),)

    def of_year(self, year: int) -> Sequence[int]:
        if self.rule.by_week_no or self.rule.by_year_day:
            return sorted(self._by_number(year))
        months = self.months_of(year, self.by_month)
        if self.by_month:
            found = [day for month in months for day in self.of_month(month)]
            return found if len(months) == 1 else sorted(set(found))
        if not self.by_month_day:
            return sorted(self._numbered_in(_span_of(months)))
        days = {day for month in months for day in _month_days(month, self.by_month_day, self.rule.skip)}
        return sorted(self._on_weekdays(days, (_span_of(months),)))

    def of_month(self, month: Month) -> Sequence[int]:
        span = range(month.first, month.first + month.length)
        if not self.by_month_day:
            return sorted(self._numbered_in(span))
        found = _month_days(month, self.by_month_day, self.rule.skip)
        return sorted(self._on_weekdays(found, (span,))) if self.by_day else found

    def months_of(self, year: int, wanted: Iterable[RuleMonth]) -> Sequence[Month]:
        """Return the months of BYMONTH, in order; all of the year where the rule has none."""
        months = self.calendar.months(year)
        if not wanted:
            return months
        if len(months) == 12 and self.rule.skip == "OMIT" and months[-1].number == 12:
            return [months[number - 1] for number, leap in sorted(wanted) if not leap and number <= 12]
        at = {RuleMonth(month.number, month.leap): index for index, month in enumerate(months)}
        found = {_month_at(at, month, self.rule.skip) for month in wanted}
        following = self.calendar.months(year + 1) if len(months) in found else ()
        return [
            (*months, *following)[index] for index in sorted(index for index in found if index is not None)
        ]

    def _numbered_in(self, span: range) -> set[int]:
        """Return the days of BYDAY in a month or year, which is also what numbers them (1MO, -1FR)."""
        found: set[int] = set()
        for day, nth in self.by_day:
            days = range(span.start + (day - weekday(span.start)) % 7, span.stop, 7)
            if nth == 0:
                found.update(days)
            elif -len(days) <= nth <= len(days):
                found.add(days[nth - 1 if nth > 0 else nth])
        return found

    def _on_weekdays(self, days: Iterable[int], spans: Iterable[range]) -> Iterable[int]:
        """Return those of *days* on which BYDAY agrees; its numbers count within each of *spans*."""
        if not self.by_day:
            return days
        if not self.numbered:
            return [day for day in days if weekday(day) in self.weekdays]
        return set(days).intersection(day for span in spans for day in self._numbered_in(span))

    def _by_number(self, year: int) -> Iterable[int]:
        """Return the days of BYWEEKNO and BYYEARDAY on which all other parts agree."""
        rule = self.rule
        span = _span_of(self.calendar.months(year))
        found = set(_counted(span, rule.by_year_day)) if rule.by_year_day else None
        if rule.by_week_no:
            weeks = set(_week_days(span, rule.by_week_no, rule.wkst))
            found = weeks if found is None else found & weeks
        days = found or set()
        # a week may reach into the years beside its own, whose months then have the say
        years = {self.calendar.year_of(day) for day in days}
        if self.by_month:
            spans = [_span_of([month]) for each in years for month in self.months_of(each, self.by_month)]
            days &= {day for each in spans for day in each}
        if self.by_month_day:
            months = [month for each in years for month in self.calendar.months(each)]
            days &= {day for month in months for day in _month_days(month, self.by_month_day, rule.skip)}
        return self._on_weekdays(days, spans if self.by_month else (span,))


def _span_of(months: Sequence[Month]) -> range:
    return range(months[0].first, months[-1].first + months[-1].length)


def _month_at(at: dict[RuleMonth, int], month: RuleMonth, skip: str) -> int | None:
    """Return where a month stands in its year; for one that the year has not, what SKIP makes of it."""
    if month in at:
        return at[month]
    regular = at.get(RuleMonth(month.number))
    if skip == "OMIT" or regular is None:  # a thirteenth month is none of a year that has no leap month
        return None
    return regular if skip == "BACKWARD" else regular + 1


def _month_days(month: Month, numbers: Iterable[int], skip: str) -> list[int]:
    found = set()
    for number in numbers:
        if number > month.length:
            if skip != "OMIT":
                found.add(month.first + month.length - (skip == "BACKWARD"))
        elif number > 0:
            found.add(month.first + number - 1)
        elif -number <= month.length:
            found.add(month.first + month.length + number)
        elif skip != "OMIT":  # the day before the first, as "-30" of a month of 29
            found.add(month.first - (skip == "BACKWARD"))
    return sorted(found)


def _counted(span: range, numbers: Iterable[int]) -> Iterator[int]:
    for number in numbers:
        if -len(span) <= number <= len(span):
            yield span[number - 1 if number > 0 else number]


def _week_days(span: range, numbers: Iterable[int], wkst: int) -> Iterator[int]:
    """Give the days of weeks of a year. Week 1 is the first with four days in it (RFC 5545 3.3.10)."""
    first, after = (_first_week(day, wkst) for day in (span.start, span.stop))
    weeks = (after - first) // 7
    for number in numbers:
        week = number if number > 0 else weeks + 1 + number
        if 1 <= week <= weeks:
            yield from range(first + 7 * (week - 1), first + 7 * week)


def _first_week(new_year: int, wkst: int) -> int:
    passed = (weekday(new_year) - wkst) % 7
    return new_year - passed if passed <= 3 else new_year + 7 - passed


class _Located:
    """Month and year of days that are asked for in order."""

    def __init__(self, calendar: Calendar):
        self.calendar = calendar
        self.begin = self.end = 0
        self.year: Sequence[Month] = ()
        self.found = Month(0, False, 0, 0)

    def month(self, day: int) -> Month:
        if not self.found.first <= day < self.found.first + self.found.length:
            self._turn_to(day)
            self.found = next(month for month in self.year if day < month.first + month.length)
        return self.found

    def number(self, day: int) -> RuleMonth:
        month = self.month(day)
        return RuleMonth(month.number, month.leap)

    def in_month(self, day: int, numbers: Sequence[int]) -> bool:
        month = self.month(day)
        at = day - month.first
        return at + 1 in numbers or at - month.length in numbers

    def in_year(self, day: int, numbers: Sequence[int]) -> bool:
        self._turn_to(day)
        return day - self.begin + 1 in numbers or day - self.end in numbers

    def _turn_to(self, day: int) -> None:
        if not self.begin <= day < self.end:
            self.year = self.calendar.months(self.calendar.year_of(day))
            self.begin, self.end = self.year[0].first, self.year[-1].first + self.year[-1].length
