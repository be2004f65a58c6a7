"""Words of pictures set on a sheet: lines, headings by the size of letters, and a region for each word."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from time import perf_counter
from typing import TYPE_CHECKING

from handbill.formats.clean import one_line
from handbill.formats.picture.mending import mended, trimmed
from handbill.formats.picture.opening import pixels_of
from handbill.formats.picture.tools import NoRecognition, require_libraries
from handbill.formats.plaintext import set_text
from handbill.formats.sheet import Sheet
from handbill.languages import cldr_table, detect
from handbill.values import Block, PictureRegion, Problem, Span
from handbill.values.announcement import LEGIBLE

if TYPE_CHECKING:
    from PIL import Image

    from handbill.formats.picture.recognition import Word

MOST_SECONDS = 12.0
"""For all pictures of one announcement: a reader has twenty for everything."""
MOST_LOOKED_AT = 6
"""Pictures and scanned pages of one announcement."""
_JUNK = 0.3
_HEADING = 1.25
"""Letters so much larger than most are those of headings."""
_MUCH = 0.25
_LONGEST_HEADING = 120
_SAME_SIZE = 0.15
_SHORT = 3
_LOW, _MORE, _ONE_CASE = 0.54, 0.2, 0.75
"""Height of letters such as "a", of what rises above or hangs below it, and of scripts without capitals."""
_RISE, _HANG = "bdfhklt", "gjpqy,;Qруфцщд"


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one line, the height of their letters in pixels, and whether a gap is above it."""

    words: "tuple[Word, ...]"
    size: float
    gap: bool

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def set_picture(sheet: Sheet, raw: bytes, kind: str) -> None:
    """Set the words of the picture *raw* on *sheet*; problems where there are none, or they cannot be read.

    Raises:
        TooLarge, UnreadableFile: It is too large, or damaged, or of no format that is opened.
    """
    if _is_enough(sheet):
        return
    try:
        image = pixels_of(raw, kind)
    except NoRecognition as missing:
        _tell(sheet, "picture.no_recognition", missing.reason)
    else:
        set_scanned(sheet, image)


def set_scanned(sheet: Sheet, image: "Image.Image") -> None:
    """Set the words of *image* (RGB) on *sheet*, with its clean copy; problems as in `set_picture`."""
    if _is_enough(sheet):
        return
    from handbill.formats.picture.copies import clean_copy

    page = len(sheet.pictures) + 1
    began = perf_counter()
    try:
        require_libraries()
        from handbill.formats.picture.looking import look_at

        seen = look_at(
            image, (*sheet.spoken, *sheet.languages), sheet.home, seconds=MOST_SECONDS - sheet.looked
        )
    except NoRecognition as missing:
        _tell(sheet, "picture.no_recognition", missing.reason)
        sheet.pictures.append(clean_copy(image, page))
        return
    finally:
        sheet.looked += perf_counter() - began
    picture = clean_copy(seen.image, page)
    sheet.pictures.append(picture)
    for problem in seen.problems:
        _tell(sheet, problem.code, problem.detail)
    _set_words(sheet, seen.words, page, picture.width / seen.image.width)


def _is_enough(sheet: Sheet) -> bool:
    """Tell whether no more pictures are looked at, and say so on *sheet*."""
    enough = len(sheet.pictures) >= MOST_LOOKED_AT or sheet.looked >= MOST_SECONDS
    if enough:
        _tell(sheet, "picture.too_many", f"after {len(sheet.pictures)}")
    return enough


def _tell(sheet: Sheet, code: str, detail: str = "") -> None:
    """Add a problem, once."""
    problem = Problem(code, detail=detail)
    if problem not in sheet.problems:
        sheet.problems.append(problem)


def _set_words(sheet: Sheet, words: "Iterable[Word]", page: int, scale: float) -> None:
    lines = _with_whole_dates(_joined(_lines(words)))
    if not lines:
        if not any(problem.code == "picture.out_of_time" for problem in sheet.problems):
            _tell(sheet, "picture.no_words", f"picture {page}")
        return
    first, start = len(sheet.blocks), sheet.length
    set_text(sheet, "".join(f"\n{line.text}\n" if line.gap else f"{line.text}\n" for line in lines))
    regions = tuple(_regions(sheet.text(), start, lines, page, scale))
    sheet.regions += regions
    headings = _headings(lines)
    sheet.blocks[first:] = [_as_heading(block, sheet.text(), headings) for block in sheet.blocks[first:]]
    sheet.problems += _poorly_legible(regions)


def _lines(words: "Iterable[Word]") -> list[Line]:
    """Return the lines of *words*, without those that nobody could make out."""
    lines: list[Line] = []
    before = (0, 0)
    for key, group in groupby(words, key=lambda word: word.line):
        shown = [replace(word, text=one_line(word.text, limit=100)) for word in group]
        kept = tuple(mended(word) for word in trimmed([word for word in shown if word.text]))
        letters = [word.confidence for word in kept for c in word.text if c.isalnum()]
        least = _JUNK if len(letters) > 2 else LEGIBLE  # two letters alone are often a smudge
        if letters and sum(letters) / len(letters) >= least:
            lines.append(Line(kept, _size(kept), gap=bool(lines) and key[:2] != before))
            before = key[:2]
    return lines


def _size(words: "Sequence[Word]") -> float:
    """Return the usual size of the letters of words: marks and dashes are low."""
    sizes = sorted(_em(word) for word in words if any(map(str.isalnum, word.text)))
    return sizes[len(sizes) // 2]


def _em(word: "Word") -> float:
    """Return the size of the letters of *word* in pixels, whether or not some of them rise and hang."""
    if not any(character.upper() != character.lower() for character in word.text):
        return word.box[3] / _ONE_CASE
    rises = any(_rises(character) for character in word.text)
    hangs = any(character in _HANG for character in word.text)
    return word.box[3] / (_LOW + _MORE * rises + _MORE * hangs)


def _rises(character: str) -> bool:
    has_mark = bool(unicodedata.decomposition(character))
    return character.isupper() or character.isdigit() or character in _RISE or has_mark


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Return *lines* with titles that go on in the next line as one."""
    joined: list[Line] = []
    usual = _usual_size(lines)
    for line in lines:
        last = joined[-1] if joined else None
        if last and last.size > _HEADING * usual and _goes_on(last, line):
            joined[-1] = Line((*last.words, *line.words), last.size, last.gap)
        else:
            joined.append(line)
    return joined


def _goes_on(line: Line, following: Line) -> bool:
    """Tell whether a title goes on: a small letter follows, a short word ends it, or all are capitals."""
    is_title = not any(map(str.isdigit, line.text + following.text))  # and no date
    if not is_title or abs(line.size - following.size) > _SAME_SIZE * line.size:
        return False
    last = line.words[-1].text
    breaks_off = last.endswith(("-", "&", ",")) or (last.islower() and len(last) <= _SHORT)
    space = following.words[0].box[1] - line.words[-1].box[1] - line.words[-1].box[3]
    capitals = line.text.isupper() and following.text.isupper() and space < line.size
    return breaks_off or capitals or following.text[:1].islower()


def _with_whole_dates(lines: Sequence[Line]) -> list[Line]:
    """Return *lines* with a day and a month that stand alone above each other in one: "14 MAI"."""
    names = _months(" ".join(line.text for line in lines)) if any(map(_is_day, lines)) else set()
    whole: list[Line] = []
    for line in lines:
        last = whole[-1] if whole else None
        if last and _is_day(line) and last.text.casefold().rstrip(".") in names:
            whole[-1] = Line((*line.words, *last.words), line.size, last.gap)
        elif last and _is_day(last) and line.text.casefold().rstrip(".") in names:
            whole[-1] = Line((*last.words, *line.words), last.size, last.gap)
        else:
            whole.append(line)
    return whole


def _is_day(line: Line) -> bool:
    return re.fullmatch(r"(?:0?[1-9]|[12]\d|3[01])\.?", line.text) is not None


def _months(text: str) -> set[str]:
    """Return the names of the months in the language of *text*, small letters; none where it is not told."""
    tag = detect(text)
    months = cldr_table(tag).months if tag else {}
    return {name.casefold().rstrip(".") for names in months.values() for name in names}


def _usual_size(lines: Sequence[Line]) -> float:
    """Return the height of the letters that most of the text is in."""
    sizes = Counter[int]()
    for line in lines:
        sizes[round(line.size)] += len(line.text)
    ordered = sorted(sizes.elements())
    return float(ordered[len(ordered) // 2]) if ordered else 0.0


def _headings(lines: Sequence[Line]) -> set[str]:
    """Return the lines that are headings: large ones, or on a flyer, where much is large, the largest.

    A programme has many headings that fill little of it; on a flyer date and place are large too.
    """
    usual = _usual_size(lines)
    large = [line for line in lines if line.size > _HEADING * usual and len(line.text) <= _LONGEST_HEADING]
    share = sum(len(line.text) for line in large) / sum(len(line.text) for line in lines)
    titles = [line for line in large if not any(map(str.isdigit, line.text))] or large
    largest = max((line.size for line in titles), default=0.0)  # a day may be huge
    least = (1 - _SAME_SIZE) * largest if share > _MUCH else 0.0
    return {line.text for line in large if line.size >= least}


def _as_heading(block: Block, text: str, headings: set[str]) -> Block:
    is_one = block.kind == "paragraph" and " ".join(block.span.of(text).split()) in headings
    return replace(block, kind="heading", level=2) if is_one else block


def _regions(
    text: str, start: int, lines: Sequence[Line], page: int, scale: float
) -> "Iterable[PictureRegion]":
    """Yield where the words stand, in text and picture; a text that was cut has no more of them."""
    for word in (word for line in lines for word in line.words):
        found = text.find(word.text, start)
        if found < 0:
            return
        start = found + len(word.text)
        x, y, width, height = (round(side * scale) for side in word.box)
        yield PictureRegion(Span(found, start), page, (x, y, width, height), round(word.confidence, 3))


def _poorly_legible(regions: "Sequence[PictureRegion]") -> list[Problem]:
    """Return a problem for each run of words that were hardly made out."""
    runs = [list(run) for legible, run in groupby(regions, key=lambda one: one.is_legible) if not legible]
    return [Problem("picture.poorly_legible", Span(run[0].span.start, run[-1].span.end)) for run in runs]
