"""The text of an answer, from plain values: what was understood, and what became of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from handbill.formats.ownership import NAME, PATH
from handbill.values import Draft, WallTime, day_of
from handbill_site.answering.wording import sentence
from handbill_site.edition.written import day, hours
from handbill_site.listing.models import Event
from handbill_site.listing.values import wall_time_of

MOST_ITEMS = 10
MOST_NAME = 120
_LINKS = re.compile(r"\b(?:[a-z][a-z0-9+.-]*://|www\.)\S*|\S+@\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """One event in an answer.

    Attributes:
        became: "page" (listed there), "known" (was so before), "waiting".
        url: Of its page, where it has one.
        tzid, fold: Zone, and which is meant of an hour that its clock shows twice; "" where that is open.
    """

    name: str
    start: WallTime | None
    end: WallTime | None
    where: str
    became: str = "waiting"
    url: str = ""
    tzid: str = ""
    fold: int = 0


def item_of_draft(draft: Draft) -> Item:
    """Return what was understood of one draft."""
    place = draft.city.value if draft.city else draft.place.value.name if draft.place else ""
    venue = draft.venue.value if draft.venue else ""
    return Item(
        draft.name.value if draft.name else "",
        draft.dtstart.value if draft.dtstart else None,
        draft.dtend.value if draft.dtend else None,
        ", ".join(filter(None, (venue, place))),
    )


def item_of_event(event: Event, became: str, url: str) -> Item:
    """Return how one event is listed."""
    start = wall_time_of(event.dtstart)
    end = wall_time_of(event.dtend) if event.dtend else None
    where = ", ".join(filter(None, (event.venue, event.city_name)))
    return Item(event.name, start, end, where, became, url, event.tzid, event.fold)


def letter(
    kind: str,
    items: Iterable[Item],
    language: str,
    *,
    reason: str = "",
    address: str = "",
    unopened: bool = False,
) -> str:
    """Return the whole text of an answer.

    Args:
        kind: "arrived", "listed", "changed" or "declined".
        reason: Why it was declined: not_event, past, double, scope, other.
        unopened: Whether it was a link whose page could not be had.
        address: Where a change is to be sent; "" where answering in the conversation does.
    """
    parts = [sentence("hello", language), sentence(kind, language)]
    told = [_told(item, language, kind) for item in items][:MOST_ITEMS]
    if kind == "arrived" and not told:
        parts[-1] = sentence("arrived", language).rstrip(":：")
        told = [sentence("unopened" if unopened else "nothing", language)]
    parts += told
    if reason:
        parts.append(sentence(f"reasons.{reason}", language))
    if kind != "declined":
        how = sentence("change_to", language, address=address) if address else sentence("change", language)
        parts.append(how)
    return "\n\n".join([*parts, sentence("program", language)]) + "\n"


def verifying(kind: str, organizer: str, language: str, *, code: str = "") -> str:
    """Return the whole text of an answer to who wants an organiser verified: how, or that it is done.

    The page that they named is not repeated: a mail may be under a forged address (see `plain`).

    Args:
        kind: "verify", with the code, or "verified".
    """
    parts = [sentence("hello", language), sentence(kind, language, name=plain(organizer))]
    if code:
        meta = f'<meta name="{NAME}" content="{code}">'
        places = (f"{NAME}={code}", meta, f"{PATH}: {code}")
        parts.append("\n".join(f"  {each}" for each in places))
        parts.append(sentence("verify_how", language, path=PATH))
    return "\n\n".join([*parts, sentence("program", language)]) + "\n"


def plain(text: str) -> str:
    """Return words of a sender as they may stand in an answer: one line, short, without links or addresses.

    An answer must not carry somebody's link to a third person whose address was forged.

    >>> plain("Lanterns\\n <a href=https://x.example>here</a> www.x.example")
    'Lanterns <a href= here'
    """
    spaced = " ".join(_LINKS.sub(" ", text).split())
    return spaced if len(spaced) <= MOST_NAME else spaced[: MOST_NAME - 1] + "…"


def _told(item: Item, language: str, kind: str) -> str:
    line = sentence(
        "item",
        language,
        name=plain(item.name) or sentence("unnamed", language),
        when=_when(item, language),
        where=plain(item.where) or sentence("no_place", language),
    )
    became = sentence(item.became, language, url=item.url) if kind != "declined" else ""
    return "\n".join(f"  {each}" for each in (line, became) if each)


def _when(item: Item, language: str) -> str:
    if item.start is None:
        return sentence("no_date", language)
    time = hours(item.start, item.end, item.tzid, item.fold)
    return " ".join(filter(None, (day(day_of(item.start), language), time)))
