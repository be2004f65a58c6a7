"""What is in a release: every file with its digest, and what the edition had seen when it was made.

No Django here: the server reads it before Django is loaded.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAME = "manifest.json"
OBSERVANCES = "observances"


@dataclass(frozen=True, slots=True)
class File:
    """One file of a release.

    Attributes:
        sha256: Of the content as it is, in hexadecimal.
        bytes: Its length.
        last_modified: When this content was first in a release: ISO 8601, UTC, whole seconds.
        encodings: In which it also lies beside itself: "br" as .br, "gzip" as .gz.
        status: What a server that can do so answers with.
        lists: Of an event's page: folders of the lists it stands on; of an observance's: of its days.
    """

    sha256: str
    bytes: int
    media_type: str
    last_modified: str
    encodings: tuple[str, ...] = ()
    status: int = 200
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """A release.

    Attributes:
        number: Of the last ledger entry that it knows.
        rendered: The moment for which pages that speak of days to come were made: aware, UTC.
        day: The day of that moment in UTC.
        look: Digest of templates, styles and code that made it.
        policy: Content-Security-Policy of its pages.
        files: By path within the release.
    """

    number: int
    rendered: dt.datetime
    look: str
    policy: str
    files: Mapping[str, File] = field(default_factory=dict)

    @property
    def day(self) -> dt.date:
        """The day of `rendered` in UTC."""
        return self.rendered.date()

    def within(self, folder: str) -> list[str]:
        """Return the paths of the files that belong to *folder*, as `pages.pages_of` parts them."""
        if folder == OBSERVANCES:
            return [path for path in self.files if path.startswith(OBSERVANCES) and _is_of_all(path)]
        if folder.startswith(f"{OBSERVANCES}/"):
            return [path for path in (f"{folder}/index.html", f"{folder}.ics") if path in self.files]
        if folder:
            return [path for path in self.files if path.startswith(f"{folder}/")]
        return [path for path in self.files if home_has(path)]


def home_has(path: str) -> bool:
    """Tell whether a path belongs to no one thing: home, its feeds, the indexes.

    >>> home_has("cities/index.html"), home_has("cities/oslo-no/index.html"), home_has("observances.ics")
    (True, False, False)
    """
    return path.count("/") < 2 and not path.startswith(OBSERVANCES)


def _is_of_all(path: str) -> bool:
    """Tell whether a file about observances is about no one of them: the lists and the calendar of all.

    >>> [_is_of_all(f"observances{each}") for each in (".ics", "/index.html", "/family/islam/index.html")]
    [True, True, True]
    >>> [_is_of_all(f"observances/quds-day{each}") for each in (".ics", "/index.html")]
    [False, False]
    """
    name = path.removeprefix(OBSERVANCES)
    return name in (".ics", "/index.html", "/next/index.html") or name.startswith("/family/")


def load(folder: Path) -> Manifest:
    """Return the manifest of the release in *folder*.

    Raises: OSError, ValueError, KeyError or TypeError where there is none that can be read.
    """
    plain = json.loads((folder / NAME).read_bytes())
    files = {path: _file(entry) for path, entry in plain["files"].items()}
    rendered = dt.datetime.fromisoformat(plain["rendered"])
    return Manifest(plain["number"], rendered, plain["look"], plain["policy"], files)


def dump(manifest: Manifest) -> bytes:
    """Return *manifest* as JSON, paths in order."""
    plain = {
        "number": manifest.number,
        "day": manifest.day.isoformat(),
        "rendered": manifest.rendered.isoformat(),
        "look": manifest.look,
        "policy": manifest.policy,
        "files": {path: _plain(manifest.files[path]) for path in sorted(manifest.files)},
    }
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(file: File) -> dict[str, Any]:
    return {
        "sha256": file.sha256,
        "bytes": file.bytes,
        "media_type": file.media_type,
        "last_modified": file.last_modified,
        **{key: value for key, value in (("encodings", file.encodings), ("lists", file.lists)) if value},
        **({"status": file.status} if file.status != 200 else {}),
    }


def _file(plain: dict[str, Any]) -> File:
    return File(
        plain["sha256"],
        plain["bytes"],
        plain["media_type"],
        plain["last_modified"],
        tuple(plain.get("encodings", ())),
        plain.get("status", 200),
        tuple(plain.get("lists", ())),
    )
