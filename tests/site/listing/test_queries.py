"""Which listed events a draft is set beside, and which calls it is offered to."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.site.listing.making import LISBON, NOW, delivery, found, source, walk

from handbill.values import Comparison, Draft
from handbill_site.listing import operations
from handbill_site.listing.models import Event
from handbill_site.listing.queries import (
    calls_joined,
    calls_offered,
    comparison_of,
    events_to_compare,
    is_named,
)
from handbill_site.listing.values import events_of


def listed(number: int = 0, **fields: Any) -> Event:
    return operations.publish(
        walk(**fields), delivery=delivery(f"r{number}"), draft_index=0, by="policy", at=NOW
    )


def uids(draft: Draft) -> set[str]:
    return {event.uid for event in events_to_compare(draft)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "found_too"),
    [
        ({}, True),
        ({"dtstart": found(dt.date(2026, 12, 20))}, True),
        ({"dtstart": found(dt.date(2027, 3, 20)), "urls": ()}, False),
        ({"dtstart": found(dt.date(2027, 3, 20))}, True),
        ({"dtstart": found(dt.date(2027, 3, 20)), "urls": (), "uid": "walk@canallight.example"}, True),
        ({"place": found(LISBON), "urls": ()}, False),
        ({"place": None, "urls": ()}, True),
        ({"place": None, "urls": (), "dtstart": found(dt.date(2026, 11, 15))}, False),
        (
            {
                "dtstart": found(dt.date(2027, 3, 20)),
                "previous_start": found(dt.date(2026, 11, 14)),
                "urls": (),
            },
            True,
        ),
        ({"dtstart": None, "urls": ()}, False),
    ],
    ids=[
        "same day and city",
        "five weeks later in the city",
        "four months later",
        "four months later, same link",
        "four months later, same UID",
        "another city",
        "that day, city unknown",
        "day after, city unknown",
        "moved from that day",
        "no day at all",
    ],
)
def test_a_draft_is_compared_with_what_it_could_be(fields: dict[str, Any], found_too: bool) -> None:
    event = listed(uid="walk@canallight.example", sequence=1)

    assert uids(walk(**fields)) == ({event.uid} if found_too else set())


@pytest.mark.django_db
def test_withdrawn_events_are_not_compared() -> None:
    operations.withdraw(listed(), by="user:ana", at=NOW)

    assert uids(walk()) == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sequence", "comparison"),
    [
        (3, Comparison("update", "UID", 1.0, ("uid", "higher_sequence"), ("venue",))),
        (2, Comparison("same", "UID", 1.0, ("uid",))),
        (1, Comparison("same", "UID", 1.0, ("uid",))),
    ],
)
def test_a_known_calendar_is_compared_by_arithmetic(sequence: int, comparison: Comparison) -> None:
    event = listed(uid="walk@canallight.example", sequence=2)
    draft = walk(uid="walk@canallight.example", sequence=sequence, venue=found("Old Turn Junction"))

    assert comparison_of(draft) == dataclasses.replace(comparison, uid=event.uid)


@pytest.mark.django_db
def test_what_has_no_uid_is_compared_by_likeness() -> None:
    listed(place=found(LISBON), urls=(found("https://lisbon.example/"),))

    assert comparison_of(walk()).verdict == "new"


@pytest.mark.django_db
@pytest.mark.parametrize("events", [1, 3])
def test_events_are_read_with_the_same_number_of_queries(
    events: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(events):
        listed(number)

    with django_assert_num_queries(6):
        assert len(events_of(Event.objects.all())) == events


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "speaks", "text", "offered"),
    [
        ({}, [], "Join the Day of Lanterns", True),
        ({}, [], "see you there #lanterns!", True),
        ({"name": found("Day of Lanterns: walk")}, [], "nothing", True),
        ({}, ["day-of-lanterns"], "nothing", True),
        ({}, [], "nothing", False),
        ({}, [], "the #lanternshop opens", False),
        ({"dtstart": found(dt.date(2026, 11, 13))}, [], "#lanterns", True),
        ({"dtstart": found(dt.date(2026, 11, 15))}, [], "#lanterns", True),
        ({"dtstart": found(dt.date(2026, 11, 16))}, [], "#lanterns", False),
        ({"dtstart": found(dt.date(2026, 11, 12))}, ["day-of-lanterns"], "#lanterns", False),
        ({"dtstart": None}, [], "#lanterns", False),
    ],
)
def test_a_draft_is_offered_to_calls_of_its_day_that_are_named_or_spoken_for(
    fields: dict[str, Any], speaks: list[str], text: str, offered: bool
) -> None:
    call = operations.create_call(
        "day-of-lanterns",
        titles={"en": "Day of Lanterns"},
        first_day=dt.date(2026, 11, 13),
        last_day=dt.date(2026, 11, 15),
        names=["Day of Lanterns", "#lanterns"],
        by="user:ada",
        at=NOW,
    )
    sender, draft = source(calls=speaks), walk(**fields)

    assert calls_offered(draft, sender, text) == ([call] if offered else [])
    assert calls_joined(draft, sender) == ([call] if offered and speaks else [])


@pytest.mark.parametrize(
    ("names", "text", "named"),
    [
        (["Day of Lanterns"], "our DAY of\n lanterns", True),
        (["lanterns"], "lanternshop", False),
        (["#lanterns"], "#lanterns2", False),
        (["يوم الفوانيس"], "ندعوكم ليوم الفوانيس غدا", True),
        (["灯の日"], "今年の灯の日に集まります", True),
        (["День фонарей"], "на день фонарей!", True),
        (["", " "], "anything", False),
        (["a.c"], "abc", False),
    ],
)
def test_a_name_counts_as_words_of_its_own_where_its_script_parts_words(
    names: list[str], text: str, named: bool
) -> None:
    assert is_named(names, text) is named
