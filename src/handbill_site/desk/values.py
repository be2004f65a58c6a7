"""Rows of the desk as values, and the one line that a queue shows of each."""

import datetime as dt
import textwrap
from dataclasses import dataclass

from handbill.values import Draft, WallTime, from_json
from handbill_site.desk.evidence import visible
from handbill_site.desk.models import Case


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the queue."""

    case: Case
    name: str
    when: str
    city: str
    source: str
    first_words: str

    @property
    def title(self) -> str:
        """What to call it: its name, else the first words of the announcement in quotation marks."""
        return self.name or (f"“{self.first_words}”" if self.first_words else "no name")


def draft_of(case: Case) -> Draft:
    """Return the draft as it was read; what an editor entered instead is in `case.fields`."""
    return from_json(case.draft, Draft)


def summary_of(case: Case) -> Summary:
    """Return the line of *case*, fetched by `queries.with_origin` or `queries.whole`.

    What an editor entered comes before what was read.
    """
    draft, delivery = draft_of(case), case.reading.announcement.delivery
    read_name = draft.name.value if draft.name else ""
    read_city = draft.city.value if draft.city else (draft.place.value.name if draft.place else "")
    return Summary(
        case=case,
        name=visible(case.fields.get("name", read_name)),
        when=said(draft.dtstart.value if draft.dtstart else None),
        city=visible(case.fields.get("city", read_city)),
        source=visible(delivery.source.name),
        first_words=visible(shortened(getattr(case, "beginning", ""))),
    )


def shortened(text: str, longest: int = 50) -> str:
    """Return the first words of *text* on one line, of at most *longest* characters.

    >>> shortened("We walk\\nalong the canal", 15)
    'We walk along…'
    """
    return textwrap.shorten(text, longest, placeholder="…")


def said(value: WallTime | None) -> str:
    """Return a wall time as the desk says it, "" for None.

    >>> said(dt.datetime(2026, 11, 14, 17, 0))
    'Sat 14 Nov 2026, 17:00'
    """
    if value is None:
        return ""
    day = f"{_DAYS[value.weekday()]} {value.day} {_MONTHS[value.month - 1]} {value.year}"
    return f"{day}, {value:%H:%M}" if isinstance(value, dt.datetime) else day


def instant(at: dt.datetime) -> str:
    """Return an aware time as the desk says it, in UTC.

    >>> instant(dt.datetime(2026, 11, 10, 9, 12, tzinfo=dt.UTC))
    'Tue 10 Nov 2026, 09:12 UTC'
    """
    return f"{said(at.astimezone(dt.UTC))} UTC"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
