"""What policy decides alone, and why it leaves the rest to a person."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from tests.site.listing.making import ALABAMA, BIRMINGHAM, found, walk

from handbill.reading import certainty
from handbill.values import Comparison, Draft, Finding, Problem
from handbill_site.desk.policy import Decision, Doubt, decide, doubts

NEW = Comparison("new")
TODAY = dt.date(2026, 11, 10)
RATES = {"name": {"": 0.6}, "dtstart": {"": 0.6}, "place": {"": 0.7}, "venue": {"": 0.6}, "rrule": {"": 0.4}}


@pytest.fixture(autouse=True)
def _rates(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is usual stays what it is here, however often the shipped table is measured anew."""
    monkeypatch.setattr(certainty, "rates", lambda: RATES)


@pytest.mark.parametrize(
    ("comparison", "action"),
    [
        (NEW, "publish"),
        (Comparison("same", "u", 1.0, ("uid",)), "nothing"),
        (Comparison("update", "u", 1.0, ("uid", "higher_sequence"), ("dtstart",)), "update"),
    ],
)
def test_whole_data_of_a_trusted_source_is_decided_alone(comparison: Comparison, action: Any) -> None:
    assert decide(walk(), comparison, trusted=True, structured=True, today=TODAY) == Decision(action)


@pytest.mark.parametrize(
    ("draft", "comparison", "told", "why"),
    [
        (walk(), NEW, {"trusted": False}, ("untrusted_sender",)),
        (walk(), NEW, {"trusted": False, "first_time": True}, ("first_time_sender",)),
        (walk(), NEW, {"structured": False}, ("prose",)),
        (walk(), Comparison("unsure", "u", 0.6, ("name_alike",)), {}, ("unsure_match",)),
        (walk(), Comparison("update", "u", 0.9, ("same_name",)), {}, ("changes_listed",)),
        (walk(place=found(BIRMINGHAM, alternatives=(ALABAMA,), confidence=0.5)), NEW, {}, ("homonym_city",)),
        (walk(place=None, city=None), NEW, {}, ("missing_city",)),
        (walk(dtstart=None), NEW, {}, ("missing_date",)),
        (walk(name=None), NEW, {}, ("missing_name",)),
        (walk(problems=(Problem("dtstart.no_year"),)), NEW, {}, ("date_without_year",)),
        (walk(problems=(Problem("dtstart.weekday_mismatch"),)), NEW, {}, ("dtstart.weekday_mismatch",)),
        (walk(dtstart=found(dt.date(2026, 11, 9))), NEW, {}, ("past",)),
        (walk(dtstart=found(dt.date(2031, 1, 1))), NEW, {}, ("far",)),
        (walk(dtend=found(dt.date(2026, 11, 13))), NEW, {}, ("dtend.before_dtstart",)),
        (walk(), NEW, {"trusted": False, "structured": False}, ("untrusted_sender", "prose")),
        (walk(offers=Finding("free", None, "model.offers")), NEW, {}, ("proposed",)),
        (walk(organizers=(Finding("Lamps", None, "model.organizers"),)), NEW, {}, ("proposed",)),
    ],
)
def test_everything_else_waits_for_a_person_with_the_reason(
    draft: Draft, comparison: Comparison, told: dict[str, bool], why: tuple[str, ...]
) -> None:
    asked: dict[str, Any] = {"trusted": True, "structured": True, "today": TODAY} | told

    assert decide(draft, comparison, **asked) == Decision("case", why)


def test_a_series_that_began_in_the_past_is_not_past() -> None:
    series = walk(dtstart=found(dt.date(2025, 1, 3)), rrule=found("FREQ=WEEKLY"))

    assert decide(series, NEW, trusted=True, structured=True, today=TODAY) == Decision("publish")


def test_a_homonym_that_is_right_as_often_as_any_city_is_no_question() -> None:
    sure = walk(place=found(BIRMINGHAM, alternatives=(ALABAMA,), confidence=0.7))

    assert decide(sure, NEW, trusted=True, structured=True, today=TODAY) == Decision("publish")


def test_nothing_is_past_where_no_day_is_given() -> None:
    old = walk(dtstart=found(dt.date(1999, 1, 1)))

    assert decide(old, NEW, trusted=True, structured=True) == Decision("publish")


def test_what_is_missing_comes_before_what_is_contradicted_guessed_or_ambiguous() -> None:
    draft = walk(
        name=None,
        venue=found("Roundhouse", confidence=0.5),
        place=found(BIRMINGHAM, alternatives=(ALABAMA,), confidence=0.5),
        problems=(Problem("dtstart.weekday_mismatch"),),
    )

    assert doubts(draft) == (
        Doubt("name", "name.missing"),
        Doubt("dtstart", "dtstart.weekday_mismatch"),
        Doubt("city", "homonym_city"),
        Doubt("venue", "often_wrong", 0.5),
    )


@pytest.mark.parametrize(
    ("field", "finding", "guess"),
    [
        ("venue", found("Roundhouse", confidence=0.58), False),  # about as usual
        ("venue", found("Roundhouse", confidence=0.55), True),  # clearly less
        ("rrule", found("FREQ=WEEKLY", confidence=0.4), False),  # the same figure is usual for one field
        ("name", found("Night walk", confidence=0.4), True),  # and little for another
        ("dtstart", found(TODAY, confidence=0.2), True),
        ("kind", found("walk", confidence=0.3), False),  # nobody measured the field
        ("venue", found("Roundhouse"), False),  # stated as data
    ],
)
def test_a_guess_is_right_clearly_less_often_than_its_field_usually_is(
    field: str, finding: Finding[Any], guess: bool
) -> None:
    expected = (Doubt(field, "often_wrong", finding.confidence),) if guess else ()

    assert doubts(walk(**{field: finding})) == expected


def test_what_a_model_proposed_is_a_guess_without_a_figure() -> None:
    """Its confidence is no measured share; and it may be more than is usual for the field."""
    proposed = Finding("FREQ=WEEKLY", None, "model.rrule", 0.5)

    assert doubts(walk(rrule=proposed)) == (Doubt("rrule", "often_wrong"),)


def test_a_guess_waits_no_longer_than_the_rest_of_its_draft() -> None:
    guessed = walk(venue=found("Roundhouse", confidence=0.1))

    assert decide(guessed, NEW, trusted=True, structured=True, today=TODAY) == Decision("publish")


TWICE = walk(dtstart=found(dt.datetime(2027, 10, 31, 1, 30)))
"""At an hour that London's clock shows twice."""


@pytest.mark.parametrize(
    ("draft", "comparison", "decision"),
    [
        (TWICE, NEW, Decision("case", ("clock_twice",))),
        (TWICE, Comparison("update", "u", 1.0, ("uid",), ("dtstart",)), Decision("case", ("clock_twice",))),
        (TWICE, Comparison("update", "u", 1.0, ("uid",), ("venue",)), Decision("update")),
        (dataclasses.replace(TWICE, fold=found(1)), NEW, Decision("publish")),
        (dataclasses.replace(TWICE, rrule=found("FREQ=YEARLY")), NEW, Decision("publish")),
    ],
)
def test_which_of_two_showings_of_an_hour_is_asked_once(
    draft: Draft, comparison: Comparison, decision: Decision
) -> None:
    assert decide(draft, comparison, trusted=True, structured=True, today=TODAY) == decision
