"""A web of a few pages, and organisers who announced something, for tests of proofs."""

import datetime as dt
from typing import Any

from tests.site.listing.making import walk

from handbill.errors import NotFetched
from handbill.fetch import Fetched
from handbill_site.intake.channels import BY_KIND
from handbill_site.intake.incoming import Incoming
from handbill_site.intake.models import Delivery, Source
from handbill_site.listing.models import Event, Organizer, Proof
from handbill_site.listing.operations import publish

NOW = dt.datetime(2026, 10, 20, 9, 0, tzinfo=dt.UTC)
SITE = "https://canallight.example/"
FILE = "https://canallight.example/.well-known/handbill-verify.txt"
ADA, EVE = "ada@canallight.example", "eve@rivers.example"


class Web:
    """Pages by address; all others are not there.

    Attributes:
        leads: Address to the one that it redirects to.
        asked: What was asked for, in order.
    """

    def __init__(self, **_: Any) -> None:
        self.pages: dict[str, tuple[str, bytes]] = {}
        self.leads: dict[str, str] = {}
        self.asked: list[str] = []

    def put(self, url: str, page: str, media_type: str = "text/html") -> None:
        self.pages[url] = (media_type, page.encode())

    def fetch(self, url: str) -> Fetched:
        self.asked.append(url)
        url = self.leads.get(url, url)
        if url not in self.pages:
            raise NotFetched(url, "the server answered 404", permanent=True)
        media_type, raw = self.pages[url]
        return Fetched(url, media_type, raw)


def heard(sender: str = ADA, kind: str = "mail", *, text: str = "first", **fields: Any) -> Delivery:
    """A message of *sender*; by mail one whose domain did not sign unless *proven* says so."""
    given = {"external_id": f"<{sender} {text}>", "proven": kind != "mail", **fields}
    incoming = Incoming(text.encode(), "text/plain", sender=sender, **given)
    return BY_KIND[Source.Kind(kind)].keep(incoming, now=NOW).delivery


def listed(delivery: Delivery, **fields: Any) -> Event:
    """The walk of the Canal Lightkeepers, announced by *delivery* and listed."""
    from tests.site.listing.making import found

    draft = walk(**{"organizers": (found("Canal Lightkeepers"),)} | fields)
    return publish(draft, delivery=delivery, draft_index=0, by="user:ed", at=NOW)


def lightkeepers() -> Organizer:
    return Organizer.objects.get(name="Canal Lightkeepers")


def in_head(proof: Proof) -> str:
    return (
        f'<html><head><meta name="handbill-verify" content="{proof.code}"></head><body>Lights</body></html>'
    )


def in_text(proof: Proof) -> str:
    return f"<html><body><p>Lights. handbill-verify={proof.code}</p></body></html>"
