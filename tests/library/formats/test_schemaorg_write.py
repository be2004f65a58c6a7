"""JSON-LD: every key of an event, and how a change is said in the words of schema.org."""

import datetime as dt
from typing import Any

import pytest
from tests.library.formats.gatherings import FAIR, WALK, other

from handbill.formats.schemaorg.write import event_jsonld, with_offset

PAGE = "https://handbill.example/events/walk/"


def test_one_event_with_all_its_keys() -> None:
    assert event_jsonld(WALK, url=PAGE) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": PAGE,
        "identifier": "0b7c-walk@handbill.example",
        "name": "Light the Canal; a walk, with lamps",
        "startDate": "2026-11-14T17:00+00:00",
        "endDate": "2026-11-14T18:30+00:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": "Gas Street Basin",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "Gas Street Basin",
                "addressLocality": "Birmingham",
                "addressRegion": "England",
                "addressCountry": "GB",
            },
        },
        "organizer": [
            {"@type": "Organization", "name": "Canal Lightkeepers", "url": "https://canallight.example/"},
            {"@type": "Organization", "name": "Brum Walks Slowly"},
        ],
        "description": "Bring a lamp.\nDogs welcome, on a lead.",
        "inLanguage": "en",
        "url": PAGE,
        "sameAs": ["https://canallight.example/walk?a=1,2"],
    }


def test_online_whole_days() -> None:
    assert event_jsonld(FAIR, url=PAGE) == {
        "@context": "https://schema.org",
        "@type": "Festival",
        "@id": PAGE,
        "identifier": "fair@handbill.example",
        "name": "Uferfest",
        "startDate": "2026-06-05",
        "endDate": "2026-06-07",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": PAGE},
        "inLanguage": "de",
        "url": PAGE,
    }


@pytest.mark.parametrize(
    ("fields", "status", "previous"),
    [
        ({"status": "cancelled"}, "EventCancelled", None),
        ({"status": "cancelled", "previous_start": dt.datetime(2026, 7, 1, 9)}, "EventCancelled", True),
        ({"status": "postponed"}, "EventPostponed", None),
        ({"status": "postponed", "previous_start": dt.datetime(2026, 7, 1, 9)}, "EventRescheduled", True),
        ({"status": "scheduled", "previous_start": dt.datetime(2026, 7, 1, 9)}, "EventRescheduled", True),
        ({"status": "changed", "previous_venue": "Brindleyplace"}, "EventScheduled", None),
        ({"status": "tentative"}, "EventScheduled", None),
    ],
)
def test_a_change_is_said(fields: dict[str, Any], status: str, previous: bool | None) -> None:
    stated = event_jsonld(other(**fields), url=PAGE)
    assert stated["eventStatus"] == f"https://schema.org/{status}"
    assert stated.get("previousStartDate") == ("2026-07-01T09:00+01:00" if previous else None)


def test_a_zone_that_is_not_known_gives_no_offset() -> None:
    assert with_offset(dt.datetime(2027, 7, 1, 19, 30), "Mars/Olympus") == "2027-07-01T19:30"


def test_an_hour_that_the_clock_shows_twice_has_the_offset_that_is_meant() -> None:
    start, end = dt.datetime(2026, 10, 25, 1, 30), dt.datetime(2026, 10, 25, 1, 50)
    stated = [event_jsonld(other(dtstart=start, dtend=end, fold=fold), url="") for fold in (0, 1)]
    assert [(each["startDate"], each["endDate"]) for each in stated] == [
        ("2026-10-25T01:30+01:00", "2026-10-25T01:50+01:00"),
        ("2026-10-25T01:30+00:00", "2026-10-25T01:50+00:00"),
    ]
