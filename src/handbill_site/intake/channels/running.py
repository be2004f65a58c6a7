"""Running the receivers and pollers of channels: the one place where what they bring is kept."""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from functools import partial

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from handbill_site.intake.channels import CHANNELS, Channel, state
from handbill_site.intake.channels.contract import Gone, Keep, Parts, Poller, Receiver
from handbill_site.intake.errors import ChannelTrouble, NotKept, NotSetUp, TryLater
from handbill_site.intake.incoming import Incoming
from handbill_site.intake.models import Delivery
from handbill_site.intake.operations import forget

WAIT_SECONDS = 4.0
"""How long a poller may sit in one call, so that the end comes within 10 seconds of SIGTERM."""
GRACE_SECONDS = 7.0
FAULT_SECONDS = 60.0

log = logging.getLogger("handbill.receive")


def poll_once(
    channel: Channel, name: str, poller: Poller, *, wait: float = 0.0, told: threading.Event | None = None
) -> int:
    """Take in all that is new, or until *told* between two steps; return how many messages were new to us.

    Raises:
        ChannelTrouble: The service refused; the state says so too.
        NotKept: We could not keep one; the cursor stands before it, so it will come again.
    """
    row = state.state_of(channel.kind, name)
    taken = 0
    said = ""
    try:
        for polled in poller.poll(row.cursor, wait=wait):
            taken += sum(_take(channel, name, each) for each in polled.messages)
            state.keep_cursor(channel.kind, name, polled.cursor)
            said = polled.said or said
            if told and told.is_set():
                break
    except ChannelTrouble as trouble:
        state.went_wrong(channel.kind, name, str(trouble), at=timezone.now(), seconds=trouble.seconds)
        raise
    except NotKept as error:
        seconds = error.seconds if isinstance(error, TryLater) else None
        state.went_wrong(channel.kind, name, str(error), at=timezone.now(), seconds=seconds)
        raise
    state.went_well(channel.kind, name, at=timezone.now(), said=said)
    return taken


def keeper(channel: Channel, name: str) -> Keep:
    """Return the function by which a receiver or hook of *channel* keeps a message, from any thread.

    Each thread keeps its connection to the database, and makes a new one after trouble.
    """

    def keep(incoming: Incoming) -> None:
        try:
            _take(channel, name, incoming)
        except BaseException:
            connection.close()
            raise

    return keep


def forget_message(channel: Channel, gone: Gone) -> bool:
    """Delete our copy of a message that its sender deleted; tell whether there was one."""
    rows = Delivery.objects.filter(source__kind=channel.kind, external_id=gone.external_id[:255])
    if gone.sender:
        rows = rows.filter(source__address=gone.sender[:500])
    for delivery in rows:
        forget(delivery, by=f"source:{delivery.source_id}", at=timezone.now())
    return bool(rows)


def everything_set_up() -> Iterator[tuple[Channel, Parts]]:
    """Yield each channel with its parts; one whose settings are wrong is noted, logged and left out."""
    for channel in CHANNELS:
        try:
            yield channel, channel.parts()
        except NotSetUp as error:
            log.error("%s is not set up: %s", channel.name, error)


def run(told: threading.Event) -> bool:
    """Run all receivers and pollers until *told*; return False when there is none to run."""
    runs: list[tuple[str, Callable[[], None]]] = []
    for channel, parts in everything_set_up():
        if parts.receiver:
            runs.append((f"{channel.kind} receive", partial(_serve, channel, parts.receiver, told)))
        for name, poller in parts.pollers.items():
            runs.append((f"{channel.kind} {name}", partial(_poll_until, channel, name, poller, told)))
    threads = [threading.Thread(target=target, name=name, daemon=True) for name, target in runs]
    for thread in threads:
        thread.start()
    if not threads:
        return False
    told.wait()
    for thread in threads:
        thread.join(GRACE_SECONDS / len(threads))
    return True


def _take(channel: Channel, name: str, message: Incoming | Gone) -> bool:
    """Keep or delete one message; tell whether it was new. Raises: NotKept."""
    if isinstance(message, Gone):
        forget_message(channel, message)
        return False
    now = timezone.now()
    kept = channel.keep(message, now=now)
    if kept.is_new:
        with contextlib.suppress(DatabaseError):  # it is kept: a remark that fails takes nothing back
            state.came_in(channel.kind, name, sent=message.sent, at=now)
    return kept.is_new


def _serve(channel: Channel, receiver: Receiver, told: threading.Event) -> None:
    keep = keeper(channel, "receive")
    while not told.is_set():
        try:
            state.went_well(channel.kind, "receive", at=timezone.now())
            receiver.serve(keep, told)
        except ChannelTrouble as trouble:
            log.error("%s: %s", channel.name, trouble)
            told.wait(state.went_wrong(channel.kind, "receive", str(trouble), at=timezone.now()))
        except Exception:  # one channel's fault must not end the others; the log has the whole story
            log.exception("%s: its receiver failed", channel.name)
            told.wait(FAULT_SECONDS)
    connection.close()


def _poll_until(channel: Channel, name: str, poller: Poller, told: threading.Event) -> None:
    while not told.is_set():
        close_old_connections()
        told.wait(_one_poll(channel, name, poller, told))
    with contextlib.suppress(Exception):
        poller.close()
    connection.close()


def _one_poll(channel: Channel, name: str, poller: Poller, told: threading.Event) -> float:
    """Poll once and return how many seconds to wait for the next time."""
    try:
        poll_once(channel, name, poller, wait=WAIT_SECONDS, told=told)
        return poller.pause
    except (ChannelTrouble, NotKept) as trouble:
        log.warning("%s: %s", channel.name, trouble)
        row = state.state_of(channel.kind, name)
        return (
            max((row.not_before - timezone.now()).total_seconds(), 1.0) if row.not_before else FAULT_SECONDS
        )
    except Exception:  # one channel's fault must not end the others; the log has the whole story
        log.exception("%s: its poller failed", channel.name)
        with contextlib.suppress(DatabaseError):
            state.went_wrong(channel.kind, name, "a fault of ours, see the log", at=timezone.now())
        return FAULT_SECONDS
