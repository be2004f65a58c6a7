"""Feasts: days that have a name, by a rule of the year."""

import datetime as dt

from handbill.calendars import easter, nearest_year, nth_weekday, orthodox_easter
from handbill.languages.cldr_tables import WEEKDAYS
from handbill.reading.moments.dates import given
from handbill.reading.moments.days import Days
from handbill.reading.moments.grammar import Built, Match, Rule


def feast(match: Match) -> Built | None:
    """Christmas, Easter 2028, Labor Day: feasts by a rule of the civil year."""
    rule, year = match.value("f", "feast"), match.n("y")
    today = match.context.today
    role = match.value("mod", "mod")
    if year is not None:
        day = feast_day(rule, year)
    elif role in ("last", "past"):
        day = max((d for y in (-1, 0) if (d := feast_day(rule, today.year + y)) and d < today), default=None)
    elif role in ("next", "coming"):
        day = min((d for y in (0, 1) if (d := feast_day(rule, today.year + y)) and d > today), default=None)
    else:
        day = min((d for y in (0, 1) if (d := feast_day(rule, today.year + y)) and d >= today), default=None)
    if role == "this":
        day = feast_day(rule, today.year)
    return (
        None
        if day is None
        else given(Days(day, day, year=year, month=day.month, day=day.day, relative=year is None))
    )


def feast_dated(match: Match) -> Built | None:
    """Boxing Day, 26 December: the feast says again what the date says."""
    days = match.value("t", "DATE")
    return given(days) if feast_day(match.value("f", "feast"), days.first.year) == days.first else None


def feast_day(rule: str, year: int) -> dt.date | None:
    """Return the day of a feast in a year; the rules are those of words.toml.

    "12-25", "easter+49", "orthodox+49" (Orthodox Easter), "11 thu 4" (nth weekday, -1 last) or
    "06-19 fri" (the first Friday from then on).

    >>> feast_day("easter+1", 2027), feast_day("06-19 fri", 2027)
    (datetime.date(2027, 3, 29), datetime.date(2027, 6, 25))
    """
    for name, sunday in (("easter", easter), ("orthodox", orthodox_easter)):
        if rule.startswith(name):
            return sunday(year) + dt.timedelta(int(rule.removeprefix(name)))
    if " " in rule:
        return _weekday_feast(rule.split(), year)
    choice = nearest_year(int(rule[:2]), int(rule[3:]), near=dt.date(year, 7, 1), centred=True)
    return choice.day.replace(year=year) if choice else None


def _weekday_feast(rule: list[str], year: int) -> dt.date | None:
    weekday = WEEKDAYS.index(rule[1])
    if len(rule) == 3:
        return nth_weekday(year, int(rule[0]), weekday, int(rule[2]))
    first = dt.date(year, int(rule[0][:2]), int(rule[0][3:]))
    return first + dt.timedelta((weekday - first.weekday()) % 7)


BESIDE_RULES: tuple[Rule, ...] = (
    Rule(
        "date.feast_before", "f=feast (?: glue/comma/dash/lpar/bar/mark.before_day ){0,6} t=DAY", feast_dated
    ),
    Rule("date.feast_after", "t=DAY (?: dot | comma/lpar/glue ){0,6} f=feast rpar?", feast_dated),
)
"""A feast and its date, said in one breath."""

RULES: tuple[Rule, ...] = (
    Rule("day.feast_moved", "mod=mod OF f=feast", feast),
    Rule("day.feast", "f=feast (?: OF y=y4 )?", feast),
)
"""A feast that stands for its date."""
