"""Could they be the same, are they, and why: worked examples."""

import datetime as dt
from dataclasses import replace

import pytest

from handbill.matching import compare, keys_of_draft, keys_of_event, name_key
from handbill.values import Comparison, Draft, Event, Finding, Organizer, Place

NAIROBI = Place(184745, "Nairobi", "KE", "30", "Nairobi", "Africa/Nairobi", 4397073, -1.28, 36.82)
MOMBASA = Place(186301, "Mombasa", "KE", "01", "Mombasa", "Africa/Nairobi", 1208333, -4.05, 39.67)
CANDLES = Event(
    uid="a@handbill.example",
    name="Candles for the river families",
    dtstart=dt.datetime(2027, 4, 7, 17, 30),
    tzid="Africa/Nairobi",
    created=dt.datetime(2027, 3, 1, tzinfo=dt.UTC),
    last_modified=dt.datetime(2027, 3, 1, tzinfo=dt.UTC),
    place=NAIROBI,
    city="Nairobi",
    venue="Jacaranda Gardens",
    organizers=(Organizer("Safe Banks"),),
    links=("https://safebanks.example/candles",),
)


def found(value):
    return Finding(value, None, "test")


TOLD = Draft(
    dtstart=found(dt.datetime(2027, 4, 7, 17, 30)),
    name=found("Candles for the River Families"),
    place=found(NAIROBI),
    city=found("Nairobi"),
    venue=found("Jacaranda Gardens"),
)

# story, draft, expected verdict, expected changed fields
CASES = [
    ("told again in the same words", TOLD, "same", ()),
    ("another hour", replace(TOLD, dtstart=found(dt.datetime(2027, 4, 7, 18, 0))), "update", ("dtstart",)),
    ("now with its end", replace(TOLD, dtend=found(dt.datetime(2027, 4, 7, 19, 0))), "update", ("dtend",)),
    ("the second of two showings of the hour", replace(TOLD, fold=found(1)), "update", ("fold",)),
    ("cancelled", replace(TOLD, status=found("cancelled")), "update", ("status",)),
    ("the same name in another city", replace(TOLD, place=found(MOMBASA), venue=None), "new", ()),
    ("the same name a week later", replace(TOLD, dtstart=found(dt.datetime(2027, 4, 14, 17, 30))), "new", ()),
    ("the same hour at another venue", replace(TOLD, venue=found("Uhuru Fountain")), "unsure", ("venue",)),
    ("another name that day there", replace(TOLD, name=found("Book fair"), venue=None), "new", ()),
]


@pytest.mark.parametrize(("story", "draft", "verdict", "changed"), CASES, ids=[case[0] for case in CASES])
def test_verdict(story: str, draft: Draft, verdict: str, changed: tuple[str, ...]):
    """Each story gets the verdict that an editor would give."""
    comparison = compare(draft, [CANDLES])

    assert (comparison.verdict, comparison.changed if comparison.uid else ()) == (verdict, changed)


def test_uid_decides_alone():
    """Structured data with the same UID is the same event, however it changed."""
    start = found(dt.datetime(2027, 6, 1, 9, 0))
    moved = Draft(uid="a@handbill.example", dtstart=start, name=found("Lights"))

    assert compare(moved, [CANDLES]).uid == "a@handbill.example"


def test_a_move_that_says_so_needs_a_person_or_better():
    """A postponement names the former day: it is held against the event of that day."""
    moved = replace(
        TOLD,
        dtstart=found(dt.datetime(2027, 4, 14, 17, 30)),
        previous_start=found(dt.datetime(2027, 4, 7, 17, 30)),
        status=found("postponed"),
    )

    comparison = compare(moved, [CANDLES])

    assert (comparison.verdict, comparison.changed) == ("update", ("dtstart", "status"))


def test_nothing_listed_is_new():
    """Beside an empty list every draft is new."""
    assert compare(TOLD, []) == Comparison("new")


def test_reasons_come_strongest_first():
    """The reasons explain the score, the weightiest before the others."""
    assert compare(TOLD, [CANDLES]).reasons == ("same_name", "same_time", "same_venue", "same_city")


def test_keys_meet_for_the_same_day_and_city():
    """A draft and its event share a key, so that they are compared at all."""
    assert keys_of_draft(TOLD) & keys_of_event(CANDLES) == {"day:2027-04-07:184745"}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Straßen-Fest!", "strassen fest"),
        ("ＯＰＥＮ  Rivers", "open rivers"),
        ("İzmir’de şenlik", "izmir de senlik"),
        ("札幌 パレード", "札幌 ハレート"),
        ("«Воды́ наша»", "воды наша"),
    ],
)
def test_name_key(name: str, key: str):
    """Case, accents, width and punctuation do not count."""
    assert name_key(name) == key
