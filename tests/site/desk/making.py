"""Cases for the tests of the desk."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from tests.site.listing.making import ALABAMA, BIRMINGHAM, NOW, delivery, found, reading, walk

from handbill.values import Comparison, Draft
from handbill_site.desk.models import Case
from handbill_site.desk.operations import open_case
from handbill_site.intake.models import Delivery

TEXT = (
    "Dear all,\nthe licence came through this morning, so this Saturday we walk: Light the Canal, 5pm from "
    "Gas Street Basin, Birmingham, along the towpath to the Roundhouse.\nIt is a joint thing of the Canal "
    "Lightkeepers and Brum Walks Slowly. https://canallight.example/walk"
)


def said(words: str, value: Any = None, rule: str = "test", **more: Any) -> Any:
    """A finding of *value* in the *words* of TEXT."""
    start = TEXT.index(words)
    return found(words if value is None else value, (start, start + len(words)), rule, **more)


def light(**fields: Any) -> Draft:
    """What TEXT says: complete, but the city has a homonym."""
    usual: dict[str, Any] = {
        "name": said("Light the Canal", rule="name.title"),
        "dtstart": said("this Saturday", dt.datetime(2026, 11, 14, 17, 0), "date.relative"),
        "city": said("Birmingham", rule="city.prose"),
        "place": said(
            "Birmingham", BIRMINGHAM, "city.prose.population", alternatives=(ALABAMA,), confidence=0.5
        ),
        "venue": said("Gas Street Basin", rule="venue.after_from"),
        "organizers": (said("Canal Lightkeepers"), said("Brum Walks Slowly")),
        "urls": (said("https://canallight.example/walk", rule="link.text"),),
    }
    return walk(**(usual | fields))


def case(
    draft: Draft | None = None,
    *,
    text: str = TEXT,
    of: Delivery | None = None,
    comparison: Comparison | None = None,
    number: int = 1,
    data: Sequence[tuple[int, int]] = (),
    **more: Any,
) -> Case:
    """A case that waits, of a delivery of its own; *data* is where its text is structured data."""
    draft = draft or light()
    row = reading(text, draft, of=of or delivery(f"receipt-{number}"))
    if data:
        row.announcement.value["blocks"] = [{"kind": "data", "span": list(span)} for span in data]
        row.announcement.save()
    usual: dict[str, Any] = {"why": ["first_time_sender", "prose", "homonym_city"], "by": "policy"}
    at = NOW + dt.timedelta(minutes=number)
    return open_case(row, 0, draft, comparison or Comparison("new"), **(usual | {"at": at} | more))
