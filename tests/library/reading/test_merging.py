"""The same event told twice becomes one draft; different events stay apart."""

import datetime as dt
from dataclasses import replace

import pytest

from handbill.reading.merging import completed, is_same_telling, told_once, with_stated
from handbill.values import Draft, Finding, Span, WallTime

DAY = dt.date(2027, 3, 6)
TWO, SIX = dt.datetime(2027, 3, 6, 14), dt.datetime(2027, 3, 6, 18)


def said(value: str, at: int = 0, confidence: float = 0.9) -> Finding[str]:
    return Finding(value, Span(at, at + len(value)), "name.line", confidence)


def start(value: WallTime, at: int = 0, confidence: float = 0.9) -> Finding[WallTime]:
    return Finding(value, Span(at, at + 10), "dtstart.time", confidence)


FAR = 5000
"""Characters that no title stands from its hours."""

PAIRS = [
    # what the second draft says, whether it is the event "Lamp walk, 6 March 2 pm, Mill Hall"
    ("the same again", Draft(start(TWO, FAR), name=said("Lamp walk")), True),
    ("a longer name", Draft(start(TWO, FAR), name=said("The great lamp walk")), True),
    ("the day only", Draft(start(DAY, FAR), name=said("Lamp walk")), True),
    ("a bare mention", Draft(start(DAY, FAR), name=said("Agenda", confidence=0.5)), True),
    ("a day without a name", Draft(start(DAY, FAR)), True),
    ("another hour", Draft(start(SIX, FAR), name=said("Lamp walk")), False),
    ("another day", Draft(start(dt.datetime(2027, 3, 7, 14), FAR), name=said("Lamp walk")), False),
    ("another name", Draft(start(TWO, FAR), name=said("Seed swap")), False),
    ("another house", Draft(start(TWO, FAR), name=said("Lamp walk"), venue=said("Chapel")), False),
    ("part of the house", Draft(start(TWO, FAR), name=said("Lamp walk"), venue=said("Hall")), True),
    ("a title near by", Draft(start(DAY, 40), name=said("Night of lanterns")), True),
    ("a title far off", Draft(start(DAY, FAR), name=said("Night of lanterns")), False),
]


@pytest.mark.parametrize(("other", "same"), [p[1:] for p in PAIRS], ids=[p[0] for p in PAIRS])
def test_what_is_one_event(other: Draft, same: bool):
    """Same day, and nothing else that differs; either way round."""
    walk = Draft(start(TWO), name=said("Lamp walk"), venue=said("Mill Hall"))

    assert is_same_telling(walk, other) is same
    assert is_same_telling(other, walk) is same


def test_a_title_with_its_day_and_the_hours_below_are_joined():
    """The name of the title, the hours of the line below, in the place of the first."""
    title = Draft(start(DAY), name=said("Night of lanterns"))
    line = Draft(start(TWO, 40), name=said("Saturday"), venue=said("Mill Hall", 60))
    later = Draft(start(dt.datetime(2027, 3, 13, 14), 90), name=said("Seed swap"))

    assert told_once([title, line, later]) == [
        Draft(start(TWO, 40), name=said("Night of lanterns"), venue=said("Mill Hall", 60)),
        later,
    ]


def test_completing_takes_only_what_is_missing():
    """Organisers of both, each once; the same value in other words is further evidence."""
    main = Draft(start(TWO), name=said("Lamp walk", 20), organizers=(said("Weir Society", 40),))
    rest = Draft(
        start(TWO, 100),
        name=said("Seed swap", 120),
        city=said("Leeds", 140),
        organizers=(said("WEIR SOCIETY", 160), said("Moth Circle", 180)),
    )

    assert completed(main, rest) == Draft(
        replace(start(TWO), also=(Span(100, 110),)),
        name=said("Lamp walk", 20),
        city=said("Leeds", 140),
        organizers=(said("Weir Society", 40), said("Moth Circle", 180)),
    )


def test_an_end_before_the_start_is_not_taken():
    main, rest = Draft(start(SIX)), Draft(start(TWO), dtend=start(dt.datetime(2027, 3, 6, 16)))

    assert completed(main, rest) == main


def test_stated_facts_stand_and_take_what_only_words_tell():
    """A told day without hours is a mention of the fact; a told hour on another day is an event more."""
    fact = Draft(start(TWO, confidence=1), name=said("Lamp walk", confidence=1))
    told = Draft(start(TWO, 300), name=said("Walk of lamps", 320), venue=said("Mill Hall", 340))
    mention = Draft(start(dt.date(2027, 3, 7), 400), name=said("Posted"))
    other = Draft(start(dt.datetime(2027, 3, 9, 18), 500), name=said("Seed swap"))

    assert with_stated([fact], [told, mention, other]) == [
        Draft(
            replace(start(TWO, confidence=1), also=(Span(300, 310),)),
            name=said("Lamp walk", confidence=1),
            venue=said("Mill Hall", 340),
        ),
        other,
    ]


def test_the_programme_of_a_stated_festival_is_no_event_more():
    """What falls inside a fact of several days is part of it."""
    fair = Draft(
        start(DAY, confidence=1), start(dt.date(2027, 3, 8), confidence=1), name=said("Fair", confidence=1)
    )
    item = Draft(start(dt.datetime(2027, 3, 7, 18), 300), name=said("Closing song"))

    assert with_stated([fair], [item]) == [fair]


def test_without_facts_the_told_stand():
    told = [Draft(start(TWO), name=said("Lamp walk"))]

    assert with_stated([], told) == told
