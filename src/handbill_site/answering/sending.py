"""Sending what is queued: at most once each, with growing waits while a service does not answer."""

import datetime as dt
import logging
from collections import Counter

from django.db import transaction

from handbill_site.answering.models import Answer
from handbill_site.answering.queueing import Answerers, answerers, queue_answers
from handbill_site.intake.channels import state
from handbill_site.intake.channels.contract import Answerer
from handbill_site.intake.errors import ChannelTrouble
from handbill_site.intake.incoming import LINK, Reply
from handbill_site.intake.models import Delivery, Source
from handbill_site.ledger.operations import enter

BY = "policy"
PART = "answer"
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440, 1440, 1440))
"""After each attempt in vain; after the last, some five days in all, it is dropped."""
STUCK = dt.timedelta(minutes=10)
MOST_A_PASS = 50
State = Answer.State

log = logging.getLogger("handbill.answering")


def answer(*, now: dt.datetime, ways: Answerers | None = None) -> Counter[str]:
    """Queue answers for what the ledger says, and send those that are due; return counts by word.

    A service that does not answer is left alone until its state says otherwise: reading goes on meanwhile.
    """
    ways = answerers() if ways is None else ways
    queue_answers(ways, now=now)
    _drop_stuck(now)
    counts: Counter[str] = Counter()
    for kind, way in ways.items():
        if _is_to_wait(kind, now):
            continue
        due = Answer.objects.filter(state=State.QUEUED, channel=kind, not_before__lte=now).order_by("pk")
        for key in list(due.values_list("pk", flat=True)[:MOST_A_PASS]):
            went = _send(key, kind, way, now=now)
            counts[went] += 1
            if went == "unsent":
                break
    return +Counter({word: number for word, number in counts.items() if word == "answered"})


def _send(key: int, kind: Source.Kind, way: Answerer, *, now: dt.datetime) -> str:
    """Send one answer; return "answered", "dropped" or "unsent" (the service is to be left alone)."""
    row = _claimed(key, now)
    if row is None:
        return "dropped"
    try:
        external_id = way.send(_reply_of(row))
    except ChannelTrouble as trouble:
        _not_sent(row, trouble, now=now)
        if trouble.permanent:
            return "dropped"
        state.went_wrong(kind, PART, str(trouble), at=now, seconds=trouble.seconds)
        return "unsent"
    _sent(row, external_id, now=now)
    state.went_well(kind, PART, at=now)
    return "answered"


@transaction.atomic
def _claimed(key: int, now: dt.datetime) -> Answer | None:
    """Mark one as being sent, so that no crash sends it twice; None when it is not to be sent any more."""
    row = Answer.objects.select_for_update(of=("self",)).select_related("delivery", "case").get(pk=key)
    if row.state != State.QUEUED:
        return None
    if row.case and row.case.state not in _STATES_TOLD[Answer.Kind(row.kind)]:
        _end(row, State.DROPPED, "the decision was taken back", now=now)
        return None
    row.state = State.SENDING
    row.attempts += 1
    row.not_before = now
    row.save(update_fields=["state", "attempts", "not_before"])
    return row


def _not_sent(row: Answer, trouble: ChannelTrouble, *, now: dt.datetime) -> None:
    if trouble.permanent or row.attempts > len(WAITS):
        _end(row, State.DROPPED, str(trouble), now=now)
        return
    wait = WAITS[row.attempts - 1]
    row.state, row.trouble, row.not_before = State.QUEUED, str(trouble)[:500], now + wait
    row.save(update_fields=["state", "trouble", "not_before"])


def _sent(row: Answer, external_id: str, *, now: dt.datetime) -> None:
    row.external_id, row.sent = external_id[:255], now
    _end(row, State.SENT, "", now=now)


@transaction.atomic
def _end(row: Answer, to: State, trouble: str, *, now: dt.datetime) -> None:
    """Writes "answer.sent" or "answer.dropped"; why stands in the row alone: services name the recipient."""
    row.state, row.trouble = to, trouble[:500]
    row.save()
    subject, told = f"delivery:{row.delivery.uid}", {"kind": row.kind, "language": row.language}
    if to == State.SENT:
        enter("answer.sent", subject, by=BY, at=now, **told)
    else:
        enter("answer.dropped", subject, by=BY, at=now, **told)


def _drop_stuck(now: dt.datetime) -> None:
    """What was being sent when we died may have been sent: it is not sent again, and says so."""
    for row in Answer.objects.filter(state=State.SENDING, not_before__lt=now - STUCK).select_related(
        "delivery"
    ):
        _end(row, State.DROPPED, "we ended while it was sent: it may have arrived", now=now)


def _is_to_wait(kind: Source.Kind, now: dt.datetime) -> bool:
    until = state.state_of(kind, PART).not_before
    return until is not None and until > now


def _reply_of(row: Answer) -> Reply:
    """The thread is that of the message, where the answer goes by the channel that the message came by."""
    delivery = row.delivery
    same = delivery.source.kind == row.channel
    return Reply(
        to=row.to,
        text=row.text,
        language=row.language,
        uid=f"{row.entry}-{row.pk}" if delivery.media_type == LINK else str(row.entry),
        conversation=delivery.conversation if same else "",
        in_reply_to=delivery.external_id if same else "",
        subject=delivery.subject,
        last_heard=_last_heard(delivery),
        change_address=row.change_address,
    )


def _last_heard(delivery: Delivery) -> dt.datetime:
    """Return when the sender last wrote in this channel: some services allow answers for a day after."""
    newest = Delivery.objects.filter(source=delivery.source, sender=delivery.sender).latest("received")
    return newest.sent or newest.received


_STATES_TOLD = {
    Answer.Kind.ARRIVED: ("open", "later", "published", "updated", "rejected", "split"),
    Answer.Kind.LISTED: ("published", "updated"),
    Answer.Kind.CHANGED: ("updated",),
    Answer.Kind.DECLINED: ("rejected",),
}
