"""Evidence in pictures: where in each clean copy the words of a draft stand. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from handbill.values import Announcement, Draft, Picture, PictureRegion, Span
from handbill_site.desk.evidence import COLOURS, marked, visible

Box = tuple[int, int, int, int]
MARGIN = 5
"""Pixels around the words."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A box (x, y, width, height, in pixels of the copy) around words of one line, evidence of some fields.

    Attributes:
        legible: Whether all of its words were made out well.
    """

    box: Box
    words: str
    fields: tuple[str, ...]
    legible: bool

    @property
    def colours(self) -> tuple[str, ...]:
        """As in the text, without repeats."""
        return tuple(dict.fromkeys(COLOURS[field] for field in self.fields))


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture with its marks; one without any may be shown folded."""

    picture: Picture
    marks: tuple[Mark, ...]


def shown_pictures(announcement: Announcement, draft: Draft) -> tuple[Shown, ...]:
    """Return the pictures of *announcement*, with the words that *draft* was read from marked in them."""
    evidence = marked(draft, len(announcement.text))
    marks = [
        (region.page, Mark(region.box, visible(region.span.of(announcement.text)), fields, region.is_legible))
        for region in announcement.regions
        if (fields := _fields_of(region, evidence))
    ]
    return tuple(
        Shown(picture, tuple(_lines([mark for page, mark in marks if page == picture.page])))
        for picture in announcement.pictures
    )


def _fields_of(region: PictureRegion, evidence: Sequence[tuple[str, Span]]) -> tuple[str, ...]:
    found = (field for field, span in evidence if span.overlaps(region.span))
    return tuple(dict.fromkeys(found))


def _lines(marks: Iterable[Mark]) -> Iterable[Mark]:
    """Yield *marks* with those joined that follow each other in a line and are evidence of the same."""
    for _, same in groupby(marks, key=lambda mark: mark.fields):
        line: Mark | None = None
        for mark in same:
            if line and _is_beside(line.box, mark.box):
                line = _joined(line, mark)
            else:
                if line:
                    yield _framed(line)
                line = mark
        if line:
            yield _framed(line)


def _is_beside(box: Box, other: Box) -> bool:
    """Tell whether *other* is at the height of *box*, no further away than three of its heights."""
    middle = other[1] + other[3] / 2
    gap = max(box[0], other[0]) - min(box[0] + box[2], other[0] + other[2])
    return box[1] <= middle <= box[1] + box[3] and gap <= 3 * max(box[3], other[3])


def _joined(mark: Mark, other: Mark) -> Mark:
    left, top = min(mark.box[0], other.box[0]), min(mark.box[1], other.box[1])
    right = max(mark.box[0] + mark.box[2], other.box[0] + other.box[2])
    bottom = max(mark.box[1] + mark.box[3], other.box[1] + other.box[3])
    return replace(
        mark,
        box=(left, top, right - left, bottom - top),
        words=f"{mark.words} {other.words}",
        legible=mark.legible and other.legible,
    )


def _framed(mark: Mark) -> Mark:
    x, y, width, height = mark.box
    return replace(mark, box=(x - MARGIN, y - MARGIN, width + 2 * MARGIN, height + 2 * MARGIN))
