"""Words at places on a page, to lines in the order in which a person reads them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

_WIDE_LETTER, _LETTER, _NARROW_LETTER = 1.0, 0.5, 0.42
"""Widths in ems: of Chinese letters, of others on average, of others at the least."""
_MOST_CUTS = 3
_FEWEST_LINES = 4
_COLUMN_IS_FULL = 0.6
_CELL_GAP = 1.5
"""Ems between words of one line that are cells of a table."""
_GAP = 0.4
"""Ems between words of one line that are cells where those above or below begin at the same place."""
_HEADING = 1.18
_NEAR = 3.0
_FULL = 0.75
_SHORTEST_FULL = 25
"""Characters; a line of less, or of less than that part of the longest, was not broken for want of room."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words set at once: where they begin, in points from the lower left; `size` of an em, in points."""

    x: float
    y: float
    size: float
    text: str
    number: int

    def end(self, letter: float = _LETTER) -> float:
        """Return about where they end, at *letter* ems a letter."""
        words = self.text.strip()
        wide = sum(each > "\u2e80" for each in words)
        return self.x + self.size * (wide * _WIDE_LETTER + (len(words) - wide) * letter)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page, cells of a table parted by tabs; `gap`: it stands apart from the line before."""

    text: str
    is_heading: bool
    gap: bool


Band = list[Words]


def lines_of(words: Sequence[Words]) -> list[Line]:
    """Return the lines of one page, columns one after the other."""
    bands = _bands([each for each in words if each.text.strip()])
    sizes = Counter[float]()
    for each in words:
        sizes[round(each.size, 1)] += len(each.text.strip())
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    lines: list[Line] = []
    for flow in _flows(bands, _MOST_CUTS):
        lines += _joined(_lines(flow, body))
    return lines


def _bands(words: list[Words]) -> list[Band]:
    """Return words on one height together, from the top, each from the left."""
    bands: list[Band] = []
    for each in sorted(words, key=lambda one: (-one.y, one.x)):
        if bands and abs(bands[-1][0].y - each.y) < 0.45 * max(each.size, 1):
            bands[-1].append(each)
        else:
            bands.append([each])
    return [sorted(band, key=lambda one: one.x) for band in bands]


def _flows(bands: list[Band], cuts: int) -> Iterator[list[Band]]:
    """Yield runs of *bands* to be read one after the other: above, left column, right column, below."""
    gutter = _gutter(bands) if cuts and len(bands) >= _FEWEST_LINES else None
    if gutter is None:
        yield bands
        return
    first, last = _beside(bands, gutter)
    yield from _flows(bands[:first], cuts - 1) if first else ()
    left = [part for band in bands[first:last] if (part := [one for one in band if one.x < gutter - _NEAR])]
    right = [part for band in bands[first:last] if (part := [one for one in band if one.x >= gutter - _NEAR])]
    yield from _flows(left, cuts - 1)
    yield from _flows(right, cuts - 1)
    yield from _flows(bands[last:], cuts - 1) if last < len(bands) else ()


def _beside(bands: list[Band], gutter: float) -> tuple[int, int]:
    """Return first and last, not included, of the *bands* in which two columns stand side by side.

    The left one may begin above the right one and end below it: lines at the usual distance, of the same
    size, that do not run over the gutter.
    """
    beside = [place for place, band in enumerate(bands) if _starts_at(band, gutter)]
    first, last = beside[0], beside[-1] + 1
    usual = median([above[0].y - below[0].y for above, below in pairwise(bands[first:last])] or [0.0])
    while first and _belongs(bands[first - 1], bands[first], gutter, usual):
        first -= 1
    while last < len(bands) and _belongs(bands[last], bands[last - 1], gutter, usual):
        last += 1
    return first, last


def _belongs(band: Band, beside: Band, gutter: float, usual: float) -> bool:
    near = abs(band[0].y - beside[0].y) <= 1.35 * usual
    return near and abs(band[0].size - beside[0].size) < 1 and band[-1].end(_NARROW_LETTER) < gutter - _NEAR


def _gutter(bands: list[Band]) -> float | None:
    """Return where a right column begins; None where the page has one column, or a table.

    Many lines begin there, none of the left runs over it, and the lines on the left fill their room: the
    cells of a table do not.
    """
    margin = min(one.x for band in bands for one in band)
    starts = Counter(round(one.x) for band in bands for one in band if one.x > margin + 60)
    for start, count in starts.most_common(3):
        beside = [place for place, band in enumerate(bands) if _starts_at(band, start)]
        if count < _FEWEST_LINES or len(beside) < _FEWEST_LINES:
            continue
        left = [[one for one in band if one.x < start - _NEAR] for band in bands[beside[0] : beside[-1] + 1]]
        left = [part for part in left if part]
        if len(left) >= _FEWEST_LINES and _is_column(left, margin, start):
            return float(start)
    return None


def _is_column(left: list[Band], margin: float, start: float) -> bool:
    crossing = sum(part[-1].end(_NARROW_LETTER) > start + _NEAR for part in left)
    filled = median(sum(one.end() - one.x for one in part) for part in left)
    return crossing * 10 <= len(left) and filled >= _COLUMN_IS_FULL * (start - margin)


def _starts_at(band: Band, place: float) -> bool:
    return any(abs(one.x - place) <= _NEAR for one in band)


def _lines(bands: list[Band], body: float) -> list[Line]:
    drops = [above[0].y - below[0].y for above, below in pairwise(bands)]
    usual = median(drops) if drops else 0.0
    lines = []
    for place, band in enumerate(bands):
        size = max(one.size for one in band)
        drop = drops[place - 1] if place else usual
        gap = place == 0 or (drop > 1.35 * usual and drop > 1.3 * size)
        near = [*bands[max(place - 1, 0) : place], *bands[place + 1 : place + 2]]
        text = _text(band, [one.x for each in near for one in each[1:]])
        is_heading = size > _HEADING * body and len(text) <= 120 and "\t" not in text
        lines.append(Line(text, is_heading, gap))
    return lines


def _text(band: Band, starts: list[float]) -> str:
    """Return the words of *band* as a line; those that follow each other in the file know their blanks.

    Args:
        starts: Where words begin within the lines above and below: under such a place begins a cell.
    """
    text = band[0].text.strip()
    for before, each in pairwise(band):
        gap = each.x - before.end()
        under = any(abs(each.x - start) < 1 for start in starts)
        if gap > _CELL_GAP * each.size or (under and each.x - before.end(_NARROW_LETTER) > _GAP * each.size):
            text += "\t"
        elif each.text[:1].isspace() or before.text[-1:].isspace() or each.number != before.number + 1:
            text += " "
        text += " ".join(each.text.split())
    return text


def _joined(lines: list[Line]) -> Iterator[Line]:
    """Yield *lines*, those that surely go on with the next (it begins with a small letter) joined to it."""
    full = max(_SHORTEST_FULL, _FULL * max((len(line.text) for line in lines), default=0))
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and not _goes_on(paragraph[-1], line, full):
            yield _as_one(paragraph)
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield _as_one(paragraph)


def _as_one(lines: list[Line]) -> Line:
    """Return *lines* as one; a hyphen at the end of a line goes where the next begins with a longer piece."""
    text = lines[0].text
    for line in lines[1:]:
        hyphened = text.endswith("-") and len(line.text.split()[0]) >= 5
        text = text[:-1] + line.text if hyphened else f"{text} {line.text}"
    return replace(lines[0], text=text)


def _goes_on(line: Line, following: Line, full: float) -> bool:
    if following.gap or line.is_heading != following.is_heading or "\t" in line.text + following.text:
        return False
    long_enough = line.is_heading or len(line.text) >= full
    return long_enough and following.text[:1].islower() and not line.text.endswith((".", "!", "?", ":"))
