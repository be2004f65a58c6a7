"""Time as astronomers count it: Julian days, centuries since 2000, and delta T between their clock and ours.

Source: Espenak and Meeus, Five Millennium Canon of Solar Eclipses (NASA/TP-2006-214141), for delta T. For
2024 its prediction is 4 seconds too long; for 2100 nobody knows it to better than some tens of seconds.
"""

import datetime as dt
import math

J2000 = 2451545.0
_UNIX = 2440587.5
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_BY_PERIOD: tuple[tuple[int, float, tuple[float, ...]], ...] = (
    (1860, 1800, (13.72, -0.332447, 0.0068612, 0.0041116, -0.00037436, 1.21272e-5, -1.699e-7, 8.75e-10)),
    (1900, 1860, (7.62, 0.5737, -0.251754, 0.01680668, -0.0004473624, 1 / 233174)),
    (1920, 1900, (-2.79, 1.494119, -0.0598939, 0.0061966, -0.000197)),
    (1941, 1920, (21.20, 0.84493, -0.076100, 0.0020936)),
    (1961, 1950, (29.07, 0.407, -1 / 233, 1 / 2547)),
    (1986, 1975, (45.45, 1.067, -1 / 260, -1 / 718)),
    (2005, 2000, (63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 2.373599e-5)),
    (2050, 2000, (62.92, 0.32217, 0.005589)),
)
"""(year before which it holds, year that it counts from, coefficients by rising power)."""


def delta_t(year: float) -> float:
    """Return Terrestrial Time less Universal Time in seconds, for the years 1800-2150.

    >>> [round(delta_t(year)) for year in (1900, 1950, 2000)]
    [-3, 29, 64]
    """
    for until, origin, coefficients in _BY_PERIOD:
        if year < until:
            return polynomial(year - origin, coefficients)
    return -20 + 32 * ((year - 1820) / 100) ** 2 - 0.5628 * max(0.0, 2150 - year)


def polynomial(x: float, coefficients: tuple[float, ...]) -> float:
    """Return the sum of coefficients times rising powers of *x*."""
    total = 0.0
    for coefficient in reversed(coefficients):
        total = total * x + coefficient
    return total


def julian_day(instant: dt.datetime) -> float:
    """Return the Julian day (UT) of an aware instant."""
    return _UNIX + (instant - _EPOCH).total_seconds() / 86400


def from_julian_day(day: float) -> dt.datetime:
    """Return the instant (UTC) of a Julian day (UT)."""
    return _EPOCH + dt.timedelta(seconds=(day - _UNIX) * 86400)


def year_of(julian: float) -> float:
    """Return a Julian day as a year with a fraction."""
    return 2000 + (julian - J2000) / 365.25


def to_terrestrial(julian: float) -> float:
    """Return the Julian Ephemeris Day (TT) of a Julian day (UT)."""
    return julian + delta_t(year_of(julian)) / 86400


def to_universal(ephemeris: float) -> float:
    """Return the Julian day (UT) of a Julian Ephemeris Day (TT)."""
    return ephemeris - delta_t(year_of(ephemeris)) / 86400


def centuries(ephemeris: float) -> float:
    """Return Julian centuries (TT) since J2000.0."""
    return (ephemeris - J2000) / 36525


def turned(degrees: float) -> float:
    """Return an angle within -180 (excluded) to 180 (included) degrees."""
    return -math.remainder(-degrees, 360)
