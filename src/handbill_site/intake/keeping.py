"""Keeping what comes in: doubles are told, and "yes" is said only of what is safe."""

import contextlib
import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import QuerySet

from handbill_site.intake import pressure
from handbill_site.intake.errors import NotKept
from handbill_site.intake.incoming import LINK, Incoming
from handbill_site.intake.models import Arrival, Delivery, Source
from handbill_site.intake.operations import RECOVERED, accept
from handbill_site.intake.values import storable
from handbill_site.ledger import operations as ledger


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one message: its delivery, and whether it came for the first time."""

    delivery: Delivery
    is_new: bool


def keep(incoming: Incoming, *, source: Source, now: dt.datetime, by: str = "") -> Kept:
    """Keep one message of *source*; a double is only noted. When this returns, say yes; never before.

    Doubles are those of the same source with the same `Incoming.identity`. Two at the same instant are
    told apart by the database. Writes "intake.received", or "intake.again" for a double.

    Args:
        by: Who hands it in; "" for the source itself.

    Raises:
        NotKept, TryLater among them: nothing may be said but "try later".
    """
    by = by or f"source:{source.pk}"
    pressure.require_room(len(incoming.raw), slow=bool(incoming.slow))
    if earlier := _earlier(incoming, source):
        return _again(earlier, incoming, by=by, at=now)
    if orphan := _recovered(incoming):
        return _adopt(orphan, incoming, source, by=by, at=now)
    try:
        delivery = accept(
            incoming.raw,
            source=source,
            received=now,
            sent=incoming.sent,
            media_type=incoming.media_type,
            file_name=incoming.file_name,
            url=incoming.url,
            contact=incoming.contact,
            by=by,
            columns=_columns(incoming, source),
        )
    except NotKept as error:
        if isinstance(error.__cause__, IntegrityError) and (earlier := _earlier(incoming, source)):
            return _again(earlier, incoming, by=by, at=now)
        raise
    return Kept(delivery, is_new=True)


def about_earlier(source: Source, external_id: str) -> str:
    """Return what a message that edits or answers an earlier one of the same source is about; "" if unknown.

    For `Incoming.about`: "delivery:UID" of the earlier one, or what that one was about itself.
    """
    if not external_id:
        return ""
    earlier = source.deliveries.filter(external_id=external_id[:255]).order_by("-id").first()
    return (earlier.about or f"delivery:{earlier.uid}") if earlier else ""


def _columns(incoming: Incoming, source: Source) -> dict[str, object]:
    """Raises: NotKept where the database does not answer."""
    try:
        about = incoming.about or about_earlier(source, incoming.edits)
    except DatabaseError as error:
        raise NotKept(f"the database does not answer: {error}") from error
    return {
        "external_id": storable(incoming.external_id)[:255],
        "identity": incoming.identity(),
        "sender": storable(incoming.sender)[:320],
        "conversation": storable(incoming.conversation)[:255],
        "subject": storable(incoming.subject)[:255],
        "about": about[:120],
        "proven": incoming.proven,
        "silent": storable(incoming.silent)[:100],
        **_state_of(incoming),
    }


def _state_of(incoming: Incoming) -> dict[str, object]:
    """Return where the way of a message begins where that is not the usual place."""
    if incoming.settled:
        return {"state": Delivery.State.ROUTED, "trouble": incoming.settled[:500]}
    if incoming.slow:
        return {"state": Delivery.State.SLOW, "slow": incoming.slow}
    return {"state": Delivery.State.FETCH} if incoming.fetch else {}


def _earlier(incoming: Incoming, source: Source) -> Delivery | None:
    """Raises: NotKept where the database does not answer."""
    identity = incoming.identity()
    try:
        return _one(Delivery.objects.filter(source=source, identity=identity)) if identity else None
    except DatabaseError as error:
        raise NotKept(f"the database does not answer: {error}") from error


def _one(rows: QuerySet[Delivery]) -> Delivery | None:
    """Return one of *rows*, asked by key alone: it is asked of each message, and mostly there is none."""
    key = rows.order_by().values_list("pk", flat=True)[:1]
    return next((Delivery.objects.select_related("source").get(pk=each) for each in key), None)


def _recovered(incoming: Incoming) -> Delivery | None:
    """A file that a crash left without a row, found since: the same message, sent again for want of a yes.

    Raises: NotKept where the database does not answer.
    """
    if incoming.media_type == LINK:
        return None
    sha256 = hashlib.sha256(incoming.raw).hexdigest()
    found = Delivery.objects.filter(
        source__kind=Source.Kind.FILE, source__address=RECOVERED, sha256=sha256, identity=None
    )
    try:
        return _one(found)
    except DatabaseError as error:
        raise NotKept(f"the database does not answer: {error}") from error


def _adopt(orphan: Delivery, incoming: Incoming, source: Source, *, by: str, at: dt.datetime) -> Kept:
    """Give a recovered delivery what the channel knows of it. Raises: NotKept."""
    known = {
        **_columns(incoming, source),
        "source": source,
        "sent": incoming.sent,
        "contact": incoming.contact[:320],
    }
    for name, value in known.items():
        setattr(orphan, name, value)
    try:
        with transaction.atomic(durable=True):
            orphan.save(update_fields=list(known))
            ledger.enter("intake.again", f"delivery:{orphan.uid}", by=by, at=at)
    except DatabaseError as error:
        raise NotKept(f"the database did not take it: {error}") from error
    return Kept(orphan, is_new=False)


def _again(delivery: Delivery, incoming: Incoming, *, by: str, at: dt.datetime) -> Kept:
    """Note that a delivery came again. Its bytes were safe the first time, so a yes is true in any case.

    One that waits in the slower queue, and comes again with what it lacked, waits there no longer.
    """
    with contextlib.suppress(DatabaseError), transaction.atomic():
        if not incoming.slow:
            waits = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.SLOW)
            waits.update(state=Delivery.State.KEPT, slow="")
        Arrival.objects.create(delivery=delivery, at=at, by=by)
        ledger.enter("intake.again", f"delivery:{delivery.uid}", by=by, at=at)
    return Kept(delivery, is_new=False)
