"""Repetitions: "every Saturday", "the last Monday of each month", "Tuesdays"."""

from collections.abc import Sequence
from dataclasses import replace

from handbill.calendars import first_on_or_after, monthly_rule, weekly_rule
from handbill.reading.moments.dates import given
from handbill.reading.moments.days import Days
from handbill.reading.moments.grammar import Built, Match, Rule
from handbill.reading.moments.signs import Token

WORKDAYS, WEEKEND = (0, 1, 2, 3, 4), (5, 6)


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
    days, run = match.value("a", "DATE"), match.value("b", "DATE")
    if days.rrule is None or "UNTIL" in days.rrule or run.rrule or run.first == run.last:
        return None
    first = first_on_or_after(days.rrule, run.first)
    if first is None or first > run.last:
        return None
    rule = f"{days.rrule};UNTIL={run.last:%Y%m%d}"
    return given(replace(days, first=first, last=first, rrule=rule, relative=False))


def daily(match: Match) -> Built | None:
    """daily, on weekdays, every weekend."""
    role = match.value("r", "recur")
    if role == "daily":
        return repeated(match, "FREQ=DAILY")
    return repeated(match, weekly_rule(WORKDAYS if role == "weekdays" else WEEKEND))


def every_day(match: Match) -> Built | None:
    """every day, כל יום."""
    return repeated(match, "FREQ=DAILY")


def excepted(match: Match) -> Built | None:
    """every day except Sunday; every Saturday except 5 December."""
    days, out = match.value("t", "DATE"), match.value("d", "DATE")
    weekday = match.value("wd", "weekday") if out is None else out.weekday
    if days.rrule == "FREQ=DAILY" and weekday is not None and (out is None or out.day is None):
        return repeated(match, weekly_rule(tuple(day for day in range(7) if day != weekday)))
    if days.rrule is None or out is None or out.day is None:
        return None
    return given(replace(days, exdates=(*days.exdates, out.first)))


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
    Rule("repeat.weeks", "recur.every n=num unit.week OF wd=weekday", weekly),
    Rule(
        "repeat.fortnight",
        "other=recur.fortnightly OF wd=weekday/weekly ALSO",
        weekly,
    ),
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

EXCEPT_RULES: tuple[Rule, ...] = (
    Rule("repeat.except", "t=DAY comma? recur.except OF (?: d=DAY | wd=weekday )", excepted),
)
"""Applied after single dates, which they name."""
