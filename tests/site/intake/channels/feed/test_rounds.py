"""Subscriptions, and whose turn it is."""

import datetime as dt
import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from tests.site.intake.channels.feed.world import World, calendar, recording, vevent, world

from handbill.errors import NotFetched
from handbill_site.desk.models import Case
from handbill_site.flow import run_once
from handbill_site.intake.channels import FEED, state
from handbill_site.intake.channels.contract import Receiver
from handbill_site.intake.channels.feed import rounds as turns
from handbill_site.intake.channels.feed.asking import Ending, Pace, retry_after
from handbill_site.intake.channels.feed.rounds import Rounds, due
from handbill_site.intake.channels.feed.setup import feed_settings, parts
from handbill_site.intake.channels.feed.subscriptions import standings, subscribe, unsubscribe, zone_of
from handbill_site.intake.errors import NotSetUp, NotSubscribed
from handbill_site.intake.models import ChannelState, Delivery, Source, Subscription
from handbill_site.ledger.models import Entry
from handbill_site.listing.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
NOON = dt.datetime(2027, 4, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def here() -> Iterator[World]:
    with world() as made:
        yield made


def subscribed(address: str = "https://lanterns.example/a.ics", **more: Any) -> Subscription:
    return subscribe(address, by="user:ada", at=NOON, **more)


def led_to(here: World, path: str, **more: Any) -> Subscription:
    """A subscription whose address leads to the fake server, which no subscription of the real world may."""
    made = subscribed(**more)
    Source.objects.filter(pk=made.source_id).update(address=here.base + path)
    return Subscription.objects.select_related("source").get(pk=made.pk)


def later(day: dt.date, **more: str) -> str:
    return vevent("a", day=f"{day:%Y%m%d}", **more)


def test_a_trusted_calendar_publishes_updates_and_cancels_by_itself(here: World) -> None:
    feed = led_to(here, "/a.ics", trusted=True, home="PT")
    day = timezone.now().date() + dt.timedelta(days=60)
    for number, (body, hour, status) in enumerate(
        [
            (later(day), "20:00", "scheduled"),
            (later(day, hour="21"), "21:00", "scheduled"),
            (later(day, hour="21", STATUS="CANCELLED"), "21:00", "cancelled"),
        ]
    ):
        here.put("/a.ics", calendar(body), Content_Type="text/calendar")
        assert here.rounds().ask(feed)
        run_once(now=timezone.now())
        event = Event.objects.get()
        assert (event.dtstart[11:16], event.status, event.foreign_sequence) == (hour, status, number)
    assert Case.objects.count() == 0


def test_what_a_trusted_calendar_only_drops_waits_for_a_person(here: World) -> None:
    feed = led_to(here, "/a.ics", trusted=True, home="PT")
    day = timezone.now().date() + dt.timedelta(days=60)
    here.put("/a.ics", calendar(later(day)), Content_Type="text/calendar")
    here.rounds().ask(feed)
    run_once(now=timezone.now())
    here.put("/a.ics", calendar(), Content_Type="text/calendar")
    here.rounds().ask(feed)
    run_once(now=timezone.now())
    event, case = Event.objects.get(), Case.objects.get()
    assert event.status == "scheduled"
    assert (case.comparison["uid"], case.comparison["verdict"]) == (event.uid, "update")
    assert case.draft["status"]["value"] == "cancelled"


def test_a_feed_that_fails_waits_longer_and_says_why(here: World) -> None:
    feed = led_to(here, "/gone.ics")
    assert not here.rounds().ask(feed)
    row = ChannelState.objects.get(kind=FEED.kind)
    assert row.trouble == f"{here.base}/gone.ics answered 404"
    assert row.not_before
    assert due(now=row.not_before - dt.timedelta(minutes=1), pause=60.0) == []
    assert due(now=row.not_before, pause=60.0) == [feed]
    (standing,) = standings()
    assert (standing.is_well, standing.words) == (False, row.trouble)
    assert here.rounds().check() == f"feeds subscribed to: 1; 1 with trouble: {feed}: {row.trouble}"


def test_a_fault_of_ours_ends_nothing(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise KeyError("boom")

    monkeypatch.setattr(turns, "poll_once", fail)
    assert not here.rounds().ask(led_to(here, "/a.ics"))
    assert ChannelState.objects.get(kind=FEED.kind).trouble == "a fault of ours, see the log"


def test_feeds_come_by_turns_those_that_waited_longest_first() -> None:
    first, second, third = (subscribed(f"https://lanterns.example/{number}.ics") for number in range(3))
    assert due(now=NOON, pause=3600) == [first, second, third]
    state.went_well(FEED.kind, first.source.address, at=NOON)
    state.went_well(FEED.kind, third.source.address, at=NOON - dt.timedelta(hours=1))
    assert due(now=NOON + dt.timedelta(minutes=50), pause=3600) == [second, third]
    assert due(now=NOON + dt.timedelta(minutes=70), pause=3600) == [second, third, first]


def test_the_rounds_go_on_until_told_and_leave_no_feed_out(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed, told, looks = led_to(here, "/a.ics"), threading.Event(), 0
    day = timezone.now().date() + dt.timedelta(days=60)
    here.put("/a.ics", calendar(later(day)), Content_Type="text/calendar")
    real = turns.due

    def looked(**more: Any) -> list[Subscription]:
        nonlocal looks
        looks += 1
        if looks == 3:
            told.set()
        return real(**more)

    monkeypatch.setattr(turns, "due", looked)
    monkeypatch.setattr(turns, "IDLE", 0.0)
    here.rounds().serve(keep_nothing, told)
    assert (looks, here.asked) == (3, ["/a.ics"]), "asked once, since it is due again in an hour"
    assert Delivery.objects.get().source == feed.source


def keep_nothing(_: object) -> None:
    raise AssertionError("feeds keep under their own names")


def test_a_host_is_let_alone_between_two_requests() -> None:
    pace = Pace(5.0)
    waits = recording(pace)
    for host in ("a.example", "a.example", "b.example", "a.example"):
        pace(host)
    assert waits == [5.0, 5.0]


def test_the_rounds_keep_their_pace_over_feeds_of_one_host(here: World) -> None:
    feeds = [led_to(here, "/1.ics")]
    made = subscribed("https://lanterns.example/second.ics")
    Source.objects.filter(pk=made.source_id).update(address=f"{here.base}/2.ics")
    feeds.append(Subscription.objects.select_related("source").get(pk=made.pk))
    for path in ("/1.ics", "/2.ics"):
        here.put(path, calendar(vevent("a")), Content_Type="text/calendar")
    rounds = Rounds(gap=7.0, guard=here.guard(), opens=here.opens)
    waits = recording(rounds._pace)
    assert [rounds.ask(feed) for feed in feeds] == [True, True]
    assert waits == [7.0]


def test_a_host_that_asks_for_a_pause_gets_it_from_all_of_its_feeds(here: World) -> None:
    here.put("/1.ics", "", status=429, Retry_After="1200")
    first = led_to(here, "/1.ics")
    made = subscribed("https://lanterns.example/second.ics")
    Source.objects.filter(pk=made.source_id).update(address=f"{here.base}/2.ics")
    second = Subscription.objects.select_related("source").get(pk=made.pk)
    rounds = here.rounds()
    waits = recording(rounds._pace)
    assert [rounds.ask(first), rounds.ask(second)] == [False, False]
    assert (here.asked, waits) == (["/1.ics"], [])
    row = ChannelState.objects.get(name=second.source.address)
    assert row.trouble == "feeds.lanterns.example asked us to wait"
    assert row.not_before
    assert row.tried
    assert row.not_before - row.tried == dt.timedelta(seconds=1200)


def test_told_to_end_the_rounds_wait_for_no_host(here: World) -> None:
    led_to(here, "/a.ics")
    told = threading.Event()
    rounds = Rounds(gap=3600.0, guard=here.guard(), opens=here.opens)
    rounds._pace.asked["feeds.lanterns.example"] = rounds._pace.clock()

    threading.Timer(0.2, told.set).start()
    rounds.serve(keep_nothing, told)
    assert here.asked == []
    with pytest.raises(Ending):
        rounds._pace("feeds.lanterns.example")


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("Thu, 01 Apr 2027 12:10:00 GMT", 600.0),
        ("Thu, 01 Apr 2027 11:00:00 GMT", 60.0),
        ("-1", None),
        ("", None),
    ],
)
def test_retry_after_as_a_date(stated: str, seconds: float | None) -> None:
    assert retry_after(stated, now=NOON) == seconds


def test_a_subscription_makes_its_source_and_entry() -> None:
    made = subscribed(
        "webcal://Lanterns.example/a.ics", name="Lanterns", home="pt", zone="Europe/Lisbon", trusted=True
    )
    source = made.source
    assert (source.kind, source.name, source.home, source.trusted) == ("feed", "Lanterns", "PT", True)
    assert source.address == "https://Lanterns.example/a.ics"
    entry = Entry.objects.get(verb="feed.subscribed")
    assert (entry.subject, entry.actor) == (f"source:{source.pk}", "user:ada")
    unsubscribe(made, by="user:ada", at=NOON)
    assert (Subscription.objects.count(), Source.objects.count()) == (0, 1)
    assert Entry.objects.filter(verb="feed.unsubscribed").count() == 1
    subscribed("https://Lanterns.example/a.ics")
    assert Source.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "more", "words"),
    [
        ("lanterns", {}, "no web address"),
        ("ftp://lanterns.example/", {}, "no web address"),
        ("http://127.0.0.1/a.ics", {}, "not a public address"),
        ("http://localhost/a.ics", {}, "plain name"),
        ("http://feeds.internal/a.ics", {}, "inner network"),
        ("https://ada:pw@lanterns.example/", {}, "user name or password"),
        ("https://lanterns.example:8080/", {}, "port 8080"),
        ("https://lanterns.example/" + "a" * 500, {}, "longer than 500"),
        ("https://lanterns.example/", {"home": "Portugal"}, "no country"),
        ("https://lanterns.example/", {"zone": "Lisbon"}, "no zone"),
    ],
)
def test_what_cannot_be_subscribed_to_is_said(address: str, more: dict[str, str], words: str) -> None:
    with pytest.raises(NotSubscribed, match=words):
        subscribed(address, **more)
    assert Source.objects.count() == 0


def test_a_feed_is_subscribed_to_once() -> None:
    subscribed("webcal://lanterns.example/a.ics")
    with pytest.raises(NotSubscribed, match="already"):
        subscribed("https://lanterns.example/a.ics")


def test_instants_are_shown_in_the_zone_of_the_feed_or_of_a_home_with_one() -> None:
    assert zone_of(subscribed("https://a.example/", home="IT")) == "Europe/Rome"
    assert zone_of(subscribed("https://b.example/", home="US")) == ""
    assert zone_of(subscribed("https://c.example/", home="US", zone="America/Chicago")) == "America/Chicago"
    assert zone_of(subscribed("https://d.example/")) == ""


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("subscribe", *arguments, stdout=out)
    return out.getvalue().strip()


def test_the_command_adds_lists_and_removes() -> None:
    added = run("webcal://lanterns.example/a.ics", "--source", "Lanterns", "--home", "PT", "--trusted")
    assert added == "Lanterns: https://lanterns.example/a.ics is asked from now on"
    assert run() == run("--list") == "Lanterns (trusted)\n  https://lanterns.example/a.ics\n  not asked yet"
    with pytest.raises(CommandError, match="already"):
        run("https://lanterns.example/a.ics")
    with pytest.raises(CommandError, match=r"b\.ics is not subscribed to"):
        run("--remove", "https://lanterns.example/b.ics")
    assert (
        run("--remove", "webcal://lanterns.example/a.ics")
        == "webcal://lanterns.example/a.ics is asked no more"
    )
    assert run() == ""


def test_the_command_polls_through_the_guard(here: World) -> None:
    led_to(here, "/a.ics")
    assert run("--poll") == "1 asked, 1 with trouble"
    assert here.asked == []
    assert (
        "not a public address" in ChannelState.objects.get().trouble
        or "port" in ChannelState.objects.get().trouble
    )


def test_settings_of_feeds() -> None:
    assert (feed_settings({}).pause, feed_settings({}).gap) == (3600.0, 5.0)
    said = feed_settings({"HANDBILL_FEEDS_MINUTES": "15", "HANDBILL_FEEDS_GAP": "2"})
    assert (said.pause, said.gap) == (900.0, 2.0)
    with pytest.raises(NotSetUp, match="HANDBILL_FEEDS_GAP"):
        feed_settings({"HANDBILL_FEEDS_GAP": "often"})


def test_feeds_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(parts().receiver, Receiver)
    monkeypatch.setenv("HANDBILL_FEEDS_MINUTES", "0")
    assert parts().receiver is None


def test_a_step_repeated_after_a_crash_brings_nothing_new(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine goes down between keeping an item and remembering that it was kept."""
    feed = led_to(here, "/a.ics")
    day = timezone.now().date() + dt.timedelta(days=60)
    here.put("/a.ics", calendar(later(day)), Content_Type="text/calendar")

    def down(*_: object) -> None:
        raise NotFetched("", "down", permanent=False)

    with monkeypatch.context() as broken:
        broken.setattr(state, "keep_cursor", down)
        here.rounds().ask(feed)
    assert ChannelState.objects.get().cursor == {}
    assert here.rounds().ask(feed)
    assert Delivery.objects.count() == 1
