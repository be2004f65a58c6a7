"""Wall times are never shifted silently; names of zones mean what they mean where they are used."""

import datetime as dt

import pytest

from handbill.calendars import Wall, localize, zone_named
from handbill.calendars.zones import ABBREVIATIONS, AMBIGUOUS, BY_COUNTRY, WINDOWS

UTC = dt.UTC


def test_an_ordinary_time_has_one_instant() -> None:
    wall = dt.datetime(2026, 12, 5, 19)
    noon = dt.datetime(2026, 12, 5, 18, tzinfo=UTC)
    assert localize(wall, "Europe/Berlin") == Wall(wall, "Europe/Berlin", "ok", noon, noon)


def test_a_time_that_the_clock_skips_is_a_gap() -> None:
    wall = dt.datetime(2027, 3, 14, 2, 30)
    assert localize(wall, "America/New_York") == Wall(
        wall,
        "America/New_York",
        "gap",
        dt.datetime(2027, 3, 14, 6, 30, tzinfo=UTC),
        dt.datetime(2027, 3, 14, 7, 30, tzinfo=UTC),
    )


def test_a_time_that_the_clock_shows_twice_is_a_fold_with_both_instants() -> None:
    wall = dt.datetime(2026, 10, 25, 2, 30)
    assert localize(wall, "Europe/Paris") == Wall(
        wall,
        "Europe/Paris",
        "fold",
        dt.datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        dt.datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )


def test_an_aware_time_is_refused() -> None:
    with pytest.raises(ValueError, match="not a wall time"):
        localize(dt.datetime(2026, 12, 5, 19, tzinfo=UTC), "Europe/Berlin")


@pytest.mark.parametrize(
    ("name", "home", "zone"),
    [
        ("CET", None, "Europe/Paris"),
        ("WIT", None, "Asia/Jayapura"),
        ("ET", "CA", "America/Toronto"),
        ("IST", "IL", "Asia/Jerusalem"),
        ("IST", None, "Asia/Kolkata"),
        ("CST", "CN", "Asia/Shanghai"),
        ("W. Europe Standard Time", None, "Europe/Berlin"),
        ("America/Sao_Paulo", None, "America/Sao_Paulo"),
        ("Middle of Nowhere", None, None),
    ],
)
def test_a_zone_is_known_by_the_names_people_write(name: str, home: str | None, zone: str | None) -> None:
    assert zone_named(name, home=home) == zone


def test_every_zone_we_name_exists() -> None:
    named = {*ABBREVIATIONS.values(), *AMBIGUOUS.values(), *BY_COUNTRY.values(), *WINDOWS.values()}
    assert {zone: localize(dt.datetime(2026, 6, 1), zone).status for zone in named} == dict.fromkeys(
        named, "ok"
    )


def test_of_two_instants_the_one_that_is_meant_is_given_and_elsewhere_there_is_no_choice() -> None:
    twice = localize(dt.datetime(2026, 10, 25, 2, 30), "Europe/Paris")
    assert [twice.meant(fold).hour for fold in (0, 1)] == [0, 1]
    once = localize(dt.datetime(2026, 7, 1, 12), "Europe/Paris")
    skipped = localize(dt.datetime(2027, 3, 14, 2, 30), "America/New_York")
    assert [(once.meant(fold), skipped.meant(fold)) for fold in (0, 1)] == [
        (once.instant, skipped.instant)
    ] * 2
