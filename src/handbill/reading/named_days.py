"""Names of days: a day where nothing else says one, the title of an event where something does."""

from collections.abc import Sequence
from dataclasses import replace

from handbill.reading.segments import NAMED, Found, Segment, is_certain, is_feast


def without_named_days(segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments of a text; where it states a day otherwise, such names are words like any.

    "Neighbours' Day, 26 September" is when those neighbours meet, whatever day others keep.
    """
    if not any(_is_stated(moment) for segment in segments for moment in segment.dates):
        return list(segments)
    return [_unnamed(segment) for segment in segments]


def _is_stated(moment: Found) -> bool:
    return not moment.rule.startswith("day.feast") and moment.value.rrule is None


def _unnamed(segment: Segment) -> Segment:
    return replace(
        segment,
        dates=_without_names(segment.dates),
        noise=_without_names(segment.noise),
        moments=_without_names(segment.moments),
    )


def _without_names(moments: Sequence[Found]) -> tuple[Found, ...]:
    return tuple(moment for moment in moments if moment.rule != NAMED)


def is_name_of_next(segment: Segment, segments: Sequence[Segment], text: str) -> bool:
    """Tell whether the only day of a line belongs to a title over one that says the day by its number.

    It is a feast ("New Year Walk / 31 December"), or the bare weekday of that day ("Sunday Tea / 14 March").
    """
    if not segment.dates or any(day.value.start or day.value.rrule for day in segment.dates):
        return False
    below = segments[segment.place + 1 : segment.place + 2]
    certain = [
        day.value.first
        for line in below
        if line.path[:-1] == segment.path[:-1]
        for day in line.dates
        if is_certain(day) and _is_numbered(day, text)
    ]
    return bool(certain) and all(
        is_feast(day)
        or (
            not _is_numbered(day, text)
            and any(first and first.weekday() == day.value.weekday for first in certain)
        )
        for day in segment.dates
    )


def _is_numbered(day: Found, text: str) -> bool:
    return day.span is None or any(letter.isdigit() for letter in day.span.of(text))
