"""From the ledger to the outbox: which entries are decisions, and who is told of them."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from django.conf import settings
from django.db import transaction

from handbill_site.answering.letters import Item, item_of_draft, item_of_event, letter
from handbill_site.answering.models import Answer, Followed
from handbill_site.answering.wording import spoken
from handbill_site.desk.models import Case
from handbill_site.intake.channels import BY_KIND, CHANNELS, MAIL
from handbill_site.intake.channels.contract import Answerer
from handbill_site.intake.errors import NotSetUp
from handbill_site.intake.incoming import LINK
from handbill_site.intake.models import Delivery, ReadingRow, Source
from handbill_site.intake.values import reading_of
from handbill_site.ledger.models import Entry
from handbill_site.ledger.operations import entries_after, last_number
from handbill_site.listing.models import Event

UNDO = dt.timedelta(minutes=2)
"""How long an answer about a person's decision waits: it can be taken back at a key press."""
DAY = dt.timedelta(days=1)
MOST_ARRIVED = {Source.Kind.MAIL: 1}
"""How often in a day one sender is told that something arrived: mail may come back from robots that say
nothing of being one (RFC 3834 2). Answers about decisions are not counted."""
USUALLY_ARRIVED = 10
SILENT_REASONS = ("spam",)
Answerers: TypeAlias = Mapping[Source.Kind, Answerer]


@dataclass(frozen=True, slots=True)
class Told:
    """What one entry of the ledger gives to tell."""

    kind: Answer.Kind
    delivery: Delivery
    items: tuple[Item, ...]
    about: str
    case: Case | None = None
    reason: str = ""


def answerers() -> Answerers:
    """Return the channels by which answers can go out here; one whose settings are wrong has none."""
    found = {}
    for channel in CHANNELS:
        try:
            answerer = channel.parts().answerer
        except NotSetUp:
            continue
        if answerer is not None:
            found[channel.kind] = answerer
    return found


def queue_answers(ways: Answerers, *, now: dt.datetime) -> int:
    """Follow the ledger and queue an answer for each decision about what somebody sent; return how many.

    What happened while no channel could answer is not answered for later; nor is what happened before
    answers were known (migration 0002).
    """
    if Followed.objects.filter(number=last_number()).exists():
        return 0
    return _follow(ways, now=now)


@transaction.atomic
def _follow(ways: Answerers, *, now: dt.datetime) -> int:
    followed = Followed.objects.select_for_update().first() or Followed.objects.create()
    queued = 0
    for entry in entries_after(followed.number).filter(verb__in=_TOLD_OF) if ways else ():
        told = _TOLD_OF[entry.verb](entry)
        queued += bool(told and _queue(told, entry, ways, now=now))
    number = last_number()
    if number != followed.number:
        Followed.objects.filter(pk=followed.pk).update(number=number)
    return queued


def way_to(delivery: Delivery, ways: Answerers) -> tuple[Source.Kind, str] | None:
    """Return by which channel, and to whom, the sender is answered; None where nobody can or may be."""
    kind = Source.Kind(delivery.source.kind)
    if delivery.silent or delivery.media_type == LINK:
        return None
    if delivery.sender and BY_KIND[kind].personal:
        return (kind, delivery.sender) if kind in ways else None
    from handbill_site.intake.channels.mail.headers import only_address

    contact = only_address(delivery.contact)
    return (MAIL.kind, contact) if contact and MAIL.kind in ways else None


def _queue(told: Told, entry: Entry, ways: Answerers, *, now: dt.datetime) -> bool:
    way = way_to(told.delivery, ways)
    if way is None or (told.kind == Answer.Kind.ARRIVED and _was_told_today(way, now)):
        return False
    kind, to = way
    address = ways[kind].address_for(told.about)
    language = spoken(_language_of(told.delivery))
    Answer.objects.create(
        entry=entry.number,
        kind=told.kind,
        delivery=told.delivery,
        case=told.case,
        channel=kind,
        to=to,
        language=language,
        text=letter(told.kind, told.items, language, reason=told.reason, address=address),
        change_address=address,
        created=now,
        not_before=entry.at + UNDO if told.case else now,
    )
    return True


def _was_told_today(way: tuple[Source.Kind, str], now: dt.datetime) -> bool:
    kind, to = way
    rows = Answer.objects.filter(channel=kind, to=to, kind=Answer.Kind.ARRIVED, created__gt=now - DAY)
    return rows.count() >= MOST_ARRIVED.get(kind, USUALLY_ARRIVED)


def _language_of(delivery: Delivery) -> str:
    row = ReadingRow.objects.filter(announcement__delivery=delivery).order_by("-pk").first()
    return (row.language if row else "") or delivery.source.language or "en"


def _arrived(entry: Entry) -> Told | None:
    """A delivery was read and routed, or left to a person."""
    delivery = _delivery(entry.subject.partition(":")[2])
    if delivery is None or delivery.media_type == LINK:
        return None
    row = ReadingRow.objects.filter(announcement__delivery=delivery).order_by("-pk").first()
    events = {sighting.draft_index: sighting.event for sighting in delivery.sightings.select_related("event")}
    became = "page" if entry.facts.get("published") or entry.facts.get("updated") else "known"
    drafts = reading_of(row).drafts if row else ()
    indices = range(max(len(drafts), max(events, default=-1) + 1))
    items = tuple(
        item_of_event(events[index], became, _url(events[index]))
        if index in events
        else item_of_draft(drafts[index])
        for index in indices
        if index in events or index < len(drafts)
    )
    kind = (
        Answer.Kind.CHANGED
        if entry.facts.get("updated") and not entry.facts.get("cases")
        else Answer.Kind.ARRIVED
    )
    about = f"event:{next(iter(events.values())).uid}" if len(events) == 1 else f"delivery:{delivery.uid}"
    return Told(kind, delivery, items, about)


def _decided(kind: Answer.Kind) -> Callable[[Entry], Told | None]:
    """A person listed a draft, or applied it to an event."""

    def told(entry: Entry) -> Told | None:
        case, event = _case(entry), Event.objects.filter(uid=entry.facts.get("event", "")).first()
        if case is None or event is None:
            return None
        delivery = case.reading.announcement.delivery
        return Told(kind, delivery, (item_of_event(event, "page", _url(event)),), f"event:{event.uid}", case)

    return told


def _declined(entry: Entry) -> Told | None:
    """A person decided not to list a draft. Senders of spam are told nothing."""
    case, reason = _case(entry), str(entry.facts.get("reason", "other"))
    if case is None or reason in SILENT_REASONS:
        return None
    from handbill_site.desk.values import draft_of

    delivery = case.reading.announcement.delivery
    return Told(
        Answer.Kind.DECLINED,
        delivery,
        (item_of_draft(draft_of(case)),),
        f"delivery:{delivery.uid}",
        case,
        reason,
    )


_TOLD_OF: Mapping[str, Callable[[Entry], Told | None]] = {
    "intake.routed": _arrived,
    "intake.tray": _arrived,
    "case.published": _decided(Answer.Kind.LISTED),
    "case.updated": _decided(Answer.Kind.CHANGED),
    "case.rejected": _declined,
}


def _delivery(uid: str) -> Delivery | None:
    return Delivery.objects.select_related("source").filter(uid=uid).first()


def _case(entry: Entry) -> Case | None:
    """Return the case of an entry; None when the decision was taken back since."""
    case = Case.objects.select_related("reading__announcement__delivery__source").filter(
        pk=entry.subject.partition(":")[2]
    )
    found = case.first()
    return found if found and f"case.{found.state}" == entry.verb else None


def _url(event: Event) -> str:
    return f"{settings.BASE_URL}/events/{event.slug}/"
