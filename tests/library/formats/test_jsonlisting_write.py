"""The plain listing: its keys are a promise, so the test names every one."""

import datetime as dt
import json

from tests.library.formats.gatherings import FAIR, WALK, other, weekly

from handbill.formats.jsonlisting import write_json
from handbill.values import Organizer

URL, PAGE = "https://handbill.example/events.json", "https://handbill.example/"


def test_every_key_of_the_listing() -> None:
    event = other(
        status="postponed",
        previous_start=dt.datetime(2026, 7, 1, 9),
        previous_venue="Brindleyplace",
        rrule="FREQ=WEEKLY;COUNT=2",
        exdates=(dt.date(2026, 11, 28),),
        rdates=(dt.datetime(2026, 12, 24, 17),),
        occurrences=weekly(2),
    )
    assert json.loads(write_json([event], name="All", url=URL, page=PAGE)) == {
        "version": 1,
        "name": "All",
        "url": URL,
        "page": PAGE,
        "updated": "2026-11-11T08:00:00Z",
        "events": [
            {
                "uid": "0b7c-walk@handbill.example",
                "sequence": 2,
                "status": "postponed",
                "url": "https://canallight.example/walk?a=1,2",
                "name": "Light the Canal; a walk, with lamps",
                "language": "en",
                "kind": "march",
                "start": "2026-11-14T17:00+00:00",
                "end": "2026-11-14T18:30+00:00",
                "timezone": "Europe/London",
                "all_day": False,
                "previous_start": "2026-07-01T09:00+01:00",
                "previous_venue": "Brindleyplace",
                "rrule": "FREQ=WEEKLY;COUNT=2",
                "exdates": ["2026-11-28"],
                "rdates": ["2026-12-24T17:00+00:00"],
                "occurrences": [
                    {"start": "2026-11-14T17:00+00:00", "end": None},
                    {"start": "2026-11-21T17:00+00:00", "end": None},
                ],
                "venue": "Gas Street Basin",
                "city": "Birmingham",
                "country": "GB",
                "admin1": "England",
                "geonameid": 2655603,
                "latitude": 52.48142,
                "longitude": -1.89983,
                "organizers": [
                    {"name": "Canal Lightkeepers", "url": "https://canallight.example/"},
                    {"name": "Brum Walks Slowly", "url": ""},
                ],
                "links": ["https://canallight.example/walk?a=1,2"],
                "description": "Bring a lamp.\nDogs welcome, on a lead.",
                "calls": ["open-rivers"],
                "created": "2026-11-10T09:12:05Z",
                "last_modified": "2026-11-11T08:00:00Z",
            }
        ],
    }


def test_any_order_of_events_makes_the_same_bytes() -> None:
    assert write_json([WALK, FAIR], name="", url=URL, page=PAGE) == write_json(
        [FAIR, WALK], name="", url=URL, page=PAGE
    )


def test_addresses_that_are_none_and_hidden_characters_do_not_come_through() -> None:
    event = other(links=("javascript:alert(1)",), organizers=(Organizer("A\u202eB", "data:x"),))
    (plain,) = json.loads(write_json([event], name="", url=URL, page=PAGE))["events"]
    assert (plain["links"], plain["url"], plain["organizers"]) == ([], "", [{"name": "AB", "url": ""}])


def test_an_hour_that_the_clock_shows_twice_has_the_offset_that_is_meant() -> None:
    twice = other(dtstart=dt.datetime(2026, 10, 25, 1, 30), dtend=dt.datetime(2026, 10, 25, 1, 50), fold=1)
    raw = write_json([twice], name="n", url="u", page="p")
    [event] = json.loads(raw)["events"]
    assert (event["start"], event["end"]) == ("2026-10-25T01:30+00:00", "2026-10-25T01:50+00:00")
