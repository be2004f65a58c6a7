"""Whether more can be taken in: room on the disk, and how much waits already."""

import os
import threading
import time
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from handbill.formats.tabular.stated import ROW
from handbill_site.intake.errors import NotKept, TryLater
from handbill_site.intake.models import Delivery

COUNT_SECONDS = 5.0
"""How long a count of what waits is believed; until then this process adds what it took itself."""
FULL_SECONDS = 300
BUSY_SECONDS = 60

ORDINARY = (Delivery.State.KEPT, Delivery.State.FETCH)
SLOW = (Delivery.State.SLOW,)
"""States of what waits to be read, by queue."""
SLOW_SHARE = 5
"""The slower queue leaves so many times as much of the disk free: who fills it shuts nobody else out."""

_lock = threading.Lock()
_counted: dict[tuple[Delivery.State, ...], tuple[int, float]] = {}
"""By queue: how many wait in it, and when that was counted (monotonic)."""


def require_room(size: int, *, slow: bool = False) -> None:
    """Raise unless a message of *size* bytes can be expected to be kept.

    Args:
        slow: Whether it goes into the slower queue, whose bounds are its own and narrower.

    Raises:
        TryLater: Less than settings.INTAKE_FREE_BYTES would be left on the disk (rather than fill it, which
            would take the database down too), or more than settings.INTAKE_MOST_WAITING deliveries wait,
            in the slower queue settings.SLOW_MOST_WAITING.
        NotKept: The disk or the database does not answer.
    """
    least = settings.INTAKE_FREE_BYTES * (SLOW_SHARE if slow else 1)
    if free_bytes(settings.SPOOL) - size < least:
        raise TryLater("the disk is nearly full", seconds=FULL_SECONDS)
    most = settings.SLOW_MOST_WAITING if slow else settings.INTAKE_MOST_WAITING
    if _waiting(SLOW if slow else ORDINARY) > most:
        raise TryLater("too much waits to be read", seconds=BUSY_SECONDS)


def free_bytes(folder: Path) -> int:
    """Return the bytes that may still be written in *folder*, or where it will be made. Raises: NotKept."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        status = os.statvfs(folder)
    except OSError as error:
        raise NotKept(f"the spool cannot be looked at: {error.strerror or error}") from error
    return status.f_bavail * status.f_frsize


def forget_count() -> None:
    """Count anew next time."""
    with _lock:
        _counted.clear()


def _waiting(states: tuple[Delivery.State, ...]) -> int:
    with _lock:
        number, at = _counted.get(states, (0, -COUNT_SECONDS))
        if time.monotonic() - at >= COUNT_SECONDS:
            try:
                # Rows of an import wait for their turn, and are no reason to shut others out.
                waiting = Delivery.objects.filter(state__in=states).exclude(media_type=ROW)
                number, at = waiting.count(), time.monotonic()
            except DatabaseError as error:
                raise NotKept(f"the database does not answer: {error}") from error
        _counted[states] = number + 1, at
        return number + 1
