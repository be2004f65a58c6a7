"""Complete a date that leaves out its year or month, near a day of reference.

Announcements speak of what is to come: the future is preferred, but a day lately gone stays what it
is, so that a report of last week's march is not listed for next year.
"""

import datetime as dt
from dataclasses import dataclass

from handbill.calendars.relative import add_months

LATELY = dt.timedelta(days=60)
"""How far back a date without year is still taken for the past one."""
AHEAD = dt.timedelta(days=545)
"""How far ahead an agreeing weekday may carry a date: announcements come up to a year and a half early."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The day chosen for an incomplete date.

    Attributes:
        agrees: False where a weekday was stated and no near year or month makes it true.
        others: Further days the words could mean, best first.
    """

    day: dt.date
    agrees: bool = True
    others: tuple[dt.date, ...] = ()


def nearest_year(
    month: int, day: int, *, near: dt.date, weekday: int | None = None, centred: bool = False
) -> Choice | None:
    """Choose the year of a day and month.

    Args:
        near: Day of writing.
        weekday: As stated, 0 Monday; None where none is.
        centred: Take the year nearest to *near*, past or future alike (*near* is then the day of a
            heading, not of writing).

    Returns:
        None for a day that no year has (31 February).

    >>> nearest_year(1, 5, near=dt.date(2026, 12, 20)).day
    datetime.date(2027, 1, 5)
    >>> nearest_year(5, 9, near=dt.date(2018, 1, 7), weekday=1).day
    datetime.date(2017, 5, 9)
    """
    days = [found for year in range(near.year - 4, near.year + 9) if (found := _day(year, month, day))]
    return nearest_of(days, near=near, weekday=weekday, centred=centred)


def nearest_of(
    days: list[dt.date], *, near: dt.date, weekday: int | None = None, centred: bool = False
) -> Choice | None:
    """Choose one of *days*, which are those of one date in several years, as `nearest_year` does."""
    if not days:
        return None
    ranked = sorted(days, key=lambda found: abs(found - near) if centred else _cost(found, near))
    agreeing = [found for found in ranked if weekday is None or found.weekday() == weekday]
    near_enough = [found for found in agreeing if -2 * LATELY - dt.timedelta(300) <= found - near <= AHEAD]
    if near_enough:
        return Choice(near_enough[0], True, tuple(found for found in ranked[:2] if found != near_enough[0]))
    return Choice(ranked[0], weekday is None, tuple(ranked[1:2]))


def nearest_month(
    day: int, *, near: dt.date, weekday: int | None = None, centred: bool = False
) -> Choice | None:
    """Choose month and year of a day that is said alone, as in "Sunday 8th".

    Args, Returns: As of `nearest_year`; the past counts for a month only when *centred*.

    >>> nearest_month(8, near=dt.date(2027, 3, 1), weekday=0).day
    datetime.date(2027, 3, 8)
    """
    firsts = [add_months(near.replace(day=1), count) for count in range(-2, 14)]
    days = [found for first in firsts if (found := _day(first.year, first.month, day))]
    if not days:
        return None
    lately = 20 if weekday is not None else 0
    ranked = sorted(
        days, key=lambda found: abs((found - near).days) if centred else _month_cost(found, near, lately)
    )
    agreeing = [found for found in ranked if weekday is None or found.weekday() == weekday]
    if agreeing:
        return Choice(agreeing[0], True, tuple(found for found in ranked[:2] if found != agreeing[0]))
    return Choice(ranked[0], False, tuple(ranked[1:2]))


def nearest_weekday(weekday: int, *, near: dt.date, centred: bool = False) -> dt.date:
    """Return the first such weekday on or after *near*; the nearest one when *centred*."""
    ahead = (weekday - near.weekday()) % 7
    return near + dt.timedelta(days=ahead - 7 if centred and ahead > 3 else ahead)


def full_year(short: int, *, near: dt.date) -> int:
    """Return the four-digit year of a two-digit one: at most twenty years ahead of *near*, else past.

    >>> full_year(27, near=dt.date(2026, 1, 1)), full_year(78, near=dt.date(2026, 1, 1))
    (2027, 1978)
    """
    year = near.year // 100 * 100 + short
    return year - 100 if year > near.year + 20 else year + 100 if year < near.year - 79 else year


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _cost(found: dt.date, near: dt.date) -> int:
    """Rank: what lies ahead by distance; the lately past before what is most of a year away."""
    distance = (found - near).days
    if distance >= 0:
        return distance
    return -distance if -distance <= LATELY.days else 400 - distance * 2


def _month_cost(found: dt.date, near: dt.date, lately: int) -> int:
    distance = (found - near).days
    return distance if distance >= 0 else -distance if -distance <= lately else 400 - distance
