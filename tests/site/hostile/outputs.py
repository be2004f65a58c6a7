"""Everything that the site shows of hostile texts: pages of the edition, of the desk, feeds and answers."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import Client
from lxml import html
from tests.site.edition.trees import files_of

from handbill_site.edition.serve import EditionFirst

REMOTE = re.compile(r"^(?:https?:)?//")
"""What a browser would ask of another host."""


@dataclass(frozen=True)
class Served:
    """One answer of the site."""

    path: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_page(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")


def of_edition() -> list[Served]:
    """Return every file of the current edition as the embedded server answers for it."""
    application = EditionFirst(settings.EDITION, settings.PACKAGE / "static", _nobody)
    names = sorted(name for name in files_of(settings.EDITION) if not name.endswith((".br", ".gz")))
    return [_asked(application, "/" + name.removesuffix("index.html")) for name in names]


def of_desk(client: Client, paths: Iterable[str]) -> list[Served]:
    """Return what an editor sees."""
    served = []
    for path in paths:
        answer = client.get(path)
        served.append(Served(path, answer.status_code, dict(answer.items()), answer.content))
    return served


def troubles_of(page: Served) -> list[str]:
    """Return what of a page would run, load from elsewhere or lead into a script; by its parsed tree."""
    root = html.document_fromstring(page.body)
    found = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        found += [f"{element.tag} {name}" for name in element.attrib if name.lower().startswith("on")]
        if element.tag == "script" and element.get("type") != "application/ld+json":
            found += [] if (element.get("src") or "").startswith("/static/") else ["script"]
        if element.tag in ("iframe", "object", "embed", "base", "svg", "math", "video", "picture"):
            found.append(element.tag)
        found += [f"{element.tag} {name}={value}" for name, value in _loads(element)]
    return found


def _loads(element: Any) -> list[tuple[str, str]]:
    names = ("href", "src", "srcset", "action", "style", "poster")
    links = [(name, element.get(name, "").strip()) for name in names]
    is_link = element.tag == "a" or element.get("rel") in ("canonical", "alternate")
    return [
        (name, value)
        for name, value in links
        if re.match(r"(?i)[\s\x00-\x20]*(?:javascript|data|vbscript):", value)
        or (REMOTE.match(value) and not is_link)
        or (name == "style" and "url(" in value)
    ]


def _asked(application: EditionFirst, path: str) -> Served:
    told: list[Any] = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": ""}
    body = b"".join(application(environ, lambda status, headers, *_: told.append((status, headers))))
    [(status, headers)] = told
    return Served(path, int(status.split()[0]), dict(headers), body)


def _nobody(environ: Any, start_response: Any) -> list[bytes]:
    raise AssertionError(f"the edition does not hold {environ['PATH_INFO']}")


def in_days(days: int) -> dt.date:
    """Return a day ahead, far enough for no test to run past it."""
    return dt.datetime.now(dt.UTC).date() + dt.timedelta(days=days)
