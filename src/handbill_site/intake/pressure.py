"""Whether more can be taken in: room on the disk, and how much waits already."""

import os
import threading
import time
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from handbill_site.intake.errors import NotKept, TryLater
from handbill_site.intake.models import Delivery

COUNT_SECONDS = 5.0
"""How long a count of what waits is believed; until then this process adds what it took itself."""
FULL_SECONDS = 300
BUSY_SECONDS = 60

_lock = threading.Lock()
_counted: dict[str, float] = {}


def require_room(size: int) -> None:
    """Raise unless a message of *size* bytes can be expected to be kept.

    Raises:
        TryLater: Less than settings.INTAKE_FREE_BYTES would be left on the disk (rather than fill it, which
            would take the database down too), or more than settings.INTAKE_MOST_WAITING deliveries wait.
        NotKept: The disk or the database does not answer.
    """
    if free_bytes(settings.SPOOL) - size < settings.INTAKE_FREE_BYTES:
        raise TryLater("the disk is nearly full", seconds=FULL_SECONDS)
    if _waiting() > settings.INTAKE_MOST_WAITING:
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


def _waiting() -> int:
    with _lock:
        if time.monotonic() - _counted.get("at", -COUNT_SECONDS) >= COUNT_SECONDS:
            try:
                _counted["number"] = Delivery.objects.filter(
                    state__in=(Delivery.State.KEPT, Delivery.State.FETCH)
                ).count()
            except DatabaseError as error:
                raise NotKept(f"the database does not answer: {error}") from error
            _counted["at"] = time.monotonic()
        _counted["number"] += 1
        return int(_counted["number"])
