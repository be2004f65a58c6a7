import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from handbill.values import Announcement, Draft, Reading
from handbill_site.intake.child import Reader
from handbill_site.intake.models import AnnouncementRow, Delivery, ReadingRow, Source
from handbill_site.intake.operations import accept, source_of
from handbill_site.intake.reading import keep_reading, read_delivery, request_for
from handbill_site.intake.values import announcement_of, reading_of
from handbill_site.ledger.models import Entry

NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
FAKE = (sys.executable, str(Path(__file__).parent / "fake_reader.py"))


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader(FAKE, seconds=10, start_seconds=30) as reader:
        yield reader


def delivery_of(text: str, **more: object) -> Delivery:
    source = source_of(Source.Kind.FORM, "tell", name="Public form", now=NOON)
    given = {"received": NOON, "media_type": "text/plain", "by": "source:1", **more}
    return accept(text.encode(), source=source, **given)  # type: ignore[arg-type]


def last_entry() -> Entry:
    return Entry.objects.latest("number")


@pytest.mark.django_db
def test_a_delivery_that_is_read_has_its_announcement_and_its_reading(reader: Reader) -> None:
    delivery = delivery_of("event and event")
    assert read_delivery(delivery, reader=reader, now=NOON) is True
    delivery.refresh_from_db()
    row = ReadingRow.objects.get(announcement__delivery=delivery)
    assert (delivery.state, delivery.attempts, row.drafts) == ("read", 1, 2)
    assert announcement_of(row.announcement) == Announcement(
        "event and event", (), dt.datetime(2027, 4, 20, 12)
    )
    assert reading_of(row) == Reading("en", (Draft(), Draft()))
    assert (last_entry().verb, last_entry().facts) == ("intake.read", {"drafts": 2})


@pytest.mark.django_db
def test_one_that_cannot_be_opened_goes_to_the_tray_at_once(reader: Reader) -> None:
    delivery = delivery_of("unreadable")
    assert read_delivery(delivery, reader=reader, now=NOON) is True
    delivery.refresh_from_db()
    assert (delivery.state, delivery.trouble) == ("tray", "it cannot be opened")
    assert last_entry().verb == "intake.tray"


@pytest.mark.django_db
def test_one_that_kills_three_readers_goes_to_the_tray(reader: Reader) -> None:
    delivery = delivery_of("crash")
    assert [read_delivery(delivery, reader=reader, now=NOON) for _ in range(3)] == [False, False, True]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("tray", 3)
    assert delivery.trouble.endswith("it hurts (3 times)")


@pytest.mark.django_db
def test_the_time_it_was_sent_is_the_one_that_tomorrow_counts_from() -> None:
    sent = dt.datetime(2027, 4, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=3)))
    delivery = delivery_of("event", sent=sent, url="https://lanterns.example/")
    Source.objects.update(home="TR", language="tr")
    delivery.source.refresh_from_db()
    assert request_for(delivery) == {
        "id": delivery.uid,
        "content": "ZXZlbnQ=",
        "file_name": f"{delivery.uid}.txt",
        "media_type": "text/plain",
        "received": "2027-03-31T23:00:00",
        "home": "TR",
        "url": "https://lanterns.example/",
        "languages": ["tr"],
    }


@pytest.mark.django_db
def test_what_no_database_takes_is_replaced_letter_by_letter() -> None:
    """Spans count letters, so none may be left out."""
    delivery = delivery_of("event")
    told = {"text": "a\x00b\ud800c", "blocks": [], "received": "2027-04-20T12:00:00"}
    keep_reading(delivery, told, {"language": "en"}, now=NOON)
    assert AnnouncementRow.objects.get().text == "a\ufffdb\ufffdc"


@pytest.mark.django_db
def test_a_second_worker_that_was_slower_changes_nothing() -> None:
    delivery = delivery_of("event")
    told = {"text": "event", "blocks": [], "received": "2027-04-20T12:00:00"}
    keep_reading(delivery, told, {"language": "en"}, now=NOON)
    keep_reading(delivery, told, {"language": "de"}, now=NOON)
    assert [row.language for row in ReadingRow.objects.all()] == ["en"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("damage", "said"), [(b"evont", "is not what arrived"), (None, "cannot be read: No such file")]
)
def test_row_98_a_file_that_was_damaged_is_named_and_not_read(
    reader: Reader, damage: bytes | None, said: str
) -> None:
    delivery = delivery_of("event")
    path = settings.SPOOL / delivery.path
    path.write_bytes(damage) if damage else path.unlink()
    assert read_delivery(delivery, reader=reader, now=NOON) is True
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("tray", 0)
    assert delivery.path in delivery.trouble
    assert said in delivery.trouble
