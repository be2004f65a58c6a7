"""Places, drafts and deliveries that the tests of listing and desk share. All of it is invented."""

import datetime as dt
from typing import Any

from handbill.values import Announcement, Block, Draft, Finding, Place, Reading, Span, to_json
from handbill_site.intake.models import AnnouncementRow, Delivery, ReadingRow, Source

NOW = dt.datetime(2026, 11, 10, 9, 12, tzinfo=dt.UTC)
BIRMINGHAM = Place(2655603, "Birmingham", "GB", "ENG", "England", "Europe/London", 1_144_900, 52.48, -1.9)
ALABAMA = Place(4049979, "Birmingham", "US", "AL", "Alabama", "America/Chicago", 200_733, 33.52, -86.8)
LISBON = Place(2267057, "Lisbon", "PT", "14", "Lisbon", "Europe/Lisbon", 517_802, 38.72, -9.13)


def found(value: Any, span: tuple[int, int] | None = None, rule: str = "test", **more: Any) -> Finding[Any]:
    """A finding of *value*, by a rule that is always right."""
    return Finding(value, Span(*span) if span else None, rule, **more)


def walk(**fields: Any) -> Draft:
    """A complete draft: a walk in Birmingham, with *fields* put over its own."""
    usual: dict[str, Any] = {
        "name": found("Light the Canal"),
        "dtstart": found(dt.datetime(2026, 11, 14, 17, 0)),
        "tzid": found("Europe/London"),
        "city": found("Birmingham"),
        "place": found(BIRMINGHAM),
        "venue": found("Gas Street Basin"),
        "organizers": (found("Canal Lightkeepers"), found("Brum Walks Slowly")),
        "urls": (found("https://canallight.example/walk"),),
        "kind": found("march"),
        "language": "en",
    }
    return Draft(**(usual | fields))


def source(name: str = "Lightkeepers Desk", **fields: Any) -> Source:
    """A source that is not trusted and speaks for no call."""
    usual: dict[str, Any] = {"kind": "form", "name": name, "address": name.casefold(), "created": NOW}
    return Source.objects.create(**(usual | fields))


def delivery(uid: str = "receipt-1", *, of: Source | None = None, **fields: Any) -> Delivery:
    """A delivery whose raw bytes nobody will ask for."""
    usual: dict[str, Any] = {
        "source": of or Source.objects.first() or source(),
        "received": NOW,
        "path": f"{uid}.txt",
        "sha256": "0" * 64,
        "size": 1,
        "media_type": "text/plain",
    }
    return Delivery.objects.create(uid=uid, **(usual | fields))


def reading(text: str, *drafts: Draft, of: Delivery | None = None) -> ReadingRow:
    """The row of a reading of *text* that found *drafts*."""
    whole = Announcement(text, (Block("paragraph", Span(0, len(text))),), NOW.replace(tzinfo=None))
    row = AnnouncementRow.objects.create(
        delivery=of or delivery(), text=text, beginning=text[:300], value=to_json(whole)
    )
    return ReadingRow.objects.create(
        announcement=row, reader="0.1.0", made=NOW, value=to_json(Reading("en", drafts)), drafts=len(drafts)
    )
