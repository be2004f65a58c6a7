"""Changes by those who announced: which event a delivery means to change, and whether that needs a person."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import Q

from handbill.matching import compare
from handbill.values import Announcement, Comparison, Draft, Finding, Span, day_of
from handbill_site.desk.policy import Decision, reasons
from handbill_site.intake.channels import channel_of
from handbill_site.intake.models import Delivery
from handbill_site.listing.binding import speaks_for
from handbill_site.listing.models import Event, Sighting
from handbill_site.listing.values import event_of, wall_time_of

SOON = dt.timedelta(days=2)
"""A change so shortly before the day is looked at by a person: people may be lured to another place."""
FIRST_LINES = 4
CANCEL = frozenset(
    [
        "cancel",
        "cancelled",
        "canceled",
        "absagen",
        "abgesagt",
        "annuler",
        "annulé",
        "annulée",
        "cancelar",
        "cancelado",
        "cancelada",
        "إلغاء",
        "ألغي",
        "annullare",
        "annullato",
        "cancelled",
        "отмена",
        "отменено",
        "iptal",
        "odwołane",
        "afgelast",
        "inställt",
        "ακυρώθηκε",
    ]
)
"""What alone on one of the first lines of an answer cancels the event that it is about."""


@dataclass(frozen=True, slots=True)
class Change:
    """That a delivery speaks of an event that is listed, and how sure that is.

    Attributes:
        comparison: The draft beside that event.
        proven: Whether who sent it is who announced the event, or a verified organiser of it.
        alike: Whether the draft looks like that event at all, or may be another one.
    """

    event: Event
    comparison: Comparison
    proven: bool
    alike: bool


def change_of(draft: Draft, delivery: Delivery, comparison: Comparison) -> Change | None:
    """Return the change that *draft* is; None where it is an announcement like any other.

    The event is named by the delivery (`about`), or is the one that the draft is most like and that the same
    sender announced before through a channel that tells senders apart, or that a verified organiser whose
    account or address this is calls.
    """
    named = _named(delivery) or (_only_own(delivery) if _is_cancellation(draft) else [])
    if event := _one(named, comparison):
        likeness = compare(draft, [event_of(event)])
        alike = likeness.verdict != "new" or _is_cancellation(draft)
        same = likeness.verdict == "same" and not _is_cancellation(draft)
        beside = replace(likeness, verdict="same" if same else "update", uid=event.uid)
        proven = _is_known_sender(delivery, event) or speaks_for(delivery, event)
        return Change(event, beside, proven, alike)
    is_told = delivery.proven and channel_of(delivery).personal
    if comparison.verdict not in ("same", "update") or not is_told:
        return None
    event = Event.objects.filter(uid=comparison.uid, listed=True).first()
    if event and (_is_of_source(delivery, event) or speaks_for(delivery, event)):
        return Change(event, comparison, proven=True, alike=True)
    return None


def decide_change(draft: Draft, change: Change, *, today: dt.date, pictured: bool = False) -> Decision:
    """Decide on a change: applied when its sender is proven and nothing in it is in doubt, else a case.

    What was made out in a picture (*pictured*) is always looked at by a person.
    """
    if change.comparison.verdict == "same":
        return Decision("nothing")
    origin = ("picture",) if pictured else ()
    why = tuple(dict.fromkeys((*origin, *_why(draft, change, today))))
    return Decision("case", why) if why else Decision("update")


def cancellation_in(announcement: Announcement, delivery: Delivery) -> tuple[Draft, ...]:
    """Return the draft of a bare "cancel" in answer to us, with the word as evidence; () without one.

    Where the channel names no message that is answered (X does not), it is meant for the one event to come
    that the same account announced; where it announced several, a person asks back.
    """
    if not (delivery.about or _only_own(delivery)):
        return ()
    lines = re.finditer(r"[^\n]+", announcement.text)
    for _, line in zip(range(FIRST_LINES), lines, strict=False):
        if line[0].strip(" .!:*-\t").casefold() in CANCEL:
            return (Draft(status=Finding("cancelled", Span(line.start(), line.end()), "cancel")),)
    return ()


def named_event(delivery: Delivery) -> Event | None:
    """Return the one event that a delivery says it is about; None where there is none, or several."""
    return _one(_named(delivery), Comparison("new"))


def _why(draft: Draft, change: Change, today: dt.date) -> Iterator[str]:
    if not change.proven:
        yield "unproven_sender"
    if not change.alike:
        yield "changes_listed"
    if day_of(wall_time_of(change.event.dtstart)) - today < SOON:
        yield "soon"
    if not _is_cancellation(draft):
        yield from reasons(draft, change.comparison)


def _is_cancellation(draft: Draft) -> bool:
    return draft.status is not None and draft.status.rule == "cancel"


def _named(delivery: Delivery) -> list[Event]:
    """Return the listed events that `about` leads to."""
    kind, _, uid = delivery.about.partition(":")
    listed = Event.objects.filter(listed=True)
    if kind == "event":
        return list(listed.filter(uid__startswith=f"{uid.partition('@')[0]}@")[:2])
    if kind == "delivery":
        said = Q(sightings__delivery__uid=uid) | Q(sightings__delivery__askers__uid=uid)
        return list(listed.filter(said).distinct()[:20])
    return []


def _only_own(delivery: Delivery) -> list[Event]:
    """Return the event to come that the same proven account announced, where there is just one."""
    if not (delivery.proven and delivery.sender and channel_of(delivery).personal):
        return []
    today = delivery.received.date()
    own = Event.objects.filter(
        listed=True,
        sightings__delivery__source=delivery.source_id,
        occurrences__last_day__gte=today - dt.timedelta(days=1),
    )
    found = list(own.exclude(status=Event.Status.CANCELLED).distinct()[:2])
    return found if len(found) == 1 else []


def _one(events: list[Event], comparison: Comparison) -> Event | None:
    if len(events) == 1:
        return events[0]
    return next((event for event in events if event.uid == comparison.uid), None)


def _is_known_sender(delivery: Delivery, event: Event) -> bool:
    """Tell whether who sent *delivery* announced *event*: by account, or, with our token, by address."""
    if not channel_of(delivery).personal or not delivery.sender:
        return False
    return Sighting.objects.filter(
        event=event, delivery__source__kind=delivery.source.kind, delivery__sender=delivery.sender
    ).exists()


def _is_of_source(delivery: Delivery, event: Event) -> bool:
    return event.sightings.filter(delivery__source=delivery.source_id).exists()
