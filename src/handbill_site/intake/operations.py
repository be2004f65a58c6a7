"""Accepting deliveries: on disk first, then the row and its entry, and only then an answer."""

import contextlib
import datetime as dt
import hashlib
import logging
import mimetypes
import threading
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction

from handbill_site.intake import spool
from handbill_site.intake.errors import NotKept
from handbill_site.intake.models import AnnouncementRow, Delivery, Source
from handbill_site.ledger import operations as ledger
from handbill_site.sealing.errors import NotOpened

log = logging.getLogger(__name__)

TURN_SECONDS = 20.0
_WRITER = threading.Lock()
ORPHAN_AGE = dt.timedelta(minutes=2)
"""A file without a row is an orphan only when older: a younger one may be in the middle of `accept`."""


RECOVERED = "spool"
"""Address of the source (kind FILE) of what a crash left without a row."""


def accept(
    raw: bytes,
    *,
    source: Source,
    received: dt.datetime,
    media_type: str,
    by: str,
    sent: dt.datetime | None = None,
    file_name: str = "",
    url: str = "",
    contact: str = "",
    columns: Mapping[str, Any] | None = None,
) -> Delivery:
    """Keep what arrived: raw bytes flushed to disk, then row and entry "intake.received" in one commit.

    When this returns, both survive a power cut, and the sender may be told so.

    Args:
        received, sent: Aware.
        media_type: As the channel declares it; "" where it says nothing.
        by: Usually "source:ID"; "user:NAME" for what an editor hands in.
        contact: How to answer the sender; kept in the row only, never in the entry.
        columns: Further columns of the row; channels go through `keeping.keep`, which fills them.

    Raises:
        NotKept: The disk or the database refused. Bytes already on disk stay there: if the outcome of
            the commit is unknown they may be spoken for, and otherwise `recover_orphans` finds them.
            Only where another row has the same identity (its cause is then IntegrityError) are they removed.
        RuntimeError: Called inside a transaction, where nothing is committed when it returns.
    """
    uid = str(uuid.uuid4())
    path = spool.keep(settings.SPOOL, raw, name=uid + _suffix(media_type), day=received.date())
    delivery = Delivery(
        uid=uid,
        source=source,
        received=received,
        sent=sent,
        path=path,
        sha256=hashlib.sha256(raw).hexdigest(),
        size=len(raw),
        media_type=media_type[:100],
        file_name=plain_name(file_name),
        url=url if len(url) <= 2000 else "",
        contact=contact[:320],
        **(columns or {}),
    )
    _enter(delivery, by=by, at=received)
    return delivery


def source_of(kind: Source.Kind, address: str, *, name: str, now: dt.datetime) -> Source:
    """Return the source of this address, made on first sight: untrusted, no home, no calls."""
    source, _ = Source.objects.get_or_create(
        kind=kind, address=address[:500], defaults={"name": name[:200], "created": now}
    )
    return source


@transaction.atomic
def make_source(
    kind: Source.Kind,
    address: str,
    *,
    name: str,
    trusted: bool,
    home: str,
    calls: Iterable[str],
    by: str,
    at: dt.datetime,
) -> Source:
    """Make a source that somebody knows beforehand. Writes "source.made".

    Args:
        trusted: Whether policy may publish its structured data.
        calls: Slugs of the calls it speaks for.

    Raises: django.db.IntegrityError when there is one of this kind and address.
    """
    source = Source.objects.create(
        kind=kind, address=address, name=name, trusted=trusted, home=home, calls=list(calls), created=at
    )
    ledger.enter("source.made", f"source:{source.pk}", by=by, at=at, trusted=trusted)
    return source


def raw_of(delivery: Delivery) -> bytes:
    """Return the bytes as they arrived.

    Raises: OSError when the file of the spool is gone; sealing's NotOpened when it was changed.
    """
    return spool.read(settings.SPOOL, delivery.path)


def damage_of(delivery: Delivery) -> str:
    """Return in words what happened to the kept bytes of a delivery; "" while they are as they arrived."""
    try:
        raw = raw_of(delivery)
    except NotOpened as error:
        return f"its file {delivery.path} cannot be opened: {error}; {_mend(error)}"
    except OSError as error:
        return (
            f"its file {delivery.path} cannot be read: {error.strerror or error}; restore it from the backup"
        )
    if hashlib.sha256(raw).hexdigest() != delivery.sha256:
        return f"its file {delivery.path} is not what arrived; restore it from the backup"
    return ""


def _mend(error: NotOpened) -> str:
    return "set that key again" if error.key_id else "restore it from the backup"


def recover_orphans(*, now: dt.datetime, newest_days: int | None = None) -> int:
    """Make deliveries of spooled files that have no row, left by a crash between flush and commit.

    Their senders got no receipt and may have sent the same again: bytes that another delivery holds
    are not taken twice.

    Args:
        newest_days: How many of the newest days to look through; None for all.

    Returns: How many deliveries were made.
    """
    folders = spool.days(settings.SPOOL)
    if newest_days is not None:
        folders = folders[-newest_days:]
    return sum(_recover(path, now=now) for folder in folders for path in _orphans_of(folder, now=now))


@transaction.atomic
def put_in_tray(delivery: Delivery, why: str, *, by: str, at: dt.datetime) -> None:
    """Leave a delivery to a person, with the reason in words. Writes "intake.tray".

    The reason stands in the row alone: it may have words of what was sent.
    """
    delivery.state, delivery.trouble = Delivery.State.TRAY, why[:500]
    delivery.save(update_fields=["state", "trouble"])
    ledger.enter("intake.tray", f"delivery:{delivery.uid}", by=by, at=at)


@transaction.atomic
def forget(delivery: Delivery, *, by: str, at: dt.datetime) -> None:
    """Delete our copy of what its sender deleted: bytes, text, cases, sender. Writes "intake.forgotten".

    The row stays, so that a repeated delivery of the same message is known. What was listed from it stays
    listed: that is for a person to take back.
    """
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    AnnouncementRow.objects.filter(delivery=row).delete()
    row.state, row.trouble = Delivery.State.ROUTED, "its sender deleted it"
    row.contact = row.sender = row.conversation = row.subject = row.file_name = row.url = ""
    row.silent, row.forgotten = "deleted by its sender", at
    row.save()
    ledger.enter("intake.forgotten", f"delivery:{row.uid}", by=by, at=at)
    transaction.on_commit(lambda: spool.drop(settings.SPOOL, row.path))


@transaction.atomic
def mark_routed(delivery: Delivery, *, by: str, at: dt.datetime, **became: Any) -> None:
    """Mark that all in a delivery has become something. Writes "intake.routed", with what it became."""
    delivery.state, delivery.trouble = Delivery.State.ROUTED, ""
    delivery.save(update_fields=["state", "trouble"])
    ledger.enter("intake.routed", f"delivery:{delivery.uid}", by=by, at=at, **became)


@transaction.atomic
def settle(delivery: Delivery, *, by: str, at: dt.datetime) -> None:
    """Take a delivery out of the tray without more ado: a person has seen it. Writes "intake.settled"."""
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state != Delivery.State.TRAY:
        return
    row.state = Delivery.State.ROUTED
    row.save(update_fields=["state"])
    ledger.enter("intake.settled", f"delivery:{row.uid}", by=by, at=at)


@transaction.atomic
def try_again(delivery: Delivery, *, by: str, at: dt.datetime) -> None:
    """Put a delivery of the tray back to be fetched or read once more. Writes "intake.retried".

    One that is not in the tray stays as it is: somebody else was quicker.
    """
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state != Delivery.State.TRAY:
        return
    row.state, row.trouble, row.attempts = Delivery.State.KEPT, "", 0
    row.save(update_fields=["state", "trouble", "attempts"])
    ledger.enter("intake.retried", f"delivery:{row.uid}", by=by, at=at)


def plain_name(file_name: str) -> str:
    """Return a name fit to show: the last part only, without control and bidi characters, at most 200.

    >>> plain_name("C:\\\\posters\\\\may\\u202egpj.exe")
    'maygpj.exe'
    """
    last = file_name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    shown = "".join(character for character in last if unicodedata.category(character)[0] != "C")
    return shown.strip()[-200:]


def _enter(delivery: Delivery, *, by: str, at: dt.datetime) -> None:
    """Commit the row and its entry. Raises: NotKept."""
    try:
        with _turn(), transaction.atomic(durable=True):
            delivery.save(force_insert=True)
            ledger.enter(
                "intake.received",
                f"delivery:{delivery.uid}",
                by=by,
                at=at,
                source=delivery.source_id,
                size=delivery.size,
                media_type=delivery.media_type,
            )
    except IntegrityError as error:  # nothing was committed, and another row speaks for the same message
        spool.drop(settings.SPOOL, delivery.path)
        raise NotKept("it is being kept already") from error
    except DatabaseError as error:
        raise NotKept(f"the database did not take it: {error}") from error


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """Let the threads of one process commit one after another where the database has one writer.

    SQLite lets those that find it locked sleep ever longer and wakes nobody; a lock wakes the next at once.

    Raises: NotKept when it takes as long as SQLite would wait.
    """
    if connection.vendor != "sqlite":
        yield
        return
    if not _WRITER.acquire(timeout=TURN_SECONDS):
        raise NotKept("the database is busy")
    try:
        yield
    finally:
        _WRITER.release()


def _orphans_of(folder: Path, *, now: dt.datetime) -> list[Path]:
    """Return the files of one day that no delivery speaks for."""
    known = set(
        Delivery.objects.filter(path__startswith=f"{folder.name}/").values_list("path", flat=True).iterator()
    )
    files = spool.kept_files(folder, before=now - ORPHAN_AGE)
    return [path for path in files if f"{folder.name}/{path.name}" not in known]


def _recover(path: Path, *, now: dt.datetime) -> bool:
    """Make a delivery of one orphan, or drop it where its bytes are held already."""
    try:
        raw = spool.read(settings.SPOOL, f"{path.parent.name}/{path.name}")
    except NotOpened as error:
        log.error("%s/%s has no row and cannot be opened: %s", path.parent.name, path.name, error)
        return False
    sha256 = hashlib.sha256(raw).hexdigest()
    if Delivery.objects.filter(sha256=sha256).exists():
        path.unlink()
        return False
    source = source_of(Source.Kind.FILE, RECOVERED, name="Recovered after a crash", now=now)
    delivery = Delivery(
        uid=path.stem,
        source=source,
        received=dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC),
        path=f"{path.parent.name}/{path.name}",
        sha256=sha256,
        size=len(raw),
        media_type=mimetypes.guess_type(path.name)[0] or "",
    )
    _enter(delivery, by=f"source:{source.pk}", at=now)
    return True


def _suffix(media_type: str) -> str:
    """Return a file suffix that lets the media type be guessed again from the spool alone."""
    return mimetypes.guess_extension(media_type) or ""
