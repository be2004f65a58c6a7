"""A draft as inputs, and inputs as a draft."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest
from tests.site.listing.making import ALABAMA, BIRMINGHAM, LISBON, found, walk

from handbill.errors import UnknownPlace
from handbill.values import Draft, Finding, Place
from handbill_site.desk.errors import EnteredWrong
from handbill_site.desk.forms import draft_with, entered_fields, fields_of, pinned_by


class FewPlaces:
    """A gazetteer of three cities."""

    known = (BIRMINGHAM, ALABAMA, LISBON)

    def named(self, name: str, *, country: str | None = None) -> list[Place]:
        return [p for p in self.known if p.name == name and country in (None, p.country_code)]

    def narrowed(self, places: Iterable[Place], region: str) -> list[Place]:
        known = {"AL": "US", "Alabama": "US", "US": "US", "England": "GB", "United Kingdom": "GB", "GB": "GB"}
        return [place for place in places if place.country_code == known.get(region)]

    def place(self, geonameid: int) -> Place:
        for place in self.known:
            if place.geonameid == geonameid:
                return place
        raise UnknownPlace(geonameid)


def editor(value: Any) -> Finding[Any]:
    return Finding(value, None, "editor")


def entered(draft: Draft, **fields: str) -> Draft:
    return draft_with(draft, fields, FewPlaces())


def test_a_draft_is_shown_as_inputs() -> None:
    draft = walk(dtend=found(dt.datetime(2026, 11, 14, 18, 30)))

    assert fields_of(draft) == {
        "name": "Light the Canal",
        "start_date": "2026-11-14",
        "start_time": "17:00",
        "fold": "",
        "end_date": "",
        "end_time": "18:30",
        "city": "Birmingham, England, GB",
        "tzid": "Europe/London",
        "venue": "Gas Street Basin",
        "organizers": "Canal Lightkeepers\nBrum Walks Slowly",
        "kind": "march",
        "urls": "https://canallight.example/walk",
        "status": "scheduled",
        "rrule": "",
        "language": "en",
        "description": "",
    }


def test_only_what_differs_is_entered_whatever_ends_the_lines() -> None:
    posted = {"name": " Light the Canal ", "organizers": "Canal Lightkeepers\r\nMoss Choir", "csrf": "x"}

    assert entered_fields(walk(), posted) == {"organizers": "Canal Lightkeepers\nMoss Choir"}


def test_nothing_entered_is_the_draft_itself() -> None:
    assert entered(walk()) == walk()


@pytest.mark.parametrize(
    ("fields", "changes"),
    [
        ({"name": "Canal Walk"}, {"name": editor("Canal Walk")}),
        ({"start_time": "18:15"}, {"dtstart": editor(dt.datetime(2026, 11, 14, 18, 15)), "dtend": None}),
        ({"start_time": ""}, {"dtstart": editor(dt.date(2026, 11, 14)), "dtend": None}),
        ({"end_time": "18:30"}, {"dtend": editor(dt.datetime(2026, 11, 14, 18, 30))}),
        ({"end_time": "01:30"}, {"dtend": editor(dt.datetime(2026, 11, 15, 1, 30))}),
        ({"end_date": "2026-11-16"}, {"dtend": editor(dt.date(2026, 11, 16))}),
        ({"venue": ""}, {"venue": None}),
        ({"organizers": "A\n\n B \nA"}, {"organizers": (editor("A"), editor("B"))}),
        ({"urls": "https://a.example/"}, {"urls": (editor("https://a.example/"),)}),
        ({"kind": "vigil"}, {"kind": editor("vigil")}),
        ({"status": "cancelled"}, {"status": editor("cancelled")}),
        ({"language": "pt-BR"}, {"language": "pt-BR"}),
        ({"rrule": "FREQ=WEEKLY;BYDAY=SA"}, {"rrule": editor("FREQ=WEEKLY;BYDAY=SA")}),
        ({"tzid": "Europe/Dublin"}, {"tzid": editor("Europe/Dublin")}),
        ({"city": ""}, {"city": None, "place": None, "country_code": None}),
    ],
)
def test_what_a_person_entered_has_the_rule_editor_and_no_span(
    fields: dict[str, str], changes: dict[str, Any]
) -> None:
    assert entered(walk(), **fields) == dataclasses.replace(walk(), **changes)


def test_an_end_of_the_same_day_moves_with_the_start() -> None:
    draft = entered(walk(dtend=found(dt.datetime(2026, 11, 14, 18, 30))), start_date="2026-11-21")

    assert draft.dtend == editor(dt.datetime(2026, 11, 21, 18, 30))


@pytest.mark.parametrize("city", ["Birmingham, AL", "Birmingham, Alabama, US", "Birmingham , US"])
def test_a_city_is_found_by_name_and_region_and_brings_its_zone(city: str) -> None:
    assert entered(walk(), city=city) == dataclasses.replace(
        walk(),
        place=editor(ALABAMA),
        city=editor("Birmingham"),
        country_code=editor("US"),
        tzid=editor("America/Chicago"),
    )


def test_a_zone_that_was_typed_overrules_that_of_the_city() -> None:
    draft = entered(walk(), city="Lisbon", tzid="Atlantic/Azores")

    assert (draft.place, draft.tzid) == (editor(LISBON), editor("Atlantic/Azores"))


def test_a_homonym_is_chosen_by_one_press() -> None:
    draft = entered(walk(), **{"choice-city": str(ALABAMA.geonameid)})

    assert (draft.place, draft.city, draft.tzid) == (
        editor(ALABAMA),
        editor("Birmingham"),
        editor("America/Chicago"),
    )


def test_a_bare_name_is_its_clearly_largest_city_else_a_question() -> None:
    """Birmingham in England has more than five times the people of its homonym, so it is no question."""
    lesser = dataclasses.replace(BIRMINGHAM, population=300_000)
    few = FewPlaces()
    few.known = (lesser, ALABAMA, LISBON)

    with pytest.raises(EnteredWrong) as wrong:
        draft_with(walk(), {"city": "Birmingham"}, few)

    assert (wrong.value.errors, wrong.value.places) == ({"city": "city.ambiguous"}, (lesser, ALABAMA))
    assert entered(walk(), city="Birmingham").place == editor(BIRMINGHAM)
    chosen = draft_with(walk(), {"city": "Birmingham", "choice-city": str(ALABAMA.geonameid)}, few)
    assert chosen.place == editor(ALABAMA)


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"city": "Nowhere"}, {"city": "city.unknown"}),
        ({"choice-city": "1"}, {"city": "city.unknown"}),
        ({"start_date": "31 Feb"}, {"dtstart": "date.unreadable"}),
        ({"start_date": ""}, {"dtstart": "date.missing"}),
        ({"start_time": "25:00"}, {"dtstart": "time.unreadable"}),
        ({"end_time": "later"}, {"dtend": "time.unreadable"}),
        ({"tzid": "Middle/Earth"}, {"tzid": "tzid.unknown"}),
        ({"tzid": "../../etc/passwd"}, {"tzid": "tzid.unknown"}),
        ({"kind": "riot"}, {"kind": "kind.unknown"}),
        ({"status": "maybe"}, {"status": "status.unknown"}),
        ({"urls": "javascript:alert(1)"}, {"urls": "url.not_http"}),
        ({"rrule": "FREQ=SECONDLY"}, {"rrule": "rrule.frequency"}),
        ({"rrule": "FREQ=DAILY;INTERVAL=0"}, {"rrule": "rrule.interval"}),
        ({"rrule": "every Friday"}, {"rrule": "rrule.unreadable"}),
        ({"language": "<b>"}, {"language": "language.unknown"}),
        ({"name": "x" * 201}, {"name": "name.too_long"}),
        ({"kind": "riot", "city": "Nowhere"}, {"kind": "kind.unknown", "city": "city.unknown"}),
    ],
)
def test_what_cannot_be_understood_is_named_by_field(fields: dict[str, str], errors: dict[str, str]) -> None:
    with pytest.raises(EnteredWrong) as wrong:
        entered(walk(), **fields)

    assert wrong.value.errors == errors


def test_another_reading_of_the_date_is_chosen_by_one_press() -> None:
    other = dt.datetime(2026, 11, 22, 17, 0)
    draft = walk(dtstart=found(dt.datetime(2026, 11, 15, 17, 0), alternatives=(other,)))

    assert entered(draft, **{"choice-dtstart": "0"}).dtstart == editor(other)


def test_a_choice_out_of_range_is_no_choice() -> None:
    assert entered(walk(), **{"choice-venue": "7"}).venue == editor("Gas Street Basin")


def test_fields_are_pinned_by_what_they_say_not_by_who_says_it() -> None:
    before = walk()
    after = entered(before, venue="Roundhouse", city="Birmingham, GB")

    assert pinned_by(before, after) == ("venue",)


def test_which_of_two_showings_is_meant_is_entered_and_pinned_where_there_are_two() -> None:
    twice = walk(dtstart=found(dt.datetime(2026, 10, 25, 1, 30)))

    chosen = entered(twice, fold="1")

    assert (chosen.fold, pinned_by(twice, chosen)) == (editor(1), ("fold",))
    assert entered(twice, fold="1", start_time="13:30").fold is None
    assert entered(twice, fold="1", rrule="FREQ=WEEKLY").fold is None
    with pytest.raises(EnteredWrong) as wrong:
        entered(twice, fold="2")
    assert wrong.value.errors == {"fold": "fold.unknown"}
