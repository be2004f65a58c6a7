"""How a channel stands: its cursor, when it last worked, what is wrong. Rows of ChannelState."""

import datetime as dt

from django.db import transaction

from handbill_site.intake.channels.contract import Cursor
from handbill_site.intake.models import ChannelState, Source

FIRST_WAIT = 5.0
LONGEST_WAIT = 900.0
"""Seconds between attempts while a service does not answer: doubled each time, up to this."""
NOTE_EVERY = dt.timedelta(seconds=1)
_noted: dict[tuple[str, str], dt.datetime] = {}
"""When this process last noted that something came in, by kind and part."""
_well: dict[tuple[str, str], dt.datetime] = {}
"""When this process last noted that something went well."""


def forget_notes() -> None:
    """Note the next message in any case."""
    _noted.clear()
    _well.clear()


def state_of(kind: Source.Kind, name: str) -> ChannelState:
    """Return the state of one part of a channel, made on first sight."""
    row, _ = ChannelState.objects.get_or_create(kind=kind, name=name[:500])
    return row


def keep_cursor(kind: Source.Kind, name: str, cursor: Cursor) -> None:
    """Remember how far a poller has read. Call it when all before is kept."""
    ChannelState.objects.filter(kind=kind, name=name[:500]).update(cursor=dict(cursor))


def came_in(kind: Source.Kind, name: str, *, sent: dt.datetime | None, at: dt.datetime) -> None:
    """Note that a message came in, and how long it took where the sender's time is known.

    Of many in a second this process notes the first: each note is a commit, and so a flush.
    """
    noted = _noted.get((kind, name))
    if noted is not None and dt.timedelta() <= at - noted < NOTE_EVERY:
        return
    _noted[kind, name] = at
    state_of(kind, name)
    lag = max((at - sent).total_seconds(), 0.0) if sent else None
    ChannelState.objects.filter(kind=kind, name=name[:500]).update(received=at, lag=lag)


@transaction.atomic
def went_well(kind: Source.Kind, name: str, *, at: dt.datetime, said: str = "") -> None:
    """Note a success; *said* is a remark for the operator."""
    state_of(kind, name)
    ChannelState.objects.filter(kind=kind, name=name[:500]).update(
        tried=at, succeeded=at, trouble=said[:500], failures=0, not_before=None
    )


def goes_well(kind: Source.Kind, name: str, *, at: dt.datetime) -> None:
    """Note that one of many requests went well. Of many in a second this process notes the first.

    The first after trouble is noted in any case.
    """
    noted = _well.get((kind, name))
    if noted is None or not dt.timedelta() <= at - noted < NOTE_EVERY:
        went_well(kind, name, at=at)
        _well[kind, name] = at


@transaction.atomic
def went_wrong(
    kind: Source.Kind, name: str, why: str, *, at: dt.datetime, seconds: float | None = None
) -> float:
    """Note a failure and return for how many seconds to wait: as the service says, else ever longer."""
    _well.pop((kind, name), None)
    row = ChannelState.objects.select_for_update().get(pk=state_of(kind, name).pk)
    wait = seconds if seconds is not None else min(FIRST_WAIT * 2**row.failures, LONGEST_WAIT)
    row.tried, row.trouble, row.failures = at, why[:500], min(row.failures + 1, 20)
    row.not_before = at + dt.timedelta(seconds=wait)
    row.save()
    return wait
