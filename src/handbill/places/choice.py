"""Homonyms: which of the places that bear a name is meant here.

Each place has odds that grow with its population; what the page says multiplies them. A country or
division written beside the name decides by itself, as long as some candidate lies there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, exp, log, radians, sin, sqrt

from handbill.errors import UnknownPlace
from handbill.places.gazetteer import gazetteer
from handbill.places.keys import place_key
from handbill.places.regions import Region
from handbill.values import Place

EARTH_RADIUS = 6371.0  # km, mean
NEAR = 150.0  # km: a day's outing, the reach of one organiser's list
_DEGREE = EARTH_RADIUS * radians(1)
_DOUBT = 0.02  # no candidate may be the one meant: a hamlet, a street, a person


@dataclass(frozen=True, slots=True)
class PlaceContext:
    """What is known around a name.

    Attributes:
        home: Country of the sender.
        admin1: Division written after the name, as (country_code, admin1_code).
        country: Country written beside the name.
        languages: BCP 47 tags of the page, best first.
        others: Places on the same page that are already sure.
        zone: IANA zone stated for the event.
    """

    home: str | None = None
    admin1: Region | None = None
    country: str | None = None
    languages: tuple[str, ...] = ()
    others: tuple[Place, ...] = ()
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The place that is most likely meant.

    Attributes:
        reasons: Codes of what spoke for it and not for the runner-up, strongest first: "stated_region",
            "home_country", "near_others", "zone", "language", "own_name", "population"; "only_candidate".
        confidence: 0..1, the share of the odds that it holds.
        others: The places not chosen, by falling odds.
    """

    place: Place
    reasons: tuple[str, ...]
    confidence: float
    others: tuple[Place, ...]


def choose(candidates: Sequence[Place], context: PlaceContext, *, name: str = "") -> Choice:
    """Return which of *candidates* the *context* speaks for.

    Args:
        candidates: At least one, as `Mention.places` or `Gazetteer.named` give them.
        name: The words of the page; a place whose own name they are stands before one for which they
            are an exonym or an old name.

    Raises:
        UnknownPlace: There are no candidates.
    """
    if not candidates:
        raise UnknownPlace(name)
    left = _stated(candidates, context)
    odds = [_odds(place, context, name) for place in left] if len(left) > 1 else [1.0]
    ranked = [left[number] for number in sorted(range(len(left)), key=lambda number: -odds[number])]
    best = ranked[0]
    outside = [place for place in candidates if place not in left] if len(left) < len(candidates) else []
    rest = (*ranked[1:], *outside)
    share = max(odds) / sum(odds)
    reasons = _reasons(best, rest, context, name, stated=_is_stated(best, context))
    return Choice(best, reasons, round(share * (1 - _DOUBT), 3), rest)


def kilometres(one: Place, other: Place) -> float:
    """Return the great-circle distance (haversine)."""
    south, north = radians(one.latitude), radians(other.latitude)
    east = radians(other.longitude - one.longitude)
    chord = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(chord)))


def _stated(candidates: Sequence[Place], context: PlaceContext) -> tuple[Place, ...]:
    """Return the candidates inside the stated division or country; all where none lies there."""
    inside = tuple(place for place in candidates if _is_stated(place, context))
    return inside or tuple(candidates)


def _is_stated(place: Place, context: PlaceContext) -> bool:
    if context.admin1:
        return (place.country_code, place.admin1_code) == context.admin1
    return context.country is not None and place.country_code == context.country


def _at_home(place: Place, context: PlaceContext, _: str) -> float:
    return float(place.country_code == context.home)


def _near_others(place: Place, context: PlaceContext, _: str) -> float:
    """Return 1 beside a sure place of the same country, part of it for the same country or for nearness."""
    if not context.others:
        return 0.0
    alike = place.country_code in [other.country_code for other in context.others]
    here = place.latitude
    beside = [other for other in context.others if abs(here - other.latitude) * _DEGREE <= NEAR]
    return 0.5 * alike + 0.5 * any(kilometres(place, other) <= NEAR for other in beside)


def _in_zone(place: Place, context: PlaceContext, _: str) -> float:
    return float(place.timezone == context.zone)


def _speaks(place: Place, context: PlaceContext, _: str) -> float:
    """Return 1 where the page is in the first language of the country, half where in another of it."""
    return _speaks_one(place.country_code, context.languages)


@lru_cache(maxsize=4096)
def _speaks_one(country_code: str, languages: tuple[str, ...]) -> float:
    spoken = tuple(_primary(tag) for tag in gazetteer().languages_of(country_code))
    page = [_primary(tag) for tag in languages]
    if spoken and spoken[0] in page:
        return 1.0
    return 0.5 * any(tag in spoken for tag in page)


def _is_own_name(place: Place, _: PlaceContext, name: str) -> float:
    """Return 1 for the main name letter by letter, half where case or accents differ."""
    if not name:
        return 0.0
    return (
        1.0 if place.name.casefold() == name.casefold() else 0.5 * (place_key(place.name) == place_key(name))
    )


def _primary(tag: str) -> str:
    return tag.split("-")[0].lower()


Sign = Callable[[Place, PlaceContext, str], float]

# Natural logarithms of how far each sign shifts the odds when it is full.
_SIGNS: tuple[tuple[str, Sign, float], ...] = (
    ("home_country", _at_home, 4.2),
    ("near_others", _near_others, 3.5),
    ("zone", _in_zone, 3.0),
    ("language", _speaks, 1.8),
    ("own_name", _is_own_name, 1.5),
)


def _odds(place: Place, context: PlaceContext, name: str) -> float:
    signs = 0.0
    for _, sign, weight in _SIGNS:
        signs += weight * sign(place, context, name)
    return exp(signs + 0.9 * log(place.population + 1000))  # + 1000: many seats carry no population


def _reasons(
    best: Place, rest: Sequence[Place], context: PlaceContext, name: str, *, stated: bool
) -> tuple[str, ...]:
    told = ("stated_region",) if stated else ()
    if not rest:
        return told or ("only_candidate",)
    second = rest[0]
    better = (code for code, sign, _ in _SIGNS if sign(best, context, name) > sign(second, context, name))
    bigger = ("population",) if best.population > second.population else ()
    return (*told, *better, *bigger)
