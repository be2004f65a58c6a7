"""What is damaged of what is kept: pages of the database, files of the spool, rows unlike their entries."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import DatabaseError, connection

from handbill_site.intake.models import Delivery
from handbill_site.intake.operations import damage_of
from handbill_site.ledger.models import Entry

MOST = 100
"""Faults of one kind that are told: a disk that fails has no end of them."""


def faults() -> Iterator[str]:
    """Yield each fault in words that name the place. Reads everything once; nothing is written."""
    try:
        yield from _of_pages()
        yield from _of_deliveries()
    except DatabaseError as error:
        yield f"the database cannot be read: {error}; restore it from the backup"


def _of_pages() -> Iterator[str]:
    """Pages whose structure is broken (SQLite; PostgreSQL has checksums of its own: `pg_amcheck`)."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA integrity_check({MOST})")
        for [told] in cursor.fetchall():
            if told != "ok":
                yield f"the database: {' '.join(told.split())}; restore it from the backup"
        cursor.execute("PRAGMA foreign_key_check")
        for table, row, parent, _ in cursor.fetchmany(MOST):
            yield f"the database: row {row} of {table} belongs to a row of {parent} that is not there"


def _of_deliveries() -> Iterator[str]:
    """Files of the spool that are not what arrived, and rows that say otherwise than the ledger.

    Each delivery is held twice: as its row, and as what the ledger entered when it came. Bits that flip in
    one leave the other. What its sender deleted has no bytes any more.
    """
    received, gone = (Entry.objects.filter(verb=f"intake.{verb}") for verb in ("received", "forgotten"))
    entered = dict(received.values_list("subject", "facts").iterator())
    forgotten = set(gone.values_list("subject", flat=True).iterator())
    for delivery in Delivery.objects.order_by("pk").iterator():
        subject = f"delivery:{delivery.uid}"
        facts = entered.pop(subject, None)
        if facts is not None and not _agree(facts, delivery):
            yield f"the row of delivery {delivery.uid} is not what the ledger says of it"
        if subject not in forgotten and not delivery.forgotten and (damage := damage_of(delivery)):
            yield f"delivery {delivery.uid}: {damage}"
    for subject in list(entered)[:MOST]:
        yield f"the ledger knows of {subject}, which has no row"


def _agree(facts: Mapping[str, Any], delivery: Delivery) -> bool:
    """Whether what was entered, as far as it was, is what the row says."""
    return all(facts.get(name, said) == said for name, said in _told(delivery).items())


def _told(delivery: Delivery) -> dict[str, Any]:
    return {"sha256": delivery.sha256, "size": delivery.size}
