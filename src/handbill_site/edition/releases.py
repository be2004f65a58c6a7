"""Releases: folders of plain files, of which one is `current`. A reader sees the old one or the new, whole.

    EDITION/lock                      held by the one who publishes
    EDITION/current -> releases/…     swapped by a rename
    EDITION/releases/<number>-<n>/    files; number of the last ledger entry, n counts up
    EDITION/releases/….part/          being made; removed by the next publisher if its maker died

A release starts as hard links of the one before. A changed page is written beside and renamed over its link,
never written through it, so that older releases keep their bytes.
"""

import fcntl
import gzip
import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import brotli

from handbill_site.edition import manifest as manifests
from handbill_site.edition.manifest import File, Manifest
from handbill_site.edition.page import Page

KEPT = 3
_NAME = re.compile(r"(\d+)-(\d+)")
SUFFIXES = {"br": ".br", "gzip": ".gz"}
SMALLEST = 1_400
"""Bytes that travel in one packet: below, an encoding saves no time, and its files would double a release."""


@dataclass(frozen=True, slots=True)
class Release:
    """A finished release."""

    folder: Path
    manifest: Manifest


@contextmanager
def lease(edition: Path) -> Iterator[None]:
    """Hold the edition while publishing; another publisher waits. The system lets go if we die."""
    edition.mkdir(parents=True, exist_ok=True)
    with open(edition / "lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def current(edition: Path) -> Release | None:
    """Return the release that readers see; None where there is none, or none that can be read."""
    folder = (edition / "current").resolve()
    try:
        stat = (folder / manifests.NAME).stat()
        return Release(folder, _manifest_of(folder, stat.st_ino, stat.st_mtime_ns))
    except (OSError, ValueError, KeyError, TypeError):
        return None


@lru_cache(maxsize=2)
def _manifest_of(folder: Path, _inode: int, _changed: int) -> Manifest:
    """Return the manifest, read once: who looks every second for news should not read megabytes for it."""
    return manifests.load(folder)


def sweep(edition: Path) -> None:
    """Remove what a publisher that died has left, and releases older than the last `KEPT`.

    The lease must be held. Readers have until then to move on to a newer release.
    """
    releases = edition / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    current_name = (edition / "current").resolve().name
    (edition / "current.new").unlink(missing_ok=True)
    seen = [path for path in _finished(edition) if _age(path) <= _age(Path(current_name))]
    for path in releases.iterdir():
        if path not in seen[-KEPT:]:
            shutil.rmtree(path)


def make(edition: Path, before: Release | None, number: int, *, linked: bool = True) -> Path:
    """Return the folder of a release being made, with the files of *before* as hard links, or empty."""
    count = _age(before.folder)[1] + 1 if before else 1
    part = edition / "releases" / f"{number}-{count}.part"
    if before is None or not linked:
        part.mkdir(parents=True)
    elif spare := _spare(edition):
        spare.folder.rename(part)
        _bring_up(part, spare.manifest, before)
    else:
        _link_tree(before.folder, part)
    (part / manifests.NAME).unlink(missing_ok=True)
    return part


def finish(edition: Path, part: Path, manifest: Manifest) -> Release:
    """Write the manifest, flush, give the release its name, and make it current."""
    (part / manifests.NAME).write_bytes(manifests.dump(manifest))
    os.sync()  # all of it is on disk before the name is; one flush costs less than one a file
    folder = part.with_suffix("")
    part.rename(folder)
    link = edition / "current.new"
    link.symlink_to(folder.relative_to(edition))
    link.replace(edition / "current")
    sweep(edition)
    return Release(folder, manifest)


def write(part: Path, page: Page, old: File | None, last_modified: str) -> File:
    """Write *page* with its encodings into *part* unless it is there already, and return its entry."""
    digest = hashlib.sha256(page.body).hexdigest()
    if old and old.sha256 == digest:
        last_modified, encodings = old.last_modified, old.encodings
    else:
        encodings = _write_encoded(part / page.path, page.body, old)
    lists = tuple(sorted(page.lists))
    return File(digest, len(page.body), page.media_type, last_modified, encodings, page.status, lists)


def remove(part: Path, path: str, old: File) -> None:
    """Remove a file, its encodings, and its folder when that is left empty."""
    for name in _names(path, old):
        (part / name).unlink()
    folder = (part / path).parent
    if folder != part and not any(folder.iterdir()):
        folder.rmdir()


def _write_encoded(path: Path, body: bytes, old: File | None) -> tuple[str, ...]:
    path.parent.mkdir(parents=True, exist_ok=True)
    encoded = _encoded(body)
    for encoding in set(old.encodings if old else ()) - set(encoded):
        path.with_name(path.name + SUFFIXES[encoding]).unlink()
    _replace(path, body)
    for encoding, content in encoded.items():
        _replace(path.with_name(path.name + SUFFIXES[encoding]), content)
    return tuple(encoded)


def _encoded(body: bytes) -> Mapping[str, bytes]:
    """Return the body brotli- and gzip-encoded; neither where it is too small.

    Brotli at 6: at 9 a page takes ten times as long and is half a per cent smaller.
    """
    if len(body) < SMALLEST:
        return {}
    return {"br": brotli.compress(body, quality=6), "gzip": gzip.compress(body, 6, mtime=0)}


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(f"{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)


def _spare(edition: Path) -> Release | None:
    """Return the oldest release when there are enough without it.

    To bring it up to date takes a link for each page that changed since; a new tree of links, and removing
    this one, would take some for every page there is.
    """
    finished = _finished(edition)
    if len(finished) < KEPT:
        return None
    try:
        return Release(finished[0], manifests.load(finished[0]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _bring_up(part: Path, old: Manifest, to: Release) -> None:
    """Make *part*, which holds the files of *old*, hold links to those of *to*."""
    files = to.manifest.files
    same = {path for path, file in old.files.items() if path in files and _as_kept(file, files[path])}
    for path in old.files.keys() - same:
        remove(part, path, old.files[path])
    for path in files.keys() - same:
        (part / path).parent.mkdir(parents=True, exist_ok=True)
        for name in _names(path, files[path]):
            os.link(to.folder / name, part / name)


def _as_kept(one: File, other: File) -> bool:
    """Tell whether two entries are of the same files."""
    return (one.sha256, one.encodings) == (other.sha256, other.encodings)


def _names(path: str, file: File) -> list[str]:
    """Return the names under which a file and its encodings lie."""
    return [path, *(f"{path}{SUFFIXES[encoding]}" for encoding in file.encodings)]


def _link_tree(source: Path, target: Path) -> None:
    """Make *target* a tree of hard links to the files of *source*."""
    target.mkdir()
    with os.scandir(source) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _link_tree(source / entry.name, target / entry.name)
            else:
                os.link(entry.path, target / entry.name)


def _finished(edition: Path) -> list[Path]:
    """Return the finished releases, oldest first."""
    folders = (edition / "releases").iterdir()
    return sorted((path for path in folders if _NAME.fullmatch(path.name)), key=_age)


def _age(path: Path) -> tuple[int, int]:
    found = _NAME.fullmatch(path.name)
    return (int(found[1]), int(found[2])) if found else (-1, 0)
