"""The card of each entry: the lines of its container, and those that follow it and belong to no other."""

from collections import Counter
from collections.abc import Sequence

from handbill.reading.entries import Entry
from handbill.reading.segments import Segment
from handbill.values.copies import replace

_MOST_LINES = 6
"""Lines after a card that may still speak of it."""
_MOST_OF_POSTER = 3
"""Lines of a poster below its hour that say where."""
_MOST_BESIDE = 100
"""Lines of a container on either side of its anchor that speak of it: more is a page, no card."""


def with_cards(entries: list[Entry], segments: Sequence[Segment], headings: set[int]) -> list[Entry]:
    """Give each entry its card: the largest container that holds it and no other, else the lines near it."""
    anchors = {id(entry.anchor) for entry in entries}
    crowd = Counter(
        path for segment in segments if id(segment) in anchors for path in _prefixes(segment.path)
    )
    cards = [_container(entry, segments, crowd) for entry in entries]
    claimed = {id(segment) for card in cards for segment in card}
    return [
        replace(entry, card=card, after=_following(card, segments, claimed, headings))
        for entry, card in zip(entries, cards, strict=True)
    ]


def with_labelled_lines(entries: Sequence[Entry], segments: Sequence[Segment]) -> list[Entry]:
    """Give each entry the labelled lines below it that stand in the container it holds alone.

    Asked again when mentions of other days have been dropped: "Location:" below a note on when the page was
    changed is that of the event above.
    """
    anchors = {id(entry.anchor) for entry in entries}
    crowd = Counter(path for s in segments if id(s) in anchors for path in _prefixes(s.path))
    return [
        replace(entry, after=(*entry.after, *_labelled(entry, _container(entry, segments, crowd))))
        for entry in entries
    ]


def _labelled(entry: Entry, container: Sequence[Segment]) -> list[Segment]:
    known = {id(segment) for segment in (*entry.card, *entry.after)}
    last = entry.anchor.place
    places = {s.place + 1 for s in container if s.role == "where"}  # the street below the name of a house
    return [
        s
        for s in container
        if (s.role or s.place in places) and s.place > last and not s.dates and id(s) not in known
    ]


def _prefixes(path: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [path[:length] for length in range(len(path) + 1)]


def _container(
    entry: Entry, segments: Sequence[Segment], crowd: Counter[tuple[int, ...]]
) -> tuple[Segment, ...]:
    """Return the segments of the largest container with one anchor; they stand side by side."""
    anchor = entry.anchor
    path = next((p for p in _prefixes(anchor.path) if crowd[p] == 1), anchor.path)

    def is_inside(place: int) -> bool:
        return 0 <= place < len(segments) and segments[place].path[: len(path)] == path

    first = last = anchor.place
    while is_inside(first - 1) and anchor.place - first < _MOST_BESIDE:
        first -= 1
    while is_inside(last + 1) and last - anchor.place < _MOST_BESIDE:
        last += 1
    return tuple(segments[first : last + 1])


def _following(
    card: tuple[Segment, ...], segments: Sequence[Segment], claimed: set[int], headings: set[int]
) -> tuple[Segment, ...]:
    """Return the lines just after a card that belong to no other, up to the next entry or heading."""
    after: list[Segment] = []
    for place in range(card[-1].place + 1, len(segments)):
        segment = segments[place]
        if id(segment) in claimed or place in headings or segment.is_heading or len(after) >= _MOST_LINES:
            break
        after.append(segment)
    return tuple(after)


def lines_of_poster(entry: Entry, segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return the headings right below the hour of a poster, up to the next line that speaks of time.

    There each line is one: "SATURDAY 10 APRIL", "7 PM", "MILL HALL", "LUDLOW".
    """
    last = max(segment.place for segment in (entry.anchor, *entry.card))
    below: list[Segment] = []
    for segment in segments[last + 1 : last + 1 + _MOST_OF_POSTER]:
        if not segment.is_heading or segment.moments or segment.role:
            break
        below.append(segment)
    return tuple(below)
