"""Homonyms decided by what the page says around them."""

import pytest

from handbill.errors import UnknownPlace
from handbill.places import PlaceContext, choose, gazetteer, kilometres

SAIDA, TORONTO, BOSTON, LYON = 268064, 6167865, 4930956, 2996944


def near(*geonameids: int) -> PlaceContext:
    return PlaceContext(others=tuple(gazetteer().place(number) for number in geonameids))


@pytest.mark.parametrize(
    ("name", "context", "geonameid"),
    [
        ("Cambridge", PlaceContext(home="GB"), 2653941),
        ("Cambridge", PlaceContext(home="US"), 4931972),
        ("Cambridge", PlaceContext(home="NZ"), 6240770),
        ("Cambridge", near(TORONTO), 5913695),
        ("Cambridge", near(BOSTON), 4931972),
        ("Birmingham", PlaceContext(), 2655603),
        ("Birmingham", PlaceContext(home="GB", admin1=("US", "AL")), 4049979),
        ("London", PlaceContext(home="CA"), 6058560),
        ("London", PlaceContext(home="GB", admin1=("CA", "08")), 6058560),
        ("Paris", PlaceContext(languages=("fr",)), 2988507),
        ("Paris", PlaceContext(admin1=("US", "TX")), 4717560),
        ("طرابلس", PlaceContext(languages=("ar",)), 2210247),
        ("طرابلس", PlaceContext(home="LB"), 266826),
        ("طرابلس", near(SAIDA), 266826),
        ("Tripoli", PlaceContext(country="LB"), 266826),
        ("Valence", PlaceContext(home="FR", languages=("fr",)), 2971053),
        ("Vienne", PlaceContext(home="FR", languages=("fr",)), 2969284),
        ("Vienne", near(LYON), 2969284),
        ("Vienne", PlaceContext(home="AT"), 2761369),
        ("Münster", PlaceContext(home="DE"), 2867543),
        ("Munster", PlaceContext(home="FR", languages=("fr",)), 2991189),
        ("Freiburg", PlaceContext(home="DE"), 2925177),
        ("Freiburg", PlaceContext(home="CH"), 2660718),
        ("Hamilton", PlaceContext(home="NZ"), 2190324),
        ("Hamilton", PlaceContext(home="CA"), 5969782),
        ("Hamilton", PlaceContext(zone="Pacific/Auckland"), 2190324),
        ("Hamilton", PlaceContext(admin1=("GB", "SCT")), 2647570),
        ("Lincoln", PlaceContext(home="GB"), 2644487),
        ("Lincoln", PlaceContext(home="US"), 5072006),
        ("Roma", PlaceContext(home="IT", languages=("it",)), 3169070),
        ("Roma", PlaceContext(admin1=("AU", "04")), 2151187),
        ("Moscow", PlaceContext(home="RU"), 524901),
        ("Moscow", PlaceContext(admin1=("US", "ID")), 5601538),
    ],
)
def test_the_context_decides(name: str, context: PlaceContext, geonameid: int) -> None:
    assert choose(gazetteer().named(name), context, name=name).place.geonameid == geonameid


@pytest.mark.parametrize(
    ("name", "context", "reason"),
    [
        ("Birmingham", PlaceContext(home="GB", admin1=("US", "AL")), "stated_region"),
        ("Tripoli", PlaceContext(country="LB"), "stated_region"),
        ("Lincoln", PlaceContext(home="GB"), "home_country"),
        ("طرابلس", near(SAIDA), "near_others"),
        ("Hamilton", PlaceContext(zone="Pacific/Auckland"), "zone"),
        ("Vienne", PlaceContext(languages=("fr",), home="FR"), "home_country"),
        ("Roma", PlaceContext(languages=("it",)), "language"),
        ("Birmingham", PlaceContext(), "population"),
        ("Eskişehir", PlaceContext(), "only_candidate"),
    ],
)
def test_the_strongest_reason_is_told_first(name: str, context: PlaceContext, reason: str) -> None:
    assert choose(gazetteer().named(name), context).reasons[0] == reason


def test_even_odds_are_not_sure_and_signs_make_sure() -> None:
    candidates = gazetteer().named("Cambridge")
    alone, at_home = choose(candidates, PlaceContext()), choose(candidates, PlaceContext(home="GB"))
    assert alone.confidence < 0.5 < 0.8 < at_home.confidence < 1


def test_a_stated_region_where_none_lies_leaves_the_other_signs() -> None:
    choice = choose(gazetteer().named("Lincoln"), PlaceContext(home="GB", admin1=("DE", "02")))
    assert (choice.place.geonameid, choice.reasons[0]) == (2644487, "home_country")


def test_the_places_not_chosen_come_back_once_each() -> None:
    candidates = gazetteer().named("Hamilton")
    choice = choose(candidates, PlaceContext(home="NZ"))
    assert sorted(place.geonameid for place in (choice.place, *choice.others)) == sorted(
        place.geonameid for place in candidates
    )


def test_no_candidates_are_refused() -> None:
    with pytest.raises(UnknownPlace):
        choose((), PlaceContext())


def test_distances_are_great_circles() -> None:
    """Paris to London, 344 km by any table."""
    assert round(kilometres(gazetteer().place(2988507), gazetteer().place(2643743))) == 344
