"""What a person typed as a city, resolved by the gazetteer. Pure, given the gazetteer."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from handbill.errors import UnknownPlace
from handbill.values import Place
from handbill_site.desk.errors import EnteredWrong

CLEAR = 5
"""A bare name means its first city when no homonym has more than a fifth of its people."""


class Places(Protocol):
    """The part of `handbill.places.Gazetteer` that the desk asks."""

    def named(self, name: str, *, country: str | None = None) -> Sequence[Place]:
        """Return the cities of that name, likeliest first."""

    def narrowed(self, places: Iterable[Place], region: str) -> Sequence[Place]:
        """Return those of *places* that lie in a country or subdivision."""

    def place(self, geonameid: int) -> Place:
        """Return one city; raise UnknownPlace."""


def label_of(place: Place) -> str:
    """Return *place* so that `city_named` finds it again.

    >>> label_of(Place(4049979, "Birmingham", "US", "AL", "Alabama", "America/Chicago", 1, 33.5, -86.8))
    'Birmingham, Alabama, US'
    """
    parts = (place.name, place.admin1_name, place.country_code)
    return ", ".join(part for part in parts if part)


def city_named(text: str, places: Places, *, chosen: int | None = None) -> Place:
    """Return the city that *text* means: a name, then any of subdivision and country, by comma.

    Args:
        chosen: geonameid of the one that was picked among homonyms.

    Raises: EnteredWrong, `city.unknown` or `city.ambiguous` with the cities to choose from.
    """
    name, *regions = (part.strip() for part in text.split(",") if part.strip())
    found = tuple(places.named(name))
    for region in regions:
        found = tuple(places.narrowed(found, region))
    if not found:
        raise EnteredWrong({"city": "city.unknown"})
    picked = [place for place in found if place.geonameid == chosen]
    return picked[0] if picked else _clearest(found)


def city_chosen(geonameid: int, places: Places) -> Place:
    """Return the city of that id. Raises: EnteredWrong for an id that no form of ours offers."""
    try:
        return places.place(geonameid)
    except UnknownPlace as error:
        raise EnteredWrong({"city": "city.unknown"}) from error


def _clearest(found: Sequence[Place]) -> Place:
    first, *others = found
    if any(first.population < CLEAR * other.population for other in others):
        raise EnteredWrong({"city": "city.ambiguous"}, tuple(found[:8]))
    return first
