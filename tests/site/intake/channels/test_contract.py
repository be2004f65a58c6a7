"""The contract that every channel keeps: one journey, parametrised over the table of channels."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from tests.site.intake.channels.fediverse.harness import FediverseHarness
from tests.site.intake.channels.feed.harness import FeedHarness
from tests.site.intake.channels.harness import (
    ANNOUNCEMENT,
    MOVED,
    FileHarness,
    FormHarness,
    Harness,
    UploadHarness,
    UrlHarness,
)
from tests.site.intake.channels.instagram.harness import InstagramHarness
from tests.site.intake.channels.mail.harness import MailHarness
from tests.site.intake.channels.telegram.harness import TelegramHarness
from tests.site.intake.channels.x.harness import XHarness

from handbill_site.desk.models import Case
from handbill_site.desk.operations import publish_case
from handbill_site.desk.values import draft_of
from handbill_site.flow import run_once
from handbill_site.intake.channels import CHANNELS
from handbill_site.intake.channels.contract import Answerer, Poller, Receiver
from handbill_site.intake.child import Reader
from handbill_site.intake.models import Arrival, Delivery, Source
from handbill_site.intake.operations import raw_of
from handbill_site.ledger.models import Entry
from handbill_site.listing.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
HARNESSES: dict[str, type[Harness]] = {
    "form": FormHarness,
    "upload": UploadHarness,
    "url": UrlHarness,
    "file": FileHarness,
    "mail": MailHarness,
    "feed": FeedHarness,
    "telegram": TelegramHarness,
    "instagram": InstagramHarness,
    "fediverse": FediverseHarness,
    "x": XHarness,
}


LATER = dt.timedelta(minutes=3)
"""When a decision cannot be undone any more before its answer goes out."""


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


@pytest.fixture(params=[channel.kind for channel in CHANNELS])
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Harness]:
    made = HARNESSES[request.param]()
    made.start(tmp_path)
    yield made
    made.stop()


def test_what_is_sent_becomes_a_draft_is_answered_told_from_its_double_and_changed(
    harness: Harness, reader: Reader
) -> None:
    harness.send(ANNOUNCEMENT)
    delivery = _newest_text()
    assert "Evening of lanterns" in raw_of(delivery).decode("utf-8", "replace")
    assert Entry.objects.filter(verb="intake.received", subject=f"delivery:{delivery.uid}").count() == 1

    run_once(now=timezone.now(), reader=reader)
    case = Case.objects.get()
    draft = draft_of(case)
    assert draft.dtstart
    assert draft.dtstart.span
    text = case.reading.announcement.text
    assert draft.dtstart.value == dt.datetime(2027, 4, 30, 20, 0)
    assert "30 April 2027" in text[draft.dtstart.span.start : draft.dtstart.span.end]

    event = publish_case(
        case, draft, fields={}, pinned=(), calls=(), version=case.version, by="user:ada", at=timezone.now()
    )
    run_once(now=timezone.now() + LATER, reader=reader)
    if "reply" not in harness.skips:
        assert f"/events/{event.slug}/" in harness.replies()[-1]

    counts, heard = _counts(), len(harness.replies())
    if "again" not in harness.skips:
        harness.send_again()
        run_once(now=timezone.now(), reader=reader)
        assert (_counts(), len(harness.replies())) == (counts, heard)

    if "update" not in harness.skips:
        harness.change(MOVED)
        run_once(now=timezone.now(), reader=reader)
        event.refresh_from_db()
        offered = [case.comparison.get("uid") for case in Case.objects.filter(state="open")]
        assert event.dtstart == "2027-04-30T21:00:00" or offered == [event.uid]
        assert Event.objects.count() == 1


PERSONAL = [channel.kind for channel in CHANNELS if channel.personal]


@pytest.mark.parametrize("harness", PERSONAL, indirect=True)
@pytest.mark.parametrize(
    ("said", "expected"),
    [(MOVED, ("2027-04-30T21:00:00", "scheduled")), ("CANCEL", ("2027-04-30T20:00:00", "cancelled"))],
)
def test_the_account_that_announced_it_changes_and_cancels_it_there_without_a_person(
    harness: Harness, reader: Reader, said: str, expected: tuple[str, str]
) -> None:
    harness.send(ANNOUNCEMENT)
    run_once(now=timezone.now(), reader=reader)
    case = Case.objects.get()
    given = {"fields": {}, "pinned": (), "calls": (), "version": case.version, "by": "user:ada"}
    event = publish_case(case, draft_of(case), at=timezone.now(), **given)
    run_once(now=timezone.now() + LATER, reader=reader)
    harness.change(said)
    run_once(now=timezone.now() + LATER, reader=reader)
    event.refresh_from_db()
    assert (event.dtstart, event.status) == expected
    assert not Case.objects.filter(state="open").exists()
    assert f"/events/{event.slug}/" in harness.replies()[-1]


def test_every_kind_of_source_has_one_line_in_the_table_or_none_yet() -> None:
    kinds = [channel.kind for channel in CHANNELS]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) <= set(Source.Kind)
    assert set(kinds) == set(HARNESSES)


def test_the_parts_of_a_channel_are_what_they_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for channel in CHANNELS:
        parts = channel.parts()
        assert all(isinstance(poller, Poller) for poller in parts.pollers.values())
        assert parts.receiver is None or isinstance(parts.receiver, Receiver)
        assert parts.answerer is None or isinstance(parts.answerer, Answerer)


def test_a_double_is_one_delivery_that_arrived_again() -> None:
    harness = FormHarness()
    harness.start(Path())
    harness.send(ANNOUNCEMENT)
    harness.send_again()
    assert Delivery.objects.count() == 1
    assert [arrival.delivery for arrival in Arrival.objects.all()] == [Delivery.objects.get()]


def _newest_text() -> Delivery:
    return Delivery.objects.exclude(media_type="text/uri-list").latest("pk")


def _counts() -> tuple[int, int, int]:
    texts = Delivery.objects.exclude(media_type="text/uri-list")
    return texts.count(), Case.objects.count(), Event.objects.count()
