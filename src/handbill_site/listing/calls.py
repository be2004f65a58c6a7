"""Calls to gather: made, changed. Each act is one transaction with one entry in the ledger."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction

from handbill_site.ledger.operations import enter
from handbill_site.listing.models import Call


@transaction.atomic
def create_call(
    slug: str,
    *,
    titles: Mapping[str, str],
    first_day: dt.date,
    last_day: dt.date,
    by: str,
    at: dt.datetime,
    statements: Mapping[str, str] | None = None,
    names: Iterable[str] = (),
) -> Call:
    """Open a call; drafts from *first_day* to *last_day*, both included, that name it are offered to it.

    Args:
        titles, statements: By BCP 47 tag; the first title is the main one.
        names: Words and hashtags by which announcements name it.

    Writes `call.created`. Raises ValueError for a window that ends before it begins or no title.
    """
    call = Call(slug=slug, created=at)
    _fill(call, titles, statements or {}, first_day, last_day, names)
    call.save(force_insert=True)
    enter("call.created", f"call:{slug}", by=by, at=at, slug=slug)
    return call


@transaction.atomic
def change_call(
    call: Call,
    *,
    titles: Mapping[str, str],
    statements: Mapping[str, str],
    first_day: dt.date,
    last_day: dt.date,
    names: Iterable[str],
    by: str,
    at: dt.datetime,
) -> Call:
    """Set all of *call* but its slug, which is its address. Writes `call.changed`; raises as above."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    _fill(call, titles, statements, first_day, last_day, names)
    call.save()
    enter("call.changed", f"call:{call.slug}", by=by, at=at, slug=call.slug)
    return call


def _fill(
    call: Call,
    titles: Mapping[str, str],
    statements: Mapping[str, str],
    first_day: dt.date,
    last_day: dt.date,
    names: Iterable[str],
) -> None:
    if last_day < first_day or not titles:
        raise ValueError("a call has a title, and its window ends no earlier than it begins")
    call.titles, call.statements = dict(titles), dict(statements)
    call.first_day, call.last_day = first_day, last_day
    call.names = list(dict.fromkeys(names))
