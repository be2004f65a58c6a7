"""Values travel to JSON and back without loss."""

import datetime as dt
import json

import pytest

from handbill.values import (
    Announcement,
    Block,
    Cell,
    Draft,
    Event,
    Finding,
    Link,
    Occurrence,
    Organizer,
    Place,
    Problem,
    Reading,
    Span,
    Stamp,
    from_json,
    plain_draft,
    to_json,
)

BASEL = Place(2661604, "Basel", "CH", "BS", "Basel-City", "Europe/Zurich", 164488, 47.55, 7.57)
DRAFT = Draft(
    dtstart=Finding(dt.datetime(2027, 5, 1, 10, 30), Span(8, 13), "dtstart.time", 0.9, (Span(0, 6),)),
    dtend=Finding(dt.date(2027, 5, 2), None, "dtend.date"),
    name=Finding("Demonstration", Span(16, 29), "name.first_words", alternatives=("Demo",)),
    city=Finding("Basel", Span(30, 35), "city.heading"),
    place=Finding(BASEL, Span(30, 35), "city.heading"),
    organizers=(Finding("Rheinchor", None, "organizer.label"),),
    exdates=(Finding(dt.date(2027, 5, 8), None, "exdates.words"),),
    rdates=(Finding(dt.datetime(2027, 5, 22, 14), None, "icalendar.RDATE"),),
    last_modified=dt.datetime(2027, 1, 1, tzinfo=dt.UTC),
    problems=(Problem("dtstart.weekday_mismatch", Span(0, 6)),),
)
ANNOUNCEMENT = Announcement(
    text="1. Mai\n10:30 | Demonstration",
    blocks=(Block("row", Span(7, 28), group=1, path=(1, 2), cells=(Cell(Span(7, 12), 0, header=True),)),),
    received=dt.datetime(2027, 4, 18, 9, 0),
    links=(Link(Span(0, 6), "https://rheinchor.example/"),),
    stamps=(Stamp(Span(7, 12), "10:30"),),
    stated=(DRAFT,),
)
EVENT = Event(
    uid="1@handbill.example",
    name="Demonstration",
    dtstart=dt.date(2027, 5, 1),
    tzid="Europe/Zurich",
    created=dt.datetime(2027, 1, 1, tzinfo=dt.UTC),
    last_modified=dt.datetime(2027, 1, 2, tzinfo=dt.UTC),
    dtend=dt.datetime(2027, 5, 1, 12, 0),
    place=BASEL,
    organizers=(Organizer("Rheinchor", "https://rheinchor.example/"),),
    occurrences=(Occurrence(dt.date(2027, 5, 1)),),
)


VALUES = (DRAFT, ANNOUNCEMENT, EVENT, Reading("de", (DRAFT,)))


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_round_trip(value: object):
    """What was written as JSON text reads back equal."""
    assert from_json(json.loads(json.dumps(to_json(value))), type(value)) == value


def test_spans_and_times_are_plain():
    """JSON holds spans as pairs and wall times as ISO 8601, so that other programs can read them."""
    written = to_json(DRAFT)["dtstart"]

    assert written == {
        "value": "2027-05-01T10:30:00",
        "span": [8, 13],
        "rule": "dtstart.time",
        "confidence": 0.9,
        "also": [[0, 6]],
    }


def test_plain_draft_has_values_only():
    """The flat record holds minutes, lists and None where the draft is silent."""
    assert plain_draft(DRAFT) == {
        "name": "Demonstration",
        "dtstart": "2027-05-01T10:30",
        "dtend": "2027-05-02",
        "tzid": None,
        "city": "Basel",
        "country_code": None,
        "geonameid": 2661604,
        "venue": None,
        "organizers": ["Rheinchor"],
        "urls": [],
        "rrule": None,
        "exdates": ["2027-05-08"],
        "rdates": ["2027-05-22T14:00"],
        "status": "scheduled",
        "kind": None,
        "door_time": None,
        "event_attendance_mode": None,
        "offers": None,
        "accessibility": [],
        "contact": None,
        "language": None,
        "previous_start": None,
        "previous_venue": None,
    }
