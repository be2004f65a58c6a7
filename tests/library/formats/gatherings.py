"""Events for the tests of the writers. All names are invented."""

import datetime as dt
from dataclasses import replace
from typing import Any

from handbill.values import Event, Occurrence, Organizer, Place

BIRMINGHAM = Place(
    2655603,
    "Birmingham",
    "GB",
    "ENG",
    "England",
    "Europe/London",
    1144919,
    latitude=52.48142,
    longitude=-1.89983,
)
WALK = Event(
    uid="0b7c-walk@handbill.example",
    name="Light the Canal; a walk, with lamps",
    dtstart=dt.datetime(2026, 11, 14, 17, 0),
    dtend=dt.datetime(2026, 11, 14, 18, 30),
    tzid="Europe/London",
    created=dt.datetime(2026, 11, 10, 9, 12, 5, tzinfo=dt.UTC),
    last_modified=dt.datetime(2026, 11, 11, 8, 0, 0, tzinfo=dt.UTC),
    sequence=2,
    place=BIRMINGHAM,
    city="Birmingham",
    venue="Gas Street Basin",
    kind="march",
    language="en",
    description="Bring a lamp.\nDogs welcome, on a lead.",
    organizers=(
        Organizer("Canal Lightkeepers", "https://canallight.example/"),
        Organizer("Brum Walks Slowly"),
    ),
    links=("https://canallight.example/walk?a=1,2",),
    calls=("open-rivers",),
)
FAIR = Event(
    uid="fair@handbill.example",
    name="Uferfest",
    dtstart=dt.date(2026, 6, 5),
    dtend=dt.date(2026, 6, 7),
    tzid="Europe/Berlin",
    created=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    last_modified=dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
    kind="festival",
    language="de",
    venue="online",
)


def other(event: Event = WALK, **fields: Any) -> Event:
    """Return *event* with other fields."""
    return replace(event, **fields)


def weekly(count: int) -> tuple[Occurrence, ...]:
    """Return the first dates of the walk, were it weekly."""
    return tuple(
        Occurrence(dt.datetime(2026, 11, 14, 17) + dt.timedelta(weeks=week)) for week in range(count)
    )
