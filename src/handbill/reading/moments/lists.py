"""Lists of days: numbers before or behind the one month that all of them are in."""

from dataclasses import replace

from handbill.reading.moments.days import Days, calendar_day
from handbill.reading.moments.grammar import Built, Match, Rule
from handbill.reading.moments.signs import Token


def day_list(match: Match) -> Built | None:
    """5, 6 and 7 March, Saturday 5 and Sunday 6: each number is a day of its own."""
    last: Days = match.value("t", "DATE")
    if last.day is None or last.month is None:
        return None
    found: list[tuple[Days, Token]] = []
    named = match.value("w", "DATE")
    if named is not None and (named.day is not None or last.weekday is None):
        return None
    for token in match.inner()[:-1]:
        if "n" in token.values:
            days = calendar_day(match.context, token.values["n"], last.month, last.first.year)
            if days is None or days.first >= last.first:
                return None
            found.append((replace(days, year=last.year), token))
    return {"DATES": (*found, (last, match.inner()[-1]))}


def day_list_after(match: Match) -> Built | None:
    """December 5, 6 and 7; 6月18日と19日."""
    first, token = match.value("t", "DATE"), match.token("t")
    if first.day is None or first.month is None or token is None:
        return None
    found = [(first, token)]
    for number in (token for token in match.inner() if "n" in token.values):
        days = calendar_day(match.context, number.values["n"], first.month, first.first.year)
        if days is None or days.first <= found[-1][0].first:
            return None
        found.append((replace(days, year=first.year), number))
    return {"DATES": tuple(found)}


def weekday_list(match: Match) -> Built | None:
    """Saturday & Sunday, 5 & 6 December: the weekdays only say again what the dates say."""
    named = {match.value(name, "DATE").weekday for name in ("a", "b")}
    dates = match.value("t", "DATES")
    said = all(match.value(name, "DATE").day is None for name in ("a", "b"))
    return {"DATES": dates} if said and named == {days.first.weekday() for days, _ in dates} else None


RULES: tuple[Rule, ...] = (
    Rule(
        "list.weekday_days",
        "w=DAY OF d=d (?: dot | mark.day )? (?: ranges.and/ranges.or/slash/comma ) OF t=DAY",
        day_list,
    ),
    Rule(
        "list.days",
        "(?: d=d (?: dot | mark.day )? comma? ){0,6} d2=d (?: dot | mark.day )? ranges.and/ranges.or/slash "
        "OF t=DAY",
        day_list,
    ),
    Rule(
        "list.after",
        "t=DAY (?: comma d=d ){0,6} (?: comma? ranges.and | comma? ranges.or | slash ) d=d mark.day? (?! "
        "month/unit/colon/HOUR/APM/SEP/other/mod )",
        day_list_after,
    ),
    Rule("list.weekdays", "a=DAY (?: ranges.and/slash/comma/dash ) b=DAY OF t=DATES", weekday_list),
)
"""Applied when ranges of days stand."""
