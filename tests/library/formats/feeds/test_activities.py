"""ActivityPub outboxes as Mobilizon, Gancio and others write them."""

import datetime as dt
import json
from typing import Any

from handbill.formats import open_announcement
from handbill.formats.feeds import Feed, FeedItem, open_feed
from handbill.values import Draft

CONTEXT = "https://www.w3.org/ns/activitystreams"
OUTBOX = "https://mobilizon.lanterns.example/@keepers/outbox"
EVENT: dict[str, Any] = {
    "type": "Event", "id": "https://mobilizon.lanterns.example/events/1", "name": "Walk",
    "url": "https://mobilizon.lanterns.example/events/1", "startTime": "2027-04-30T19:00:00Z",
    "endTime": "2027-04-30T21:00:00Z", "timezone": "Europe/Lisbon", "ical:status": "CONFIRMED",
    "content": "<p>Bring a cup.</p>", "inLanguage": "en", "updated": "2027-01-01T00:00:00Z",
    "location": {
        "type": "Place", "name": "The Quay",
        "address": {"type": "PostalAddress", "addressLocality": "Lisbon", "addressCountry": "Portugal"},
    },
    "attachment": [{"type": "Link", "mediaType": "text/html", "name": "Website", "href": "https://lanterns.example/"}],
}  # fmt: skip


def activity(kind: str, thing: Any, number: int = 1) -> dict[str, Any]:
    return {
        "type": kind,
        "id": f"{OUTBOX}/{number}",
        "actor": "https://mobilizon.lanterns.example/@keepers",
        "object": thing,
    }


def page(*activities: Any, **more: Any) -> dict[str, Any]:
    return {"@context": CONTEXT, "type": "OrderedCollectionPage", "orderedItems": list(activities), **more}


def opened(value: Any, url: str = OUTBOX) -> Feed:
    return open_feed(json.dumps(value).encode(), media_type="application/activity+json", url=url)


def draft_of(item: FeedItem) -> Draft:
    (draft,) = open_announcement(
        item.raw, media_type=item.media_type, received=dt.datetime(2027, 4, 1)
    ).stated
    return draft


def test_an_actor_leads_to_its_outbox_and_that_to_its_first_page() -> None:
    actor = {"@context": CONTEXT, "type": "Group", "inbox": "https://x.example/inbox", "outbox": OUTBOX}
    assert opened(actor, "https://mobilizon.lanterns.example/@keepers").better == (OUTBOX,)
    first = {"@context": CONTEXT, "type": "OrderedCollection", "totalItems": 1, "first": f"{OUTBOX}?page=1"}
    assert opened(first).next == f"{OUTBOX}?page=1"
    embedded = {
        **first,
        "first": {"type": "OrderedCollectionPage", "items": [activity("Create", EVENT)], "next": "?page=2"},
    }
    assert (len(opened(embedded).items), opened(embedded).next) == (1, f"{OUTBOX}?page=2")


def test_an_event_as_mobilizon_writes_it() -> None:
    (item,) = opened(page(activity("Create", EVENT))).items
    draft = draft_of(item)
    found = (draft.name, draft.dtstart, draft.dtend, draft.tzid, draft.city, draft.venue, draft.status)
    assert [finding.value for finding in found if finding] == [
        "Walk", dt.datetime(2027, 4, 30, 20), dt.datetime(2027, 4, 30, 22), "Europe/Lisbon", "Lisbon",
        "The Quay", "scheduled",
    ]  # fmt: skip
    assert (draft.uid, draft.language) == ("https://mobilizon.lanterns.example/events/1", "en")
    assert draft.last_modified == dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    assert [link.value for link in draft.urls] == [EVENT["url"], "https://lanterns.example/"]


def test_a_place_as_gancio_writes_it_and_an_end_that_was_invented() -> None:
    places = [
        {"type": "VirtualLocation", "url": "https://room.example/"},
        {"type": "Place", "name": "The Quay", "address": "Lisbon"},
    ]
    event = {**EVENT, "location": places, "displayEndTime": False, "status": "CANCELLED", "ical:status": ""}
    draft = draft_of(opened(page(activity("Update", event))).items[0])
    assert draft.venue
    assert draft.status
    assert (draft.venue.value, draft.status.value, draft.dtend) == ("The Quay, Lisbon", "cancelled", None)


def test_the_newest_activity_about_an_event_counts() -> None:
    tombstone = {"type": "Tombstone", "id": EVENT["id"]}
    gone = opened(page(activity("Delete", tombstone, 2), activity("Create", EVENT))).items
    assert [(item.key, item.is_gone) for item in gone] == [(EVENT["id"], True)]
    by_name = opened(page(activity("Delete", EVENT["id"], 2))).items
    assert [item.is_gone for item in by_name] == [True]
    again = opened(page(activity("Update", EVENT, 3), activity("Delete", tombstone, 2))).items
    assert [item.is_gone for item in again] == [False]


def test_a_host_speaks_for_its_own_events_only() -> None:
    foreign = {**EVENT, "id": "https://elsewhere.example/events/9"}
    asked = opened(page(activity("Announce", foreign))).items
    assert [(item.raw, item.detail) for item in asked] == [(b"", "https://elsewhere.example/events/9")]
    assert opened(page(activity("Delete", "https://elsewhere.example/events/9"))).items == ()
    assert opened({"@context": CONTEXT, **foreign}, "https://lanterns.example/x").items == ()


def test_what_an_address_says_in_place_of_a_deleted_event() -> None:
    (item,) = opened({"@context": CONTEXT, "type": "Tombstone", "id": EVENT["id"]}, EVENT["id"]).items
    assert item.is_gone


def test_notes_drafts_and_follows_are_no_events() -> None:
    note = {"type": "Note", "id": "https://mobilizon.lanterns.example/notes/1", "content": "hello"}
    rows = [
        activity("Create", note),
        activity("Create", {**EVENT, "draft": True}),
        activity("Follow", EVENT["id"]),
        7,
    ]
    assert opened(page(*rows)).items == ()
    assert opened({"@context": CONTEXT, **note}, note["id"]).items == ()
