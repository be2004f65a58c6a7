"""A start in UTC says which of two showings of an hour is meant; one with TZID leaves it open."""

import datetime as dt

import pytest

from handbill.formats import open_announcement
from handbill.values import Draft

TWICE = dt.datetime(2026, 10, 25, 1, 30)
"""London's clock shows it at 00:30 and at 01:30 UTC."""


def stated(*lines: str) -> Draft:
    """Return the one event of a calendar that is told in London."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "X-WR-TIMEZONE:Europe/London", "BEGIN:VEVENT")
    whole = (*head, "UID:x@x.example", "SUMMARY:Night walk", *lines, "END:VEVENT", "END:VCALENDAR", "")
    raw = "\r\n".join(whole).encode()
    [draft] = open_announcement(raw, received=dt.datetime(2026, 9, 1), media_type="text/calendar").stated
    return draft


@pytest.mark.parametrize(
    ("start", "wall", "fold"),
    [
        ("DTSTART:20261025T003000Z", TWICE, 0),
        ("DTSTART:20261025T013000Z", TWICE, 1),
        ("DTSTART;TZID=Europe/London:20261025T013000", TWICE, None),
        ("DTSTART:20261025T013000", TWICE, None),
        ("DTSTART:20261025T023000Z", dt.datetime(2026, 10, 25, 2, 30), None),
        ("DTSTART;VALUE=DATE:20261025", dt.date(2026, 10, 25), None),
    ],
)
def test_a_start_in_utc_says_which_is_meant(start: str, wall: dt.date, fold: int | None) -> None:
    draft = stated(start)
    assert draft.dtstart
    assert draft.dtstart.value == wall
    assert (draft.fold.value if draft.fold else None) == fold
    assert draft.fold is None or draft.fold.span == draft.dtstart.span


@pytest.mark.parametrize("more", ["RRULE:FREQ=YEARLY", "RDATE:20261101T013000Z"])
def test_a_series_has_no_choice(more: str) -> None:
    assert stated("DTSTART:20261025T013000Z", more).fold is None
