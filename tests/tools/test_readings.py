"""How drafts are held against expected events, as tests/readings/README.md says."""

import datetime as dt
from typing import Any

import pytest
from tools.readings import Page, is_right, likeness, paired
from tools.score import found_and_usable

from handbill.values import Draft, Finding, WallTime, plain_draft

WALK: dict[str, Any] = {
    "start": "2027-03-06T14:00",
    "end": "2027-03-06T16:00",
    "tz": "Europe/London",
    "title": "Lamp walk",
    "city": "Leeds",
    "country": "GB",
    "venue": "Canal Wharf, 12 Weir Street",
    "organizers": ["Weir Society", "Moth Circle"],
    "recurrence": "FREQ=WEEKLY;BYDAY=SA",
    "status": "scheduled",
}
TWO = dt.datetime(2027, 3, 6, 14)


def said(value: Any) -> Finding[Any]:
    return Finding(value, None, "test")


def draft(
    start: WallTime = TWO, name: str = "Lamp walk", city: str = "Leeds", venue: str | None = None
) -> Draft:
    return Draft(
        said(start), name=said(name), city=said(city), venue=said(venue) if venue is not None else None
    )


FIELDS = [
    # field of a draft, what it says, whether it is right
    ("dtstart", TWO, True),
    ("dtstart", dt.datetime(2027, 3, 6, 14, 30), False),
    ("dtstart", dt.date(2027, 3, 6), False),
    ("dtend", dt.datetime(2027, 3, 6, 16), True),
    ("dtend", None, False),
    ("tzid", "Europe/London", True),
    ("tzid", "Europe/Dublin", True),  # the same time on that day
    ("tzid", "Europe/Paris", False),
    ("tzid", None, False),
    ("name", "LAMP WALK", True),
    ("name", "Lamp walk along the canal", True),
    ("name", "Lamp", True),
    ("name", "Seed swap", False),
    ("name", None, False),
    ("city", "Leéds", True),
    ("city", "York", False),
    ("venue", "Canal Wharf", True),
    ("country_code", "GB", True),
    ("country_code", "IE", False),
    ("organizers", ["Moth Circle", "The Weir Society"], True),
    ("organizers", ["Weir Society"], False),
    ("organizers", ["Weir Society", "Moth Circle", "Leeds"], False),
    ("rrule", "BYDAY=SA;FREQ=WEEKLY", True),
    ("rrule", "FREQ=WEEKLY", False),
    ("rrule", None, False),
    ("status", "scheduled", True),
    ("status", None, True),  # what says nothing takes place
    ("status", "cancelled", False),
]


@pytest.mark.parametrize(("field", "value", "right"), FIELDS, ids=[f"{f[0]} {f[1]}" for f in FIELDS])
def test_when_a_field_is_right(field: str, value: Any, right: bool):
    findings = tuple(map(said, value)) if isinstance(value, list) else said(value) if value else None
    told = plain_draft(Draft(**{field: findings if findings is not None else None}))

    assert is_right(WALK, told, field) is right


def test_an_alternative_is_as_right():
    """One value or a list of them; for organisers each alternative is a list."""
    event = WALK | {
        "alt_start": ["2027-03-06T13:30"],
        "alt_title": "Lantern stroll",
        "alt_organizers": [["Pond Trust"]],
    }
    told = plain_draft(
        Draft(
            said(dt.datetime(2027, 3, 6, 13, 30)),
            name=said("Lantern stroll"),
            organizers=(said("Pond Trust"),),
        )
    )

    assert [is_right(event, told, field) for field in ("dtstart", "name", "organizers")] == [True] * 3
    assert [is_right(WALK, told, field) for field in ("dtstart", "name", "organizers")] == [False] * 3


LIKE = [
    ("Lamp walk", "lamp-walk!", 1.0),
    ("Lamp walk", "The lamp walk of Leeds", 1.0),
    ("Ely", "Elysian fields", 2 * 3 / (4 + 15)),  # three letters are held by too much; "  e", " el", "ely"
    ("京都", "京都市", 1.0),
    ("Café", "CAFE", 1.0),
    ("", "", 1.0),
    ("Lamp walk", "", 0.0),
    (None, None, 1.0),
    ("abcd", "wxyz", 0.0),
    ("night", "nacht", 2 * 2 / (6 + 6)),  # "  n" and "ht "
]


@pytest.mark.parametrize(("a", "b", "value"), LIKE, ids=[f"{a} {b}" for a, b, _ in LIKE])
def test_likeness(a: str | None, b: str | None, value: float):
    """1 where one holds the other, else twice the shared trigrams by all trigrams; either way round."""
    assert (likeness(a, b), likeness(b, a)) == (pytest.approx(value), pytest.approx(value))


def test_drafts_pair_on_their_day_with_what_is_most_alike():
    swap = WALK | {"start": "2027-03-06T18:00", "title": "Seed swap", "venue": "Mill Hall"}
    york = WALK | {"start": "2027-03-07T14:00"}
    drafts = (
        draft(name="Seed swap"),
        draft(),
        draft(dt.datetime(2027, 3, 8, 14)),
        draft(dt.date(2027, 3, 7)),
    )

    assert paired([WALK, swap, york], drafts) == {0: 1, 1: 0, 3: 2}


def test_an_equal_start_decides_between_equals():
    six = WALK | {"start": "2027-03-06T18:00"}

    assert paired([WALK, six], (draft(dt.datetime(2027, 3, 6, 18)), draft())) == {0: 1, 1: 0}


def test_each_event_pairs_once_and_optional_ones_last():
    """A second draft of one event is left over; an optional event takes only what nothing else does."""
    maybe = WALK | {"optional": True}

    assert paired([WALK], (draft(), draft(name="Lamp"))) == {0: 0}
    assert paired([maybe, WALK | {"title": "Night of lanterns"}], (draft(),)) == {0: 1}


def test_found_and_usable():
    """Of four told and four asked, three are found and two can be listed; the optional one is left out."""
    page = Page(
        "X001",
        (draft(), draft(), draft(city="York"), draft(), draft()),
        (WALK, WALK, WALK, None, WALK | {"optional": True}),
        missed=1,
    )

    assert found_and_usable([page]) == (2 * 3 / (4 + 4), 2 * 2 / (4 + 4))
