"""Organisers who ask to be verified, and names that look like theirs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from handbill.formats.links import web_address
from handbill.matching import foreign_letters, looks_like, name_key, skeleton
from handbill.values import Announcement, Draft
from handbill_site.desk.changes import named_event
from handbill_site.intake.channels import channel_of
from handbill_site.intake.models import Delivery
from handbill_site.listing.binding import comes_from, host_of, hosts_of, verified
from handbill_site.listing.models import Organizer

FIRST_LINES = 4
MOST_ALIKE = 5
LOOKS_ALIKE = "looks_alike"
BORROWS_NAME = "names_verified"
"""Codes of why a draft waits."""
_WORDS = "verify|verifizieren|bestätigen|vérifier|verificar|verifica|توثيق|تحقق"
_ASKS = re.compile(rf"(?:{_WORDS})[\s:]+(\S+)", re.IGNORECASE)
"""In the languages that answers are written in, with the page behind it on the same line."""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """That a name looks like that of a known organiser, and is written with other letters.

    Attributes:
        letters: Those of *name* that *known* has not, as Unicode names them.
    """

    name: str
    known: str
    verified: bool
    letters: tuple[str, ...]


def page_in(announcement: Announcement, delivery: Delivery) -> str:
    """Return the page that a message asks to be verified by: "verify" and an address on a line near its top.

    "" for any other message, and in channels that do not tell senders apart.
    """
    if not (channel_of(delivery).personal and delivery.sender):
        return ""
    lines = [line.strip(" .!*-\t<>") for line in announcement.text.splitlines() if line.strip()]
    for line in lines[:FIRST_LINES]:
        if asked := _ASKS.fullmatch(line):
            written = asked[1].strip("<>()")
            return web_address(written if "://" in written else f"https://{written}")
    return ""


def organizer_of(delivery: Delivery, page: str) -> Organizer | None:
    """Return the one organiser for whom a message that asks can speak; None where a person must say.

    It is an organiser of the event that the message is about, else of those that its sender announced; of
    several the one whose known host is that of the page.
    """
    event = named_event(delivery)
    rows = Organizer.objects.filter(events=event) if event else _announced_by(delivery)
    found = list(rows.distinct().order_by("pk")[:20])
    if len(found) == 1:
        return found[0]
    fitting = [each for each in found if host_of(page) in hosts_of(each, but=delivery.source)]
    return fitting[0] if len(fitting) == 1 else None


def lookalikes(draft: Draft) -> tuple[Lookalike, ...]:
    """Return the organisers of *draft* that look like known ones and are not: HOSTILE homoglyphs.

    A name that is known itself counts only beside a verified one.
    """
    return tuple(found for each in draft.organizers for found in _alike(each.value))[:MOST_ALIKE]


def borrows_name(draft: Draft, delivery: Delivery) -> bool:
    """Tell whether *draft* names a verified organiser although it did not come from them."""
    keys = [name_key(each.value)[:200] for each in draft.organizers]
    named = list(Organizer.objects.filter(key__in=keys).values_list("pk", flat=True))
    proofs = verified(named)
    return any(not any(comes_from(delivery, proof) for proof in each) for each in proofs.values())


def _announced_by(delivery: Delivery) -> QuerySet[Organizer]:
    return Organizer.objects.filter(
        events__listed=True, events__sightings__delivery__source=delivery.source_id
    )


def _alike(name: str) -> Iterator[Lookalike]:
    key = name_key(name)[:200]
    rows = list(Organizer.objects.filter(skeleton=skeleton(name)[:200]).order_by("pk")[:20]) if key else []
    is_known = any(row.key == key for row in rows)
    proofs = verified([row.pk for row in rows])
    for row in rows:
        if looks_like(name, row.name) and (row.pk in proofs or not is_known):
            yield Lookalike(name, row.name, row.pk in proofs, foreign_letters(name, row.name))
