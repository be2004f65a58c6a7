"""The days of observances in Gregorian years: the rule's day, moved and shifted as the entry says."""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache

from handbill.calendars.observances.catalogue import catalogue, observance
from handbill.calendars.observances.rules import After, Computed, Repeated, computed, parse_rule
from handbill.calendars.observances.values import Observance, ObservedDay
from handbill.calendars.recurrence import DAYS
from handbill.calendars.systems import disputed

YEARS = range(1800, 2201)
"""Gregorian years that have days here; sun and moon are reckoned no farther."""
DISPUTED = "published tables differ about the month of this year"


def observed(
    each: Observance, first: int, last: int | None = None, *, country: str = ""
) -> tuple[ObservedDay, ...]:
    """Return the days of an observance in the Gregorian years *first* to *last*, both included, ascending.

    A feast of a shorter year may come twice in one, or not at all. Nothing is given outside `since` and
    `until`, outside `YEARS`, or beyond the years for which its calendar is kept.

    Args:
        country: ISO 3166-1 code, for which the usual difference of a day is added; "" for none.

    >>> [str(each.day) for each in observed(observance("quds-day"), 2021, 2024)]
    ['2021-05-07', '2022-04-29', '2023-04-14', '2024-04-05']
    """
    years = range(first, (first if last is None else last) + 1)
    return tuple(day for year in years for day in _of_year(each.id, year, country))


def observed_in(first: int, last: int | None = None, *, country: str = "") -> tuple[ObservedDay, ...]:
    """Return the days of all observances in Gregorian years, in order of the day.

    Args:
        country: Only those that are kept there, on their days there; "" for all.
    """
    kept = [each for each in catalogue().values() if not country or each.is_kept_in(country)]
    found = (day for each in kept for day in observed(each, first, last, country=country))
    return tuple(sorted(found, key=lambda each: each.day))


@lru_cache(maxsize=8192)
def _of_year(key: str, year: int, country: str) -> tuple[ObservedDay, ...]:
    each = observance(key)
    if not (each.since or year) <= year <= (each.until or year):
        return ()
    # moved and shifted days may have come from the year before or after
    near = (found for at in (year - 1, year, year + 1) for found in _in_year(key, at))
    found = (_observed(each, found, country) for found in near)
    return tuple(sorted((day for day in found if day.day.year == year), key=lambda day: day.day))


@lru_cache(maxsize=16384)
def _in_year(key: str, year: int) -> tuple[Computed, ...]:
    """Return what the rule gives for a year; remembered, since the years beside it ask for it as well."""
    return tuple(_computed(observance(key), year, year)) if year in YEARS else ()


def _computed(each: Observance, first: int, last: int) -> Iterator[Computed]:
    rule = parse_rule(each.rule)
    if not isinstance(rule, After):
        yield from computed(rule, first, last, since=each.since)
        return
    other = observance(rule.other)
    for found in _computed(other, first, last):
        day = found.day + dt.timedelta(_moved(other, found.day) + rule.days)
        yield Computed(day, found.edition, found.instant)


def _moved(each: Observance, day: dt.date) -> int:
    return each.moves.get(DAYS[day.weekday()], 0)


def _observed(each: Observance, found: Computed, country: str) -> ObservedDay:
    day = found.day + dt.timedelta(_moved(each, found.day) + each.regional.get(country, 0))
    certainty, reason = each.certainty, each.reason
    if certainty != "tentative" and _is_disputed(each.rule, found.day):
        certainty, reason = "tentative", DISPUTED
    last = day + dt.timedelta(each.days - 1)
    return ObservedDay(each, found.edition, day, last, certainty, reason, found.instant)


def _is_disputed(text: str, day: dt.date) -> bool:
    rule = parse_rule(text)
    return isinstance(rule, Repeated) and disputed(rule.rscale, day)
