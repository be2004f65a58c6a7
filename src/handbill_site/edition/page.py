"""One file of the edition, and how it is made from a template."""

from dataclasses import dataclass
from typing import Any

from handbill_site.edition.look import render

HTML = "text/html; charset=utf-8"
ICS = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the edition.

    Attributes:
        path: Within the edition: "cities/oslo-no/index.html".
        status: What a server that can do so answers with.
        lists: Of an event's page: the folders of the lists it stands on. Of an observance's page: those of
            its days.
    """

    path: str
    body: bytes
    media_type: str = HTML
    status: int = 200
    lists: frozenset[str] = frozenset()


def made(folder: str, template: str, **context: Any) -> Page:
    """Return the page of a folder; "" is the home."""
    path = f"{folder}/index.html" if folder else "index.html"
    return Page(path, render(template, folder=folder, **context))
