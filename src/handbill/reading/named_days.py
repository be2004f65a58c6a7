"""Names of observances: a day where nothing else says one, the title of an event where something does."""

from collections.abc import Sequence
from dataclasses import replace

from handbill.reading.segments import NAMED, Found, Segment


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
