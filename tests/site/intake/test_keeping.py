"""Doubles, backpressure, and what is said while things go wrong."""

import datetime as dt
import errno
import os
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError
from pytest_django import Settings

from handbill_site.intake import keeping, pressure, spool
from handbill_site.intake.errors import NotKept, TryLater
from handbill_site.intake.incoming import LINK, Incoming
from handbill_site.intake.keeping import about_earlier, keep
from handbill_site.intake.models import AnnouncementRow, Arrival, Delivery, Source
from handbill_site.intake.operations import forget, recover_orphans, source_of
from handbill_site.ledger.models import Entry

NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
HELLO = Incoming(b"Lanterns on Friday", "text/plain", sender="ada@lanterns.example", external_id="<1@x>")


@pytest.fixture
def source(db: None) -> Source:
    return sender("ada@lanterns.example")


def sender(address: str) -> Source:
    return source_of(Source.Kind.MAIL, address, name=address, now=NOON)


def put(source: Source, **fields: Any) -> tuple[int, bool]:
    """Keep HELLO with *fields* in place of its own; return how many there are now, and whether it was new."""
    given = {name: getattr(HELLO, name) for name in Incoming.__slots__}
    kept = keep(Incoming(**{**given, **fields}), source=source, now=NOON)
    return Delivery.objects.count(), kept.is_new


def test_what_the_channel_knows_is_in_the_row(source: Source) -> None:
    sent = dt.datetime(2027, 4, 20, 11, 59, tzinfo=dt.UTC)
    put(
        source,
        sent=sent,
        conversation="7",
        subject="Lanterns",
        about="event:1@x",
        proven=False,
        silent="a list",
    )
    row = Delivery.objects.get()
    assert (row.sender, row.external_id, row.conversation, row.subject, row.sent, row.about) == (
        "ada@lanterns.example",
        "<1@x>",
        "7",
        "Lanterns",
        sent,
        "event:1@x",
    )
    assert (row.proven, row.silent, row.state) == (False, "a list", "kept")


def test_the_same_message_again_is_one_delivery_that_arrived_again(source: Source) -> None:
    assert [put(source), put(source), put(source)] == [(1, True), (1, False), (1, False)]
    assert Arrival.objects.count() == 2
    assert list(Entry.objects.values_list("verb", flat=True)) == [
        "intake.received",
        "intake.again",
        "intake.again",
    ]
    assert len(_files()) == 1


def test_row_18_another_text_under_a_name_that_its_sender_gave_is_another_message(source: Source) -> None:
    """A Message-ID is the sender's word; the body tells the messages apart."""
    assert put(source, fingerprint="a" * 64) == (1, True)
    assert put(source, fingerprint="b" * 64) == (2, True)


def test_the_same_from_another_sender_is_another_message(source: Source) -> None:
    assert [put(source), put(sender("eve@rivers.example"))] == [(1, True), (2, True)]


def test_without_a_name_the_bytes_tell(source: Source) -> None:
    assert put(source, external_id="") == (1, True)
    assert put(source, external_id="") == (1, False)
    assert put(source, external_id="", raw=b"Lanterns on Saturday") == (2, True)


def test_a_link_is_taken_again_for_its_page_may_have_changed(source: Source) -> None:
    link = {"raw": b"https://lanterns.example/\r\n", "media_type": LINK, "external_id": ""}
    assert [put(source, **link), put(source, **link)] == [(1, True), (2, True)]


def test_row_79_two_at_the_same_instant_are_told_apart_by_the_database(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second looked before the first was there."""
    put(source)
    looks: list[object] = []
    real = keeping._earlier

    def late(incoming: Incoming, source: Source) -> Delivery | None:
        looks.append(incoming)
        return None if len(looks) == 1 else real(incoming, source)

    monkeypatch.setattr(keeping, "_earlier", late)
    assert put(source) == (1, False)
    assert len(_files()) == 1


def test_a_double_whose_note_cannot_be_written_is_still_safe(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(source)
    monkeypatch.setattr(Arrival.objects, "create", _raise(OperationalError("locked")))
    assert put(source) == (1, False)


def test_row_94_a_message_found_after_a_crash_is_the_one_that_is_sent_again(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flushed, not committed, no yes; the sender comes again after the sweep."""
    with monkeypatch.context() as patched:
        patched.setattr("handbill_site.ledger.operations.enter", _raise(OperationalError("gone")))
        with pytest.raises(NotKept):
            put(source)
    [left] = _files()
    os.utime(left, (NOON.timestamp() - 600,) * 2)
    assert recover_orphans(now=NOON) == 1
    assert put(source) == (1, False)
    row = Delivery.objects.get()
    assert (row.source, row.sender, row.external_id) == (source, "ada@lanterns.example", "<1@x>")


def test_row_99_a_disk_that_is_nearly_full_takes_nothing_and_says_when_to_come_again(
    source: Source, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.INTAKE_FREE_BYTES = 1000
    free = namedtuple("free", "f_bavail f_frsize")
    monkeypatch.setattr(os, "statvfs", lambda _: free(1017, 1))
    with pytest.raises(TryLater, match="nearly full") as refused:
        put(source)
    assert (refused.value.seconds, Delivery.objects.count()) == (300, 0)
    monkeypatch.setattr(os, "statvfs", lambda _: free(1018, 1))
    assert put(source) == (1, True)


def test_a_queue_that_is_too_long_takes_nothing(source: Source, settings: Settings) -> None:
    settings.INTAKE_MOST_WAITING = 2
    put(source, external_id="<1@x>")
    put(source, external_id="<2@x>")
    with pytest.raises(TryLater, match="too much waits"):
        put(source, external_id="<3@x>")
    Delivery.objects.update(state="routed")
    pressure.forget_count()
    assert put(source, external_id="<3@x>") == (3, True)


def test_row_100_after_a_flush_that_failed_this_process_keeps_nothing_more(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel may call a second flush good though the pages are lost."""
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", _raise(OSError(errno.EIO, "Input/output error")))
        with pytest.raises(NotKept):
            put(source)
    with pytest.raises(NotKept, match="cannot be trusted"):
        put(source)
    spool.trust_again()
    assert put(source) == (1, True)


@pytest.mark.parametrize("trouble", [OperationalError("database is locked"), IntegrityError("another rule")])
def test_a_database_that_refuses_is_not_kept(
    source: Source, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    monkeypatch.setattr("handbill_site.ledger.operations.enter", _raise(trouble))
    with pytest.raises(NotKept):
        put(source)
    assert Delivery.objects.count() == 0


def test_what_need_not_be_read_is_kept_and_settled(source: Source) -> None:
    put(source, settled="a bounce")
    row = Delivery.objects.get()
    assert (row.state, row.trouble, len(_files())) == ("routed", "a bounce", 1)


def test_what_its_sender_deleted_is_gone_but_known(source: Source) -> None:
    put(source, contact="+351 000")
    row = Delivery.objects.get()
    AnnouncementRow.objects.create(delivery=row, text="Lanterns", value={})
    forget(row, by="source:1", at=NOON)
    row.refresh_from_db()
    assert (row.sender, row.contact, row.state) == ("", "", "routed")
    assert AnnouncementRow.objects.count() == 0
    assert put(source) == (1, False)


@pytest.mark.django_db(transaction=True)
def test_the_bytes_of_what_its_sender_deleted_are_gone() -> None:
    put(sender("ada@lanterns.example"))
    forget(Delivery.objects.get(), by="source:1", at=NOON)
    assert _files() == []


def test_an_answer_to_an_earlier_message_is_about_what_that_one_was_about(source: Source) -> None:
    put(source)
    first = Delivery.objects.get()
    assert about_earlier(source, "<1@x>") == f"delivery:{first.uid}"
    put(source, external_id="<2@x>", about=f"delivery:{first.uid}")
    assert about_earlier(source, "<2@x>") == f"delivery:{first.uid}"
    assert about_earlier(source, "<3@x>") == ""
    assert about_earlier(sender("eve@rivers.example"), "<1@x>") == ""


def _raise(error: Exception) -> Callable[..., None]:
    def refuse(*_: object, **__: object) -> None:
        raise error

    return refuse


def _files() -> list[Path]:
    return sorted(path for path in settings.SPOOL.rglob("*") if path.is_file())
