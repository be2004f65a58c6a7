"""The figures of tools/score.py, on pages of which every field is known."""

import datetime as dt

from tools.readings import Page
from tools.score import differences, f1, table

from handbill.values import Draft, Finding


def draft(day: int, name: str) -> Draft:
    return Draft(
        dtstart=Finding(dt.datetime(2027, 4, day, 18, 0), None, "date"),
        name=Finding(name, None, "name"),
        city=Finding("Ely", None, "city"),
    )


def event(day: int, title: str) -> dict[str, object]:
    return {"start": f"2027-04-{day:02}T18:00", "title": title, "city": "Ely"}


def test_found_and_usable_are_counted_apart() -> None:
    """Two of three events are found by three drafts, and one of them has its name."""
    drafts = (draft(1, "Seed fair"), draft(2, "Agenda"), draft(3, "Open day"))
    events = (event(1, "Seed fair"), event(2, "Bread talk"), None)

    told = table([Page("A001", drafts, events, missed=1)])

    assert told.splitlines()[2:] == ["| A | 1 | 3 | 0.67 | 0.33 |", "| all | 1 | 3 | 0.67 | 0.33 |"]


def test_an_optional_event_counts_neither_way() -> None:
    page = Page("B003", (draft(1, "Seed fair"),), ({**event(1, "Seed fair"), "optional": True},), missed=0)
    assert table([page]).splitlines()[-1] == "| all | 1 | 0 | 1.00 | 1.00 |"


def test_a_page_says_what_is_not_as_expected() -> None:
    page = Page("A001", (draft(2, "Agenda"), draft(3, "Open day")), (event(2, "Bread talk"), None), missed=2)
    assert list(differences(page)) == [
        "2027-04-02T18:00 Agenda: name is 'Agenda'",
        "2027-04-03T18:00 Open day: no event",
        "2 events missed",
    ]


def test_nothing_asked_and_nothing_told_is_perfect() -> None:
    assert (f1(0, 0, 0), f1(0, 1, 0), f1(2, 2, 2)) == (1.0, 0.0, 1.0)
