import datetime as dt
import hashlib
import os
from contextlib import AbstractContextManager
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import OperationalError, transaction

from handbill_site.intake import spool
from handbill_site.intake.errors import NotKept
from handbill_site.intake.models import Delivery, Source
from handbill_site.intake.operations import (
    accept,
    make_source,
    plain_name,
    put_in_tray,
    raw_of,
    recover_orphans,
    settle,
    source_of,
    try_again,
)
from handbill_site.ledger.models import Entry

NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
RAW = "Fête des lanternes, samedi 21 h\n".encode()


@pytest.fixture
def source(db: None) -> Source:
    return source_of(Source.Kind.FORM, "tell", name="Public form", now=NOON)


def keep(source: Source, raw: bytes = RAW, **more: object) -> Delivery:
    given = {"received": NOON, "media_type": "text/plain", "by": f"source:{source.pk}", **more}
    return accept(raw, source=source, **given)  # type: ignore[arg-type]


def ledger_that_says(trouble: str) -> AbstractContextManager[object]:
    return patch("handbill_site.ledger.operations.enter", side_effect=OperationalError(trouble))


def test_what_is_accepted_is_on_disk_in_a_row_and_in_the_ledger(source: Source) -> None:
    delivery = keep(source, contact="ada@lanterns.example")
    row = Delivery.objects.get(uid=delivery.uid)
    sha256 = hashlib.sha256(RAW).hexdigest()
    assert raw_of(row) == RAW
    assert (row.path, row.sha256, row.size, row.state) == (
        f"2027-04-20/{delivery.uid}.txt",
        sha256,
        len(RAW),
        "kept",
    )
    entry = Entry.objects.get()
    assert (entry.verb, entry.subject, entry.actor) == (
        "intake.received",
        f"delivery:{delivery.uid}",
        f"source:{source.pk}",
    )
    assert entry.facts == {
        "source": source.pk,
        "size": len(RAW),
        "media_type": "text/plain",
    }


@pytest.mark.django_db(transaction=True)
def test_nothing_is_accepted_inside_a_transaction() -> None:
    """Else "accepted" would be said of what may still be rolled back."""
    source = source_of(Source.Kind.FORM, "tell", name="Public form", now=NOON)
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        keep(source)


def test_a_database_that_refuses_accepts_nothing_and_leaves_the_bytes(source: Source) -> None:
    with ledger_that_says("locked"), pytest.raises(NotKept, match="locked"):
        keep(source)
    assert Delivery.objects.count() == 0
    assert [spool.read(settings.SPOOL, f"2027-04-20/{path.name}") for path in _files()] == [RAW]


def test_bytes_left_by_a_crash_become_a_delivery(source: Source) -> None:
    with ledger_that_says("gone"), pytest.raises(NotKept):
        keep(source)
    [left] = _files()
    _age(left)
    assert recover_orphans(now=NOON) == 1
    found = Delivery.objects.get()
    assert (found.uid, raw_of(found), found.media_type, found.source.address) == (
        left.stem,
        RAW,
        "text/plain",
        "spool",
    )
    assert Entry.objects.get().subject == f"delivery:{found.uid}"
    assert recover_orphans(now=NOON) == 0


def test_bytes_that_were_sent_again_after_a_crash_are_not_taken_twice(source: Source) -> None:
    with ledger_that_says("gone"), pytest.raises(NotKept):
        keep(source)
    _age(*_files())
    again = keep(source)
    assert recover_orphans(now=NOON) == 0
    assert Delivery.objects.get() == again
    assert [path.stem for path in _files()] == [again.uid]


def test_a_file_that_is_being_accepted_right_now_is_left_alone(source: Source) -> None:
    with ledger_that_says("busy"), pytest.raises(NotKept):
        keep(source)
    [young] = _files()
    os.utime(young, (NOON.timestamp() - 30,) * 2)
    assert recover_orphans(now=NOON) == 0
    assert young.exists()


def test_a_delivery_of_the_tray_is_tried_again_or_settled_once(source: Source) -> None:
    delivery = keep(source)
    put_in_tray(delivery, "it has no end", by="policy", at=NOON)
    try_again(delivery, by="user:ada", at=NOON)
    settle(delivery, by="user:eve", at=NOON)  # too late: it is not in the tray any more
    row = Delivery.objects.get()
    assert (row.state, row.trouble, row.attempts) == ("kept", "", 0)
    assert list(Entry.objects.values_list("verb", flat=True)) == [
        "intake.received",
        "intake.tray",
        "intake.retried",
    ]


def test_a_source_known_beforehand_is_entered(db: None) -> None:
    made = make_source(
        Source.Kind.URL,
        "https://rivers.example",
        name="Rivers",
        trusted=True,
        home="DE",
        calls=["open-rivers"],
        by="user:ada",
        at=NOON,
    )
    assert Source.objects.get() == made
    assert Entry.objects.get().facts == {"trusted": True}
    assert source_of(Source.Kind.URL, "https://rivers.example", name="?", now=NOON).trusted is True


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("/etc/../poster.html", "poster.html"),
        ("C:\\tmp\\poster.eml", "poster.eml"),
        ("pos\r\nter\x00.txt", "poster.txt"),
        ("gpj\u202eexe.txt", "gpjexe.txt"),
        ("x" * 500 + ".txt", "x" * 196 + ".txt"),
        ("", ""),
    ],
)
def test_a_foreign_file_name_is_only_ever_a_plain_word(given: str, shown: str) -> None:
    assert plain_name(given) == shown


def _files() -> list[Path]:
    return sorted(path for path in settings.SPOOL.rglob("*") if path.is_file())


def _age(*paths: Path) -> None:
    for path in paths:
        os.utime(path, (NOON.timestamp() - 600,) * 2)
