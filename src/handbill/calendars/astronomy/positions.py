"""Where the sun and the moon stand, seen from the middle of the Earth, in the equinox of the day.

The sun is right to about 0.5 seconds of arc (12 seconds of time), the moon to 10 (20 seconds of time) in
longitude and 4 in latitude, for 1800-2200.

Source: Meeus, Astronomical Algorithms (2nd ed.), chapters 22, 25 and 47; terms.json, written by
tools/build_astronomy.py.
"""

import json
import math
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from handbill.calendars.astronomy.instants import centuries, polynomial

_ARCSECOND = 1 / 3600


class Position(NamedTuple):
    """Ecliptic longitude and latitude in degrees, apparent; distance in km."""

    longitude: float
    latitude: float
    distance: float


@lru_cache(maxsize=1)
def _terms() -> dict[str, Any]:
    text = files("handbill.calendars.astronomy").joinpath("terms.json").read_text("utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


def nutation(ephemeris: float) -> tuple[float, float]:
    """Return nutation in longitude and in obliquity, in degrees, at a Julian Ephemeris Day."""
    t = centuries(ephemeris)
    arguments = [
        math.radians(polynomial(t, coefficients) % 360)
        for coefficients in (
            (297.85036, 445267.111480, -0.0019142, 1 / 189474),
            (357.52772, 35999.050340, -0.0001603, -1 / 300000),
            (134.96298, 477198.867398, 0.0086972, 1 / 56250),
            (93.27191, 483202.017538, -0.0036825, 1 / 327270),
            (125.04452, -1934.136261, 0.0020708, 1 / 450000),
        )
    ]
    longitude = obliquity = 0.0
    for d, m, m1, f, omega, sine, sine_t, cosine, cosine_t in _terms()["nutation"]:
        angle = sum(n * x for n, x in zip((d, m, m1, f, omega), arguments, strict=True))
        longitude += (sine + sine_t * t) * math.sin(angle)
        obliquity += (cosine + cosine_t * t) * math.cos(angle)
    return longitude * 1e-4 * _ARCSECOND, obliquity * 1e-4 * _ARCSECOND


def true_obliquity(ephemeris: float) -> float:
    """Return the tilt of the ecliptic in degrees."""
    mean = polynomial(centuries(ephemeris), (84381.448, -46.8150, -0.00059, 0.001813)) * _ARCSECOND
    return mean + nutation(ephemeris)[1]


def sun_longitude(ephemeris: float) -> float:
    """Return the sun's apparent longitude in degrees (0-360) at a Julian Ephemeris Day.

    VSOP87 in its own frame, turned to FK5, with nutation and aberration.
    """
    tau = centuries(ephemeris) / 10
    earth = 0.0
    for power in reversed(_terms()["earth_longitude"]):
        earth = earth * tau + sum(a * math.cos(b + c * tau) for a, b, c in power)
    geometric = math.degrees(earth * 1e-8) + 180 - 0.09033 * _ARCSECOND
    distance = 1 - 0.01671 * math.cos(math.radians(357.5291 + 35999.0503 * tau * 10))
    return (geometric - 20.4898 * _ARCSECOND / distance + nutation(ephemeris)[0]) % 360


def moon_position(ephemeris: float) -> Position:
    """Return the moon's apparent place at a Julian Ephemeris Day."""
    t = centuries(ephemeris)
    mean, d, m, m1, f = (
        math.radians(polynomial(t, coefficients) % 360)
        for coefficients in (
            (218.3164477, 481267.88123421, -0.0015786, 1 / 538841, -1 / 65194000),
            (297.8501921, 445267.1114034, -0.0018819, 1 / 545868, -1 / 113065000),
            (357.5291092, 35999.0502909, -0.0001536, 1 / 24490000),
            (134.9633964, 477198.8675055, 0.0087414, 1 / 69699, -1 / 14712000),
            (93.2720950, 483202.0175233, -0.0036539, -1 / 3526000, 1 / 863310000),
        )
    )
    a1, a2, a3 = (
        math.radians(a + b * t) for a, b in ((119.75, 131.849), (53.09, 479264.290), (313.45, 481266.484))
    )
    eccentricity = (1.0, *[polynomial(t, (1, -0.002516, -0.0000074)) ** n for n in (1, 2)])
    arguments = (d, m, m1, f)
    longitude = _series("moon_longitude", math.sin, arguments, eccentricity)
    longitude += 3958 * math.sin(a1) + 1962 * math.sin(mean - f) + 318 * math.sin(a2)
    latitude = _series("moon_latitude", math.sin, arguments, eccentricity)
    latitude += -2235 * math.sin(mean) + 382 * math.sin(a3) + 175 * math.sin(a1 - f)
    latitude += 175 * math.sin(a1 + f) + 127 * math.sin(mean - m1) - 115 * math.sin(mean + m1)
    distance = _series("moon_distance", math.cos, arguments, eccentricity)
    apparent = math.degrees(mean) + longitude * 1e-6 + nutation(ephemeris)[0]
    return Position(apparent % 360, latitude * 1e-6, 385000.56 + distance / 1000)


def _series(
    name: str, wave: Any, arguments: tuple[float, float, float, float], eccentricity: tuple[float, ...]
) -> float:
    d, m, m1, f = arguments
    return float(
        sum(
            size * eccentricity[abs(n_m)] * wave(n_d * d + n_m * m + n_m1 * m1 + n_f * f)
            for n_d, n_m, n_m1, n_f, size in _terms()[name]
        )
    )


def equatorial(longitude: float, latitude: float, obliquity: float) -> tuple[float, float]:
    """Return right ascension and declination, all in degrees (Meeus chapter 13)."""
    lon, lat, eps = (math.radians(angle) for angle in (longitude, latitude, obliquity))
    ascension = math.atan2(math.sin(lon) * math.cos(eps) - math.tan(lat) * math.sin(eps), math.cos(lon))
    declination = math.asin(math.sin(lat) * math.cos(eps) + math.cos(lat) * math.sin(eps) * math.sin(lon))
    return math.degrees(ascension), math.degrees(declination)
