"""Calls to gather: made, changed. Each act is one transaction with one entry in the ledger."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction

from handbill_site.ledger.operations import enter
from handbill_site.listing.kept import kept_day, window_of
from handbill_site.listing.models import Call


@transaction.atomic
def create_call(
    slug: str,
    *,
    titles: Mapping[str, str],
    by: str,
    at: dt.datetime,
    first_day: dt.date | None = None,
    last_day: dt.date | None = None,
    statements: Mapping[str, str] | None = None,
    names: Iterable[str] = (),
    observance: str = "",
    edition: str = "",
) -> Call:
    """Open a call; drafts from *first_day* to *last_day*, both included, that name it are offered to it.

    Args:
        titles, statements: By BCP 47 tag; the first title is the main one.
        names: Words and hashtags by which announcements name it.
        observance, edition: The day that it hangs on, which then gives the window: "quds-day", "1447".

    Writes `call.created`. Raises ValueError for a window that ends before it begins, no title, or no such
    edition of an observance.
    """
    call = Call(slug=slug, created=at, observance=observance, edition=edition)
    _fill(call, titles, statements or {}, first_day, last_day, names)
    call.save(force_insert=True)
    enter("call.created", f"call:{slug}", by=by, at=at, slug=slug, **_hung_on({observance}))
    return call


@transaction.atomic
def change_call(
    call: Call,
    *,
    titles: Mapping[str, str],
    statements: Mapping[str, str],
    names: Iterable[str],
    by: str,
    at: dt.datetime,
    first_day: dt.date | None = None,
    last_day: dt.date | None = None,
    observance: str = "",
    edition: str = "",
) -> Call:
    """Set all of *call* but its slug, which is its address. Writes `call.changed`; raises as above."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    hung_on = {call.observance, observance}
    call.observance, call.edition = observance, edition
    _fill(call, titles, statements, first_day, last_day, names)
    call.save()
    enter("call.changed", f"call:{call.slug}", by=by, at=at, slug=call.slug, **_hung_on(hung_on))
    return call


def _fill(
    call: Call,
    titles: Mapping[str, str],
    statements: Mapping[str, str],
    first_day: dt.date | None,
    last_day: dt.date | None,
    names: Iterable[str],
) -> None:
    if call.observance:
        first_day, last_day = _window(call)
    if not (first_day and last_day and first_day <= last_day and titles):
        raise ValueError("a call has a title, and its window ends no earlier than it begins")
    call.titles, call.statements = dict(titles), dict(statements)
    call.first_day, call.last_day = first_day, last_day
    call.names = list(dict.fromkeys(names))


def _window(call: Call) -> tuple[dt.date, dt.date]:
    kept = kept_day(call.observance, call.edition)
    if kept is None:
        raise ValueError(f"no edition {call.edition!r} of {call.observance!r}")
    return window_of(kept)


def _hung_on(observances: Iterable[str]) -> dict[str, list[str]]:
    """The fact that names the observances whose pages show the call."""
    named = sorted(filter(None, observances))
    return {"observances": named} if named else {}
