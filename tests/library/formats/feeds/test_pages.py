"""Pages that state events, and pages that name feeds; addresses that stand for feeds."""

import base64
import datetime as dt
import json

import pytest

from handbill.formats import open_announcement
from handbill.formats.feeds import feed_address, open_feed

URL = "https://lanterns.example/events/"


def page(head: str, body: str = "") -> bytes:
    return f"<!doctype html><html><head><title>x</title>{head}</head><body>{body}</body></html>".encode()


def script(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def test_events_of_a_page_are_known_by_their_address_and_day() -> None:
    walk = {
        "@type": "Event",
        "name": "Walk",
        "startDate": "2027-04-30T20:00:00+01:00",
        "url": "https://lanterns.example/walk",
    }
    tea = [{**walk, "name": "Tea", "url": "/tea", "startDate": day} for day in ("2027-05-01", "2027-05-08")]
    feed = open_feed(page(script({"@context": "https://schema.org", "@graph": [walk, *tea]})), url=URL)
    assert [item.key for item in feed.items] == [
        "https://lanterns.example/walk",
        "/tea#2027-05-01",
        "/tea#2027-05-08",
    ]
    assert not feed.is_complete
    item = feed.items[0]
    (draft,) = open_announcement(
        item.raw, media_type=item.media_type, received=dt.datetime(2027, 4, 1)
    ).stated
    assert draft.dtstart
    assert (draft.uid, draft.dtstart.value) == ("https://lanterns.example/walk", dt.datetime(2027, 4, 30, 20))


def test_a_page_cannot_blow_itself_up() -> None:
    """Parts of a festival repeat its place, so one event has an end, and so have all together."""
    part = {"@type": "Event", "name": "Part", "startDate": "2027-05-01"}
    parts = [{**part, "@id": f"#{number}"} for number in range(400)]

    def number_of_events(length: int) -> int:
        place = {"@type": "Place", "name": "x" * length}
        whole = {**part, "@id": "#whole", "location": place, "subEvent": parts}
        return len(open_feed(page(script(whole)), url=URL).items)

    assert number_of_events(10) == 401
    assert number_of_events(90_000) == 110
    assert number_of_events(1_000_000) == 0


def test_a_page_with_other_marks_is_its_own_item() -> None:
    raw = page("", '<div class="h-event"><h1 class="p-name">Walk</h1></div>')
    assert [(item.key, item.raw) for item in open_feed(raw, url=URL).items] == [(URL, raw)]


def test_what_a_page_names_is_ranked() -> None:
    head = """<link rel="alternate" type="application/rss+xml" href="/feed">
<link rel="alternate" type="application/activity+json" href="/@keepers">
<link rel="alternate" type="text/calendar" href="/all.ics">
<link rel="https://api.w.org/" href="https://lanterns.example/wp-json/">"""
    feed = open_feed(
        page(head, '<div class="tribe-events"></div><a href="webcal://lanterns.example/w.ics">x</a>'), url=URL
    )
    assert feed.better == (
        "https://lanterns.example/wp-json/tribe/events/v1/events",
        "https://lanterns.example/all.ics",
        "https://lanterns.example/w.ics",
        "https://lanterns.example/@keepers",
    )
    assert feed.last_resort == ("https://lanterns.example/feed",)
    assert open_feed(page(head), url=URL).better[0] == "https://lanterns.example/all.ics"


GROUP = "lanterns@group.calendar.google.com"
PUBLIC = "https://calendar.google.com/calendar/ical/lanterns%40group.calendar.google.com/public/basic.ics"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("webcal://lanterns.example/a.ics", "https://lanterns.example/a.ics"),
        ("WEBCALS://lanterns.example/a.ics", "https://lanterns.example/a.ics"),
        (f"https://calendar.google.com/calendar/embed?src={GROUP}&ctz=UTC", PUBLIC),
        (
            f"https://calendar.google.com/calendar/u/0?cid={base64.b64encode(GROUP.encode()).decode().rstrip('=')}",
            PUBLIC,
        ),
        (PUBLIC, PUBLIC),
        (
            "https://calendar.google.com/calendar/u/0?cid=!!",
            "https://calendar.google.com/calendar/u/0?cid=!!",
        ),
        ("https://www.meetup.com/lantern-makers/", "https://www.meetup.com/lantern-makers/events/ical/"),
        (
            "https://www.meetup.com/de-DE/lantern-makers/events/",
            "https://www.meetup.com/lantern-makers/events/ical/",
        ),
        ("https://www.meetup.com/find/", "https://www.meetup.com/find/"),
        ("https://lanterns.example/feed?a=1", "https://lanterns.example/feed?a=1"),
        ("file:///etc/passwd", ""),
        ("lanterns", ""),
    ],
)
def test_addresses_that_people_have(given: str, wanted: str) -> None:
    assert feed_address(given) == wanted
