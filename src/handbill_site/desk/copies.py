"""Copies of public pages that an editor asks for: what a page said, kept as a sealed WARC file."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet

from handbill.fetch import Exchange, Fetched
from handbill.fetch import fetch as fetch_page
from handbill.fetch.warc import write_warc
from handbill_site.desk.forms import fields_of
from handbill_site.desk.models import Case, PageCopy
from handbill_site.desk.values import draft_of
from handbill_site.intake import pressure, spool
from handbill_site.ledger.operations import enter
from handbill_site.listing.models import Event

EVIDENCE = dt.timedelta(days=365)
"""How long a copy stays that an editor keeps as evidence; others go with what senders sent."""
Fetch = Callable[..., Fetched]


def folder() -> Path:
    """Return where copies lie: not in the spool, where a file without a row is taken for a delivery."""
    return Path(settings.VAR) / "copies"


def keep_copy(
    url: str,
    *,
    of: Case | Event,
    as_evidence: bool,
    by: str,
    at: dt.datetime,
    fetch: Fetch | None = None,
) -> PageCopy:
    """Fetch a page through the guard and keep all that went over the wire. Writes "copy.kept".

    Args:
        of: The case or event that it is evidence of.
        as_evidence: Keep it for a year; else it goes 30 days after the event, as all that is not public.

    Raises:
        Refused, NotFetched: The guard would not go there, or no page came; nothing is kept.
        NotKept: The disk refused, TryLater among it.
        DatabaseError: The row was refused; the file is removed.
    """
    told: list[Exchange] = []
    page = (fetch or fetch_page)(url, witness=told.append)
    uid = str(uuid.uuid4())
    raw = write_warc(told, at=at, name=f"{uid}.warc.gz", because="asked for by an editor of the listing")
    pressure.require_room(len(raw))
    path = spool.keep(folder(), raw, name=f"{uid}.warc.gz", day=at.date())
    copy = PageCopy(
        uid=uid,
        case=of if isinstance(of, Case) else None,
        event=of if isinstance(of, Event) else of.event,
        url=url,
        final_url=page.url,
        path=path,
        size=len(raw),
        sha256=hashlib.sha256(page.raw).hexdigest(),
        kept=at,
        by=by,
        until=(at + EVIDENCE).date() if as_evidence else None,
    )
    try:
        _enter(copy, of)
    except DatabaseError:
        spool.drop(folder(), path)
        raise
    return copy


def raw_of_copy(copy: PageCopy) -> bytes:
    """Return the WARC file. Raises: OSError when it is gone; NotOpened when it was changed."""
    return spool.read(folder(), copy.path)


def copies_of(of: Case | Event) -> QuerySet[PageCopy]:
    """Return the copies that belong to a case and its event, or to an event and its cases; newest first."""
    if isinstance(of, Event):
        return PageCopy.objects.filter(Q(event=of) | Q(case__event=of))
    mine = Q(case=of) | Q(event=of.event) if of.event_id else Q(case=of)
    return PageCopy.objects.filter(mine)


def links_of(of: Case | Event) -> list[str]:
    """Return the public pages that speak of a case or event: those may be copied, and no others."""
    event = of if isinstance(of, Event) else of.event
    links = list(event.links.values_list("url", flat=True)) if event else []
    if isinstance(of, Case):
        said = {**fields_of(draft_of(of)), **of.fields}
        links += [*said.get("urls", "").split(), of.reading.announcement.delivery.url]
    return [link for link in dict.fromkeys(links) if link.startswith(("https://", "http://"))]


@transaction.atomic
def _enter(copy: PageCopy, of: Case | Event) -> None:
    copy.save(force_insert=True)
    subject = f"case:{of.pk}" if isinstance(of, Case) else f"event:{of.uid}"
    facts = {"copy": copy.uid, "sha256": copy.sha256, "size": copy.size}
    enter("copy.kept", subject, by=copy.by, at=copy.kept, **facts, until=copy.until and str(copy.until))
