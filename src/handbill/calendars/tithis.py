"""Feasts of the Hindu lunisolar calendar: the day that holds a tithi of a month at the hour that counts.

Months are amanta (they end with the new moon) and bear the name of the sign of the sidereal zodiac, by
Lahiri's ayanamsa, into which the sun passes: Chaitra is 1, Phalguna 12. A month in which it passes into
none is an extra one (adhika) and has no feasts. A tithi is the time in which the moon gains twelve degrees
on the sun: 1-15 are those of the bright half, 15 the full moon, 16-30 those of the dark half, 30 the new
moon. Places that end their months with the full moon (purnimanta) name a dark half after the month that
follows: Maha Shivaratri is Magha 29 here, "Phalguna krishna 14" there, and the same day.

Limits: one place stands for the whole of India, so that near a boundary regions and schools have a day more
or less (Diwali 2024, Janmashtami 2025); rules that look at the weekday, the lunar mansion or Bhadra are
left out (Dussehra 2022 was kept a day after the one found here). So a day from here is tentative until a
calendar of the year confirms it. Two signs in one month (kshaya, as in 1963 and 1983) give that month both
names.
"""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from handbill.calendars.astronomy import (
    NEW,
    Site,
    midday,
    moon_at,
    moons,
    solar_longitude,
    sun_at,
    sunrise,
    sunset,
)
from handbill.calendars.astronomy.instants import J2000, julian_day
from handbill.calendars.astronomy.positions import nutation
from handbill.errors import NoSuchDate

Moment = Literal["sunrise", "midday", "afternoon", "late", "sunset", "midnight"]
"""What must fall into the tithi. Afternoon is seven tenths of the daylight (the middle of aparahna), late
seven eighths (three and a half of its four praharas); midnight is the middle of the night after the day."""

UJJAIN = Site(23.1765, 75.7885)
"""Where Hindu astronomy has its meridian."""
MONTHS = (
    "Chaitra", "Vaishakha", "Jyeshtha", "Ashadha", "Shravana", "Bhadrapada", "Ashvina", "Kartika",
    "Margashirsha", "Pausha", "Magha", "Phalguna",
)  # fmt: skip
_FRACTION = {"sunrise": 0.0, "afternoon": 0.7, "late": 0.875, "sunset": 1.0}
_DAY = dt.timedelta(days=1)


class LunarMonth(NamedTuple):
    """From a new moon (included) to the next; numbers of its names, none for an extra month."""

    start: dt.datetime
    end: dt.datetime
    names: tuple[int, ...]


def ayanamsa(instant: dt.datetime) -> float:
    """Return Lahiri's ayanamsa in degrees, with nutation: 23.857 in 2000.

    Source: the Calendar Reform Committee's 23 degrees 15' on 21 March 1956, precessed (IAU 1976).
    """
    day = julian_day(instant)
    t = (day - J2000) / 36525
    return 23.857092 + 1.396971 * t + 0.0003086 * t * t + nutation(day)[0]


def sidereal_sign(instant: dt.datetime) -> int:
    """Return the sign that the sun stands in: 0 is Mesha, 11 Mina."""
    return int((solar_longitude(instant) - ayanamsa(instant)) % 360 // 30)


@lru_cache(maxsize=64)
def lunar_months(year: int) -> tuple[LunarMonth, ...]:
    """Return the months that touch a Gregorian year, in order."""
    first, last = dt.datetime(year - 1, 11, 25, tzinfo=dt.UTC), dt.datetime(year + 1, 2, 5, tzinfo=dt.UTC)
    starts = list(moons(first, last, NEW))
    signs = [sidereal_sign(start) for start in starts]
    return tuple(
        LunarMonth(start, end, tuple((sign + step) % 12 + 1 for step in range(1, (after - sign) % 12 + 1)))
        for start, end, sign, after in zip(starts, starts[1:], signs, signs[1:], strict=False)
    )


def tithi_span(month: LunarMonth, tithi: int) -> tuple[dt.datetime, dt.datetime]:
    """Return the instants (UTC) at which a tithi (1-30) of a month begins and ends."""
    length = month.end - month.start
    edges = [moon_at(12.0 * n % 360, month.start + length * n / 30) for n in (tithi - 1, tithi)]
    return edges[0], edges[1]


def moment_of(day: dt.date, moment: Moment, site: Site) -> dt.datetime:
    """Return the instant (UTC) of a moment of the local *day*; NoSuchDate where the sun does not set."""
    rises, sets, again = sunrise(day, site), sunset(day, site), sunrise(day + _DAY, site)
    if rises is None or sets is None or again is None:
        raise NoSuchDate(f"the sun does not rise and set at {site} on {day}")
    if moment == "midday":
        return midday(day, site)
    if moment == "midnight":
        return sets + (again - sets) / 2
    return rises + (sets - rises) * _FRACTION[moment]


def holding_day(
    span: tuple[dt.datetime, dt.datetime], moment: Moment, site: Site, twice: Literal["first", "last"]
) -> dt.date:
    """Return the day whose moment lies in a span; where none does, the day on which the span begins.

    That day is counted from sunrise to sunrise. *twice* says which of two days counts.
    """
    begins, ends = span
    local = (begins + dt.timedelta(days=site.longitude / 360)).date()
    days = [local + _DAY * step for step in (-1, 0, 1, 2)]
    held = [day for day in days if begins <= moment_of(day, moment, site) < ends]
    if held:
        return held[0 if twice == "first" else -1]
    return max(day for day in days if moment_of(day, "sunrise", site) <= begins)


def tithi_days(
    year: int,
    month: int,
    tithi: int,
    moment: Moment = "sunrise",
    *,
    site: Site = UJJAIN,
    twice: Literal["first", "last"] = "first",
) -> Iterator[dt.date]:
    """Give the days of a Gregorian year on which a tithi of an amanta month is kept: none, one or two.

    Args:
        year: 1800-2200.
        month: 1 (Chaitra) to 12 (Phalguna).
        tithi: 1 to 30, from new moon to new moon.
        moment: What must fall into the tithi.
        site: Where that moment is.
        twice: Which day counts where the moments of two days fall into it.
    """
    if not (1 <= month <= 12 and 1 <= tithi <= 30 and 1800 <= year <= 2200):
        raise NoSuchDate(f"no tithi {tithi} of month {month} in {year}: 1-30, 1-12 and 1800-2200 there are")
    for lunar in lunar_months(year):
        if month in lunar.names:
            day = holding_day(tithi_span(lunar, tithi), moment, site, twice)
            if day.year == year:
                yield day


def tithi_day(
    year: int,
    month: int,
    tithi: int,
    moment: Moment = "sunrise",
    *,
    site: Site = UJJAIN,
    twice: Literal["first", "last"] = "first",
) -> dt.date:
    """Return the first day that `tithi_days` gives; NoSuchDate where a Gregorian year has none.

    >>> tithi_day(2023, 7, 30, "sunset")
    datetime.date(2023, 11, 12)
    """
    for day in tithi_days(year, month, tithi, moment, site=site, twice=twice):
        return day
    raise NoSuchDate(f"{MONTHS[month - 1]} {tithi} does not fall into {year}")


def sankranti(year: int, sign: int) -> dt.datetime:
    """Return the instant (UTC) in a Gregorian year when the sun enters a sidereal sign: 0 Mesha, 9 Makara.

    >>> sankranti(2026, 9).date()
    datetime.date(2026, 1, 14)
    """
    # 1 January finds the sun at 280 degrees by the equinox, 256 by the stars
    near = dt.datetime(year, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=(30 * sign - 256) % 360 / 0.98565)
    return sun_at((30 * sign + ayanamsa(near)) % 360, near)


def sankranti_day(year: int, sign: int, *, site: Site = UJJAIN) -> dt.date:
    """Return the day on which the entry into a sign is kept: the next where the sun has set.

    So for Makara Sankranti and Pongal (9) and for the Tamil new year (0); other regions count from midnight.
    """
    instant = sankranti(year, sign)
    local = (instant + dt.timedelta(days=site.longitude / 360)).date()
    return local if instant < moment_of(local, "sunset", site) else local + _DAY
