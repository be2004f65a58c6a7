"""What is seen from a place: altitude, sunrise and sunset.

Instants are right to about half a minute below 60 degrees of latitude. The air bends the light of a body on
the horizon by 34 minutes of arc on average; hills and heights are not reckoned with.
"""

import datetime as dt
import math
from typing import NamedTuple

from handbill.calendars.astronomy.instants import J2000, julian_day, to_terrestrial, turned
from handbill.calendars.astronomy.positions import (
    equatorial,
    moon_position,
    nutation,
    sun_longitude,
    true_obliquity,
)

SUNRISE_ALTITUDE = -0.8333
"""Degrees of the sun's middle when its upper edge is on the horizon: 34' of refraction, 16' of radius."""


class Site(NamedTuple):
    """Degrees north and degrees east."""

    latitude: float
    longitude: float


def sidereal_time(julian: float, longitude: float) -> float:
    """Return the local apparent sidereal time in degrees at a Julian day (UT)."""
    days = julian - J2000
    mean = 280.46061837 + 360.98564736629 * days + 0.000387933 * (days / 36525) ** 2
    ephemeris = to_terrestrial(julian)
    equation = nutation(ephemeris)[0] * math.cos(math.radians(true_obliquity(ephemeris)))
    return (mean + equation + longitude) % 360


def _altitude(julian: float, site: Site, ascension: float, declination: float) -> float:
    hour = math.radians(sidereal_time(julian, site.longitude) - ascension)
    lat, dec = math.radians(site.latitude), math.radians(declination)
    return math.degrees(
        math.asin(math.sin(lat) * math.sin(dec) + math.cos(lat) * math.cos(dec) * math.cos(hour))
    )


def sun_altitude(instant: dt.datetime, site: Site) -> float:
    """Return the altitude of the sun's middle in degrees, with no air."""
    julian = julian_day(instant)
    ephemeris = to_terrestrial(julian)
    place = equatorial(sun_longitude(ephemeris), 0, true_obliquity(ephemeris))
    return _altitude(julian, site, *place)


def moon_edge_altitude(instant: dt.datetime, site: Site) -> float:
    """Return by how many degrees the moon's upper edge is seen above the horizon (negative: it has set).

    With parallax and the refraction at the horizon (Meeus chapter 15).
    """
    julian = julian_day(instant)
    ephemeris = to_terrestrial(julian)
    longitude, latitude, distance = moon_position(ephemeris)
    place = equatorial(longitude, latitude, true_obliquity(ephemeris))
    parallax = math.degrees(math.asin(6378.14 / distance))
    return _altitude(julian, site, *place) - (0.7275 * parallax - 34 / 60)


def midday(day: dt.date, site: Site) -> dt.datetime:
    """Return the instant (UTC) at which the sun crosses the meridian on the local *day*."""
    mean = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC) - dt.timedelta(
        days=site.longitude / 360
    )
    found = mean
    for _ in range(3):
        julian = julian_day(found)
        ephemeris = to_terrestrial(julian)
        ascension, _ = equatorial(sun_longitude(ephemeris), 0, true_obliquity(ephemeris))
        found -= dt.timedelta(days=turned(sidereal_time(julian, site.longitude) - ascension) / 360.9856)
    return found


def sunrise(day: dt.date, site: Site, altitude: float = SUNRISE_ALTITUDE) -> dt.datetime | None:
    """Return the instant (UTC) of sunrise on the local *day*; None where the sun does not rise or set."""
    return _crossing(day, site, altitude, -1)


def sunset(day: dt.date, site: Site, altitude: float = SUNRISE_ALTITUDE) -> dt.datetime | None:
    """Return the instant (UTC) of sunset on the local *day*; None where the sun does not rise or set."""
    return _crossing(day, site, altitude, 1)


def _crossing(day: dt.date, site: Site, altitude: float, side: int) -> dt.datetime | None:
    """Return when the sun passes an altitude, before (-1) or after (1) its midday."""
    noon = found = midday(day, site)
    lat = math.radians(site.latitude)
    for _ in range(5):
        ephemeris = to_terrestrial(julian_day(found))
        _, declination = equatorial(sun_longitude(ephemeris), 0, true_obliquity(ephemeris))
        dec = math.radians(declination)
        cosine = math.sin(math.radians(altitude)) - math.sin(lat) * math.sin(dec)
        cosine /= math.cos(lat) * math.cos(dec)
        if not -1 <= cosine <= 1:
            return None
        found = noon + dt.timedelta(days=side * math.degrees(math.acos(cosine)) / 360)
    return found
