"""The year of a day that says none: from the head of its line, or from what the page's data states."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from handbill.reading.moments import Moment
from handbill.values import Draft, Finding, Span, day_of

_MODERN = 1900
_LONGEST_HEAD = 90
"""Characters of what stands before the colon."""


def tells_of_a_past_year(found: Sequence[Finding[Moment]], text: str, received: dt.datetime) -> bool:
    """Whether a sentence names a year gone by, and none to come: "In 2025 we were 3000 on 12 June".

    A year in brackets is that of a film or a book: "11 Feb: The Lighthouse (Chile, 1968)".
    """
    years = [
        m.value.first.year
        for m in found
        if m.value.first and m.value.precision == "year" and not _is_in_brackets(m, text)
    ]
    years = [year for year in years if year >= _MODERN]  # "1867 W. Market Street"
    stated = [m.value.first.year for m in found if m.value.first and m.value.has_year]
    return bool(years) and max(years + stated) < received.year


def _is_in_brackets(moment: Finding[Moment], text: str) -> bool:
    if moment.span is None:
        return False
    line = text.rfind("\n", 0, moment.span.start) + 1
    return text.rfind("(", line, moment.span.start) > text.rfind(")", line, moment.span.start)


def year_at_head(
    found: Sequence[Finding[Moment]], text: str, span: Span, received: dt.datetime
) -> int | None:
    """Return the year said before the colon in front of the days of a line; None for no such head.

    "2027 meetings: 25 January, 9 May" reads both in 2027, also in March. It is this year or one beside it.
    """
    years = [m for m in found if m.value.first and m.value.precision == "year"]
    bare = [m for m in found if m.value.first and m.value.precision == "day" and not m.value.has_year]
    if len(years) != 1 or not bare or years[0].span is None or bare[0].span is None:
        return None
    year, head = years[0].value.first, text[span.start : bare[0].span.start].rstrip()
    led = years[0].span.end <= bare[0].span.start and head.endswith((":", "："))
    if year is None or not led or len(head) > _LONGEST_HEAD or abs(year.year - received.year) > 1:
        return None
    return year.year


def stated_days(drafts: Iterable[Draft]) -> dict[tuple[int, int], dt.date]:
    """Return the days on which the data of a page says that something begins, by month and day."""
    days = [day_of(draft.dtstart.value) for draft in drafts if draft.dtstart]
    return {(day.month, day.day): day for day in days}


def as_stated(moment: Finding[Moment], days: Mapping[tuple[int, int], dt.date]) -> Finding[Moment]:
    """Return *moment*, in the year of the data where it is one of its *days* and says no year itself."""
    value = moment.value
    if value.first is None or value.has_year or value.precision != "day" or value.rrule or value.relative:
        return moment
    day = days.get((value.first.month, value.first.day))
    if day is None or day == value.first or value.last != value.first:
        return moment
    agrees = value.weekday is None or value.weekday == day.weekday()
    return replace(moment, value=replace(value, first=day, last=day)) if agrees else moment
