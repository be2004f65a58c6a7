"""Hostile calendars by row of the list of hostile input, from a trusted feed to the listing."""

import datetime as dt
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from tests.site.intake.channels.feed.world import World, calendar, vevent, world

from handbill_site.flow import run_once
from handbill_site.intake.channels.feed.opening import ChildOpener
from handbill_site.intake.channels.feed.subscriptions import subscribe
from handbill_site.intake.child import Reader
from handbill_site.intake.models import ChannelState, Delivery, Source, Subscription
from handbill_site.intake.operations import raw_of
from handbill_site.listing.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timezone.now().date() + dt.timedelta(days=60)
FAKE = [sys.executable, str(Path(__file__).parent.parent.parent / "fake_reader.py")]
PROBE = vevent("probe", day=f"{DAY - dt.timedelta(days=9):%Y%m%d}", SUMMARY="Market of boats and the probe")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


@pytest.fixture
def here() -> Iterator[World]:
    with world() as made:
        yield made


def hostile(*lines: str, day: dt.date = DAY) -> str:
    """An event with further lines, as they are."""
    return vevent("hostile", day=f"{day:%Y%m%d}").replace("END:VEVENT", "\r\n".join([*lines, "END:VEVENT"]))


def listed(here: World, reader: Reader, *events: str) -> dict[str, Event]:
    """Let a trusted feed bring *events*, take them through the flow; return what is listed, by name's end."""
    here.put("/a.ics", calendar(*events), Content_Type="text/calendar")
    made = subscribe(
        "https://lanterns.example/a.ics", trusted=True, home="PT", by="user:ada", at=timezone.now()
    )
    Source.objects.filter(pk=made.source_id).update(address=f"{here.base}/a.ics")
    here.opens = ChildOpener(reader)
    assert here.rounds().ask(Subscription.objects.get())
    run_once(now=timezone.now(), reader=reader)
    assert not Delivery.objects.exclude(state__in=("routed", "tray")).exists()
    return {event.name.split()[-1]: event for event in Event.objects.all()}


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param("FREQ=SECONDLY", id="row_57"),
        pytest.param("FREQ=DAILY;INTERVAL=0", id="row_58"),
        pytest.param("FREQ=DAILY;BYMONTHDAY=" + ",".join(["1"] * 10_000), id="row_60"),
    ],
)
def test_rules_that_never_end_are_not_listed(here: World, reader: Reader, rule: str) -> None:
    there = listed(here, reader, hostile(f"RRULE:{rule}"), PROBE)
    assert there["probe"].rrule == ""
    assert "hostile" not in there or there["hostile"].rrule == ""


def test_row_59_a_count_of_a_thousand_million_is_capped(here: World, reader: Reader) -> None:
    there = listed(here, reader, hostile("RRULE:FREQ=DAILY;COUNT=1000000000"), PROBE)
    assert "probe" in there
    assert "hostile" not in there or there["hostile"].occurrences.count() <= 1_000


def test_row_62_alarms_are_dropped_before_anything_is_kept(here: World, reader: Reader) -> None:
    alarm = (
        "BEGIN:VALARM",
        "TRIGGER:-PT1H",
        "REPEAT:1000000000",
        "DURATION:PT1S",
        "ACTION:DISPLAY",
        "END:VALARM",
    )
    assert set(listed(here, reader, hostile(*alarm))) == {"hostile"}
    assert b"VALARM" not in raw_of(Delivery.objects.get())


def test_row_63_nesting_and_line_ends_in_values(here: World, reader: Reader) -> None:
    deep = ["BEGIN:X-DEEP"] * 5_000
    there = listed(here, reader, hostile("X-LINE:a\\nBEGIN:VEVENT\\nUID:smuggled", *deep), PROBE)
    assert "probe" in there
    assert not Event.objects.filter(foreign_uid__contains="smuggled").exists()


def test_row_64_links_that_run_are_dropped(here: World, reader: Reader) -> None:
    event = listed(here, reader, hostile("URL:javascript:alert(1)"))["hostile"]
    assert event.links.count() == 0
    assert Delivery.objects.get().url == f"{here.base}/a.ics"


def test_row_65_addresses_of_people_are_not_kept(here: World, reader: Reader) -> None:
    people = (
        'ORGANIZER;CN="Lightkeepers":mailto:keeper@lanterns.example',
        "ATTENDEE;CN=Guest;PARTSTAT=ACCEPTED:mailto:guest@lanterns.example",
    )
    event = listed(here, reader, hostile(*people))["hostile"]
    assert [organizer.name for organizer in event.organizers.all()] == ["Lightkeepers"]
    raw = raw_of(Delivery.objects.get())
    assert b"guest" not in raw.lower()
    assert b"keeper@" not in raw


def test_who_says_they_come_is_no_change_of_an_event(here: World, reader: Reader) -> None:
    listed(here, reader, hostile("ATTENDEE:mailto:one@lanterns.example"))
    answered = hostile("ATTENDEE:mailto:one@lanterns.example", "ATTENDEE:mailto:two@lanterns.example")
    here.put("/a.ics", calendar(answered), Content_Type="text/calendar")
    assert here.rounds().ask(Subscription.objects.get())
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(
    ("behaviour", "trouble"),
    [
        ("eat", "its reader needed more than 128 MB of memory"),
        ("crash", "its reader ended (status 1): Traceback: it hurts"),
        ("hang", "it was not read within 2 seconds"),
        ("babble", "its reader ended"),
        ("lie", "its reader answered nonsense"),
    ],
)
def test_a_feed_that_kills_its_reader_costs_no_other_feed(here: World, behaviour: str, trouble: str) -> None:
    """The trouble is said in plain words, the rounds go on, and the next feed gets a new child."""
    here.put("/a.ics", f"{behaviour} please", Content_Type="text/calendar")
    feeds = [led_to(here, "/a.ics"), led_to(here, "/b.ics", name="b")]
    here.put("/b.ics", calendar(PROBE), Content_Type="text/calendar")
    with Reader(FAKE, seconds=2, memory=128 * 2**20) as fake:
        here.opens = ChildOpener(fake)
        rounds = here.rounds()
        assert [rounds.ask(each) for each in feeds] == [False, True]
    state = ChannelState.objects.get(name=feeds[0].source.address)
    assert state.trouble.startswith(f"{here.base}/a.ics: {trouble}")
    assert state.not_before
    assert state.not_before - timezone.now() > dt.timedelta(hours=5)
    assert [each.source for each in Delivery.objects.all()] == [feeds[1].source]


def test_a_feed_that_needs_more_memory_than_is_given_leaves_the_poller_alive(here: World) -> None:
    """A real child under a real limit, and a feed that fits into a request but not into the limit."""
    deep = "{" + '"a":{' * 200_000 + "}" * 200_001
    wide = "[" + ",".join(['{"@type":"Event"}'] * 400_000) + "]"
    feeds = [led_to(here, "/wide", name="wide"), led_to(here, "/deep", name="deep"), led_to(here, "/b.ics")]
    here.put("/wide", wide, Content_Type="application/json")
    here.put("/deep", deep, Content_Type="application/json")
    here.put("/b.ics", calendar(PROBE), Content_Type="text/calendar")
    here.most = 10_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with Reader(seconds=20, memory=140 * 2**20) as small:
        here.opens = ChildOpener(small)
        rounds = here.rounds()
        assert [rounds.ask(each) for each in feeds] == [False, False, True]
        assert small.started == 2, "the wide one cost its child"
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100 * 1024, "the poller opened it itself"
    said = [ChannelState.objects.get(name=each.source.address).trouble for each in feeds[:2]]
    assert said == [
        f"{here.base}/wide: its reader needed more memory than it may take",
        f"{here.base}/deep: the JSON is damaged or breaks off",
    ]


def led_to(here: World, path: str, name: str = "a") -> Subscription:
    """Subscribe by a public address, then let it lead to this machine."""
    made = subscribe(f"https://lanterns.example/{name}.ics", home="PT", by="user:ada", at=timezone.now())
    Source.objects.filter(pk=made.source_id).update(address=f"{here.base}{path}")
    return Subscription.objects.select_related("source").get(pk=made.pk)
