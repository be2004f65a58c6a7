"""When the sun and the moon do what calendars hang on: equinoxes, solar terms, new and full moons.

All instants are UTC (UT1, which clocks keep to within a second). Within 1900-2100 the sun's are right to
about 15 seconds and the moon's to about 20, besides what delta T is off.
"""

import datetime as dt
import math
from collections.abc import Iterator

from handbill.calendars.astronomy.instants import (
    J2000,
    from_julian_day,
    julian_day,
    to_terrestrial,
    to_universal,
    turned,
)
from handbill.calendars.astronomy.positions import moon_position, sun_longitude

SYNODIC_MONTH = 29.530588861
"""Days from new moon to new moon on average."""
TROPICAL_YEAR = 365.24219
NEW, FIRST_QUARTER, FULL, LAST_QUARTER = 0, 90, 180, 270
"""Phases: degrees by which the moon is ahead of the sun."""
SEASONS = {"march": 0, "june": 90, "september": 180, "december": 270}
"""Month of an equinox or solstice -> longitude of the sun in degrees."""


def solar_longitude(instant: dt.datetime) -> float:
    """Return the sun's apparent longitude in degrees (0-360) at an aware instant."""
    return sun_longitude(to_terrestrial(julian_day(instant)))


def lunar_longitude(instant: dt.datetime) -> float:
    """Return the moon's apparent longitude in degrees (0-360) at an aware instant."""
    return moon_position(to_terrestrial(julian_day(instant))).longitude


def lunar_age(instant: dt.datetime) -> float:
    """Return by how many degrees (0-360) the moon is ahead of the sun: 0 is new, 180 full."""
    ephemeris = to_terrestrial(julian_day(instant))
    return (moon_position(ephemeris).longitude - sun_longitude(ephemeris)) % 360


def sun_at(longitude: float, near: dt.datetime) -> dt.datetime:
    """Return the instant (UTC) nearest to *near* at which the sun has a longitude."""
    ephemeris = to_terrestrial(julian_day(near))
    for _ in range(8):
        step = turned(longitude - sun_longitude(ephemeris)) * TROPICAL_YEAR / 360
        ephemeris += step
        if abs(step) < 1e-6:
            break
    return from_julian_day(to_universal(ephemeris))


def solar_term(year: int, longitude: float) -> dt.datetime:
    """Return the instant (UTC) in a Gregorian year at which the sun reaches a longitude, in degrees.

    >>> solar_term(2024, 0).replace(second=0, microsecond=0).isoformat()
    '2024-03-20T03:06:00+00:00'
    """
    # the sun stands at 280 degrees on 1 January; what the eccentricity adds, two days, the search mends
    days = (longitude - 280) % 360 / 360 * TROPICAL_YEAR
    found = sun_at(longitude, dt.datetime(year, 1, 1, 12, tzinfo=dt.UTC) + dt.timedelta(days))
    return found if found.year == year else sun_at(longitude, found + dt.timedelta(366 * (year - found.year)))


def season(year: int, month: str) -> dt.datetime:
    """Return the instant (UTC) of the equinox or solstice of "march", "june", "september" or "december"."""
    return solar_term(year, SEASONS[month])


def moon_at(phase: float, near: dt.datetime) -> dt.datetime:
    """Return the instant (UTC) nearest to *near* at which the moon is *phase* degrees ahead of the sun."""
    ephemeris = to_terrestrial(julian_day(near))
    for _ in range(12):
        ahead = moon_position(ephemeris).longitude - sun_longitude(ephemeris)
        step = turned(phase - ahead) * SYNODIC_MONTH / 360
        ephemeris += step
        if abs(step) < 1e-6:
            break
    return from_julian_day(to_universal(ephemeris))


def lunation(count: int, phase: float = NEW) -> dt.datetime:
    """Return a new moon by its number, or the phase after it; 0 is the one of 6 January 2000."""
    mean = 2451550.09766 + SYNODIC_MONTH * (count + phase / 360)
    return moon_at(phase, from_julian_day(mean))


def moons(first: dt.datetime, last: dt.datetime, phase: float = NEW) -> Iterator[dt.datetime]:
    """Give the new moons (or another phase) from *first* to *last*, both included, in order."""
    count = math.floor((julian_day(first) - J2000) / SYNODIC_MONTH) - 2
    while (found := lunation(count, phase)) <= last:
        if found >= first:
            yield found
        count += 1
