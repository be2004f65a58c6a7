"""Which files are taken, and as what."""

import glob
from collections.abc import Iterable, Iterator
from pathlib import Path

MEDIA_TYPES = {
    ".eml": "message/rfc822",
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".ics": "text/calendar",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
}
"""By suffix, lower case. JSON is taken for the schema.org events in it."""
MOST_BYTES = 5 * 1024 * 1024
MOST_BYTES_OF_PICTURES = 12_000_000
"""Telephones make photographs of 3 to 8 MB."""


def media_type_of(name: str) -> str | None:
    """Return what a file of this name is taken as; None for one that is not taken.

    >>> media_type_of("poster.EML")
    'message/rfc822'
    """
    return MEDIA_TYPES.get(Path(name).suffix.lower())


def trouble_with(name: str, size: int) -> str:
    """Return in words why a file is not taken; "" when it is."""
    if media_type_of(name) is None:
        return f"only {', '.join(sorted(MEDIA_TYPES))} are taken"
    most = MOST_BYTES_OF_PICTURES if (media_type_of(name) or "").startswith("image/") else MOST_BYTES
    if size > most:
        return f"it has {size:,} bytes; at most {most:,} are taken"
    return "" if size else "it is empty"


def expanded(arguments: Iterable[str]) -> Iterator[Path]:
    """Yield the files that *arguments* name, in order: files, folders with all they hold, patterns.

    Within a folder only files that are taken are named; a pattern or name that leads nowhere is yielded
    as it is, for the caller to say so.
    """
    for argument in arguments:
        path = Path(argument)
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.is_file())
            yield from (each for each in inside if media_type_of(each.name))
        elif path.exists() or not glob.has_magic(argument):
            yield path
        else:
            yield from [Path(each) for each in sorted(glob.glob(argument, recursive=True))] or [path]
