"""From the ledger to the outbox: which entries are decisions, and who is told of them."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from handbill_site.answering.letters import Item, item_of_draft, item_of_event, letter, verifying
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
from handbill_site.listing.models import Event, Proof

UNDO = dt.timedelta(minutes=2)
"""How long an answer about a person's decision waits: it can be taken back at a key press."""
DAY = dt.timedelta(days=1)
MOST_ARRIVED = {Source.Kind.MAIL: 1}
"""How often in a day one sender is told that something arrived: mail may come back from robots that say
nothing of being one (RFC 3834 2). Answers about decisions are not counted."""
USUALLY_ARRIVED = 10
BECAME = ("published", "updated", "known", "cases")
"""What drafts become, in the facts of "intake.routed"."""
CAPPED = (Answer.Kind.ARRIVED, Answer.Kind.VERIFY)
SILENT_REASONS = ("spam",)
Answerers: TypeAlias = Mapping[Source.Kind, Answerer]


@dataclass(frozen=True, slots=True)
class Told:
    """What one entry of the ledger gives to tell.

    Attributes:
        deliveries: Whose senders are told: the one that was sent, or the links that led to a page.
        proof: Of an organiser, which the letter is about then.
        unopened: Whether it was a link whose page could not be had.
    """

    kind: Answer.Kind
    deliveries: tuple[Delivery, ...]
    items: tuple[Item, ...]
    about: str
    case: Case | None = None
    reason: str = ""
    proof: Proof | None = None
    unopened: bool = False


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
        queued += _queue(told, entry, ways, now=now) if told else 0
    number = last_number()
    if number != followed.number:
        Followed.objects.filter(pk=followed.pk).update(number=number)
    return queued


def way_to(delivery: Delivery, ways: Answerers) -> tuple[Source.Kind, str] | None:
    """Return by which channel, and to whom, the sender is answered; None where nobody can or may be."""
    kind = Source.Kind(delivery.source.kind)
    if delivery.silent:
        return None
    if delivery.sender and BY_KIND[kind].personal:
        return (kind, delivery.sender) if kind in ways else None
    from handbill_site.intake.channels.mail.headers import only_address

    contact = only_address(delivery.contact)
    return (MAIL.kind, contact) if contact and MAIL.kind in ways else None


def _queue(told: Told, entry: Entry, ways: Answerers, *, now: dt.datetime) -> int:
    """Queue one answer for each sender, however often one sent the same link; return how many."""
    to_whom: dict[tuple[Source.Kind, str], Delivery] = {}
    for delivery in told.deliveries:
        if way := way_to(delivery, ways):
            to_whom.setdefault(way, delivery)
    return sum(_queue_one(told, entry, ways, way, each, now=now) for way, each in to_whom.items())


def _queue_one(
    told: Told,
    entry: Entry,
    ways: Answerers,
    way: tuple[Source.Kind, str],
    delivery: Delivery,
    *,
    now: dt.datetime,
) -> bool:
    if told.kind in CAPPED and _was_told_today(way, told.kind, now):
        return False
    kind, to = way
    address = ways[kind].address_for(told.about)
    language = spoken(_language_of(delivery))
    Answer.objects.create(
        entry=entry.number,
        kind=told.kind,
        delivery=delivery,
        case=told.case,
        channel=kind,
        to=to,
        language=language,
        text=_text_of(told, language, address),
        change_address=address,
        created=now,
        not_before=entry.at + UNDO if told.case else now,
    )
    return True


def _text_of(told: Told, language: str, address: str) -> str:
    if told.proof:
        code = told.proof.code if told.kind == Answer.Kind.VERIFY else ""
        return verifying(told.kind, told.proof.organizer.name, language, code=code)
    return letter(
        told.kind, told.items, language, reason=told.reason, address=address, unopened=told.unopened
    )


def _was_told_today(way: tuple[Source.Kind, str], told: Answer.Kind, now: dt.datetime) -> bool:
    kind, to = way
    rows = Answer.objects.filter(channel=kind, to=to, kind=told, created__gt=now - DAY)
    return rows.count() >= MOST_ARRIVED.get(kind, USUALLY_ARRIVED)


def _language_of(delivery: Delivery) -> str:
    """Return the language of a message, or of what is read in its place."""
    read = delivery.page_id or delivery.pk
    row = ReadingRow.objects.filter(announcement__delivery=read).order_by("-pk").first()
    return (row.language if row else "") or delivery.source.language or "en"


def _arrived(entry: Entry) -> Told | None:
    """A delivery was read and routed, or left to a person."""
    delivery = _delivery(entry.subject.partition(":")[2])
    if delivery is None:
        return None
    if delivery.media_type == LINK or delivery.page:
        return _arrived_link(delivery, entry)
    if entry.facts.get("proofs_asked") and not any(entry.facts.get(word) for word in BECAME):
        return None  # the answer with the code is the one
    items = _items_of(delivery, "page" if _is_listed_by(entry) else "known")
    kind = Answer.Kind.ARRIVED
    if entry.facts.get("updated") and not entry.facts.get("cases"):
        kind = Answer.Kind.CHANGED
    return Told(kind, _told_of(delivery), items, _about(delivery))


def _arrived_link(link: Delivery, entry: Entry) -> Told | None:
    """A lone link was followed: its sender is told of a page that was read before, or could not be had.

    Of a page that is still to be read its own entry tells; so it does of a message that is read anew with its
    pictures.
    """
    if entry.verb == "intake.tray":
        return Told(Answer.Kind.ARRIVED, (link,), (), f"delivery:{link.uid}", unopened=True)
    page = _delivery(link.page.uid) if link.page else None
    if page is None or not _was_arrived_before(page, entry):
        return None
    items, rejected = _items_of(page, "known"), Case.objects.filter(_of(page), state=Case.State.REJECTED)
    declined = rejected.order_by("-decided").first()
    if declined and not page.sightings.exists() and not _waits(page):
        about = f"delivery:{link.uid}"
        told = Told(Answer.Kind.DECLINED, (link,), items, about, reason=declined.reason)
        return None if declined.reason in SILENT_REASONS else told
    return Told(Answer.Kind.ARRIVED, (link,), items, _about(page))


def _items_of(delivery: Delivery, became: str) -> tuple[Item, ...]:
    """Return what was understood of a delivery, in its order: events as they are listed, else drafts."""
    row = ReadingRow.objects.filter(announcement__delivery=delivery).order_by("-pk").first()
    events = {sighting.draft_index: sighting.event for sighting in delivery.sightings.select_related("event")}
    drafts = reading_of(row).drafts if row else ()
    indices = range(max(len(drafts), max(events, default=-1) + 1))
    return tuple(
        item_of_event(events[index], became, _url(events[index]))
        if index in events
        else item_of_draft(drafts[index])
        for index in indices
        if index in events or index < len(drafts)
    )


def _is_listed_by(entry: Entry) -> bool:
    return bool(entry.facts.get("published") or entry.facts.get("updated"))


def _about(delivery: Delivery) -> str:
    uids = {sighting.event.uid for sighting in delivery.sightings.select_related("event")}
    return f"event:{uids.pop()}" if len(uids) == 1 else f"delivery:{delivery.uid}"


def _told_of(delivery: Delivery) -> tuple[Delivery, ...]:
    """Return whose senders are told of a delivery: of a page those who sent its link, where any did."""
    askers = tuple(delivery.askers.select_related("source", "page").order_by("pk"))
    return askers or (delivery,)


def _was_arrived_before(page: Delivery, entry: Entry) -> bool:
    verbs = ("intake.routed", "intake.tray")
    return Entry.objects.filter(
        subject=f"delivery:{page.uid}", verb__in=verbs, number__lt=entry.number
    ).exists()


def _of(delivery: Delivery) -> Q:
    return Q(reading__announcement__delivery=delivery)


def _waits(delivery: Delivery) -> bool:
    return Case.objects.filter(_of(delivery), state__in=(Case.State.OPEN, Case.State.LATER)).exists()


def _decided(kind: Answer.Kind) -> Callable[[Entry], Told | None]:
    """A person listed a draft, or applied it to an event."""

    def told(entry: Entry) -> Told | None:
        case, event = _case(entry), Event.objects.filter(uid=entry.facts.get("event", "")).first()
        if case is None or event is None:
            return None
        delivery = case.reading.announcement.delivery
        item = item_of_event(event, "page", _url(event))
        return Told(kind, _told_of(delivery), (item,), f"event:{event.uid}", case)

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
        _told_of(delivery),
        (item_of_draft(draft_of(case)),),
        f"delivery:{delivery.uid}",
        case,
        reason,
    )


def _of_proof(kind: Answer.Kind) -> Callable[[Entry], Told | None]:
    """A sender asked how to be verified, or is. What was taken back since is told no more."""
    states = {Answer.Kind.VERIFY: (Proof.State.PENDING, Proof.State.FOUND)}.get(kind, (Proof.State.VERIFIED,))

    def told(entry: Entry) -> Told | None:
        delivery = _delivery(str(entry.facts.get("delivery", "")))
        proof = Proof.objects.select_related("organizer").filter(pk=entry.facts.get("proof")).first()
        if delivery is None or proof is None or proof.state not in states:
            return None
        return Told(kind, (delivery,), (), f"delivery:{delivery.uid}", proof=proof)

    return told


_TOLD_OF: Mapping[str, Callable[[Entry], Told | None]] = {
    "intake.routed": _arrived,
    "intake.tray": _arrived,
    "case.published": _decided(Answer.Kind.LISTED),
    "case.updated": _decided(Answer.Kind.CHANGED),
    "case.rejected": _declined,
    "organizer.proof_asked": _of_proof(Answer.Kind.VERIFY),
    "organizer.verified": _of_proof(Answer.Kind.VERIFIED),
}


def _delivery(uid: str) -> Delivery | None:
    return Delivery.objects.select_related("source", "page").filter(uid=uid).first()


def _case(entry: Entry) -> Case | None:
    """Return the case of an entry; None when the decision was taken back since."""
    case = Case.objects.select_related("reading__announcement__delivery__source").filter(
        pk=entry.subject.partition(":")[2]
    )
    found = case.first()
    return found if found and f"case.{found.state}" == entry.verb else None


def _url(event: Event) -> str:
    return f"{settings.BASE_URL}/events/{event.slug}/"
