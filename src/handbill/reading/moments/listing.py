"""Several days said in one breath: "5, 6 and 7 March"."""

from dataclasses import replace

from handbill.reading.moments.days import Days, calendar_day
from handbill.reading.moments.grammar import Built, Match, Rule
from handbill.reading.moments.signs import Token
from handbill.reading.moments.units import DAY


def day_list(match: Match) -> Built | None:
    """5, 6 and 7 March; Saturday 5 and Sunday 6 March: each number is a day of its own."""
    last, named = match.value("t", "DATE"), match.value("w", "DATE")
    if last.day is None or last.month is None:
        return None
    found: list[tuple[Days, Token]] = []
    for token in match.inner()[:-1]:
        if "n" in token.values:
            days = calendar_day(match.context, token.values["n"], last.month, last.first.year)
            if days is None or days.first >= last.first:
                return None
            found.append((replace(days, year=last.year), token))
    if named is not None and not _names_first(named, found[0][0], last):
        return None
    return {"DATES": (*found, (last, match.inner()[-1]))}


def _names_first(named: Days, first: Days, last: Days) -> bool:
    """Tell "Saturday 5 and Sunday 6 March" from "… & Sunday, 5 & 6 March", where Sunday is not the 5th."""
    if named.day is not None or named.weekday is None:
        return False
    return last.weekday is not None or named.weekday == first.first.weekday()


def day_list_after(match: Match) -> Built | None:
    """December 5 and 6; March 5, 6 and 7; 6月18日と19日."""
    first, token, weekday = match.value("t", "DATE"), match.token("t"), match.value("wd", "weekday")
    if first.day is None or first.month is None or token is None:
        return None
    if weekday is not None:
        first = calendar_day(match.context, first.day, first.month, first.year, weekday) or first
    rest = _later_days(match, first)
    return {"DATES": ((first, token), *rest)} if rest else None


def month_days(match: Match) -> Built | None:
    """12月5、6、7日: days of one month, each a date of its own."""
    month, token = match.value("p", "DATE"), match.token("p")
    days = _later_days(match, replace(month, last=month.first - DAY, month=month.first.month))
    if not days or token is None:
        return None
    (first, number), *others = days
    return {"DATES": ((first, number._replace(start=token.start)), *others)}


def _later_days(match: Match, before: Days) -> tuple[tuple[Days, Token], ...] | None:
    """Return the days that the numbers of the match name in the month of *before*; None where they fall."""
    found: list[tuple[Days, Token]] = []
    for token in match.inner():
        if "n" not in token.values:
            continue
        days = calendar_day(match.context, token.values["n"], before.month, before.first.year)
        if days is None or days.first <= (found[-1][0] if found else before).last:
            return None
        found.append((replace(days, year=before.year), token))
    return tuple(found)


def weekday_list(match: Match) -> Built | None:
    """Saturday & Sunday, 5 & 6 December: the weekdays only say again what the dates say."""
    named = {match.value(name, "DATE").weekday for name in ("a", "b")}
    dates = match.value("t", "DATES")
    said = all(match.value(name, "DATE").day is None for name in ("a", "b"))
    return {"DATES": dates} if said and named == {days.first.weekday() for days, _ in dates} else None


MARKED_RULES: tuple[Rule, ...] = (
    Rule(
        "list.after_marked",
        "t=DAY wd=weekday? (?: AND glue? d mark.day weekday? ){1,8} (?! ranges.from/ranges.to )",
        day_list_after,
    ),
)
"""Applied before a weekday behind one day is taken for that of the next: 5日(土)、6日(日)."""

MONTH_RULES: tuple[Rule, ...] = (
    Rule(
        "list.month_days",
        "p=MONTH OF d mark.day? (?: AND d mark.day? ){2,8} (?! month/unit/colon/HOUR/APM/SEP )",
        month_days,
    ),
)
"""Applied before two numbers of a month become a run."""

RULES: tuple[Rule, ...] = (
    Rule(
        "list.weekday_days",
        "w=DAY OF d (?: dot | mark.day )? (?: (?: comma | ranges.and )? d (?: dot | mark.day )? ){0,6} "
        "comma? (?: ranges.and/ranges.or/slash/comma ) OF t=DAY",
        day_list,
    ),
    Rule(
        "list.days",
        "(?<! clock.at ) (?: d (?: dot | mark.day )? (?: comma | ranges.and )? ){0,6} "
        "(?<! clock.at ) d (?: dot | mark.day )? comma? ranges.and/ranges.or/slash OF t=DAY",
        day_list,
    ),
    Rule(
        "list.after",
        "t=DAY (?: comma d mark.day? ){0,5} (?: comma? ranges.and | comma? ranges.or | slash ) d mark.day? "
        "(?! month/unit/colon/HOUR/APM/SEP/other/mod )",
        day_list_after,
    ),
    Rule("list.weekdays", "a=DAY (?: ranges.and/slash/comma/dash ) b=DAY OF t=DATES", weekday_list),
)
"""Applied when runs are taken."""
