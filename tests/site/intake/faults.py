"""Calls to disk and database that fail when told to, in whatever thread they are made."""

import builtins
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from handbill_site.intake import spool

DISK = ("open", "fsync", "rename", "close", "statvfs", "mkdir", "replace", "link")
DATABASE = -1
"""As a fault: only the database fails, and a commit fails after it was done, so that nobody knows."""


class Counted:
    """Counts calls to disk and database; the one with number *fails_at* fails, with errno *number*."""

    def __init__(self, fails_at: int, number: int):
        self.count, self.fails_at, self.number = 0, fails_at, number

    @property
    def has_failed(self) -> bool:
        return self.count >= self.fails_at

    def is_turn(self) -> bool:
        self.count += 1
        return self.count == self.fails_at

    def error(self) -> OSError:
        return OSError(self.number, os.strerror(self.number))

    def disk(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if self.number != DATABASE and self.is_turn():
                raise self.error()
            return real(*arguments, **options)

        return call

    def opened(self, *arguments: Any, **options: Any) -> "_Failing":
        return _Failing(builtins.open(*arguments, **options), self)

    def database(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if self.is_turn():
                raise OperationalError("disk I/O error")
            return real(*arguments, **options)

        return call

    def commit(self, real: Callable[..., None]) -> Callable[..., None]:
        def call(connection: Any) -> None:
            is_turn = self.is_turn()
            if not is_turn or self.number == DATABASE:
                real(connection)
            if is_turn:
                raise OperationalError("database or disk is full")

        return call


class _Failing:
    """A file of the spool: where it fails, half of what was to be written is in it."""

    def __init__(self, file: Any, counted: Counted):
        self._file, self._counted = file, counted

    def __enter__(self) -> "_Failing":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, raw: bytes) -> int:
        if self._counted.number != DATABASE and self._counted.is_turn():
            self._file.write(raw[: len(raw) // 2])
            raise self._counted.error()
        return int(self._file.write(raw))

    def flush(self) -> None:
        self._file.flush()
        if self._counted.number != DATABASE and self._counted.is_turn():
            raise self._counted.error()


@contextmanager
def failing(counted: Counted) -> Iterator[None]:
    """Let one call of this process fail while inside."""
    spool._make_folder.cache_clear()
    with ExitStack() as stack:
        for name in DISK:
            stack.enter_context(patch.object(os, name, counted.disk(getattr(os, name))))
        stack.enter_context(patch.object(spool, "open", counted.opened, create=True))
        executing = CursorWrapper._execute_with_wrappers  # type: ignore[attr-defined]
        stack.enter_context(
            patch.object(CursorWrapper, "_execute_with_wrappers", counted.database(executing))
        )
        committing = BaseDatabaseWrapper._commit  # type: ignore[attr-defined]
        stack.enter_context(patch.object(BaseDatabaseWrapper, "_commit", counted.commit(committing)))
        yield
    spool._make_folder.cache_clear()
