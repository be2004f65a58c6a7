#!/usr/bin/env python3
"""Print how well announcements are read, and where one of them is not.

    .venv/bin/python -m tools.score                the pages that may be looked at, by set
    .venv/bin/python -m tools.score --held-out     those from which nothing is ever taken
    .venv/bin/python -m tools.score A017           one page: each event and draft with the fields that differ

*Found* is a draft that pairs with an event on the right day, *usable* one whose start, city and name are
right; both as F1.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator

from tools.readings import Json, Page, dev, held_out, is_right

from handbill.values import plain_draft

FIELDS = (
    "dtstart",
    "dtend",
    "tzid",
    "name",
    "city",
    "country_code",
    "venue",
    "organizers",
    "rrule",
    "status",
)
NEEDED = ("dtstart", "city", "name")


def table(pages: Iterable[Page]) -> str:
    """Return the figures of each set and of all."""
    sets: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        sets[page.id.rstrip("0123456789") if page.id[-1:].isdigit() else "samples"].append(page)
    rows = [_row(name, of_set) for name, of_set in sorted(sets.items())]
    rows.append(_row("all", [page for of_set in sets.values() for page in of_set]))
    return "\n".join(["| set | pages | events | found | usable |", "| --- | --- | --- | --- | --- |", *rows])


def _row(name: str, pages: list[Page]) -> str:
    asked = sum(page.missed + sum(map(_counts, page.events)) for page in pages)
    figures = " | ".join(f"{figure:.2f}" for figure in found_and_usable(pages))
    return f"| {name} | {len(pages)} | {asked} | {figures} |"


def found_and_usable(pages: Iterable[Page]) -> tuple[float, float]:
    """Return two F1 values of *pages*: of drafts that are an event, and of those that can be listed as read.

    A draft can be listed where start, city and name are right. Optional events count for nothing.
    """
    found = usable = told = asked = 0
    for page in pages:
        asked += page.missed
        for draft, event in zip(page.drafts, page.events, strict=True):
            told += event is None or _counts(event)
            if event is not None and _counts(event):
                asked, found = asked + 1, found + 1
                usable += all(is_right(event, plain_draft(draft), field) for field in NEEDED)
    return f1(found, told, asked), f1(usable, told, asked)


def _counts(event: Json | None) -> bool:
    return event is not None and not event.get("optional")


def f1(right: int, told: int, asked: int) -> float:
    """Return the harmonic mean of precision and recall; 1 where nothing was asked and nothing told."""
    return 2 * right / (told + asked) if told + asked else 1.0


def differences(page: Page) -> Iterator[str]:
    """Yield a line for each draft that is no event, and for each field that is not as expected."""
    for draft, event in zip(page.drafts, page.events, strict=True):
        plain = plain_draft(draft)
        head = f"{plain['dtstart']} {plain['name']}"
        if event is None:
            yield f"{head}: no event"
            continue
        for field in FIELDS:
            if not is_right(event, plain, field):
                yield f"{head}: {field} is {plain[field]!r}"
    if page.missed:
        yield f"{page.missed} events missed"


def main() -> None:
    """Print what the arguments ask for."""
    asked = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    if not asked:
        print(table(held_out() if "--held-out" in sys.argv else dev()))
        return
    pages = [page for page in dev() if page.id in asked]
    if len(pages) < len(asked):
        sys.exit("no page of this name that may be looked at")
    for page in pages:
        print(page.id, *differences(page), sep="\n  ")


if __name__ == "__main__":
    main()
