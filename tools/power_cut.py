"""A disk that forgets what was not flushed, when its power is cut.

The real code of the spool runs on the real disk while each of its calls is written down. From the list of
calls up to any moment, `after_cut` works out what a disk may hold when the power is cut there: contents since
the last flush of a file are lost, or kept in part; names since the last flush of a folder are lost, or kept
in order up to any of them. That is what POSIX leaves open and journalling file systems do (a file whose name
was kept and whose contents were not has no bytes). Rows count as kept when their commit has returned: their
flushing is SQLite's.
"""

import builtins
import contextlib
import hashlib
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias
from unittest.mock import patch

from handbill_site.intake import operations, spool
from handbill_site.sealing import seals
from handbill_site.sealing.errors import NotOpened

Call: TypeAlias = tuple[str, str, Any]
"""What was called, on which path, and with what: ("write", path, bytes), ("rename", path, path), …"""


@dataclass(slots=True)
class Written:
    """The calls in their order. With *flushing* off no flush reaches the disk, though the code calls it."""

    flushing: bool = True
    calls: list[Call] = field(default_factory=list)

    def add(self, what: str, path: object, value: Any = None) -> None:
        self.calls.append((what, str(path), value))


class _WritingFile:
    """A file of the spool, whose writes are written down."""

    def __init__(self, file: Any, path: str, written: Written):
        self._file, self._path, self._written = file, path, written

    def __enter__(self) -> "_WritingFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, raw: bytes) -> None:
        self._file.write(raw)
        self._written.add("write", self._path, raw)

    def flush(self) -> None:
        self._file.flush()

    def fileno(self) -> int:
        return int(self._file.fileno())


@contextlib.contextmanager
def writing_down(*, flushing: bool = True) -> Iterator[Written]:
    """Write down what the spool does to the disk, and when rows are committed."""
    written = Written(flushing)
    paths: dict[int, str] = {}
    real_open, real_fsync, real_rename, real_enter = os.open, os.fsync, os.rename, operations._enter
    real_mkdir = Path.mkdir

    def opening(path: Any, flags: int, *more: Any) -> int:
        descriptor = real_open(path, flags, *more)
        paths[descriptor] = str(path)
        if flags & os.O_CREAT:
            written.add("create", path)
        return descriptor

    def file_of(descriptor: int, mode: str) -> _WritingFile:
        return _WritingFile(builtins.open(descriptor, mode), paths[descriptor], written)

    def flushed(descriptor: int) -> None:
        if written.flushing:
            real_fsync(descriptor)
            written.add("flush", paths[descriptor])

    def renamed(before: Any, after: Any) -> None:
        real_rename(before, after)
        written.add("rename", before, str(after))

    def made(folder: Path, *arguments: Any, **options: Any) -> None:
        real_mkdir(folder, *arguments, **options)
        written.add("mkdir", folder)

    def entered(delivery: Any, **more: Any) -> None:
        real_enter(delivery, **more)
        written.add("commit", delivery.path, delivery.sha256)

    spool._make_folder.cache_clear()
    with (
        patch.object(os, "open", opening),
        patch.object(os, "fsync", flushed),
        patch.object(os, "rename", renamed),
        patch.object(Path, "mkdir", made),
        patch.object(spool, "open", file_of, create=True),
        patch.object(operations, "_enter", entered),
    ):
        yield written
    spool._make_folder.cache_clear()


def after_cut(calls: list[Call], root: Path, chance: random.Random) -> dict[str, bytes]:
    """Return the files that a disk may hold after its power was cut at the end of *calls*, by path.

    Args:
        root: A folder that was there before.
        chance: Decides what of the unflushed was kept.
    """
    disk = _Disk(root)
    for what, path, value in calls:
        disk.do(what, path, value)
    return disk.cut(chance)


def lost(calls: list[Call], spool_folder: Path, files: dict[str, bytes]) -> int:
    """Return how many deliveries whose "yes" was among *calls* are not whole on the disk."""
    rows = {path: sha256 for what, path, sha256 in calls if what == "commit"}
    said = [path for what, path, _ in calls if what == "yes"]
    return sum(
        path not in rows or _sha256_of(path, files.get(str(spool_folder / path), b"")) != rows[path]
        for path in said
    )


def _sha256_of(path: str, held: bytes) -> str:
    """Return the sha256 of what is in a kept file as it is on the disk; "" where it cannot be opened."""
    if not seals.is_sealed(held):
        return ""
    try:
        return hashlib.sha256(seals.open_sealed(held, spool.label_of(path))).hexdigest()
    except NotOpened:
        return ""


@dataclass(slots=True)
class _File:
    now: bytes = b""
    flushed: bytes = b""


@dataclass(slots=True)
class _Folder:
    """Names that were flushed, and the changes to names since: (name, file or folder, or None for gone)."""

    flushed: dict[str, "_File | _Folder"] = field(default_factory=dict)
    since: list[tuple[str, "_File | _Folder | None"]] = field(default_factory=list)

    def now(self, most: int | None = None) -> dict[str, "_File | _Folder"]:
        names = dict(self.flushed)
        for name, what in self.since[:most]:
            if what is None:
                names.pop(name, None)
            else:
                names[name] = what
        return names


class _Disk:
    def __init__(self, root: Path):
        self.root_path, self.root = root, _Folder()

    def do(self, what: str, path: str, value: Any) -> None:
        """Do one call; those of the database and of answers change nothing here."""
        if what in ("commit", "yes"):
            return
        folder, name = self._folder(Path(path).parent), Path(path).name
        if what == "create":
            folder.since.append((name, _File()))
        elif what == "mkdir":
            if name not in folder.now():
                folder.since.append((name, _Folder()))
        elif what == "write":
            file = folder.now()[name]
            assert isinstance(file, _File)
            file.now += value
        elif what == "rename":
            file = folder.now()[name]
            target = self._folder(Path(value).parent)
            folder.since.append((name, None))
            target.since.append((Path(value).name, file))
        elif what == "flush":
            self._flush(self.root if Path(path) == self.root_path else folder.now()[name])

    def cut(self, chance: random.Random) -> dict[str, bytes]:
        """Return what is left, each folder's unflushed names kept up to one of them, by chance."""
        return dict(self._left(self.root, self.root_path, chance))

    def _left(self, folder: _Folder, path: Path, chance: random.Random) -> Iterator[tuple[str, bytes]]:
        kept = chance.randint(0, len(folder.since))
        for name, what in folder.now(kept).items():
            if isinstance(what, _Folder):
                yield from self._left(what, path / name, chance)
            else:
                unflushed = what.now[len(what.flushed) :]
                some = chance.choice((0, 0, chance.randint(0, len(unflushed)), len(unflushed)))
                yield str(path / name), what.flushed + unflushed[:some]

    def _flush(self, what: "_File | _Folder") -> None:
        if isinstance(what, _File):
            what.flushed = what.now
        else:
            what.flushed, what.since = what.now(), []

    def _folder(self, path: Path) -> _Folder:
        folder = self.root
        if path == self.root_path.parent:
            return _Folder(flushed={self.root_path.name: self.root})
        for part in path.relative_to(self.root_path).parts:
            inside = folder.now()[part]
            assert isinstance(inside, _Folder)
            folder = inside
        return folder
