"""The Events Calendar and Gancio."""

import datetime as dt
import json
from typing import Any

from handbill.formats import open_announcement
from handbill.formats.feeds import Feed, FeedItem, open_feed, renumbered
from handbill.values import Draft

WORDPRESS: dict[str, Any] = {
    "events": [
        {
            "id": 17, "status": "publish", "title": "Walk &#038; tea", "url": "https://lanterns.example/event/walk/",
            "description": "<p>Bring a cup.</p>", "start_date": "2027-04-30 20:00:00", "all_day": False,
            "end_date": "2027-04-30 22:00:00", "timezone": "Europe/Lisbon",
            "modified_utc": "2027-01-01 10:00:00",
            "venue": {"venue": "The Quay", "address": "Praça do Comércio", "city": "Lisbon", "country": "PT"},
            "organizer": [{"organizer": "Lightkeepers"}], "website": "",
        },
        {
            "id": 18, "status": "publish", "title": "Fair", "url": "https://lanterns.example/event/fair/",
            "description": "", "start_date": "2027-05-01 00:00:00", "end_date": "2027-05-02 23:59:59",
            "all_day": True, "timezone": "UTC+1", "venue": [], "organizer": [], "event_status": "canceled",
        },
    ],
    "rest_url": "https://lanterns.example/wp-json/tribe/events/v1/events/?page=1",
    "next_rest_url": "https://lanterns.example/wp-json/tribe/events/v1/events/?page=2",
    "total": 3, "total_pages": 2,
}  # fmt: skip
GANCIO: dict[str, Any] = {
    "id": 5, "title": "Walk", "slug": "walk", "start_datetime": 1809111600, "end_datetime": None,
    "place": {"id": 1, "name": "The Quay", "address": "Praça do Comércio, Lisbon"}, "tags": ["walk"],
}  # fmt: skip
LIST = "https://gancio.lanterns.example/api/events"


def opened(value: Any, url: str, zone: str = "") -> Feed:
    return open_feed(json.dumps(value).encode(), media_type="application/json", url=url, zone=zone)


def draft_of(item: FeedItem) -> Draft:
    opened = open_announcement(item.raw, media_type=item.media_type, received=dt.datetime(2027, 4, 1))
    (draft,) = opened.stated
    return draft


def test_the_events_calendar_with_place_zone_status_and_further_pages() -> None:
    feed = opened(WORDPRESS, "https://lanterns.example/wp-json/tribe/events/v1/events")
    walk, fair = feed.items
    assert (feed.kind, feed.is_complete) == ("The Events Calendar", True)
    assert feed.next == "https://lanterns.example/wp-json/tribe/events/v1/events/?page=2"
    assert (walk.key, walk.day) == ("lanterns.example?id=17", dt.date(2027, 4, 30))
    draft = draft_of(walk)
    found = (draft.name, draft.dtstart, draft.dtend, draft.tzid, draft.city, draft.venue, draft.country_code)
    assert [finding.value for finding in found if finding] == [
        "Walk & tea", dt.datetime(2027, 4, 30, 20), dt.datetime(2027, 4, 30, 22), "Europe/Lisbon", "Lisbon",
        "The Quay, Praça do Comércio", "PT",
    ]  # fmt: skip
    assert (draft.uid, draft.sequence) == ("lanterns.example?id=17", 0)
    assert [each.value for each in draft.organizers] == ["Lightkeepers"]
    cancelled = draft_of(fair)
    assert cancelled.dtstart
    assert cancelled.status
    assert (cancelled.dtstart.value, cancelled.status.value) == (dt.date(2027, 5, 1), "cancelled")
    assert cancelled.tzid is None


def test_when_it_was_saved_is_no_change() -> None:
    saved = json.loads(json.dumps(WORDPRESS))
    saved["events"][0]["modified_utc"] = "2027-02-02 10:00:00"
    saved["events"][1]["venue"] = {"venue": "Hall"}
    before, after = opened(WORDPRESS, LIST).items, opened(saved, LIST).items
    assert [one.digest == other.digest for one, other in zip(before, after, strict=True)] == [True, False]


def test_gancio_is_shown_on_the_clocks_of_its_zone_and_names_its_details() -> None:
    feed = opened([GANCIO], LIST, "Europe/Lisbon")
    (item,) = feed.items
    assert (item.key, item.day) == ("5@gancio.lanterns.example", dt.date(2027, 4, 30))
    assert item.detail == "https://gancio.lanterns.example/api/event/detail/walk"
    assert feed.is_complete
    whole = opened({**GANCIO, "description": "<p>Bring a cup.</p>"}, item.detail, "Europe/Lisbon").items[0]
    assert (whole.key, whole.digest, whole.detail) == (item.key, item.digest, "")
    draft = draft_of(whole)
    found = (draft.dtstart, draft.tzid, draft.venue, draft.description)
    assert [finding.value for finding in found if finding] == [
        dt.datetime(2027, 4, 30, 20), "Europe/Lisbon", "The Quay, Praça do Comércio, Lisbon", "Bring a cup.",
    ]  # fmt: skip


def test_gancio_without_a_zone_is_doubted() -> None:
    draft = draft_of(opened([GANCIO], LIST).items[0])
    assert [problem.code for problem in draft.problems] == ["dtstart.utc_or_local"]


def test_a_list_with_a_limit_is_not_complete() -> None:
    assert not opened([GANCIO], f"{LIST}?max=5").is_complete
    assert opened([], LIST).is_complete


def test_stated_events_take_another_sequence_and_status() -> None:
    item = opened([GANCIO], LIST).items[0]
    draft = draft_of(
        FeedItem("", renumbered(item.raw, item.media_type, 4, status="CANCELLED"), item.media_type)
    )
    assert draft.status
    assert (draft.uid, draft.sequence, draft.status.value) == ("5@gancio.lanterns.example", 4, "cancelled")


def test_rows_that_are_no_events_are_passed_over() -> None:
    broken = [
        GANCIO,
        {"title": "no id", "start_datetime": 1},
        None,
        {**GANCIO, "id": 9, "start_datetime": 10**18},
    ]
    assert [item.key for item in opened(broken, LIST).items][:1] == ["5@gancio.lanterns.example"]
    torn = {**WORDPRESS, "events": [None, {"id": "x"}, {"id": 1}, *WORDPRESS["events"]]}
    assert [item.key[-2:] for item in opened(torn, LIST).items] == ["17", "18"]
