"""What may be done with proofs of organisers. Each act is one transaction with one entry `organizer.*`.

Entries about an organiser becoming verified, or no longer, make the edition show its events anew.
"""

import base64
import datetime as dt
import re
import secrets
from urllib.parse import urlsplit, urlunsplit

from django.db import transaction

from handbill_site.intake.links import only_link
from handbill_site.intake.models import Delivery
from handbill_site.ledger.operations import enter
from handbill_site.listing.errors import NotProvable
from handbill_site.listing.models import Organizer, Proof

State, Method = Proof.State, Proof.Method
PATIENCE = dt.timedelta(days=14)
"""How long a code is looked for."""
WAITS = (dt.timedelta(minutes=10), dt.timedelta(hours=1), dt.timedelta(hours=6), dt.timedelta(days=1))
"""After each look in vain; the last goes on."""
MONTH = dt.timedelta(days=30)
AGAIN = dt.timedelta(days=1)
MOST_MISSES = 3
"""Looks in vain, a day apart, after which what was verified has lapsed: sites are down now and then."""
MOST_WAITING = 5
"""Proofs of one sender, and of one organiser, that may be looked for at a time."""
LIVE = (State.PENDING, State.FOUND, State.VERIFIED)


@transaction.atomic
def ask_proof(
    organizer: Organizer,
    url: str,
    *,
    by: str,
    at: dt.datetime,
    account: str = "",
    delivery: Delivery | None = None,
    confirmed: bool = False,
) -> Proof:
    """Begin to look for a proof that *url* is the page of *organizer*; one that is looked for already stays.

    Args:
        account: Public account (ada@quay.example) that page and profile are to name each other by; "" for a
            code.
        delivery: The message that asks. Its sender alone is told the code, and is bound by it.
        confirmed: Whether an editor says that the page is theirs.

    Writes "organizer.proof_asked". Raises: NotProvable.
    """
    page = page_of(url)
    source = delivery.source if delivery else None
    method = Method.REL_ME if account else Method.PAGE
    Organizer.objects.select_for_update().get(pk=organizer.pk)
    same = Proof.objects.filter(organizer=organizer, url=page, account=account, source=source, state__in=LIVE)
    proof = same.first()
    if proof is None:
        _require_room(organizer, proof_source=source.pk if source else None)
        proof = Proof.objects.create(
            organizer=organizer,
            method=method,
            url=page,
            account=account,
            code=new_code(),
            source=source,
            delivery=delivery,
            confirmed_by=by if confirmed else "",
            made=at,
            made_by=by,
            not_before=at,
        )
    elif delivery:
        proof.delivery, proof.not_before = delivery, proof.not_before or at
        proof.save(update_fields=["delivery", "not_before"])
    _enter("organizer.proof_asked", proof, by=by, at=at, delivery=delivery.uid if delivery else "")
    return proof


@transaction.atomic
def confirm_page(proof: Proof, *, by: str, at: dt.datetime) -> Proof:
    """Say that the page of *proof* is the organiser's own. Where the code was found it is verified by that.

    Writes "organizer.page_confirmed", and "organizer.verified" where that is so.
    """
    row = Proof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
    row.confirmed_by = by
    row.save(update_fields=["confirmed_by"])
    _enter("organizer.page_confirmed", row, by=by, at=at)
    if row.state == State.FOUND:
        _verify(row, row.method, by=by, at=at)
    return row


@transaction.atomic
def look_again(proof: Proof, *, by: str, at: dt.datetime) -> Proof:
    """Let *proof* be looked for in the next pass; one that has lapsed or expired begins anew.

    Writes "organizer.proof_asked" for one that begins anew.
    """
    row = Proof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
    if row.state == State.WITHDRAWN:
        return row
    begins = row.state in (State.LAPSED, State.EXPIRED)
    if begins:
        row.made, row.misses = at, 0
        _enter("organizer.proof_asked", row, by=by, at=at)
    _move(row, State.PENDING if begins else State(row.state), at)
    return row


@transaction.atomic
def withdraw_proof(proof: Proof, *, by: str, at: dt.datetime) -> Proof:
    """Look for *proof* no more, and take away what it verified. Writes "organizer.proof_withdrawn"."""
    row = Proof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
    if row.state == State.WITHDRAWN:
        return row
    _move(row, State.WITHDRAWN, None)
    _take_link_back(row)
    _enter("organizer.proof_withdrawn", row, by=by, at=at)
    return row


@transaction.atomic
def note_found(proof: Proof, method: Proof.Method, *, sure: bool, by: str, at: dt.datetime) -> Proof:
    """Note that what *proof* asks for is there.

    Args:
        sure: Whether nobody but the organiser can have placed it there; without, an editor confirms the page.

    Writes "organizer.verified" when it is so from now on, or "organizer.proof_found" when an editor is to
    look; nothing when it is as it was.
    """
    row = Proof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
    row.checked, row.misses, row.trouble = at, 0, ""
    if row.state == State.VERIFIED:
        _move(row, State.VERIFIED, at + MONTH)
    elif sure or row.confirmed_by:
        _verify(row, method, by=by, at=at)
    elif row.state != State.FOUND:
        row.method = method
        _move(row, State.FOUND, None)
        _enter("organizer.proof_found", row, by=by, at=at)
    else:
        row.save()
    return row


@transaction.atomic
def note_missing(proof: Proof, why: str, *, by: str, at: dt.datetime) -> Proof:
    """Note that what *proof* asks for is not there, or that its page gave nothing; *why* in words.

    Writes "organizer.lapsed" when that has gone on for days with what was verified, "organizer.proof_expired"
    when a proof was never found in its time.
    """
    row = Proof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
    row.checked, row.trouble = at, why[:500]
    row.misses += 1
    if row.state == State.VERIFIED and row.misses >= MOST_MISSES:
        row.lapsed = at
        _move(row, State.LAPSED, None)
        _take_link_back(row)
        _enter("organizer.lapsed", row, by=by, at=at, why=row.trouble)
    elif row.state == State.VERIFIED:
        _move(row, State.VERIFIED, at + AGAIN)
    elif row.state == State.PENDING and at - row.made >= PATIENCE:
        _move(row, State.EXPIRED, None)
        _enter("organizer.proof_expired", row, by=by, at=at)
    elif row.state == State.PENDING:
        _move(row, State.PENDING, at + WAITS[min(row.misses, len(WAITS)) - 1])
    else:
        row.save()
    return row


def new_code() -> str:
    """Return 128 random bits in base 32 (RFC 4648 6), small letters, without padding: 26 characters."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def page_of(url: str) -> str:
    """Return the address of a page in https, without fragment. Raises: NotProvable.

    >>> page_of("http://Lanterns.example#top")
    'https://lanterns.example/'
    """
    written = url.strip() if "://" in url else f"https://{url.strip()}"
    if not only_link(written):
        raise NotProvable("that is no web address")
    parts = urlsplit(written)
    if parts.username or _port_of(written) not in (None, 80, 443) or "." not in (parts.hostname or ""):
        raise NotProvable("that is no address of a public page")
    return urlunsplit(("https", parts.hostname or "", parts.path or "/", parts.query, ""))


def _port_of(url: str) -> int | None:
    """Return the port that an address names; 0 for one that no computer has."""
    try:
        return urlsplit(url).port
    except ValueError:
        return 0


def account_of(written: str) -> str:
    """Return a Fediverse account as user@host, in small letters; "" for none. Raises: NotProvable.

    >>> account_of("@Ada@Quay.example"), account_of("https://quay.example/@ada"), account_of("")
    ('ada@quay.example', 'ada@quay.example', '')
    """
    said = written.strip().lower()
    if not said:
        return ""
    if page := re.fullmatch(r"https://([^/]+)/@([^/@]+)/?", said):
        said = f"{page[2]}@{page[1]}"
    account = re.fullmatch(r"(?:acct:|@)?([a-z0-9_][a-z0-9_.-]*)@([a-z0-9.-]+\.[a-z0-9-]+)", said)
    if not account:
        raise NotProvable("that is no account of the Fediverse, such as @ada@quay.example")
    return f"{account[1]}@{account[2]}"


def _require_room(organizer: Organizer, *, proof_source: int | None) -> None:
    waiting = Proof.objects.filter(state__in=(State.PENDING, State.FOUND))
    if proof_source is not None and waiting.filter(source=proof_source).count() >= MOST_WAITING:
        raise NotProvable("there are several of this sender already that wait")
    if waiting.filter(organizer=organizer).count() >= MOST_WAITING:
        raise NotProvable("there are several of this organiser already that wait")


def _verify(row: Proof, method: str, *, by: str, at: dt.datetime) -> None:
    row.method, row.verified, row.lapsed = method, at, None
    _move(row, State.VERIFIED, at + MONTH)
    Organizer.objects.filter(pk=row.organizer_id, url="").update(url=row.url)
    _enter("organizer.verified", row, by=by, at=at, delivery=row.delivery.uid if row.delivery else "")


def _take_link_back(row: Proof) -> None:
    """Link the organiser's name to its page no longer: lapsed domains are bought by others."""
    Organizer.objects.filter(pk=row.organizer_id, url=row.url).update(url="")


def _move(row: Proof, state: Proof.State, not_before: dt.datetime | None) -> None:
    row.state, row.not_before = state, not_before
    row.save()


def _enter(verb: str, proof: Proof, *, by: str, at: dt.datetime, **facts: str) -> None:
    """Codes and senders stay out of the ledger."""
    said = {name: value for name, value in facts.items() if value}
    enter(verb, f"organizer:{proof.organizer_id}", by=by, at=at, proof=proof.pk, method=proof.method, **said)
