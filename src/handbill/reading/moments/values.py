"""What the finder of dates and times hands out."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

from handbill.values import Span

Precision: TypeAlias = Literal[
    "instant", "time", "day", "days", "weekend", "week", "month", "quarter", "year", "decade", "century"
]
"""How long the time said is: `time` has no day at all, `days` is any other run of days."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One expression of date, time of day, or both. Wall time, no zone applied.

    Attributes:
        first, last: First and last day, both included; None when only a time of day is said. Where a
            night runs past twelve, `last` is the day on which `end` falls.
        start, end: Times of day, None where not said; `end` belongs to the day `last`.
        precision: How long the days are.
        rrule: RFC 5545 RRULE value where the words say a repetition; `first` is then its first date.
        exdates: Days that the words take out of the repetition.
        has_year: Whether the words say the year; else it was chosen near the day of writing.
        weekday: As stated, 0 Monday - 6 Sunday.
        weekday_agrees: False where the stated weekday is not that of `first`.
        zone: IANA id, or the abbreviation as stated ("CET").
        approximate: "around 7", "mid March".
        deadline: "until 5 May": only the end is said; `first` equals `last`.
        open_end: "from 2 pm": only the start is said.
        relative: Counted from the day of writing ("tomorrow", "next week").
        half_day_open: No am or pm was said or implied: `start` may be twelve hours off.
        day_span, time_span: Where in the text the day and the time of day stand.
        last_begins: Where a range runs between whole periods ("March to May"), the first day of the
            last one; else None.
    """

    first: dt.date | None = None
    last: dt.date | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    precision: Precision = "day"
    rrule: str | None = None
    exdates: tuple[dt.date, ...] = ()
    has_year: bool = False
    weekday: int | None = None
    weekday_agrees: bool = True
    zone: str | None = None
    approximate: bool = False
    deadline: bool = False
    open_end: bool = False
    relative: bool = False
    half_day_open: bool = False
    day_span: Span | None = None
    time_span: Span | None = None
    last_begins: dt.date | None = None
