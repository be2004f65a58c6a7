"""Removing what is due, and refusing to where a program may not decide alone."""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from handbill_site.answering.models import Answer
from handbill_site.desk import copies
from handbill_site.desk.models import PageCopy
from handbill_site.intake import pictures, spool
from handbill_site.intake.channels import CHANNELS
from handbill_site.intake.models import AnnouncementRow, Delivery, Import, Source
from handbill_site.ledger.operations import enter
from handbill_site.listing.models import Proof
from handbill_site.retention.due import UNSENT, Due, days, due
from handbill_site.retention.errors import NeedsPerson
from handbill_site.retention.guards import is_time, refusal, words_of

BY = "policy"
BATCH = 500
PROVES_NOTHING = (Proof.State.EXPIRED, Proof.State.WITHDRAWN)

log = logging.getLogger("handbill.retention")


@dataclass(frozen=True, slots=True)
class Removed:
    """What one run removed.

    Attributes:
        counts: By word: deliveries, files, announcements, readings, cases, copies, answers, senders.
        left: Files that could not be removed; the next run tries again.
        is_log_empty: Whether the database's log was emptied too, which a reader may hold up until later.
    """

    due: Due
    counts: Counter[str] = field(default_factory=Counter)
    left: tuple[str, ...] = ()
    is_log_empty: bool = True


def retain(*, by: str, now: dt.datetime, confirmed: int | None = None) -> Removed:
    """Remove the contents of all deliveries that are due: files, texts, senders, contacts, answers' words.

    Rows stay, empty, so that sightings refer on; events, links and the ledger stay. All in one transaction,
    with the entry "retention.done"; files go after it, and what a crash leaves of them with the next run.

    Args:
        confirmed: How many a person said may go; must be the very number.

    Raises: NeedsPerson; then "retention.refused" is written (but for a wrong number) and nothing is removed.
    """
    with transaction.atomic():
        found = due(now=now)
        why = refusal(found, now=now, confirmed=confirmed)
        counts = Counter[str]() if why else _remove(found, by=by, at=now)
        if why and why != "number":
            enter("retention.refused", f"retention:{now.date()}", by=by, at=now, **_facts(found), why=why)
    if why:
        raise NeedsPerson(words_of(why, found, confirmed), due=found.number)
    removed, left = sweep(now)
    counts["files"] = removed
    return Removed(found, counts, left, empty_log())


def retain_daily(*, now: dt.datetime) -> None:
    """Run it if it is time; a refusal is logged and stands at the desk."""
    if not is_time(now=now):
        return
    try:
        removed = retain(by=BY, now=now)
    except NeedsPerson as refused:
        log.warning("retention: %s", refused)
    else:
        if removed.counts["deliveries"]:
            log.info("retention: the contents of %s deliveries removed", removed.counts["deliveries"])


def sweep(now: dt.datetime) -> tuple[int, tuple[str, ...]]:
    """Remove the files of what was forgotten, and what a crash left; return how many, and those that stay."""
    removed, left = 0, []
    for kept, path in [*_forgotten_files(), *_forgotten_pictures(), *_copies_without_row(now)]:
        spool.drop(kept, path)
        if (kept / path).exists():
            left.append(path)
        else:
            removed += 1
    return removed, tuple(sorted(left))


def _forgotten_files() -> Iterator[tuple[Path, str]]:
    for folder in spool.days(settings.SPOOL):
        files = {f"{folder.name}/{path.name}" for path in folder.iterdir()}
        rows = Delivery.objects.filter(path__startswith=f"{folder.name}/").exclude(forgotten=None)
        for path in files.intersection(rows.values_list("path", flat=True)):
            yield settings.SPOOL, path


def _forgotten_pictures() -> Iterator[tuple[Path, str]]:
    """Pictures go with their announcement; these are what a crash left of them."""
    for folder in spool.days(pictures.folder()):
        files = {path.name: path.name.rpartition("-")[0] for path in folder.iterdir()}
        rows = Delivery.objects.filter(received__date=folder.name).exclude(forgotten=None)
        gone = set(rows.values_list("uid", flat=True))
        for name, uid in files.items():
            if uid in gone:
                yield pictures.folder(), f"{folder.name}/{name}"


def _copies_without_row(now: dt.datetime) -> Iterator[tuple[Path, str]]:
    """Copies whose row was removed, or never written; those of today may be on their way."""
    known = set(PageCopy.objects.values_list("path", flat=True))
    for folder in spool.days(copies.folder()):
        if folder.name < now.date().isoformat():
            names = (f"{folder.name}/{path.name}" for path in folder.iterdir())
            yield from ((copies.folder(), name) for name in names if name not in known)


def empty_log() -> bool:
    """Empty SQLite's write-ahead log, which has pages as they were; tell whether nobody held it up."""
    if connection.vendor != "sqlite":
        return True
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
    return not busy


def _remove(found: Due, *, by: str, at: dt.datetime) -> Counter[str]:
    """Empty the rows of all that is due; return how many of each kind."""
    counts = Counter[str]()
    for first in range(0, len(found.ids), BATCH):
        counts.update(_empty(found.ids[first : first + BATCH], at=at))
    counts["copies"] = _remove_copies(found.copies)
    counts["answers"] = _empty_answers()
    counts["senders"] = _forget_senders(at)
    _forget_identities(at - days())
    enter("retention.done", f"retention:{at.date()}", by=by, at=at, **_facts(found), **counts)
    return counts


def _remove_copies(ids: Sequence[int]) -> int:
    """Remove copies of pages: rows, and files once that is sure."""
    gone = PageCopy.objects.filter(pk__in=ids)
    paths = list(gone.values_list("path", flat=True))
    gone.delete()
    for path in paths:
        transaction.on_commit(partial(spool.drop, copies.folder(), path))
    return len(paths)


def _hand_copies_to_events(ids: Sequence[int]) -> None:
    """Let copies of pages that stay belong to the event of their case, since the case goes."""
    rows = PageCopy.objects.filter(event=None, case__reading__announcement__delivery__in=ids)
    for copy in rows.exclude(case__event=None).select_related("case"):
        copy.event_id = copy.case.event_id if copy.case else None
        copy.save(update_fields=["event"])


def _empty(ids: Sequence[int], *, at: dt.datetime) -> Counter[str]:
    """Empty the rows of some deliveries and all that was made of them."""
    _hand_copies_to_events(ids)
    _, gone = AnnouncementRow.objects.filter(delivery__in=ids).delete()
    Import.objects.filter(delivery__in=ids).update(seen={}, wrong=[], trouble="")
    Delivery.objects.filter(pk__in=ids).update(
        contact="",
        sender="",
        conversation="",
        subject="",
        file_name="",
        url="",
        external_id="",
        identity=None,
        sha256="",
        trouble="",
        forgotten=at,
    )
    return Counter(
        deliveries=len(ids),
        announcements=gone.get("intake.AnnouncementRow", 0),
        readings=gone.get("intake.ReadingRow", 0),
        cases=gone.get("desk.Case", 0),
    )


def _empty_answers() -> int:
    """Empty the answers to deliveries that were forgotten, by their senders' wish too; return how many."""
    told = Answer.objects.exclude(delivery__forgotten=None).exclude(state__in=UNSENT).exclude(to="")
    return told.update(to="", text="", change_address="", trouble="", external_id="")


def _forget_identities(before: dt.datetime) -> None:
    """Empty what tells doubles of deliveries that their senders deleted so long ago."""
    rows = Delivery.objects.filter(forgotten__lt=before).exclude(identity=None)
    rows.update(identity=None, external_id="", sha256="")


def _forget_senders(at: dt.datetime) -> int:
    """Empty sources that are one sender each, none of whose deliveries we hold; return how many.

    Those stay that an admin trusts, and those who are, or may become, a verified organiser.
    """
    count = 0
    for source in _senders_gone(at - days()):
        source.name, source.address, source.forgotten = "forgotten", f"forgotten:{source.pk}", at
        source.save(update_fields=["name", "address", "forgotten"])
        count += 1
    return count


def _senders_gone(before: dt.datetime) -> QuerySet[Source]:
    personal = [channel.kind for channel in CHANNELS if channel.personal]
    held = Delivery.objects.filter(source=OuterRef("pk"), forgotten=None)
    proofs = Proof.objects.filter(source=OuterRef("pk")).exclude(state__in=PROVES_NOTHING)
    senders = Source.objects.filter(kind__in=personal, trusted=False, forgotten=None, created__lt=before)
    return senders.exclude(Exists(held)).exclude(Exists(proofs))


def _facts(found: Due) -> dict[str, int]:
    return {"held": found.held, "due": found.number}
