"""One feed of each kind, polled from a fake server through the client that would reach the real one."""

import datetime as dt
import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests.library.fetch.web import page, server
from tests.site.intake.channels.feed.world import TODAY, World, calendar, open_here, vevent, world

from handbill_site.intake.channels.feed.memory import Memory
from handbill_site.intake.channels.feed.polling import FeedPoller
from handbill_site.intake.errors import ChannelTrouble
from handbill_site.intake.incoming import Incoming

CALENDAR = {"Content_Type": "text/calendar; charset=utf-8"}
JSON = {"Content_Type": "application/json"}
ACTIVITY = {"Content_Type": "application/activity+json"}


@pytest.fixture
def here() -> Iterator[World]:
    with world() as made:
        yield made


class Reader:
    """One subscription: what was handed in, and the cursor between the polls."""

    def __init__(self, here: World, address: str, *, zone: str = ""):
        self.here, self.address, self.zone = here, address, zone
        self.cursor: dict[str, Any] = {}
        self.said = ""
        self.day = TODAY
        self.held: dict[str, tuple[bytes, str]] = {}

    def poll(self, **more: Any) -> list[Incoming]:
        """Poll once and return what came; the cursor goes through JSON, as the database has it."""
        poller = FeedPoller(
            self.address,
            ask=self.here.asker(**more),
            opens=open_here,
            last=self.held.get,
            zone=self.zone,
            today=lambda: self.day,
        )
        came: list[Incoming] = []
        for step in poller.poll(self.cursor, wait=0):
            came += [each for each in step.messages if isinstance(each, Incoming)]
            self.cursor = json.loads(json.dumps(step.cursor))
            self.said = step.said
        self.held |= {each.external_id: (each.raw, each.media_type) for each in came}
        return came


def ids(came: list[Incoming]) -> list[str]:
    return [each.external_id.partition("@")[0] for each in came]


def test_a_calendar_gives_each_event_once_and_a_changed_one_again(here: World) -> None:
    reader = Reader(here, here.put("/a.ics", calendar(vevent("a"), vevent("b")), **CALENDAR))
    first = reader.poll()
    assert ids(first) == ["a", "b"]
    assert {each.sender for each in first} == {reader.address}
    assert (reader.said, Memory.of(reader.cursor).kind) == ("", "calendar")
    assert reader.poll() == []

    here.put("/a.ics", calendar(vevent("a"), vevent("b", hour="21")), **CALENDAR)
    (moved,) = reader.poll()
    assert ids([moved]) == ["b"]
    assert b"SEQUENCE:1" in moved.raw, "the feed does not count, so we do"
    assert moved.identity() != first[1].identity()
    here.put("/a.ics", calendar(vevent("a"), vevent("b")), **CALENDAR)
    (back,) = reader.poll()
    assert b"SEQUENCE:2" in back.raw
    assert back.identity() not in {first[1].identity(), moved.identity()}


def test_a_sequence_that_the_feed_counts_is_kept(here: World) -> None:
    reader = Reader(here, here.put("/a.ics", calendar(vevent("a", SEQUENCE="4")), **CALENDAR))
    reader.poll()
    here.put("/a.ics", calendar(vevent("a", hour="21", SEQUENCE="9")), **CALENDAR)
    (moved,) = reader.poll()
    assert b"SEQUENCE:9" in moved.raw


def test_only_news_is_asked_for(here: World) -> None:
    reader = Reader(here, here.put("/a.ics", calendar(vevent("a")), ETag='"one"', **CALENDAR))
    reader.poll()
    assert reader.poll() == []
    assert 'if-none-match: "one"' in here.seen.requests[-1]
    here.put("/a.ics", calendar(vevent("a", hour="21")), ETag='"two"', **CALENDAR)
    assert ids(reader.poll()) == ["a"]


def test_an_event_gone_before_its_day_is_for_a_person_and_a_cancelled_one_is_told(here: World) -> None:
    reader = Reader(here, here.put("/a.ics", calendar(vevent("a"), vevent("b"), vevent("c")), **CALENDAR))
    reader.poll()
    here.put("/a.ics", calendar(vevent("a"), vevent("b", STATUS="CANCELLED")), **CALENDAR)
    cancelled, gone = reader.poll()
    assert ids([cancelled, gone]) == ["b", "c"]
    assert (cancelled.proven, gone.proven) == (True, False)
    assert b"STATUS:CANCELLED" in cancelled.raw
    assert b"STATUS:CANCELLED" in gone.raw
    assert b"SEQUENCE:1" in gone.raw
    assert b"DTSTART;TZID=Europe/Lisbon:20270430T200000" in gone.raw
    assert reader.poll() == []
    here.put("/a.ics", calendar(vevent("a"), vevent("b", STATUS="CANCELLED"), vevent("c")), **CALENDAR)
    (back,) = reader.poll()
    assert b"STATUS:CONFIRMED" in back.raw
    assert b"SEQUENCE:2" in back.raw


def test_an_event_gone_after_its_day_is_over(here: World) -> None:
    reader = Reader(here, here.put("/a.ics", calendar(vevent("a"), vevent("b", day="20270601")), **CALENDAR))
    reader.poll()
    reader.day = dt.date(2027, 4, 30)
    here.put("/a.ics", calendar(vevent("b", day="20270601")), **CALENDAR)
    assert reader.poll() == []


def test_half_a_feed_does_not_vanish_at_once(here: World) -> None:
    many = [vevent(f"e{number}") for number in range(10)]
    reader = Reader(here, here.put("/a.ics", calendar(*many), **CALENDAR))
    reader.poll()
    here.put("/a.ics", calendar(*many[:3]), **CALENDAR)
    assert reader.poll() == []
    assert reader.said == "7 of 10 events to come are no longer in it; none was changed here"


def test_what_lies_behind_the_end_of_a_long_feed_is_not_missed(here: World) -> None:
    many = [vevent(f"e{number:02}", day=f"202705{number + 1:02}") for number in range(25)]
    reader = Reader(here, here.put("/a.ics", calendar(*many), **CALENDAR))
    reader.poll()
    early = [vevent("early", day="20270415"), *many[:3], *many[4:24]]
    here.put("/a.ics", calendar(*early), **CALENDAR)
    came = reader.poll()
    assert ids(came) == ["early", "e03"]
    assert [each.proven for each in came] == [True, False]


def test_a_calendar_that_breaks_off_removes_nothing(here: World) -> None:
    reader = Reader(here, here.put("/a.ics", calendar(vevent("a"), vevent("b")), **CALENDAR))
    reader.poll()
    here.put("/a.ics", calendar(vevent("a"), end="BEGIN:VEV"), **CALENDAR)
    assert reader.poll() == []
    assert reader.said == "the calendar breaks off in the middle"


def test_what_was_over_when_we_came_is_not_taken_in(here: World) -> None:
    old = "<item><guid>{0}</guid><title>{0}</title><pubDate>{1} 10:00:00 GMT</pubDate></item>"
    rss = (
        f"<rss><channel>{old.format('old', '01 Dec 2026')}{old.format('new', '20 Mar 2027')}</channel></rss>"
    )
    assert ids(Reader(here, here.put("/feed", rss)).poll()) == ["new"]
    assert ids(Reader(here, here.put("/a.ics", calendar(vevent("a", day="20260101")))).poll()) == []


def test_the_form_is_found_from_a_page_that_names_it(here: World) -> None:
    here.put("/broken.ics", "", status=500)
    here.put("/all.ics", calendar(vevent("a")), **CALENDAR)
    head = '<link rel="alternate" type="text/calendar" href="/broken.ics">'
    head += '<link rel="alternate" type="text/calendar" href="/all.ics">'
    reader = Reader(
        here, here.put("/", f"<!doctype html><html><head>{head}</head></html>", Content_Type="text/html")
    )
    assert ids(reader.poll()) == ["a"]
    assert here.asked == ["/", "/all.ics"]
    reader.poll()
    assert here.asked[2:] == ["/all.ics"], "what was found is remembered"
    del here.pages["/all.ics"]
    with pytest.raises(ChannelTrouble, match="answered 404"):
        reader.poll()
    here.put("/broken.ics", calendar(vevent("a"), vevent("b")), **CALENDAR)
    assert ids(reader.poll()) == ["b"], "and searched anew when it is gone"


def test_a_page_with_json_ld(here: World) -> None:
    walk = {"@context": "https://schema.org", "@type": "Event", "name": "Walk",
            "startDate": "2027-04-30T20:00:00+01:00", "url": "https://lanterns.example/walk",
            "location": "Lisbon"}  # fmt: skip
    html = '<!doctype html><html><head><script type="application/ld+json">{}</script></head></html>'
    reader = Reader(here, here.put("/", html.format(json.dumps(walk)), Content_Type="text/html"))
    (first,) = reader.poll()
    assert (first.external_id, first.media_type) == ("https://lanterns.example/walk", "application/ld+json")
    here.put(
        "/",
        html.format(json.dumps({**walk, "startDate": "2027-04-30T21:00:00+01:00"})),
        Content_Type="text/html",
    )
    (moved,) = reader.poll()
    numbers = {each["propertyID"]: each["value"] for each in json.loads(moved.raw)["identifier"]}
    assert numbers == {"iCalendar UID": "https://lanterns.example/walk", "iCalendar SEQUENCE": 1}


def test_the_events_calendar_page_by_page(here: World) -> None:
    def row(number: int) -> dict[str, Any]:
        return {"id": number, "title": f"Walk {number}", "url": f"{here.base}/event/{number}/",
                "start_date": "2027-04-30 20:00:00", "timezone": "Europe/Lisbon",
                "status": "publish"}  # fmt: skip

    at = "/wp-json/tribe/events/v1/events"
    asked = f"{at}?per_page=50&start_date=2027-04-01"
    more = f"{at}?page=2"
    here.put(
        asked,
        {"events": [row(1)], "total_pages": 2, "rest_url": "x", "next_rest_url": here.base + more},
        **JSON,
    )
    here.put(more, {"events": [row(2), row(3)], "total_pages": 2, "rest_url": "x"}, **JSON)
    html = f'<link rel="https://api.w.org/" href="{here.base}/wp-json/"><body class="tribe-events">'
    reader = Reader(
        here, here.put("/events/", f"<!doctype html><html>{html}</html>", Content_Type="text/html")
    )
    assert [each.external_id[-5:] for each in reader.poll()] == ["?id=1", "?id=2", "?id=3"]
    here.put(more, {"events": [row(2)], "total_pages": 2, "rest_url": "x"}, **JSON)
    (gone,) = reader.poll()
    assert (gone.external_id[-5:], gone.proven, json.loads(gone.raw)["eventStatus"]) == (
        "?id=3",
        False,
        "EventCancelled",
    )
    here.put(more, "", status=500)
    with pytest.raises(ChannelTrouble, match="500"):
        reader.poll()
    here.put(more, {"events": [row(2)], "total_pages": 2, "rest_url": "x"}, **JSON)
    assert reader.poll() == [], "a page that failed removed nothing"


def test_gancio_with_its_details(here: World) -> None:
    def row(number: int, **more: Any) -> dict[str, Any]:
        return {"id": number, "title": f"Walk {number}", "slug": f"walk-{number}",
                "start_datetime": 1809111600, "tags": [],
                "place": {"name": "The Quay", "address": "Lisbon"}, **more}  # fmt: skip

    for number in (1, 2):
        here.put(f"/api/event/detail/walk-{number}", row(number, description="<p>Bring a cup.</p>"), **JSON)
    reader = Reader(here, here.put("/api/events", [row(1), row(2)], **JSON), zone="Europe/Lisbon")
    first = reader.poll()
    assert [json.loads(each.raw)["description"] for each in first] == ["<p>Bring a cup.</p>"] * 2
    assert json.loads(first[0].raw)["startDate"] == "2027-04-30T20:00:00+01:00"
    assert here.asked == ["/api/events", "/api/event/detail/walk-1", "/api/event/detail/walk-2"]
    assert reader.poll() == []
    assert here.asked[3:] == ["/api/events"]


def test_details_that_fail_wait_and_do_not_hold_up_the_others(here: World) -> None:
    row = {"title": "Walk", "start_datetime": 1809111600, "place": {"name": "The Quay", "address": "Lisbon"}}
    for number in (1, 2, 3):
        here.put(
            f"/api/event/detail/{number}", {"id": number, **row}, status=500 if number == 1 else 200, **JSON
        )
    del here.pages["/api/event/detail/3"]
    reader = Reader(here, here.put("/api/events", [{"id": n, **row} for n in (1, 2, 3)], ETag='"x"', **JSON))
    assert ids(reader.poll()) == ["2"]
    assert reader.said == "the details of 1 more are asked for next time"
    here.put("/api/event/detail/1", {"id": 1, **row}, **JSON)
    assert ids(reader.poll()) == ["1"]
    assert reader.said == ""


def outbox(here: World, *activities: dict[str, Any]) -> str:
    """Serve an actor with an outbox of two activities a page, newest first; return the actor's address."""
    context = "https://www.w3.org/ns/activitystreams"
    pages = [list(activities[place : place + 2]) for place in range(0, len(activities), 2)]
    for number, rows in enumerate(pages, 1):
        body = {"@context": context, "type": "OrderedCollectionPage", "orderedItems": rows}
        if number < len(pages):
            body["next"] = f"{here.base}/outbox?page={number + 1}"
        here.put(f"/outbox?page={number}", body, **ACTIVITY)
    first = {"@context": context, "type": "OrderedCollection", "first": f"{here.base}/outbox?page=1"}
    here.put("/outbox", first, **ACTIVITY)
    actor = {
        "@context": context,
        "type": "Group",
        "inbox": f"{here.base}/inbox",
        "outbox": f"{here.base}/outbox",
    }
    return here.put("/@keepers", actor, **ACTIVITY)


def told(here: World, number: int, kind: str = "Create", **more: Any) -> dict[str, Any]:
    event = {"type": "Event", "id": f"{here.base}/events/{number}", "name": f"Walk {number}", **more,
             "startTime": more.get("startTime", "2027-04-30T19:00:00Z"), "timezone": "Europe/Lisbon",
             "location": {"type": "Place", "name": "The Quay", "address": "Lisbon"}}  # fmt: skip
    return {"type": kind, "id": f"{here.base}/activities/{kind}{number}", "object": event}


def last_part(came: list[Incoming]) -> list[str]:
    return [each.external_id.rpartition("/")[2] for each in came]


def test_an_outbox_is_read_back_until_nothing_is_new(here: World) -> None:
    old = [told(here, number) for number in (5, 4, 3, 2, 1)]
    reader = Reader(here, outbox(here, *old))
    assert last_part(reader.poll()) == ["5", "4", "3", "2", "1"]
    assert here.asked == ["/@keepers", "/outbox", "/outbox?page=1", "/outbox?page=2", "/outbox?page=3"]
    outbox(here, told(here, 6), *old)
    assert last_part(reader.poll()) == ["6"]
    assert here.asked[5:] == ["/outbox", "/outbox?page=1", "/outbox?page=2"]
    assert Memory.of(reader.cursor).count == 6


def test_updates_and_tombstones_of_an_outbox(here: World) -> None:
    reader = Reader(here, outbox(here, told(here, 2), told(here, 1)))
    reader.poll()
    moved = told(here, 1, "Update", startTime="2027-04-30T20:00:00Z")
    deleted = {
        "type": "Delete",
        "id": f"{here.base}/d",
        "object": {"type": "Tombstone", "id": f"{here.base}/events/2"},
    }
    outbox(here, deleted, moved, told(here, 2), told(here, 1))
    gone, changed = reader.poll()
    assert last_part([gone, changed]) == ["2", "1"]
    assert (json.loads(gone.raw)["eventStatus"], gone.proven) == ("EventCancelled", True)
    assert json.loads(changed.raw)["startDate"] == "2027-04-30T21:00:00+01:00"
    assert reader.poll() == []


def test_an_event_that_is_only_named_is_asked_for_where_it_lives(here: World) -> None:
    named = {"type": "Announce", "id": f"{here.base}/a", "object": f"{here.base}/events/7"}
    note = {"type": "Create", "id": f"{here.base}/b", "object": f"{here.base}/notes/1"}
    here.put(
        "/events/7",
        {"@context": "https://www.w3.org/ns/activitystreams", **told(here, 7)["object"]},
        **ACTIVITY,
    )
    here.put(
        "/notes/1",
        {"@context": "https://www.w3.org/ns/activitystreams", "type": "Note", "id": "x"},
        **ACTIVITY,
    )
    reader = Reader(here, outbox(here, named, note))
    assert last_part(reader.poll()) == ["7"]
    reader.poll()
    assert here.asked.count("/events/7") == here.asked.count("/notes/1") == 1


@pytest.mark.parametrize(
    ("status", "headers", "words", "seconds", "permanent"),
    [
        (410, {}, "is gone for good \\(410\\)", 7 * 86400, True),
        (404, {}, "answered 404", 6 * 3600, True),
        (429, {"Retry_After": "1200"}, "answered 429", 1200, False),
        (429, {"Retry_After": "999999"}, "answered 429", 86400, False),
        (503, {"Retry_After": "soon"}, "answered 503", 300, False),
        (500, {}, "answered 500", 300, False),
    ],
)
def test_what_a_refusal_means(
    here: World, status: int, headers: dict[str, str], words: str, seconds: float, permanent: bool
) -> None:
    reader = Reader(here, here.put("/a.ics", b"sorry", status=status, **headers))
    with pytest.raises(ChannelTrouble, match=words) as refused:
        reader.poll()
    assert (refused.value.seconds, refused.value.permanent) == (seconds, permanent)


def test_each_failure_doubles_the_wait_up_to_half_a_day(here: World) -> None:
    assert [here.asker(failures=number).wait() for number in (0, 1, 2, 8, 99)] == [
        300,
        600,
        1200,
        43200,
        43200,
    ]


def test_a_body_that_is_cut_off_changes_nothing(here: World) -> None:
    reader = Reader(here, here.put("/a.ics", calendar(vevent("a"), vevent("b")), **CALENDAR))
    reader.poll()
    before = dict(reader.cursor)
    here.put("/a.ics", calendar(vevent("a"), vevent("b", hour="21")), X_Cut="40", **CALENDAR)
    with pytest.raises(ChannelTrouble) as torn:
        reader.poll()
    assert (torn.value.permanent, reader.cursor) == (False, before)


def test_a_gigantic_body_is_let_go(here: World) -> None:
    packed = gzip.compress(b"BEGIN:VCALENDAR\r\n" + b" " * 50_000_000)
    reader = Reader(here, here.put("/a.ics", packed, Content_Encoding="gzip", **CALENDAR))
    with pytest.raises(ChannelTrouble, match="larger than 100,000 bytes"):
        reader.poll()
    plain = Reader(here, here.put("/b.ics", b"BEGIN:VCALENDAR\r\n" + b" " * 200_000, **CALENDAR))
    with pytest.raises(ChannelTrouble, match="larger than"):
        plain.poll()


@pytest.mark.parametrize("place", ["redirect", "page", "outbox"])
def test_no_way_leads_inside(here: World, place: str) -> None:
    """By a redirect, by an address that a page names, by an event that an outbox names."""
    with server(page(calendar(vevent("a")).encode(), "Content-Type: text/calendar"), "127.0.0.2") as canary:
        here.ports.add(canary.port)
        inside = f"http://127.0.0.2:{canary.port}/a.ics"
        address = {
            "redirect": lambda: here.put("/", b"", status=302, Location=inside),
            "page": lambda: here.put(
                "/",
                f'<!doctype html><html><link rel="alternate" type="text/calendar" href="{inside}"></html>',
            ),
            "outbox": lambda: outbox(here, {"type": "Announce", "id": "x", "object": inside}),
        }[place]()
        reader = Reader(here, address)
        if place == "outbox":
            assert reader.poll() == []
        else:
            with pytest.raises(ChannelTrouble):
                reader.poll()
        assert canary.hits == []


def test_the_canary_would_sing(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the guard the same redirect reaches it."""
    with server(page(calendar(vevent("a")).encode(), "Content-Type: text/calendar"), "127.0.0.2") as canary:
        inside = f"http://127.0.0.2:{canary.port}/a.ics"
        here.ports.add(canary.port)
        open_to_all = replace(here.guard(), allows=lambda _: True)
        monkeypatch.setattr(here, "guard", lambda: open_to_all)
        assert ids(Reader(here, here.put("/", b"", status=302, Location=inside)).poll()) == ["a"]
        assert len(canary.hits) == 1


@pytest.mark.parametrize(
    "body", ["", "just words", "{", '{"a": 1}', "<!doctype html><html><p>no events</p></html>"]
)
def test_what_is_no_feed_is_said(here: World, body: str) -> None:
    with pytest.raises(ChannelTrouble) as trouble:
        Reader(here, here.put("/x", body)).poll()
    assert trouble.value.seconds
    assert here.base in str(trouble.value)


def test_far_fewer_events_than_usual_raise_an_alarm_though_nothing_errs(here: World) -> None:
    many = [vevent(f"e{number}", day="20270601") for number in range(12)]
    reader = Reader(here, here.put("/a.ics", calendar(*many), **CALENDAR))
    for _ in range(4):
        reader.poll()
        reader.day += dt.timedelta(days=1)
    assert reader.said == ""
    here.put("/a.ics", calendar(*many[:9]), ETag='"q"', **CALENDAR)
    reader.poll()
    assert reader.said == ""
    here.put("/a.ics", calendar(*many[:2]), ETag='"few"', **CALENDAR)
    for _ in range(2):
        reader.day += dt.timedelta(days=1)
        reader.poll()
        assert "it gives only 2 events to come, usual are 12: has its address or form changed?" in reader.said
    assert "if-none-match" in here.seen.requests[-1], "a 304 does not end the alarm"


def test_a_check_asks_once_and_says_what_is_there(here: World) -> None:
    address = here.put("/a.ics", calendar(vevent("a"), vevent("old", day="20200101")), **CALENDAR)
    poller = FeedPoller(address, ask=here.asker(), opens=open_here, last=lambda _: None, today=lambda: TODAY)
    assert poller.check() == f"{address} gives 1 event to come (calendar)"
