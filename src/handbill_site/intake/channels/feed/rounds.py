"""Whose turn it is: one thread asks all feeds, each when it is due. The receiver of this channel."""

import contextlib
import datetime as dt
import hashlib
import logging
import threading
from functools import partial

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from handbill.fetch import Guard
from handbill_site.intake.channels import FEED, state
from handbill_site.intake.channels.contract import Keep
from handbill_site.intake.channels.feed.asking import FEEDS, HOUR, Asker, Ending, Pace
from handbill_site.intake.channels.feed.opening import ChildOpener, Open
from handbill_site.intake.channels.feed.polling import FeedPoller, Raw
from handbill_site.intake.channels.feed.subscriptions import standings, zone_of
from handbill_site.intake.channels.running import poll_once
from handbill_site.intake.errors import ChannelTrouble, NotKept
from handbill_site.intake.models import ChannelState, Delivery, Subscription
from handbill_site.intake.operations import raw_of
from handbill_site.sealing.errors import NotOpened

IDLE = 5.0
"""Seconds between two looks at what is due."""

log = logging.getLogger("handbill.feeds")


class Rounds:
    """Asks the feeds that are due, one after another. It serves no port: its world comes in by asking.

    A thread for each feed, as pollers have it, would be hundreds, and could not keep one pace with a host;
    and who subscribes on the desk does not want to start anything anew.

    Args:
        pause: Seconds between two polls of one feed. gap: seconds between two requests to one host.
        guard: Where requests may go; tests allow the loopback.
        opens: Opens what was fetched; None for a child process of these rounds.
    """

    def __init__(
        self, *, pause: float = HOUR, gap: float = 5.0, guard: Guard = FEEDS, opens: Open | None = None
    ):
        self._child = ChildOpener()
        self._opens = opens or self._child
        self._pause = pause
        self._guard = guard
        self._pace = Pace(gap)

    def check(self) -> str:
        """Say how many feeds there are and which want to be looked at."""
        all_of_them = list(standings())
        ill = [each for each in all_of_them if not each.is_well]
        said = f"feeds subscribed to: {len(all_of_them)}"
        if not ill:
            return said
        return f"{said}; {len(ill)} with trouble: " + "; ".join(
            f"{each.subscription}: {each.words}" for each in ill
        )

    def serve(self, keep: Keep, told: threading.Event) -> None:  # noqa: ARG002 - each feed keeps under its own name
        """Ask what is due until *told*."""
        self._pace.wait = partial(_wait, told)
        try:
            while not told.is_set():
                close_old_connections()
                with contextlib.suppress(Ending):
                    for subscription in due(now=timezone.now(), pause=self._pause):
                        if told.is_set():
                            return
                        self.ask(subscription)
                told.wait(IDLE)
        finally:
            self.close()

    def close(self) -> None:
        """End the child process, where there is one."""
        self._child.close()

    def ask(self, subscription: Subscription) -> bool:
        """Poll one feed now and note how it went; tell whether it went well.

        Raises: Ending.
        """
        address = subscription.source.address
        try:
            poll_once(FEED, address, self.poller(subscription))
        except (ChannelTrouble, NotKept) as trouble:
            log.warning("feed %s: %s", address, trouble)
            return False
        except Ending:
            raise
        except Exception:  # one feed's fault must not end the others; the log has the whole story
            log.exception("feed %s failed", address)
            with contextlib.suppress(DatabaseError):
                said = "a fault of ours, see the log"
                state.went_wrong(FEED.kind, address, said, at=timezone.now(), seconds=HOUR)
            return False
        return True

    def poller(self, subscription: Subscription) -> FeedPoller:
        """Return the poller of one feed as it stands now."""
        address = subscription.source.address
        failures = state.state_of(FEED.kind, address).failures
        return FeedPoller(
            address,
            ask=Asker(self._pace, guard=self._guard, failures=failures),
            opens=self._opens,
            last=partial(last_raw, subscription),
            zone=zone_of(subscription),
            pause=self._pause,
        )


def due(*, now: dt.datetime, pause: float) -> list[Subscription]:
    """Return the feeds to ask now, those that waited longest first."""
    states = {row.name: row for row in ChannelState.objects.filter(kind=FEED.kind).defer("cursor")}
    rows = [(states.get(each.source.address), each) for each in Subscription.objects.select_related("source")]
    ready = [(row, each) for row, each in rows if _is_due(row, each.source.address, now=now, pause=pause)]
    first = dt.datetime.min.replace(tzinfo=dt.UTC)
    return [each for _, each in sorted(ready, key=lambda pair: (pair[0] and pair[0].tried) or first)]


def last_raw(subscription: Subscription, external_id: str) -> Raw | None:
    """Return an item as it was handed in last; None where it never was, or its bytes were removed."""
    rows = Delivery.objects.filter(source=subscription.source, external_id=external_id)
    delivery = rows.order_by("-id").first()
    if delivery is None:
        return None
    try:
        return raw_of(delivery), delivery.media_type
    except (OSError, NotOpened):
        return None


def _is_due(row: ChannelState | None, address: str, *, now: dt.datetime, pause: float) -> bool:
    if row is None or row.tried is None:
        return True
    if row.not_before:
        return row.not_before <= now
    return (now - row.tried).total_seconds() >= pause * _spread(address)


def _spread(address: str) -> float:
    """Return 0.9..1.1, always the same for one feed, so that feeds added together drift apart."""
    return 0.9 + hashlib.sha256(address.encode()).digest()[0] / 1275


def _wait(told: threading.Event, seconds: float) -> None:
    """Raises: Ending when told to."""
    if told.wait(seconds):
        raise Ending
