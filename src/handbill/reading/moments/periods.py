"""Weeks, months, quarters, years and counted stretches of time, from the day of writing."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from handbill.calendars import add_months, month_span, nth_weekday, quarter_span, week_span, weekend_span
from handbill.reading.moments.dates import given
from handbill.reading.moments.folding import fold
from handbill.reading.moments.days import Days, calendar_year, single
from handbill.reading.moments.grammar import Built, Match, Rule

DAY = dt.timedelta(days=1)
CLOCK_UNITS = {"second": 1, "minute": 60, "hour": 3600}
DAY_UNITS = {"day": 1, "week": 7, "fortnight": 14, "weekend": 7}
MONTH_UNITS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}


@dataclass(frozen=True, slots=True)
class Amount:
    """A counted stretch: "3 weeks", "2 years 1 month"; parts in the order said."""

    parts: tuple[tuple[int, str], ...]

    def added(self, to: dt.datetime, sign: int = 1) -> dt.datetime:
        """Return the moment so much later (or earlier, *sign* -1)."""
        for count, unit in self.parts:
            to = _moved(to, count * sign, unit)
        return to

    @property
    def by_clock(self) -> bool:
        """Whether hours or minutes are counted."""
        return any(unit in CLOCK_UNITS for _, unit in self.parts)


def _moved(moment: dt.datetime, count: int, unit: str) -> dt.datetime:
    if unit in CLOCK_UNITS:
        return moment + dt.timedelta(seconds=CLOCK_UNITS[unit] * count)
    if unit in DAY_UNITS:
        return moment + dt.timedelta(days=DAY_UNITS[unit] * count)
    if unit in MONTH_UNITS:
        return dt.datetime.combine(add_months(moment.date(), MONTH_UNITS[unit] * count), moment.time())
    return _workdays(moment, count)


def _workdays(moment: dt.datetime, count: int) -> dt.datetime:
    step = DAY if count > 0 else -DAY
    left = abs(count)
    while left:
        moment += step
        left -= moment.weekday() < 5
    return moment


def span_of(unit: str, today: dt.date, offset: int) -> tuple[dt.date, dt.date] | None:
    """Return first and last day of the calendar unit that is *offset* after the running one."""
    if unit in ("day", "workday"):
        return (today + offset * DAY,) * 2  # type: ignore[return-value]
    if unit == "week":
        return week_span(today, offset)
    if unit == "fortnight":
        return week_span(today, offset * 2)[0], week_span(today, offset * 2 + 1)[1]
    if unit == "weekend":
        return weekend_span(today, offset)
    return _long_span(unit, today, offset)


def _long_span(unit: str, today: dt.date, offset: int) -> tuple[dt.date, dt.date] | None:
    if unit == "month":
        day = add_months(today.replace(day=1), offset)
        return month_span(day.year, day.month)
    if unit == "quarter":
        day = add_months(today.replace(day=1), offset * 3)
        return quarter_span(day.year, (day.month + 2) // 3)
    years = {"year": 1, "decade": 10, "century": 100}.get(unit)
    if years is None:
        return None
    first = today.year // years * years + offset * years
    return (dt.date(first, 1, 1), dt.date(first + years - 1, 12, 31)) if 0 < first < 9900 else None


OFFSETS = {"this": 0, "next": 1, "last": -1, "past": -1, "coming": 1, "after_next": 2, "before_last": -2}


def unit_days(unit: str, today: dt.date, offset: int) -> Days | None:
    """Return the calendar unit as days, with its precision."""
    span = span_of(unit, today, offset)
    if span is None:
        return None
    precision: Any = {"workday": "day", "fortnight": "days"}.get(unit, unit)
    return Days(span[0], span[1], precision, relative=True)


def moved_unit(match: Match) -> Built | None:
    """next week, this month, last year; "next hour" runs from the moment of writing."""
    unit, role = match.value("u", "unit"), match.value("mod", "mod")
    offset = OFFSETS.get(role, 0)
    if unit in CLOCK_UNITS:
        return stretch(match, Amount(((1, unit),)), role) if offset else None
    if unit == "weekend" and role == "past" and match.context.today.weekday() < 5:
        offset = -1
    return given(unit_days(unit, match.context.today, offset))


def running_unit(match: Match) -> Built | None:
    """the week, of the year: the running one."""
    unit = match.value("u", "unit")
    if unit in CLOCK_UNITS or unit in ("day", "workday", "century", "decade", "quarter"):
        return None
    return given(unit_days(unit, match.context.today, 0))


def amount(match: Match) -> Built | None:
    """3 weeks, an hour, half an hour, 2 years 1 month 21 days."""
    parts: list[tuple[int, str]] = []
    count = 1
    half = False
    for token in match.inner():
        if "n" in token.values and "unit" not in token.values:
            count = token.values["n"]
        elif "mark.half" in token.values:
            half = True
        elif "unit" in token.values:
            unit = token.values["unit"]
            parts.append((30, "minute") if half and unit == "hour" else (6, "month") if half and unit == "year" else (count, unit))
            count, half = 1, False
        elif "mark.day" in token.values:
            parts.append((count, "day"))
    if any(count > 1000 for count, _ in parts):
        return None
    return {"AMOUNT": Amount(tuple(parts))}


def from_now(match: Match) -> Built | None:
    """in 3 weeks, 2 hours ago, three days later."""
    amount_said: Amount = match.value("t", "AMOUNT")
    sign = -1 if match.value("o", "offset") in ("ago", "ago_before") else 1
    received = match.context.received
    moment = _safely(amount_said, received, sign)
    if moment is None:
        return None
    if amount_said.by_clock:
        return given(single(moment.date(), start=moment.time().replace(second=0, microsecond=0)))
    return given(single(moment.date()))


def _safely(amount_said: Amount, moment: dt.datetime, sign: int) -> dt.datetime | None:
    try:
        return amount_said.added(moment, sign)
    except (ValueError, OverflowError):
        return None


def within(match: Match) -> Built | None:
    """within 2 weeks, in the next 2 hours."""
    return stretch(match, match.value("t", "AMOUNT"), "within")


def counted_units(match: Match) -> Built | None:
    """the next 3 days, los 5 años pasados, 2 upcoming months."""
    return stretch(match, match.value("t", "AMOUNT"), match.value("mod", "mod"))


def inside_amount(match: Match) -> Built | None:
    """2 upcoming months, 13 last minutes."""
    said = Amount(((match.n("n") or 1, match.value("u", "unit")),))
    return stretch(match, said, match.value("mod", "mod")) if _plural(match) else None


def _plural(match: Match) -> bool:
    """Tell "the 13 last minutes" from "only 3 next week": several need a form that is not the first listed."""
    token, count = match.token("u"), match.n("n") or 1
    if token is None or count == 1:
        return True
    first = match.context.words.time.units[token.values["unit"]][0]
    return fold(match.context.text[token.start : token.end]) != fold(first)


def stretch(match: Match, said: Amount, role: str) -> Built | None:
    """Return the stretch that begins or ends now; whole days begin tomorrow, quarters and decades are whole."""
    if role not in ("next", "coming", "last", "past", "within"):
        return None
    ahead = role in ("next", "coming", "within")
    whole = _whole_units(match, said, ahead) if role != "within" else None
    if whole:
        return given(whole)
    now = match.context.received
    other = _safely(said, now, 1 if ahead else -1)
    if other is None:
        return None
    first, last = (now, other) if ahead else (other, now)
    if said.by_clock:
        return given(
            Days(first.date(), last.date(), "days", relative=True, start=_minute(first), end=_minute(last))
        )
    shift = DAY if ahead and role != "within" else dt.timedelta(0)
    if ahead and any(unit == "workday" for _, unit in said.parts):
        shift = DAY
        last += DAY - shift
        return given(Days(first.date() + DAY, last.date(), "days", relative=True))
    begin, end = first.date() + shift, last.date() + shift - DAY
    return given(Days(begin, max(begin, end), "days", relative=True))


def _whole_units(match: Match, said: Amount, ahead: bool) -> Days | None:
    count, unit = said.parts[0]
    if len(said.parts) > 1 or unit not in ("quarter", "decade", "century") or not count:
        return None
    offsets = (1, count) if ahead else (-count, -1)
    first, last = (span_of(unit, match.context.today, offset) for offset in offsets)
    return Days(first[0], last[1], "days", relative=True) if first and last else None


def _minute(moment: dt.datetime) -> dt.time:
    return moment.time().replace(second=0, microsecond=0)


def beside_date(match: Match) -> Built | None:
    """3 days after 12 January, two weeks before Christmas."""
    said, days = match.value("t", "AMOUNT"), match.value("d", "DATE")
    sign = -1 if match.value("o", "offset") in ("before", "ago") else 1
    start = dt.datetime.combine(days.first, days.start or dt.time())
    moment = None if said.by_clock else _safely(said, start, sign)
    return None if moment is None else given(single(moment.date()))


def part_of_period(match: Match) -> Built | None:
    """the first week of May, the third quarter of 2016, the 9th month of next year, last Monday of March."""
    days: Days | None = match.value("p", "DATE")
    nth = match.n("o") or (-1 if match.value("l", "mod") in ("last", "past") else 0)
    if days is None:
        days = unit_days("year", match.context.today, 0)
    if days is None or not nth or days.precision not in ("month", "year", "quarter", "decade", "century"):
        return None
    weekday = match.value("wd", "weekday")
    if weekday is not None:
        day = nth_weekday(days.first.year, days.first.month, weekday, nth) if days.precision == "month" else None
        return None if day is None else given(Days(day, day, relative=days.relative, year=days.year, month=days.month, day=day.day))
    return given(nth_unit(match.value("u", "unit"), nth, days))


def nth_unit(unit: str | None, nth: int, days: Days) -> Days | None:
    """Return the nth day, week, month or quarter of a period, -1 the last."""
    if unit == "week":
        return _within(days, _nth_week(nth, days), "week")
    if unit in ("month", "quarter"):
        size = 1 if unit == "month" else 3
        first = add_months(days.first if nth > 0 else days.last + DAY, (nth - 1 if nth > 0 else nth) * size)
        return _within(days, (first, add_months(first, size) - DAY), unit)
    if unit in ("day", "workday"):
        day = days.first + (nth - 1) * DAY if nth > 0 else days.last
        return _within(days, (day, day), "day")
    return None


def _nth_week(nth: int, days: Days) -> tuple[dt.date, dt.date]:
    """Return the nth week by ISO 8601: the first is that of the first Thursday."""
    if nth < 0:
        return week_span(days.last - (0 if days.last.weekday() >= 3 or days.precision == "month" else 7) * DAY)
    fourth = days.first + 3 * DAY
    return week_span(fourth, nth - 1)


def _within(days: Days, span: tuple[dt.date, dt.date], precision: Any) -> Days | None:
    return replace(
        days, first=span[0], last=span[1], precision=precision, month=None, day=None, year=days.year
    )


def several_of_period(match: Match) -> Built | None:
    """the first 2 weeks of 2021, the last 3 weeks of this year."""
    days, said = match.value("p", "DATE"), match.value("t", "AMOUNT")
    count, unit = said.parts[0]
    last = match.value("l", "mod") in ("last", "past") or match.n("o") == -1
    if not last and match.n("o") != 1:
        return None
    one = nth_unit(unit, -1 if last else 1, days)
    if one is None:
        return None
    size = {"week": 7, "day": 1}.get(unit)
    if last:
        first = one.last - (count * size - 1) * DAY if size else add_months(one.last + DAY, -count * MONTH_UNITS.get(unit, 1))
        return given(replace(one, first=first, precision="days"))
    end = one.first + (count * size - 1) * DAY if size else add_months(one.first, count * MONTH_UNITS.get(unit, 1)) - DAY
    return given(replace(one, last=end, precision="days"))


def numbered_week(match: Match) -> Built | None:
    """week 31, week 3 of 2027."""
    days = match.value("p", "DATE") or unit_days("year", match.context.today, 0)
    number = match.n("w") or match.n("o") or 0
    return given(nth_unit("week", number, days)) if 1 <= number <= 53 and days.precision == "year" else None


def numbered_quarter(match: Match) -> Built | None:
    """Q1 2017, 2019 H2."""
    days: Days | None = match.value("p", "YEAR") or unit_days("year", match.context.today, 0)
    number = match.n("q") or 0
    half = match.token("half") is not None
    if days is None or not 1 <= number <= (2 if half else 4):
        return None
    months = 6 if half else 3
    first = add_months(days.first, (number - 1) * months)
    return given(replace(days, first=first, last=add_months(first, months) - DAY, precision="days" if half else "quarter"))


def century(match: Match) -> Built | None:
    """the 15th century."""
    number = match.n("o") or 0
    first = (number - 1) * 100 or 1
    return given(Days(dt.date(first, 1, 1), dt.date(first + 99, 12, 31), "century")) if 1 <= number <= 30 else None


def decade(match: Match) -> Built | None:
    """the 1990s, the 90s."""
    number = match.n("y") or 0
    year = number if number > 99 else 1900 + number if number >= 30 else 2000 + number
    return given(Days(dt.date(year, 1, 1), dt.date(year + 9, 12, 31), "decade")) if year % 10 == 0 and year > 0 else None


def edge(match: Match) -> Built | None:
    """end of June, mid March, early this year, the rest of the week."""
    days: Days = match.value("p", "DATE")
    role = match.value("e", "edge")
    if days.precision == "day":
        return given(replace(days, start=dt.time(23, 59))) if role == "end" else None
    today = match.context.today
    if role in ("first_half", "second_half"):
        return given(_half(days, role))
    if role == "early" and days.first <= today <= days.last and days.relative:
        end = max(days.first, today - DAY)
        middle = days.first + 3 * DAY
        return given(replace(days, last=middle - DAY if days.precision == "week" and today == days.first else end, precision="days"))
    if role in ("late", "rest") and days.first <= today <= days.last:
        return given(replace(days, first=today, precision="days"))
    if role == "to_date":
        return given(replace(days, last=max(days.first, today - DAY), precision="days"))
    return given(replace(_third(days, role), approximate=True, edge={"early": "start", "late": "end"}.get(role, role)))


def _half(days: Days, role: str) -> Days:
    if days.precision == "week":
        middle = days.first + 3 * DAY
    else:
        months = {"year": 6, "quarter": 1, "month": 0}.get(days.precision, 0)
        middle = add_months(days.first, months) if months else days.first + 15 * DAY
    first, last = (days.first, middle - DAY) if role == "first_half" else (middle, days.last)
    return replace(days, first=first, last=last, precision="days")


def _third(days: Days, role: str | None) -> Days:
    """Return the period as an edge of it bounds a range: the start of it, the middle, its last day."""
    if role in ("start", "early"):
        return replace(days, last=days.first + (days.last - days.first) // 3, precision="days")
    if role == "middle":
        middle = days.first + ((days.last - days.first) + DAY) // 2
        return replace(days, first=middle - 5 * DAY, last=middle + 5 * DAY, precision="days")
    return replace(days, first=days.last - (days.last - days.first) // 3, precision="days")


def to_date(match: Match) -> Built | None:
    """year to date."""
    days = unit_days(match.value("u", "unit"), match.context.today, 0)
    return None if days is None else given(replace(days, last=max(days.first, match.context.today - DAY), precision="days"))


def week_of_day(match: Match) -> Built | None:
    """the week of 4 February."""
    days = match.value("p", "DATE")
    first, last = week_span(days.first)
    return given(replace(days, first=first, last=last, precision="week", day=None, month=None))


def weekend_of_day(match: Match) -> Built | None:
    """the weekend of Halloween, Labor Day weekend: the nearest one."""
    days = match.value("p", "DATE")
    first, last = weekend_span(days.first - (days.first.weekday() == 0) * DAY)
    return given(replace(days, first=first, last=last, precision="weekend", day=None, month=None, weekday=None))


def weekday_of_week(match: Match) -> Built | None:
    """Tuesday of next week, next week on Tuesday, 来週の月曜日."""
    week, weekday = match.value("p", "DATE"), match.value("wd", "weekday")
    if week.precision not in ("week", "weekend"):
        return None
    day = week_span(week.first)[0] + weekday * DAY
    return given(Days(day, day, weekday=weekday, relative=True))


def day_of_month(match: Match) -> Built | None:
    """the 21st of this month, next month on the 15th."""
    month, day = match.value("p", "DATE"), match.n("d")
    if month.precision != "month" or day is None or not month.relative:
        return None
    try:
        found = month.first.replace(day=day)
    except ValueError:
        return None
    return given(Days(found, found, month=found.month, day=day, relative=True, year=found.year))


def moved_month(match: Match) -> Built | None:
    """this September, next May."""
    days, role, today = match.value("p", "DATE"), match.value("mod", "mod"), match.context.today
    if days.precision != "month" or days.year is not None or days.month is None:
        return None
    year = {"this": today.year, "next": today.year + 1, "last": today.year - 1}.get(role)
    if role in ("next", "coming") and days.month > today.month:
        year = today.year
    if role in ("last", "past") and days.month < today.month:
        year = today.year
    if year is None:
        return None
    first, last = month_span(year, days.month)
    return given(replace(days, first=first, last=last, relative=True))


def month_in_year(match: Match) -> Built | None:
    """April next year, June in 2017, 来年の2月."""
    days, year = match.value("m", "DATE"), match.value("p", "YEAR")
    if days.month is None or days.year is not None or year.precision != "year" or days.precision not in ("month", "day"):
        return None
    if days.day is not None:
        try:
            day = dt.date(year.first.year, days.month, days.day)
        except ValueError:
            return None
        return given(replace(days, first=day, last=day, year=year.first.year, agrees=days.weekday in (None, day.weekday())))
    first, last = month_span(year.first.year, days.month)
    return given(replace(days, first=first, last=last, year=year.first.year))


def now(match: Match) -> Built | None:
    """now, at present."""
    received = match.context.received
    return given(single(received.date(), start=_minute(received), precision="instant"))


def end_of_day(match: Match) -> Built | None:
    """end of day: of the day said, else of the running one."""
    days = match.value("p", "DATE") or single(match.context.today)
    return given(replace(days, start=dt.time(23, 59))) if days.precision == "day" else None


def year_built(year: int) -> Built | None:
    """Return a token of a whole year."""
    return given(calendar_year(year))


AMOUNT_RULES: tuple[Rule, ...] = (
    Rule("amount.days", "num mark.day (?= offset.ago/offset.later/offset.within/offset.before/offset.after )", amount),
    Rule("amount", "num/article (?: mark.half )? glue? unit (?: (?: ranges.and/comma/clock.plus )? num unit )*", amount),
    Rule("amount.half", "mark.half article? unit", amount),
)
PERIOD_RULES: tuple[Rule, ...] = (
    Rule("now", "clock.now", now),
    Rule("quarter.numbered", "p=YEAR (?: dash )? mark.quarter q=num", numbered_quarter),
    Rule("quarter.year", "mark.quarter q=num OF dash? p=YEAR?", numbered_quarter),
    Rule("quarter.y", "mark.quarter q=num OF dash? y=y4", numbered_quarter),
    Rule("half.numbered", "p=YEAR dash? half=mark.halfyear q=num", numbered_quarter),
    Rule("half.year", "half=mark.halfyear q=num OF dash? p=YEAR?", numbered_quarter),
    Rule("century", "o=num/ord OF u=unit.century", century),
    Rule("decade", "y=num apos? glued.decade", decade),
    Rule("decade.marked", "y=num mark.decade", decade),
    Rule("period.running", "mark.the u=unit (?! offset )", running_unit),
    Rule("period.moved", "mod=mod OF u=unit", moved_unit),
    Rule("period.moved_after", "u=unit OF mod=mod", moved_unit),
    Rule("month.moved", "mod=mod OF p=MONTH", moved_month),
    Rule("month.moved_after", "p=MONTH OF mod=mod (?! unit )", moved_month),
    Rule("month.in_year", "m=DATE OF offset.in? OF p=YEAR", month_in_year),
    Rule("month.year_first", "p=YEAR OF m=MONTH/DAY", month_in_year),
    Rule("period.several", "o=ord OF t=AMOUNT OF p=PERIOD", several_of_period),
    Rule("period.several_last", "l=mod.last OF t=AMOUNT OF p=PERIOD", several_of_period),
    Rule("amount.next", "mod=mod OF t=AMOUNT", counted_units),
    Rule("amount.next_after", "t=AMOUNT OF mod=mod (?! unit )", counted_units),
    Rule("amount.next_inside", "n=num OF mod=mod OF u=unit", inside_amount),
    Rule("period.week_of", "unit.week/edge.week_of OF p=DAY", week_of_day),
    Rule("period.weekend_of", "unit.weekend OF p=DAY", weekend_of_day),
    Rule("period.weekend_after", "p=DAY unit.weekend", weekend_of_day),
    Rule("period.week_of_after", "p=DAY OF e=edge.week_of", week_of_day),
    Rule("period.nth", "o=ord OF u=unit OF p=PERIOD", part_of_period),
    Rule("period.nth_last", "l=mod.last OF u=unit OF p=PERIOD", part_of_period),
    Rule("period.nth_after", "p=PERIOD OF o=ord OF u=unit", part_of_period),
    Rule("period.last_after", "p=PERIOD OF l=mod.last OF u=unit", part_of_period),
    Rule("period.nth_weekday", "o=ord OF wd=weekday OF p=MONTH", part_of_period),
    Rule("period.last_weekday", "l=mod.last OF wd=weekday OF p=MONTH", part_of_period),
    Rule("period.nth_weekday_after", "p=MONTH OF o=ord OF wd=weekday", part_of_period),
    Rule("period.last_weekday_after", "p=MONTH OF l=mod.last OF wd=weekday", part_of_period),
    Rule("week.numbered", "u=unit.week w=w (?: OF p=YEAR )? (?! colon/SEP )", numbered_week),
    Rule("week.numbered_before", "(?: p=YEAR OF )? o=ord u=unit.week", numbered_week),
    Rule("quarter.ordinal", "o=ord u=unit.quarter (?: OF p=YEAR )?", part_of_period),
    Rule("period.to_date", "u=unit OF edge.to_date", to_date),
    Rule("weekday.of_week", "wd=weekday OF (?: offset.in )? p=WEEK", weekday_of_week),
    Rule("weekday.week_first", "p=WEEK (?: comma/glue/dash/mark.before )* wd=weekday", weekday_of_week),
    Rule("day.of_month", "(?: mark.before )? d=d (?: mark.day/unit.day )? OF p=MONTH", day_of_month),
    Rule("day.month_first", "p=MONTH OF (?: mark.before )? d=d (?: mark.day )? (?! colon/HOUR/unit )", day_of_month),
)
"""Periods named after the running one, counted, or numbered within a longer one."""

OFFSET_RULES: tuple[Rule, ...] = (
    Rule("amount.beside", "t=AMOUNT OF o=offset.before/offset.after OF d=DAY", beside_date),
    Rule("amount.beside_after", "d=DAY OF o=offset.before/offset.after OF t=AMOUNT", beside_date),
    Rule("amount.within", "offset.within OF t=AMOUNT", within),
    Rule("amount.within_after", "t=AMOUNT OF offset.within", within),
    Rule("amount.ago", "t=AMOUNT OF o=offset.ago/offset.later", from_now),
    Rule("amount.ago_before", "o=offset.ago_before/offset.later_before OF t=AMOUNT", from_now),
    Rule("amount.in", "o=offset.in OF t=AMOUNT", from_now),
    Rule("amount.after", "t=AMOUNT OF o=offset.after", from_now),
    Rule("edge", "e=edge OF p=DATE", edge),
    Rule("edge.after", "p=PERIOD OF e=edge", edge),
    Rule("edge.end_after", "p=DAY OF e=edge.end", edge),
    Rule("day.end_of", "clock.end_of_day OF p=DAY", end_of_day),
    Rule("day.end_after", "p=DAY OF clock.end_of_day", end_of_day),
    Rule("day.end", "clock.end_of_day", end_of_day),
)
"""Stretches before and after, and the edges of dates, when all dates stand."""
