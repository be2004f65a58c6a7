"""Rows of the intake as frozen values of the library."""

import datetime as dt

from handbill.values import Announcement, Reading, from_json
from handbill_site.intake.models import AnnouncementRow, Delivery, ReadingRow


def announcement_of(row: AnnouncementRow) -> Announcement:
    """Return what was inside the delivery; the row's own text is the one that spans count in."""
    return from_json({**row.value, "text": row.text}, Announcement)


def reading_of(row: ReadingRow) -> Reading:
    """Return what that version of the reader found."""
    return from_json(row.value, Reading)


def storable(text: str) -> str:
    """Return *text* without NUL and lone surrogates, which databases refuse. Lengths, and so spans, stay."""
    return "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text)


def written_at(delivery: Delivery) -> dt.datetime:
    """Return when it was sent or, failing that, received; aware. Relative dates count from here."""
    return delivery.sent or delivery.received
