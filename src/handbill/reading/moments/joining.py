"""Ranges and lists of dates, and a date with its time of day."""

import datetime as dt
from dataclasses import dataclass, replace

from handbill.calendars import add_months, first_on_or_after, weekly_rule
from handbill.reading.moments.dates import given
from handbill.reading.moments.days import Days, calendar_day, calendar_year, completed, run_of_days, year_of
from handbill.reading.moments.grammar import Built, Match, Rule
from handbill.reading.moments.signs import Token
from handbill.reading.moments.times import Clock, Clocks, in_part, part_clocks, settled
from handbill.values import Span


@dataclass(frozen=True, slots=True)
class When:
    """A date and a time of day that were said together, and where each stands."""

    days: Days | None
    clocks: Clocks | None
    day_span: Span | None = None
    time_span: Span | None = None


def days_run(match: Match) -> Built | None:
    """Monday to Friday, 5 March - 7 April, between 2014 and May 2018."""
    first, last, opening = match.value("a", "DATE"), match.value("b", "DATE"), match.token("a")
    if opening and opening.values.get("rule") == "day.feast_named" and last.weekday is not None:
        return None  # "BUS FREEDOM DAY - SATURDAY, OCTOBER 10"
    if first.rrule is not None:
        if _only_begins(match):
            return None
        if last.weekday is not None and last.day is None and last.rrule is None:
            return _weekdays_run(match, first, last.weekday)
        return given(_until(first, last))
    if first.start is not None or last.start is not None:
        return _instant_run(first, last)
    return given(run_of_days(match.context, first, last))


def _weekdays_run(match: Match, first: Days, last: int) -> Built | None:
    """every Saturday-Sunday: the weekdays from one to the other, each week."""
    day = first.first.weekday()
    rule = weekly_rule(tuple(sorted((day + i) % 7 for i in range((last - day) % 7 + 1))))
    start = first_on_or_after(rule, match.context.near or match.context.today)
    return given(replace(first, first=start, last=start, rrule=rule)) if start else None


def ended(match: Match) -> Built | None:
    """हर शनिवार जून तक, 6월까지 매주 토요일: the word for "until" stands behind the end."""
    days, end = match.value("a", "DATE"), match.value("b", "DATE")
    return None if days.rrule is None or end.rrule else given(_until(days, end))


def _until(days: Days, end: Days) -> Days:
    return replace(days, rrule=f"{days.rrule};UNTIL={end.last:%Y%m%d}")


def _only_begins(match: Match) -> bool:
    """Tell "every Saturday from 7 March to …", where a run of its own begins, from "… to 7 March"."""
    first = match.token("a")
    after = [token for token in match.inner() if first and token.start >= first.end]
    return bool(after) and "ranges.from" in after[0].values and "ranges.to" not in after[0].values


def _instant_run(first: Days, last: Days) -> Built | None:
    """from now until 15 November."""
    if last.last < first.first:
        return None
    if first.precision == "instant" and last.start is None:
        first = replace(first, start=None)
    return given(replace(first, last=last.last, precision="days", end=last.start, start=first.start))


def run_to_date(match: Match) -> Built | None:
    """from March to date."""
    first, today = match.value("a", "DATE"), match.context.today
    if first.first > today:
        first = replace(first, first=add_months(first.first, -12))
    return given(replace(first, last=today, precision="days", last_begins=today))


def number_to_day(match: Match) -> Built | None:
    """5-7 March, del 21 al 24 de agosto: the first is only a number."""
    last = match.value("b", "DATE")
    day = match.n("a")
    if last.day is None or last.precision != "day" or day is None:
        return None
    before = match.value("w", "DATE")
    if before is not None and (before.day is not None or before.weekday is None):
        return None
    weekday = match.value("wd", "weekday") if before is None else before.weekday
    first = calendar_day(match.context, day, last.month, last.year, weekday)
    if first is None or (last.month is None and last.year is None and weekday is None):
        return None
    if last.year is None:
        first = replace(first, year=None)
        run = run_of_days(
            match.context, calendar_day(match.context, day, last.month, last.first.year) or first, last
        )
        return given(run and replace(run, year=None))
    return given(run_of_days(match.context, first, last))


def day_to_number(match: Match) -> Built | None:
    """March 5-7, 2027; 10月5日-7日; "pe 5 mai la 18" is a day at an hour."""
    first, day = match.value("a", "DATE"), match.n("b")
    if first.day is None or first.precision != "day" or day is None:
        return None
    at = any({"ranges.to", "clock.at"} <= set(token.values) for token in match.inner())
    if at and "ranges.from" not in match.inner()[0].values:
        return None
    year = year_of(match.context, match.n("y"))
    if year is not None and first.year is None:
        first = completed(match.context, first, replace(first, year=year))
    last = calendar_day(match.context, day, first.first.month, first.first.year, match.value("wd", "weekday"))
    if last is None or last.first <= first.first:
        return None
    return given(replace(run_of_days(match.context, first, last) or first, year=first.year))


def dotted_run(match: Match) -> Built | None:
    """2027. 4. 10.(토)~11.(일): the second day is only a number, and its weekday says that it is one."""
    first, day, weekday = match.value("a", "DATE"), match.n("b"), match.value("wd2", "weekday")
    if first.day is None or day is None:
        return None
    first = replace(first, weekday=match.value("wd", "weekday"))
    last = calendar_day(match.context, day, first.first.month, first.first.year, weekday)
    if last is None or not last.agrees or last.first <= first.first:
        return None
    return given(run_of_days(match.context, first, last))


def numbers_in_month(match: Match) -> Built | None:
    """4 to 23 of next month; next month from 4 to 23."""
    month, a, b = match.value("p", "DATE"), match.n("a") or 0, match.n("b") or 0
    if month.precision != "month" or not 1 <= a < b:
        return None
    try:
        days = Days(
            month.first.replace(day=a), month.first.replace(day=b), "days", year=month.year, month=month.month
        )
    except ValueError:
        return None
    return given(replace(days, relative=month.relative))


def named_days_run(match: Match) -> Built | None:
    """Saturday & Sunday, 5-6 December; Friday to Sunday, 5-7 March: the weekdays only repeat it."""
    last: Days = match.value("b", "DATE")
    day = match.n("a")
    named = [match.value(name, "DATE") for name in ("v", "w")]
    if last.day is None or last.month is None or day is None or any(one.day is not None for one in named):
        return None
    first = calendar_day(match.context, day, last.month, last.first.year)
    run = first and run_of_days(match.context, first, last)
    if not run or [one.weekday for one in named] != [run.first.weekday(), run.last.weekday()]:
        return None
    return given(replace(run, year=last.year))


def bounded(match: Match) -> Built | None:
    """until 5 May, ab 5. März: not where the small word may as well mean "on"."""
    bound, days = match.token("b"), match.value("t", "DATE")
    if bound is None or {"clock.at", "glue", "mark.before_day", "mark.on"} & set(bound.values):
        return None
    opening = "ranges.from" in bound.values
    return given(replace(days, open_end=opening, deadline=not opening))


def bounded_by_ending(match: Match) -> Built | None:
    """péntekig, május 5-től: an ending written onto the day says which bound it is."""
    bound, day = match.token("b"), match.token("t")
    if bound is None or day is None or bound.start > day.end + 1:
        return None
    return None if match.context.text[day.end : bound.start].isspace() else bounded(match)


def year_run(match: Match) -> Built | None:
    """1995-1997."""
    first, last = match.n("a") or 0, match.n("b") or 0
    if not 0 < first < last:
        return None
    return given(run_of_days(match.context, calendar_year(first), calendar_year(last)))


def date_time(match: Match) -> Built | None:
    """A date and a time of day within a few small words of each other."""
    date, time = match.token("d"), match.token("t")
    if date is None or time is None:
        return None
    days: Days = date.values["DATE"]
    clocks = clocks_of(match, time, date)
    if clocks is None or days.start is not None or days.precision not in ("day", "days", "weekend"):
        return None
    return {"WHEN": When(days, clocks, Span(date.start, date.end), Span(time.start, time.end))}


def clocks_of(match: Match, time: Token, date: Token | None = None) -> Clocks | None:
    """Return the hours that a token says: a clock, a run of clocks, or a part of the day."""
    hours = match.context.words.time.hours
    if "TIMES" in time.values or "HOURS" in time.values:
        return time.values.get("TIMES", time.values.get("HOURS"))
    if "TIME" in time.values:
        return Clocks(settled(time.values["TIME"], hours))
    part = time.values.get("part", time.values.get("latepart"))
    if part is not None and date is not None and date.values["DATE"].precision == "day":
        return part_clocks(match, part)
    return None


def part_date_time(match: Match) -> Built | None:
    """tonight at 7, this morning between 10 and 11:30."""
    offset, part = match.value("p", "relpart").split()
    day = match.context.today + dt.timedelta(int(offset))
    days = Days(day, day, relative=True)
    token, time = match.token("p"), match.token("t")
    span = Span(token.start, token.end) if token else None
    if time is None:
        return {"WHEN": When(days, part_clocks(match, part), span, span)}
    return {"WHEN": When(days, within_part(time, part), span, Span(time.start, time.end))}


def moved_part(match: Match) -> Built | None:
    """this evening, last night, next morning."""
    role, part = match.value("mod", "mod"), match.value("p", "part")
    offset = {"this": 0, "next": 1, "coming": 0, "last": -1, "past": 0}.get(role)
    return None if offset is None else {"relpart": f"{offset} {part}"}


def part_of_date(match: Match) -> Built | None:
    """yesterday afternoon from 3 to 8, five-thirty tomorrow evening."""
    date, time, part = (
        match.token("d"),
        match.token("t"),
        match.value("p", "part") or match.value("p", "latepart"),
    )
    if date is None or time is None:
        return None
    place = Span(time.start, time.end)
    return {"WHEN": When(date.values["DATE"], within_part(time, part), Span(date.start, date.end), place)}


def within_part(time: Token, part: str) -> Clocks | None:
    """Return a time of day set into the part of the day said beside it."""
    if "n" in time.values:
        return Clocks(in_part(Clock(time.values["n"] * 60, True), part))
    if "TIME" in time.values:
        return Clocks(in_part(time.values["TIME"], part) if time.values["TIME"].open else time.values["TIME"])
    clocks: Clocks = time.values.get("TIMES") or time.values["HOURS"]
    start = clocks.start and in_part(replace(clocks.start, minutes=clocks.start.minutes % 720), part)
    end = clocks.end and in_part(replace(clocks.end, minutes=clocks.end.minutes % 720), part)
    if start and end and end.minutes <= start.minutes:
        return clocks
    return replace(clocks, start=start, end=end)


def instants_run(match: Match) -> Built | None:
    """from Monday 7:00 to Friday 15:00."""
    first, last = match.value("a", "WHEN"), match.value("b", "WHEN")
    days = run_of_days(match.context, first.days, last.days)
    if days is None or first.clocks.start is None or last.clocks.start is None:
        return None
    return {
        "WHEN": When(days, Clocks(first.clocks.start, last.clocks.start), first.day_span, first.time_span)
    }


def when_to_time(match: Match) -> Built | None:
    """Friday 7 pm to 9 pm, where the date stands between."""
    when, clock = match.value("a", "WHEN"), match.value("t", "TIME")
    if when.clocks.start is None or when.clocks.end is not None:
        return None
    start, end = when.clocks.start.minutes, clock.minutes
    if end <= start and clock.open and end + 720 > start:
        end += 720
    clocks = replace(when.clocks, end=Clock(end), next_day=end <= start)
    return {"WHEN": replace(when, clocks=clocks)}


def instant_run(match: Match) -> Built | None:
    """from eight o'clock until now."""
    clock, now = match.value("t", "TIME"), match.value("b", "DATE")
    return (
        given(replace(now, precision="days", start=clock.time, end=now.start))
        if now.precision == "instant"
        else None
    )


DOTTED_RULES: tuple[Rule, ...] = (
    Rule("range.dotted", "a=DAY dot? wd=weekday? dash glue? b=d dot wd2=weekday", dotted_run),
)
"""Applied before a weekday is taken alone."""

MONTH_RUN_RULES: tuple[Rule, ...] = (
    Rule(
        "range.numbers_month",
        "(?: ranges.from/ranges.between )? OF a=d mark.day? (?: ranges.from? ranges.to | dash | "
        "ranges.and ) OF b=d mark.day? UNTIL OF p=MONTH",
        numbers_in_month,
    ),
    Rule(
        "range.month_numbers",
        "p=MONTH OF (?: ranges.from/ranges.between )? OF a=d mark.day? (?: ranges.from? ranges.to | "
        "ranges.from | dash | ranges.and ) OF b=d mark.day? UNTIL (?! colon/HOUR )",
        numbers_in_month,
    ),
)
"""Applied before a lone number becomes a day."""

RANGE_RULES: tuple[Rule, ...] = (
    Rule("repeat.until_behind", "a=DAY OF b=DATE ranges.to", ended),
    Rule("repeat.until_first", "b=DATE ranges.to OF a=DAY", ended),
    Rule(
        "range.named_days",
        "v=DAY (?: TO | ranges.and/slash/comma ) w=DAY OF mark.before_day? a=d (?: dot | mark.day )? TO "
        "mark.before_day? OF b=DAY",
        named_days_run,
    ),
    Rule(
        "range.number_day",
        "(?: ranges.from OF )? (?: mark.before_day )? (?: wd=weekday OF | w=DAY OF )? a=d (?: dot | "
        "mark.day )? (?: ranges.from? ranges.to | dash ranges.to? ) (?: glue/mark.before_day ){0,6} b=DAY "
        "UNTIL",
        number_to_day,
    ),
    Rule(
        "range.number_day_after",
        "a=d (?: mark.day )? (?: ranges.from OF b=DAY ranges.to/ranges.between | ranges.and OF b=DAY "
        "ranges.between )",
        number_to_day,
    ),
    Rule(
        "range.between_number",
        "ranges.between (?: glue/mark.before_day ){0,6} a=d (?: dot | mark.day )? (?: "
        "ranges.and/dash/ranges.to ) (?: glue/mark.before_day ){0,6} b=DAY",
        number_to_day,
    ),
    Rule("range.number_between", "a=d (?: dot | mark.day )? ranges.and b=DAY ranges.between", number_to_day),
    Rule("range.to_date", "(?: ranges.from OF )? a=DATE edge.to_date", run_to_date),
    Rule(
        "range.day_number",
        "ranges.from? glue? a=DAY (?: ranges.from? ranges.to | dash ) (?: wd=weekday )? "
        "(?: glue/mark.before_day ){0,6} b=d (?: mark.day | dot )? (?: OF y=y4 )? "
        "(?! colon/HOUR/unit/APM ) UNTIL",
        day_to_number,
    ),
    Rule("range.day_from_number", "a=DAY ranges.from OF b=d (?: mark.day | dot )? ranges.to", day_to_number),
    Rule("range.between", "ranges.between OF a=DATE OF ranges.and/dash/ranges.to OF b=DATE", days_run),
    Rule(
        "range.days",
        "(?: ranges.from OF )? a=DATE (?: ranges.from? ranges.to | dash ranges.to? | ranges.from ) OF "
        "b=DATE UNTIL",
        days_run,
    ),
    Rule("range.between_after", "a=DATE OF ranges.and OF b=DATE OF ranges.between", days_run),
    Rule(
        "range.years", "(?: ranges.from/ranges.between )? a=y4 (?: ranges.to/dash/ranges.and ) b=y4", year_run
    ),
)
BOUND_RULES: tuple[Rule, ...] = (
    Rule("date.until", "b=ranges.to/ranges.by OF t=DAY", bounded),
    Rule("date.from", "b=ranges.from OF t=DAY", bounded),
    Rule("date.bound_ending", "t=DAY b=ranges.from/ranges.to", bounded_by_ending),
)
"""One end of a stretch said alone, when no range has taken it."""

WHEN_RULES: tuple[Rule, ...] = (
    Rule(
        "instant.run",
        "(?: ranges.from/ranges.between )? OF t=TIME (?: ranges.to/dash/ranges.and ) b=INSTANT",
        instant_run,
    ),
    Rule("when.part_moved", "mod=mod OF p=part", moved_part),
    Rule("when.part_time", "p=relpart JOIN approximate? t=TIME/TIMES/HOURS", part_date_time),
    Rule("when.part_hour", "p=relpart JOIN approximate t=h (?! SEP/colon/unit )", part_date_time),
    Rule("when.time_part", "t=TIME/TIMES/FROMTO JOIN p=relpart", part_date_time),
    Rule("when.time_date_part", "t=TIME/TIMES/FROMTO JOIN d=DAY OF p=part/latepart", part_of_date),
    Rule("when.date_part_time", "d=DAY OF p=part/latepart JOIN t=TIME/TIMES/HOURS", part_of_date),
    Rule("when.part", "p=relpart", part_date_time),
    Rule("when.date_run", "d=DAY JOIN t=TIMES", date_time),
    Rule("when.date_hours", "d=DAY (?: comma/glue/ranges.from/lpar ){0,6} t=HOURS", date_time),
    Rule("when.date_time", "d=DAY JOIN approximate? t=TIME", date_time),
    Rule("when.period_time", "d=PERIOD JOIN t=TIME/TIMES", date_time),
    Rule("when.date_part", "d=DAY OF t=part/latepart", date_time),
    Rule("when.time_date", "t=TIME/TIMES/FROMTO JOIN d=DAY", date_time),
    Rule("when.part_date", "t=part OF d=DAY", date_time),
    Rule("when.run", "(?: ranges.from OF )? a=WHEN (?: ranges.to/dash ) OF b=WHEN UNTIL", instants_run),
    Rule("when.to_time", "a=WHEN (?: ranges.to/dash/ranges.and ) OF (?: clock.at )? t=TIME", when_to_time),
)
"""Ranges first, then each date with its time."""
