"""Tesseract: which way up, which script, which words."""

import csv
import itertools
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

import tesserocr
from PIL import Image

_QUIET = {"debug_file": "/dev/null"}
_FEW = {"min_characters_to_try": "15"}
"""Letters from which script and way up are told; of its own accord it wants 50, and flyers are brief."""
_TURNED = 1.0
"""From which its measure of confidence the way up is believed; on short texts it seldom says more than 5."""
_SCRIPT = 1.0
_LEAD_OF_ACCENTS = 0.15
_LEAST_SIDE = 9
"""Pixels of the longer side; smaller words are specks."""
_CELL = 48
"""Pixels; words are looked for in the cell of their middle and the eight around it."""
_WORD_LEVEL = "5"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a picture, its box (x, y, width, height in pixels) and how sure it is (0..1).

    Attributes:
        line: Numbers of block, paragraph and line; words of one line share them.
    """

    text: str
    box: tuple[int, int, int, int]
    confidence: float
    line: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Way:
    """By how many degrees a picture must be turned, counterclockwise, and its script; "" where unsure."""

    degrees: int
    script: str
    sure: bool


def way_of(image: Image.Image, data: Path) -> Way:
    """Return how *image* stands; nothing sure where it has too few letters to tell."""
    with tesserocr.PyTessBaseAPI(
        path=str(data), lang="osd", psm=tesserocr.PSM.OSD_ONLY, variables={**_QUIET, **_FEW}
    ) as api:
        api.SetImage(image)
        seen = api.DetectOrientationScript()
    if not seen:
        return Way(0, "", sure=False)
    script = str(seen["script_name"]) if seen["script_conf"] >= _SCRIPT else ""
    sure = seen["orient_conf"] >= _TURNED
    return Way(int(seen["orient_deg"]) if sure else 0, script, sure)


def words_in(
    image: Image.Image, codes: tuple[str, ...], data: Path, *, seconds: float, strewn: bool = False
) -> list[Word]:
    """Return the words of *image* in reading order; those found until *seconds* had passed.

    Args:
        codes: Tesseract's names of the languages.
        strewn: Whether to look for words anywhere rather than for columns of lines.
    """
    if seconds <= 0:
        return []
    psm = tesserocr.PSM.SPARSE_TEXT if strewn else tesserocr.PSM.AUTO
    with tesserocr.PyTessBaseAPI(path=str(data), lang="+".join(codes), psm=psm, variables=_QUIET) as api:
        api.SetImage(image)
        api.Recognize(max(1, int(seconds * 1000)))
        rows = csv.reader(api.GetTSVText(0).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
        return [word for row in rows if (word := _word(row))]


def legible(words: list[Word]) -> float:
    """Return how much of a picture was made out: letters and digits, each by how far it is above a guess."""
    return sum(max(0.0, word.confidence - 0.4) * sum(map(str.isalnum, word.text)) for word in words)


def certainty(words: list[Word]) -> float:
    """Return the mean confidence of letters and digits, 0..1; 0 for none."""
    letters = [(word.confidence, sum(map(str.isalnum, word.text))) for word in words]
    count = sum(number for _, number in letters)
    return sum(confidence * number for confidence, number in letters) / count if count else 0.0


def agreed(own: list[Word], other: list[Word]) -> list[Word]:
    """Return *own* words, read in their language, but for those that *other* is surer of at their place.

    Where both differ in accents alone, its own language is believed unless the other is much surer.
    """
    near: dict[tuple[int, int], list[Word]] = {}
    for word in other:
        near.setdefault(_cell(word), []).append(word)
    return [_surer(word, _at(word, near)) for word in own]


def _surer(word: Word, other: Word | None) -> Word:
    if other is None:
        return word
    lead = _LEAD_OF_ACCENTS if _plain(other.text) == _plain(word.text) else 0.0
    if other.confidence <= word.confidence + lead:
        return word
    return replace(word, text=other.text, confidence=other.confidence)


def _at(word: Word, near: dict[tuple[int, int], list[Word]]) -> Word | None:
    """Return the word of *near* that stands where *word* does, to a seventh of its width."""
    column, row = _cell(word)
    cells = itertools.product((column - 1, column, column + 1), (row - 1, row, row + 1))
    found = (other for cell in cells for other in near.get(cell, ()))
    slack = max(3, word.box[2] // 7)
    return next((each for each in found if _is_same_place(each.box, word.box, slack)), None)


def _is_same_place(box: tuple[int, int, int, int], other: tuple[int, int, int, int], slack: int) -> bool:
    ends = (box[0] + box[2]) - (other[0] + other[2])
    return abs(box[0] - other[0]) <= slack and abs(ends) <= slack and abs(box[1] - other[1]) <= box[3]


def _cell(word: Word) -> tuple[int, int]:
    x, y, width, height = word.box
    return (x + width // 2) // _CELL, (y + height // 2) // _CELL


def _plain(text: str) -> str:
    """Return *text* without accents and capitals."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _word(row: list[str]) -> Word | None:
    """Return the word of a row: level, page, block, paragraph, line, word, box, confidence, text."""
    if len(row) < 12 or row[0] != _WORD_LEVEL or not row[11].strip():
        return None
    _, _, block, paragraph, line, _, *box = (int(number) for number in row[:10])
    x, y, width, height = box
    if max(width, height) < _LEAST_SIDE:
        return None
    return Word(row[11].strip(), (x, y, width, height), float(row[10]) / 100, (block, paragraph, line))
