"""The makings of one draft, and what the headings above it say."""

import datetime as dt
from dataclasses import dataclass, field

from handbill.reading.leads import Lead
from handbill.reading.localities import Locality
from handbill.reading.segments import Found, Segment
from handbill.values import Span

_NEAR = 300
"""Characters around a date that are about it."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the headings above a line say.

    Attributes:
        date: The day that holds for lines without one, and the segment it stands in.
        time: The hour that holds for lines without one ("all at noon").
        place: The city that holds for lines without one.
        region: The country or division that a heading names; cities below lie in it where one does.
        titles: Headings that name something, outermost first.
        shared: Whether the date was said once for a list of cities, which all hold the same.
    """

    date: Found | None = None
    time: Found | None = None
    place: Locality | None = None
    region: Span | None = None
    titles: tuple[Segment, ...] = ()
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """The makings of one draft.

    Attributes:
        day: The moment that says its day, in the anchor or in a heading above.
        first, last: Its first and last day, both included.
        time: The moment that says its time of day; `day` itself where that has one; None for none.
        column: The cell above its own in a row that speaks of no time, for a table of bare days.
        lead: What its line begins with.
        standing: The sentence near it that holds for all days of its list ("The board meets at 9 am in …").
        anchor: The segment that made it an entry.
        part: What of the anchor is its own, where one line tells of several events.
        card: The segments of its container, the anchor among them, in order.
        after: Lines that follow the card and belong to no other.
        cells: Column role -> span, for a row of a table.
    """

    day: Found
    first: dt.date
    last: dt.date
    time: Found | None
    anchor: Segment
    part: Span
    context: Context
    card: tuple[Segment, ...] = ()
    after: tuple[Segment, ...] = ()
    cells: dict[str, Span] = field(default_factory=dict)
    standing: Segment | None = None
    column: Span | None = None
    lead: Lead = field(default_factory=Lead)

    @property
    def inherits_day(self) -> bool:
        """Whether the day stands in a heading above, not in the entry's own line."""
        return not self.anchor.span.holds(self.day.span)

    @property
    def vicinity(self) -> Span:
        """The words of its part around its day or hour: a long line speaks of much else."""
        at = (self.time or self.day).span or self.part
        return Span(max(self.part.start, at.start - _NEAR), max(at.end, min(self.part.end, at.end + _NEAR)))
