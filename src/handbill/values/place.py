"""A city of the gazetteer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A populated place (GeoNames feature class P).

    Attributes:
        geonameid: Identity in GeoNames.
        name: Main name in GeoNames, usually English or local in Latin letters.
        country_code: ISO 3166-1 alpha-2.
        admin1_code: First-level subdivision as GeoNames codes it ("AL", "ENG", "08").
        admin1_name: Its name, empty where unknown ("Alabama").
        timezone: IANA zone.
        latitude, longitude: Degrees, WGS 84.
    """

    geonameid: int
    name: str
    country_code: str
    admin1_code: str
    admin1_name: str
    timezone: str
    population: int
    latitude: float
    longitude: float
