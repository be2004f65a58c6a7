"""One picture looked at: turned, straightened, its words found in the best of some ways, in bounded time."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from PIL import Image, ImageDraw, ImageStat

from handbill.formats.picture import preparing, tongues, tools
from handbill.formats.picture.recognition import Way, Word, agreed, certainty, legible, way_of, words_in
from handbill.languages import detect
from handbill.values import Problem
from handbill.values.announcement import LEGIBLE

CLEAR = 0.88
"""Mean confidence from which no other way is tried."""
_READ = 0.75
"""Mean confidence below which a picture may be in another script, where it has `_SOME` letters."""
_SOME = 10
_TELLING_TEXT = 150
"""Letters from which a text tells its language surely enough to say that it is missing here."""
_TOO_FEW = 6.0
"""Of `legible`: some ten letters. With fewer the picture may stand on its side."""
_AS_GOOD = 0.9
"""What is read in its own language may be a little less sure: its accents are harder to be sure of."""
_CLEARLY_MORE = 1.15
_STREWN_LEAST = 0.6
"""Confidence of words outside of all lines; below it they are ornaments."""
_LARGE, _HUGE = 0.5, 0.2
"""Titles in the largest letters are taken for drawings unless they are made smaller."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture the right way up and level, and the words in it, with boxes in its pixels."""

    image: Image.Image
    words: tuple[Word, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Eye:
    """Looks in some languages, until a moment of `time.perf_counter`."""

    data: Path
    until: float
    codes: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)

    def words(self, variant: Image.Image, *, strewn: bool = False) -> list[Word]:
        """Return the words of *variant*; fewer, and a problem, when time runs out."""
        words = words_in(
            variant, self.codes, self.data, seconds=self.until - time.perf_counter(), strewn=strewn
        )
        if self.is_over() and not self.problems:
            self.problems.append(Problem("picture.out_of_time"))
        return words

    def is_over(self) -> bool:
        return time.perf_counter() >= self.until


def look_at(image: Image.Image, spoken: Sequence[str], home: str | None, *, seconds: float) -> Seen:
    """Return what is seen in *image* (RGB, of bearable size).

    Args:
        spoken, home: Languages (BCP 47) and country (ISO 3166) of the sender.
        seconds: After which no pass is begun, and the one under way is stopped.

    Raises: NoRecognition.
    """
    tools.require_libraries()
    eye = _Eye(tools.language_data(), time.perf_counter() + seconds)
    grey = preparing.grey_of(image)
    calm = preparing.evened(preparing.calmed(grey))
    way = _way(calm, eye.data)
    tags = tongues.likely(spoken, home, way.script)
    eye.codes = tongues.available(tags, tools.installed(eye.data), way.script)
    if not eye.codes:
        raise tools.NoRecognition(f"no data of the script: apt-get install {tongues.package_for(tags[0])}")
    degrees = way.degrees if way.sure else _by_trying(calm, eye)
    upright = [preparing.turned(each, degrees) for each in (image, grey, calm)]
    angle = preparing.tilt_of(upright[2])
    image, grey, calm = (preparing.levelled(each, angle) for each in upright)
    words = _clearest((calm, grey), eye)
    if not way.script and certainty(words) < _READ and sum(len(word.text) for word in words) >= _SOME:
        words = _in_any_script(words, calm, eye)
    words = _in_its_language(words, calm, eye, tags if spoken or home else (), home)
    strewn: list[Word] = []
    for variant, smaller in ((calm, _LARGE), (grey, _HUGE)):  # evening hollows huge letters out
        strewn += [] if eye.is_over() else _strewn(variant, [*words, *strewn], eye, smaller)
    scale = image.width / calm.width
    ordered = tuple(_scaled(word, scale) for word in _in_order(words, strewn))
    return Seen(image, ordered, tuple(eye.problems))


def _way(calm: Image.Image, data: Path) -> Way:
    return way_of(calm, data) if "osd" in tools.installed(data) else Way(0, "", sure=False)


def _by_trying(calm: Image.Image, eye: _Eye) -> int:
    """Return the turn in which most can be made out, where there are too few letters to tell it otherwise."""
    best, most = 0, 0.0
    for degrees in (0, 90, 270, 180):
        words = [word for word in eye.words(preparing.turned(calm, degrees)) if _is_level(word)]
        found = legible(words)
        if found > _CLEARLY_MORE * most:
            best, most = degrees, found
        if eye.is_over() or (found >= _TOO_FEW and certainty(words) >= CLEAR):
            break
    return best


def _is_level(word: Word) -> bool:
    """Tell whether *word* lies: Tesseract reads lines that stand, too."""
    return word.box[2] > word.box[3] or len(word.text) == 1


def _clearest(variants: Sequence[Image.Image], eye: _Eye) -> list[Word]:
    """Return the words of the variant in which most is made out; of the first where it is clear."""
    best: list[Word] = []
    for variant in variants:
        words = eye.words(variant)
        best = max(best, words, key=legible)
        if eye.is_over() or (certainty(best) >= CLEAR and legible(best) >= _TOO_FEW):
            break
    return best


def _in_any_script(words: list[Word], calm: Image.Image, eye: _Eye) -> list[Word]:
    """Return the words in the script in which most is made out, where those of the first are hardly any."""
    for code in tongues.one_a_script(tools.installed(eye.data)):
        if eye.is_over() or certainty(words) >= _READ:
            break
        before, eye.codes = eye.codes, (code,)
        again = eye.words(calm)
        if certainty(again) >= _READ and legible(again) > _CLEARLY_MORE * legible(words):
            words = again
        else:
            eye.codes = before
    return words


def _in_its_language(
    words: list[Word], calm: Image.Image, eye: _Eye, tags: Sequence[str], home: str | None
) -> list[Word]:
    """Return the words once more, in the language that they turn out to be in, where others were looked for.

    Alone among those of its script ("Geräte" is a sure "Gerate" to whoever knows English too), and then word
    by word the better of the two.
    """
    said = " ".join(word.text for word in words if word.confidence >= LEGIBLE)
    tag = detect(said, declared=tags, home=home)
    code = tongues.code_of(tag)
    wanted = (code, *(each for each in eye.codes if not tongues.share_script(code, each)))
    if not code or wanted == eye.codes or eye.is_over():
        return words
    if code not in tools.installed(eye.data):
        if tag in tags or len(said) >= _TELLING_TEXT:
            eye.problems.append(Problem("picture.language_missing", detail=tongues.package_for(tag)))
        return words
    eye.codes = wanted[: tongues.MOST]
    again = eye.words(calm)
    return agreed(again, words) if legible(again) >= _AS_GOOD * legible(words) else words


def _strewn(variant: Image.Image, words: Sequence[Word], eye: _Eye, scale: float) -> list[Word]:
    """Return the sure words of *variant*, made smaller by *scale*, that stand in no line of *words*."""
    rest = variant.copy()
    cover, paper = ImageDraw.Draw(rest), int(ImageStat.Stat(variant).median[0])
    for word in words:
        x, y, width, height = word.box
        cover.rectangle((x, y, x + width, y + height), fill=paper)
    small = rest.resize([max(1, round(side * scale)) for side in rest.size], Image.Resampling.BOX)
    last = max((word.line[0] for word in words), default=0)
    found = [word for word in eye.words(small, strewn=True) if word.confidence >= _STREWN_LEAST]
    telling = {word.line for word in found if _is_telling(word)}
    block, paragraph, line = 0, 1, 2
    return [
        replace(
            _scaled(word, 1 / scale),
            line=(last + word.line[block], word.line[paragraph], word.line[line]),
        )
        for word in found
        if word.line in telling
    ]


def _is_telling(word: Word) -> bool:
    """Tell whether a strewn word is more than an ornament: three letters, or a sure figure, as of a day."""
    letters = sum(map(str.isalnum, word.text))
    return letters >= 3 or (word.text.isdigit() and word.confidence >= CLEAR)


def _in_order(words: Sequence[Word], strewn: Sequence[Word]) -> Iterator[Word]:
    """Yield *words* with each line of *strewn* put before the first line that is below it."""
    lines = _lines(words)
    for late in _lines(strewn):
        middle = late[0].box[1] + late[0].box[3] / 2
        below = (n for n, line in enumerate(lines) if line[0].box[1] > middle)
        lines.insert(next(below, len(lines)), late)
    for line in lines:
        yield from line


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    return [list(line) for _, line in groupby(words, key=lambda word: word.line)]


def _scaled(word: Word, scale: float) -> Word:
    x, y, width, height = (round(side * scale) for side in word.box)
    return replace(word, box=(x, y, width, height))
