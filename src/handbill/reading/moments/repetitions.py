"""Repetitions: "every Saturday", "the last Monday of each month", "Tuesdays"."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from handbill.calendars import first_on_or_after, monthly_rule, occurrences, weekly_rule
from handbill.reading.moments.dates import given
from handbill.reading.moments.days import Days
from handbill.reading.moments.grammar import Built, Match, Rule
from handbill.reading.moments.signs import Token
from handbill.values import Problem

WORKDAYS, WEEKEND = (0, 1, 2, 3, 4), (5, 6)
SHORTEST_RUN = 13
"""Days in which something weekly comes twice; a shorter run behind its hour is another date."""
LONGEST_PAUSE = 100
"""Days that a repetition may pause; a longer stretch taken out of it is none."""


def repeated(match: Match, rule: str) -> Built | None:
    """Give the first day of a rule on or after the day of writing, with the rule."""
    first = first_on_or_after(rule, match.context.near or match.context.today)
    return None if first is None else given(Days(first, first, rrule=rule, relative=True))


def weekdays_of(tokens: Sequence[Token]) -> tuple[int, ...]:
    """Return the weekdays among the tokens, in the order of the week, each once."""
    names = ("weekday", "weekly", "shortday")
    found = {token.values[name] for token in tokens for name in names if name in token.values}
    return tuple(sorted(found))


def weekly(match: Match) -> Built | None:
    """every Tuesday and Friday, Saturdays, every second Monday, every 3 weeks on Monday."""
    interval = match.n("n") or (2 if match.token("other") else 1)
    return repeated(match, weekly_rule(weekdays_of(match.inner()), interval=interval))


def weekly_short(match: Match) -> Built | None:
    """毎週火・木, 매주 화, 목: single letters, none of them the beginning of a word."""
    text = match.context.text
    if any("shortday" in token.values and text[token.end :][:1].isalpha() for token in match.inner()):
        return None
    return weekly(match)


def monthly(match: Match) -> Built | None:
    """the first and third Monday of the month, the last Friday of each month."""
    nths = [match.n(name) for name in ("o", "o2") if match.token(name)]
    if match.token("l"):
        nths.append(-1)
    weekday = match.value("wd", "weekday")
    weekday = match.value("wd", "weekly") if weekday is None else weekday
    if not nths or any(nth is None or not -1 <= nth <= 5 or nth == 0 for nth in nths):
        return None
    return repeated(match, monthly_rule(weekday, tuple(nth for nth in nths if nth is not None)))


def until(match: Match) -> Built | None:
    """every Saturday at noon, until the end of June: the end of a repetition said behind its hour."""
    when, last = match.value("a", "WHEN"), match.value("b", "DATE")
    days = when.days
    said = last.deadline or any({"ranges.to", "ranges.by"} & set(token.values) for token in match.inner())
    if (
        days is None
        or not said
        or days.rrule is None
        or "UNTIL" in days.rrule
        or last.rrule
        or last.last <= days.first
    ):
        return None
    return {"WHEN": replace(when, days=replace(days, rrule=f"{days.rrule};UNTIL={last.last:%Y%m%d}"))}


def within_days(match: Match) -> Built | None:
    """every Saturday from 7 March to 27 June: a repetition between two days."""
    return given(_within_run(match.value("a", "DATE"), match.value("b", "DATE")))


def within_days_late(match: Match) -> Built | None:
    """every Saturday at noon, from 7 March to 27 June: two weeks at least, for what repeats."""
    when, run = match.value("a", "WHEN"), match.value("b", "DATE")
    if when.days is None or (run.last - run.first).days < SHORTEST_RUN:
        return None
    days = _within_run(when.days, run)
    return None if days is None else {"WHEN": replace(when, days=days)}


def _within_run(days: Days, run: Days) -> Days | None:
    if days.rrule is None or "UNTIL" in days.rrule or run.rrule or run.first == run.last:
        return None
    first = first_on_or_after(days.rrule, run.first)
    if first is None or first > run.last:
        return None
    rule = f"{days.rrule};UNTIL={run.last:%Y%m%d}"
    return replace(days, first=first, last=first, rrule=rule, relative=False)


def daily(match: Match) -> Built | None:
    """daily, on weekdays, every weekend."""
    role = match.value("r", "recur")
    if role == "daily":
        return repeated(match, "FREQ=DAILY")
    return repeated(match, weekly_rule(WORKDAYS if role == "weekdays" else WEEKEND))


def every_day(match: Match) -> Built | None:
    """every day, כל יום."""
    return repeated(match, "FREQ=DAILY")


def from_day(match: Match) -> Built | None:
    """every second Thursday from 12 November; from 12 November every second Thursday."""
    days = _begun(match.value("a", "DATE"), match.value("b", "DATE"))
    return None if days is None or not _opens(match, "b") else given(days)


def from_day_late(match: Match) -> Built | None:
    """every Thursday at 7pm, from 3 December: the hour stands between."""
    when = match.value("a", "WHEN")
    if when.days is None or not _opens(match, "b"):
        return None
    days = _begun(when.days, match.value("b", "DATE"))
    return None if days is None else {"WHEN": replace(when, days=days)}


def _opens(match: Match, name: str) -> bool:
    """Tell whether the day is the first of a stretch: a word before it says so, or is part of it."""
    return match.value(name, "DATE").open_end or any("ranges.from" in token.values for token in match.inner())


def _begun(days: Days, opening: Days) -> Days | None:
    """Return a repetition that begins on or after a day; None where nothing repeats, or it ends there."""
    if days.rrule is None or opening.rrule is not None or opening.deadline:
        return None
    first = first_on_or_after(days.rrule, opening.first)
    if first is None:
        return None
    return replace(days, first=first, last=first, relative=opening.relative, year=opening.year)


def excepted(match: Match) -> Built | None:
    """every day except Sunday; every Saturday except 5 December; except 5 and 12 December, except in May."""
    weekday = match.value("wd", "weekday")
    days = _without(match.value("t", "DATE"), _taken_out(match), weekday)
    return None if days is None else given(days)


def excepted_late(match: Match) -> Built | None:
    """every Wednesday at 7pm, except 31 March: the hour stands between."""
    when = match.value("t", "WHEN")
    days = None if when.days is None else _without(when.days, _taken_out(match), match.value("wd", "weekday"))
    return None if days is None else {"WHEN": replace(when, days=days)}


def _taken_out(match: Match) -> tuple[Days, ...]:
    """Return the days and stretches that stand behind the word for "except"."""
    tokens = match.inner()
    at = next(index for index, token in enumerate(tokens) if "recur.except" in token.values)
    found: list[Days] = []
    for token in tokens[at:]:
        listed = token.values.get("DATES", ())
        found += [days for days, _ in listed] or ([token.values["DATE"]] if "DATE" in token.values else [])
    return tuple(found)


def _without(days: Days, out: Sequence[Days], weekday: int | None) -> Days | None:
    """Return a repetition without the days that *out* names, or without a weekday."""
    if days.rrule is None:
        return None
    if len(out) == 1 and _names_weekday(out[0]):
        weekday = out[0].first.weekday()
    elif any(map(_names_weekday, out)):
        return None
    if not out or weekday is not None:
        return _without_weekday(days, weekday) if weekday is not None else None
    dates = [date for one in out for date in _dates_within(days, one)]
    return replace(days, exdates=tuple(dict.fromkeys((*days.exdates, *dates)))) if dates else None


def _names_weekday(days: Days) -> bool:
    """Whether a weekday was said and no day of the month: "Sunday", "Mondays"."""
    weekly = days.rrule is not None and days.rrule.startswith("FREQ=WEEKLY;BYDAY=") and "," not in days.rrule
    named = days.weekday is not None and days.day is None and days.rrule is None
    return days.precision == "day" and (weekly or named)


def _without_weekday(days: Days, weekday: int) -> Days | None:
    """Return every day without one of the week; a repetition of another kind says nothing so."""
    rule = weekly_rule(tuple(day for day in range(7) if day != weekday))
    first = first_on_or_after(rule, days.first) if days.rrule == "FREQ=DAILY" else None
    return replace(days, first=first, last=first, rrule=rule) if first else None


def _dates_within(days: Days, out: Days) -> tuple[dt.date, ...]:
    """Return the dates of a repetition in a stretch taken out of it; a single day is taken as said."""
    if out.first == out.last:
        return (out.first,)
    if days.rrule is None or (out.last - out.first).days > LONGEST_PAUSE:
        return ()
    found = occurrences(days.rrule, days.first, first=out.first, last=out.last)
    return () if isinstance(found, Problem) else tuple(found)


NTH_RULES: tuple[Rule, ...] = (
    Rule(
        "repeat.weekday_nth",
        "(?: recur.every OF )? wd=weekday OF (?: o=ord (?: AND o2=ord )? | l=mod.last ) OF recur.of_month",
        monthly,
    ),
)
"""Applied before weekdays beside a number: "Sunday first" is no first of a month."""

RULES: tuple[Rule, ...] = (
    Rule("repeat.nth", "(?: o=ord (?: AND o2=ord )? | l=mod.last ) OF wd=weekday OF recur.of_month", monthly),
    Rule(
        "repeat.nth_every", "recur.every OF (?: o=ord | l=mod.last ) OF wd=weekday OF recur.of_month", monthly
    ),
    Rule(
        "repeat.nth_after",
        "recur.of_month/recur.monthly OF (?: o=ord (?: AND o2=ord )? | l=mod.last ) unit.week? OF wd=weekday",
        monthly,
    ),
    Rule("repeat.weekly_after", "weekday ALSO OF recur.weekly", weekly),
    Rule("repeat.nth_pair", "o=ord ranges.and o2=ord OF wd=weekday (?! OF month/MONTH )", monthly),
    Rule(
        "repeat.nth_plural",
        "(?: recur.every OF )? (?: o=ord (?: AND o2=ord )? | l=mod.last ) wd=weekly",
        monthly,
    ),
    Rule(
        "repeat.nth_dotted",
        "(?: recur.every OF )? o=d dot (?: AND o2=d dot )? OF wd=weekday OF recur.of_month",
        monthly,
    ),
    Rule(
        "repeat.nth_dotted_after",
        "recur.of_month/recur.monthly OF o=d dot (?: AND o2=d dot )? OF wd=weekday",
        monthly,
    ),
    Rule("repeat.nth_inside", "(?: o=ord | l=mod.last ) OF recur.of_month OF wd=weekday", monthly),
    Rule("repeat.dotted", "recur.every n=d dot wd=weekday", weekly),
    Rule(
        "repeat.weeks",
        "recur.every n=num unit.week (?: glue/comma/mark.on ){0,6} wd=weekday/weekly",
        weekly,
    ),
    Rule(
        "repeat.fortnight",
        "other=recur.fortnightly (?: glue/comma/mark.on ){0,6} wd=weekday/weekly ALSO",
        weekly,
    ),
    Rule("repeat.alternate", "wd=weekday/weekly comma? other=recur.alternate/recur.fortnightly", weekly),
    Rule(
        "repeat.every",
        "recur.every/recur.weekly OF (?: other=recur.other )? wd=weekday/weekly ALSO",
        weekly,
    ),
    Rule(
        "repeat.short",
        "recur.every/recur.weekly OF shortday/weekday (?: AND shortday/weekday ){0,6}",
        weekly_short,
    ),
    Rule("repeat.weekly", "(?: recur.weekly OF )? weekly ALSO (?! OF mod )", weekly),
    Rule("repeat.every_day", "recur.every OF unit.day (?! weekday )", every_day),
    Rule("repeat.daily", "r=recur.daily/recur.weekdays/recur.weekends", daily),
)
"""Applied before single dates, which would take the weekday out of them."""

BOUNDED_RULES: tuple[Rule, ...] = (
    Rule("repeat.within", "a=DAY (?: glue/comma/lpar/mark.before_day ){0,3} b=PERIOD", within_days),
    Rule("repeat.run_then_days", "b=PERIOD (?: glue/comma/colon/mark.before_day ){0,3} a=DAY", within_days),
)
"""Applied when ranges of days stand."""

UNTIL_RULES: tuple[Rule, ...] = (
    Rule(
        "repeat.until",
        "a=WHEN (?: glue/comma/lpar/dash ){0,3} "
        "(?: b=DATE ranges.to | (?: ranges.to/ranges.by )? OF b=DATE )",
        until,
    ),
)
"""Applied last: a repetition with its hour, and then how long it goes on."""

_BEFORE = "(?: comma/lpar/dash/bar/dot/glue ){0,3}"
_OUT = "recur.except (?: glue/comma/mark.before_day/mark.on/clock.at ){0,4}"
_MORE = "(?: (?: comma OF DAY ){0,5} comma? ranges.and/slash OF DAY )?"
_FROM = "ranges.from (?: glue/comma/mark.before_day/mark.on ){0,4}"

EXCEPT_RULES: tuple[Rule, ...] = (
    Rule(
        "repeat.except",
        f"t=DAY {_BEFORE} {_OUT} (?: DAY {_MORE} | wd=weekday ) "
        "(?! (?: ranges.to | dash ranges.to? ) OF DATE | ranges.and/slash OF d )",
        excepted,
    ),
)
"""Applied after single dates, which they name."""

LISTED_EXCEPT_RULES: tuple[Rule, ...] = (
    Rule("repeat.except_listed", f"t=DAY {_BEFORE} {_OUT} (?: DATES/PERIOD | DAY {_MORE} ) rpar?", excepted),
)
"""Applied when runs and lists of days stand."""

LATE_EXCEPT_RULES: tuple[Rule, ...] = (
    Rule(
        "repeat.except_late",
        f"t=WHEN {_BEFORE} {_OUT} (?: DATES/PERIOD | DAY {_MORE} | wd=weekday ) rpar?",
        excepted_late,
    ),
)
"""Applied last, before and after the end of a repetition: its hour stands between."""

FROM_RULES: tuple[Rule, ...] = (
    Rule("repeat.from", f"a=DAY {_BEFORE} {_FROM} b=DAY/MONTH rpar?", from_day),
    Rule("repeat.from_first", f"{_FROM} b=DAY (?: comma/dash/glue/colon ){{0,2}} a=DAY", from_day),
)
"""Applied when repetitions between two days stand, before one end of a stretch is taken alone."""

LATE_FROM_RULES: tuple[Rule, ...] = (
    Rule("repeat.from_late", f"a=WHEN {_BEFORE} (?: {_FROM} )? b=DAY rpar?", from_day_late),
)
"""Applied last: a repetition with its hour, and then when it begins."""

LATE_BOUNDED_RULES: tuple[Rule, ...] = (
    Rule("repeat.within_late", f"a=WHEN {_BEFORE} b=PERIOD rpar?", within_days_late),
)
"""Applied after the ends that have a word of their own: from when to when a repetition goes on."""
