"""Named days: feasts by a rule of the civil year or of another calendar, and their eves."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from handbill.calendars import (
    SYSTEMS,
    easter,
    feast_system,
    nearest_year,
    nth_weekday,
    observed_days,
    orthodox_easter,
    system_feast,
)
from handbill.calendars.observances import ObservedDay, catalogue, observance, observed
from handbill.languages.cldr_tables import WEEKDAYS
from handbill.reading.moments.dates import given, swallowed
from handbill.reading.moments.days import Days
from handbill.reading.moments.grammar import Built, Match, Rule

OBSERVANCE = "observance "
"""Begins the rule of a feast that the catalogue of observances names, by its ids."""


@lru_cache(maxsize=64)
def observance_names(tag: str) -> Mapping[str, str]:
    """Return the names that the catalogue has in a language, each with the rule of the days named so.

    Where countries call different days by one name, the rule lists them all.
    """
    named: dict[str, list[str]] = {}
    for each in catalogue().values():
        for names in ((each.names[tag],) if tag in each.names else (), each.also.get(tag, ())):
            for name in names:
                named.setdefault(name.casefold(), []).append(each.id)
    return {name: OBSERVANCE + ",".join(dict.fromkeys(ids)) for name, ids in named.items()}


def feast(match: Match) -> Built | None:
    """Christmas, Easter 2028, Eid: the next one, unless a year or a word says otherwise."""
    rule, year = match.value("f", "feast"), match.n("y")
    today = match.context.today
    role = match.value("mod", "mod")
    home = match.context.home
    around = [day for y in (-1, 0, 1) for day in feast_days(rule, today.year + y, home)]
    if year is not None:
        day = next(iter(feast_days(rule, year, home)), None)
    elif role in ("last", "past"):
        day = max((day for day in around if day < today), default=None)
    elif role in ("next", "coming"):
        day = min((day for day in around if day > today), default=None)
    else:
        day = min((day for day in around if day >= today), default=None)
    if role == "this":
        day = next(iter(feast_days(rule, today.year, home)), None)
    return None if day is None else given(_feast_said(rule, day, year))


def _feast_said(rule: str, day: dt.date, year: int | None) -> Days:
    if rule.startswith(OBSERVANCE):
        tentative = observance(rule.removeprefix(OBSERVANCE).partition(",")[0]).certainty == "tentative"
        return Days(day, day, year=year and day.year, relative=year is None, approximate=tentative)
    system = feast_system(rule)
    if system:
        said = None if year is None else day.year
        sighted = SYSTEMS[system].observed
        return Days(day, day, year=said, relative=year is None, approximate=sighted, system=system)
    return Days(day, day, year=year, month=day.month, day=day.day, relative=year is None)


def feast_eve(match: Match) -> Built | None:
    """the eve of Eid, ערב פסח: the day before."""
    built = feast(match)
    if built is None:
        return None
    days: Days = built["DATE"]
    eve = days.first - dt.timedelta(1)
    return given(replace(days, first=eve, last=eve, day=None, month=None))


def feast_days(rule: str, year: int, home: str | None = None) -> tuple[dt.date, ...]:
    """Return the days of a feast in a year, which may be one of the calendar that fixes it ("Eid 1447").

    Args:
        home: Country of the sender, whose day it is where one name is given to several.
    """
    if rule.startswith(OBSERVANCE):
        return tuple(each.day for each in _observed(rule, year, home))
    system = feast_system(rule)
    if not system:
        day = feast_day(rule, year)
        return (day,) if day else ()
    if system == "hijri" and year < 1600:
        own = [system_feast(system, what, year) for what in rule.partition(" ")[2].split("|")]
        return tuple(day for day in own if day)
    return observed_days(rule, year)


def _observed(rule: str, year: int, home: str | None) -> tuple[ObservedDay, ...]:
    named = [observance(key) for key in rule.removeprefix(OBSERVANCE).split(",")]
    own = [each for each in named if home and home in each.where]
    chosen = next(iter(own or [each for each in named if "*" in each.where] or named))
    if 1300 <= year < 1600:  # a year of its own calendar: those days that it has in ours
        around = observed(chosen, year * 354 // 365 + 621, year * 354 // 365 + 624)
        return tuple(each for each in around if each.edition == str(year))
    return observed(chosen, year, country=home or "")


def feast_dated(match: Match) -> Built | None:
    """Boxing Day, 26 December: the feast says again what the date says."""
    days, rule = match.value("t", "DATE"), match.value("f", "feast")
    return given(days) if days.first in feast_days(rule, days.first.year, match.context.home) else None


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

_BESIDE = "dash/comma/colon/lpar/bar/newline/weekday/glue/dot"

RULES: tuple[Rule, ...] = (
    Rule("day.feast_eve", "offset.eve GL f=feast (?: GL y=y4 )?", feast_eve),
    Rule("day.feast_eve_after", "f=feast (?: glue/dash ){0,2} offset.eve (?: GL y=y4 )?", feast_eve),
    Rule("day.feast_moved", "mod=mod OF f=feast", feast),
    Rule("day.feast_of_year", "mod=mod OF unit.year (?: apos | mark | glue ){0,3} f=feast", feast),
    Rule("name.feast_before", f"f=feast.named (?= (?: {_BESIDE} ){{1,4}} DAY )", swallowed),
    Rule("name.feast_after", f"(?: (?<= DAY ) | (?<= DAY {_BESIDE} ) ) {_BESIDE}? f=feast.named", swallowed),
    Rule("day.feast_named", "f=feast.named (?! OF y4 )", feast),
    Rule("day.feast", "f=feast (?: OF y=y4 )?", feast),
)
"""Applied after dates with a number, before months and weekdays that stand alone."""
