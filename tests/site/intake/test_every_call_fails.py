"""The i-th call of accepting fails, for every i: there is never a false yes (must-show 3 of the intake)."""

import datetime as dt
import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from handbill_site.intake import pressure, spool
from handbill_site.intake.errors import NotKept
from handbill_site.intake.incoming import Incoming
from handbill_site.intake.keeping import keep
from handbill_site.intake.models import Delivery, Source
from handbill_site.intake.operations import raw_of, source_of
from handbill_site.ledger.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)
NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
DISK = ("open", "fsync", "rename", "close", "statvfs", "mkdir")
FAULTS = [errno.ENOSPC, errno.EIO, errno.EINTR]
MOST = 60
"""More calls than one delivery makes."""


class Counted:
    """Counts calls to disk and database, and lets one of them fail."""

    def __init__(self, fails_at: int, number: int):
        self.count, self.fails_at, self.number = 0, fails_at, number

    def next(self, error: Callable[[], Exception]) -> None:
        self.count += 1
        if self.count == self.fails_at:
            raise error()

    def disk(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            self.next(lambda: OSError(self.number, os.strerror(self.number)))
            return real(*arguments, **options)

        return call

    def database(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.next(lambda: OperationalError("disk I/O error"))
        return execute(*arguments)

    def commit(self, real: Callable[[], None]) -> Callable[[], None]:
        def call() -> None:
            self.next(lambda: OperationalError("database or disk is full"))
            real()

        return call


@contextmanager
def failing(counted: Counted) -> Iterator[None]:
    spool._make_folder.cache_clear()
    with ExitStack() as stack:
        for name in DISK:
            stack.enter_context(patch.object(os, name, counted.disk(getattr(os, name))))
        stack.enter_context(connection.execute_wrapper(counted.database))
        stack.enter_context(patch.object(connection, "_commit", counted.commit(connection._commit)))
        yield
    spool._make_folder.cache_clear()


def is_safe(raw: bytes) -> bool:
    """Whether one delivery holds *raw*, on disk and in the ledger."""
    rows = Delivery.objects.filter(sha256=hashlib.sha256(raw).hexdigest())
    return (
        len(rows) == 1
        and raw_of(rows[0]) == raw
        and Entry.objects.filter(subject=f"delivery:{rows[0].uid}", verb="intake.received").count() == 1
    )


@pytest.mark.parametrize("number", FAULTS, ids=[errno.errorcode[number] for number in FAULTS])
def test_whatever_call_fails_there_is_no_false_yes_and_trying_again_helps(number: int) -> None:
    source = source_of(Source.Kind.FORM, "tell", name="Public form", now=NOON)
    said_yes = failed = 0
    for fails_at in range(1, MOST):
        raw = f"Lanterns no. {fails_at}".encode()
        counted = Counted(fails_at, number)
        pressure.forget_count()
        try:
            with failing(counted):
                keep(Incoming(raw, "text/plain"), source=source, now=NOON)
        except NotKept:
            failed += 1
        else:
            said_yes += 1
            assert is_safe(raw), f"a false yes: call {fails_at} failed"
        spool.trust_again()
        pressure.forget_count()
        keep(Incoming(raw, "text/plain"), source=source, now=NOON)
        assert is_safe(raw), f"call {fails_at} left something that a second try did not mend"
    assert failed >= 12
    assert said_yes > 0
    assert counted.count < MOST - 1


def test_files_that_stay_behind_are_only_those_that_no_yes_was_said_of() -> None:
    source = source_of(Source.Kind.FORM, "tell", name="Public form", now=NOON)
    for fails_at in range(1, MOST):
        pressure.forget_count()
        try:
            with failing(Counted(fails_at, errno.ENOSPC)):
                keep(Incoming(str(fails_at).encode(), "text/plain"), source=source, now=NOON)
        except NotKept:
            pass
    files = {str(path.relative_to(settings.SPOOL)) for path in Path(settings.SPOOL).rglob("*.txt")}
    assert {row.path for row in Delivery.objects.all()} <= files
