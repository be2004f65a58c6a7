"""The sun and the moon, as far as calendars need them: longitudes, seasons, moons, sunrise and sunset.

Right to about half a minute within 1900-2100; what is measured against what: docs/reference/calendars.md.
"""

from handbill.calendars.astronomy.events import (
    FIRST_QUARTER,
    FULL,
    LAST_QUARTER,
    NEW,
    SEASONS,
    lunar_age,
    lunar_longitude,
    lunation,
    moon_at,
    moons,
    season,
    solar_longitude,
    solar_term,
    sun_at,
)
from handbill.calendars.astronomy.horizon import (
    Site,
    midday,
    moon_edge_altitude,
    sun_altitude,
    sunrise,
    sunset,
)
from handbill.calendars.astronomy.instants import delta_t

__all__ = [
    "FIRST_QUARTER",
    "FULL",
    "LAST_QUARTER",
    "NEW",
    "SEASONS",
    "Site",
    "delta_t",
    "lunar_age",
    "lunar_longitude",
    "lunation",
    "midday",
    "moon_at",
    "moon_edge_altitude",
    "moons",
    "season",
    "solar_longitude",
    "solar_term",
    "sun_altitude",
    "sun_at",
    "sunrise",
    "sunset",
]
