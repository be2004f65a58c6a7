"""Entering acts in the ledger, and following it by number."""

import datetime as dt
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from handbill_site.ledger.errors import NoTransaction
from handbill_site.ledger.models import Counter, Entry


def enter(verb: str, subject: str, *, by: str, at: dt.datetime, **facts: Any) -> Entry:
    """Record one act inside the caller's transaction, so that both are kept or neither.

    Args:
        verb: "room.act", such as "listing.published".
        subject: "event:UID", "case:ID", "delivery:UID", "call:SLUG".
        by: "user:NAME", "source:ID" or "policy".
        at: Aware.
        facts: Plain JSON values.

    Raises: NoTransaction when the caller has opened none.
    """
    if not connection.in_atomic_block:
        raise NoTransaction(verb)
    number = _next_number()
    return Entry.objects.create(number=number, at=at, actor=by, verb=verb, subject=subject, facts=facts)


def entries_after(number: int) -> QuerySet[Entry]:
    """Return the entries with a higher number, in order. 0 gives all."""
    return Entry.objects.filter(number__gt=number).order_by("number")


def last_number() -> int:
    """Return the number of the newest entry; 0 while there is none."""
    return Entry.objects.order_by("-number").values_list("number", flat=True).first() or 0


def _next_number() -> int:
    """Raise the counter and return it.

    The UPDATE locks the counter's row until the caller commits (on SQLite BEGIN IMMEDIATE has locked the
    whole file before). So whoever has a number commits before the next one is given, numbers follow the
    order of commits, and one that is rolled back is given again: no gaps.
    """
    counter = Counter.objects.filter(pk=1)
    if not counter.update(last=F("last") + 1):
        Counter.objects.bulk_create([Counter(pk=1)], ignore_conflicts=True)
        counter.update(last=F("last") + 1)
    return counter.values_list("last", flat=True).get()
