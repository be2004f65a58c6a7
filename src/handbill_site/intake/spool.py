"""The spool: raw bytes on disk, flushed, before anything is said back."""

import contextlib
import datetime as dt
import errno
import functools
import os
from collections.abc import Iterator
from pathlib import Path

from handbill_site.intake.errors import NotKept

PART = ".part"
_BROKEN: list[str] = []
"""Why this process keeps nothing more; empty while it does."""


def keep(spool: Path, raw: bytes, *, name: str, day: dt.date) -> str:
    """Write *raw* as the file *name* of that day, so that it survives a power cut from here on.

    A temporary file is written and flushed, renamed, and the folder flushed, so that a file with its
    final name is always whole. A flush that failed is never tried again on the same file: the kernel
    may have dropped the pages and would then call the second one good. After an input/output error this
    process keeps nothing more: the next flush of that disk may lie as well.

    Returns: The path under *spool*, "YYYY-MM-DD/name".

    Raises: NotKept when the disk refuses (full, read-only, input/output error).
    """
    folder = spool / day.isoformat()
    if _BROKEN:
        raise NotKept(f"the spool cannot be trusted since a flush failed: {_BROKEN[0]}")
    try:
        _make_folder(folder)
        _write_flushed(folder / f".{name}{PART}", raw)
        os.rename(folder / f".{name}{PART}", folder / name)
        _flush_folder(folder)
    except OSError as error:
        if error.errno == errno.EIO:
            _BROKEN.append(str(error))
        with contextlib.suppress(OSError):
            (folder / f".{name}{PART}").unlink(missing_ok=True)
        raise NotKept(f"the spool cannot be written: {error.strerror or error}") from error
    return f"{day.isoformat()}/{name}"


def read(spool: Path, path: str) -> bytes:
    """Return the bytes of a kept file as they arrived. Raises: OSError when it is gone."""
    return (spool / path).read_bytes()


def is_broken() -> str:
    """Return why this process keeps nothing more until it is started anew; "" while it does."""
    return _BROKEN[0] if _BROKEN else ""


def trust_again() -> None:
    """Forget a failed flush. For tests: in life a new process does that, after somebody saw to the disk."""
    _BROKEN.clear()


def drop(spool: Path, path: str) -> None:
    """Remove a kept file; harmless when it is gone."""
    with contextlib.suppress(OSError):
        (spool / path).unlink(missing_ok=True)


def days(spool: Path) -> list[Path]:
    """Return the folders of the spool, oldest day first; none when nothing was ever kept."""
    return sorted(path for path in spool.iterdir() if path.is_dir()) if spool.exists() else []


def kept_files(folder: Path, *, before: dt.datetime) -> Iterator[Path]:
    """Yield the whole files of one day that were written before that instant.

    Half-written ones of that age are swept away: nobody was ever told that they are kept.
    """
    for path in sorted(folder.iterdir()):
        if path.stat().st_mtime >= before.timestamp():
            continue
        if path.name.endswith(PART):
            path.unlink()
        else:
            yield path


@functools.cache
def _make_folder(folder: Path) -> None:
    """Make the day's folder, with its name flushed in the folder above, once a process.

    Also where it is there already: another process may have made it and not flushed it yet.
    """
    if not folder.parent.is_dir():
        _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _flush_folder(folder.parent)


def _write_flushed(path: Path, raw: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
