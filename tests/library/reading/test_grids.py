"""Calendars of a month: the number of a day in a cell, and below it what happens on that day."""

import datetime as dt

import pytest

from handbill.formats import announcement_of_text, open_announcement
from handbill.reading import read
from handbill.reading.grids import GridDay, days_of_grid
from handbill.values import plain_draft

MARCH = [*range(22, 29), *range(1, 32), *range(1, 5)]
"""Six weeks from Monday 22 February to Sunday 4 April 2027."""
EVENTS = {
    (0, 24): "6pm Seed swap, Mill Hall",
    (1, 6): "2pm Lamp walk, Canal Wharf",
    (1, 20): "Harmonium concert",
    (2, 3): "11am Knot workshop, Sail Loft",
}
"""Which month of the page and day, and what its cell says."""


def cells() -> list[str]:
    """The cells of the calendar, each the day and a line below it where something happens."""
    month, found = 0, []
    for day in MARCH:
        month += day == 1
        event = EVENTS.get((month, day), "")
        found.append(f"<p>{day}</p><p>{event}</p>" if event else f"<p>{day}</p>")
    return found


def in_table() -> str:
    weeks = [cells()[start : start + 7] for start in range(0, len(MARCH), 7)]
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in week) + "</tr>" for week in weeks)
    heads = "".join(f"<th>{day}</th>" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
    return f"<table><tr>{heads}</tr>{rows}</table>"


def in_divs() -> str:
    return "".join(f"<div>{cell}</div>" for cell in cells())


@pytest.mark.parametrize("calendar", [in_table, in_divs])
def test_a_month_is_read_cell_by_cell(calendar):
    """Days of the months before and after count on; a cell without an hour needs a kind of gathering."""
    page = f'<html lang="en"><body><h1>What is on in Leeds</h1><h2>March 2027</h2>{calendar()}</body></html>'
    announcement = open_announcement(
        page.encode(), media_type="text/html", received=dt.datetime(2027, 2, 15), home="GB"
    )

    found = [plain_draft(draft) for draft in read(announcement).drafts]

    assert [(draft["dtstart"], draft["name"], draft["venue"]) for draft in found] == [
        ("2027-02-24T18:00", "Seed swap", "Mill Hall"),
        ("2027-03-06T14:00", "Lamp walk", "Canal Wharf"),
        ("2027-03-20", "Harmonium concert", None),
        ("2027-04-03T11:00", "Knot workshop", "Sail Loft"),
    ]


def days_of(numbers: list[int]) -> list[GridDay]:
    announcement = announcement_of_text(
        "\n\n".join(map(str, numbers)), received=dt.datetime(2027, 2, 15), home="GB"
    )
    return list(days_of_grid(announcement.blocks, announcement.text).values())


def test_days_before_the_first_are_of_the_month_before():
    """The month that a calendar is headed by is the one whose first stands first in it."""
    assert days_of([30, 31, *range(1, 31), 1]) == [
        GridDay(30, -1),
        GridDay(31, -1),
        *(GridDay(day, 0) for day in range(1, 31)),
        GridDay(1, 1),
    ]


def test_few_numbers_are_no_calendar():
    """A list of results or of chapters counts too, but not as far as a month."""
    assert days_of(list(range(1, 20))) == []
    assert days_of([1, 3, 5, 7, *range(8, 20)]) == []
