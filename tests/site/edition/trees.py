"""Editions as plain values, to be compared whole."""

from dataclasses import replace
from pathlib import Path

from handbill_site.edition import manifest as manifests
from handbill_site.edition.manifest import File


def files_of(edition: Path) -> dict[str, bytes]:
    """Return every file that readers see, but the manifest, with its bytes."""
    current = edition / "current"
    paths = [path for path in current.rglob("*") if path.is_file() and path.name != manifests.NAME]
    return {path.relative_to(current).as_posix(): path.read_bytes() for path in paths}


def entries_of(edition: Path) -> dict[str, File]:
    """Return the manifest's entries without the moments at which their contents came to be."""
    files = manifests.load(edition / "current").files
    return {path: replace(file, last_modified="") for path, file in files.items()}


def releases_of(edition: Path) -> list[str]:
    """Return the names of the folders under releases/."""
    return sorted(path.name for path in (edition / "releases").iterdir())
