"""What policy decides alone, and why it leaves the rest to a person."""

import datetime as dt
from typing import Any

import pytest
from tests.site.listing.making import ALABAMA, BIRMINGHAM, found, walk

from handbill.values import Comparison, Draft, Finding, Problem
from handbill_site.desk.policy import Decision, Doubt, decide, doubts

NEW = Comparison("new")
TODAY = dt.date(2026, 11, 10)


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
        (walk(place=found(BIRMINGHAM, alternatives=(ALABAMA,), confidence=0.7)), NEW, {}, ("homonym_city",)),
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


def test_a_homonym_that_the_reading_is_sure_of_is_no_question() -> None:
    sure = walk(place=found(BIRMINGHAM, alternatives=(ALABAMA,), confidence=0.95))

    assert decide(sure, NEW, trusted=True, structured=True, today=TODAY) == Decision("publish")


def test_nothing_is_past_where_no_day_is_given() -> None:
    old = walk(dtstart=found(dt.date(1999, 1, 1)))

    assert decide(old, NEW, trusted=True, structured=True) == Decision("publish")


def test_what_is_missing_comes_before_what_is_contradicted_guessed_or_ambiguous() -> None:
    draft = walk(
        name=None,
        venue=found("Roundhouse", confidence=0.5),
        place=found(BIRMINGHAM, alternatives=(ALABAMA,), confidence=0.7),
        problems=(Problem("dtstart.weekday_mismatch"),),
    )

    assert doubts(draft) == (
        Doubt("name", "name.missing"),
        Doubt("dtstart", "dtstart.weekday_mismatch"),
        Doubt("city", "homonym_city"),
        Doubt("venue", "often_wrong"),
    )
