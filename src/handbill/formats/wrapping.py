"""Was this line broken to fit a width, or does it end where its writer ended it?"""

from collections.abc import Sequence
from itertools import pairwise

NARROWEST, WIDEST = 55, 100
_SHORTEST_FILLED = 45
_MOST_SMALL = 0.4
_ENDS = (".", "!", "?", ":", ";", "…", "。", "！", "？", "؟", "۔", "।", "|")


def fill_width(lines: Sequence[str]) -> int:
    """Return the width in characters to which *lines*, blanks before them counted, were wrapped; 0 for none.

    A writer's program breaks a line when the next word no longer fits, so in wrapped text each line that
    surely goes on (the next begins lower-case, or has no case and follows no stop) is nearly as wide as the
    widest. One longer line of prose shows that nothing was wrapped.
    """
    if any(len(line) > WIDEST and " " in line[:WIDEST] for line in lines):
        return 0
    sure = [(line, following) for line, following in pairwise(lines)
            if len(line) >= _SHORTEST_FILLED and _surely_goes_on(line, following)]  # fmt: skip
    width = max((len(line) for line, _ in sure), default=0)
    fitting = sum(_would_not_fit(line, following, width) for line, following in sure)
    return width if width >= NARROWEST and fitting >= 0.8 * len(sure) else 0


def is_continued(line: str, following: str, width: int) -> bool:
    """Tell whether *following* goes on with the paragraph of *line*; *width* as of `fill_width`."""
    if not following or not width or len(line) < _SHORTEST_FILLED or len(line) > width + 8:
        return False
    return _would_not_fit(line, following, width)


def small_letters_go_on(lines: Sequence[str]) -> bool:
    """Tell whether a line that begins with a small letter goes on with the one above.

    Not in a text whose lines mostly begin so: lists with weekdays of Slavic or Romance languages, and posts
    of those who write no capitals.
    """
    told = [line.lstrip()[0] for line in lines if line.strip()]
    cased = [letter for letter in told if letter.isupper() or letter.islower()]
    return sum(letter.islower() for letter in cased) <= len(cased) * _MOST_SMALL


def goes_on_small(line: str, following: str) -> bool:
    """Tell whether *following* begins with a small letter behind a *line* that breaks off in a sentence."""
    filled = _SHORTEST_FILLED <= len(line) <= WIDEST
    return filled and bool(following) and following[0].islower() and not line.rstrip().endswith(_ENDS)


def _surely_goes_on(line: str, following: str) -> bool:
    if not following.strip() or line.endswith(_ENDS):
        return False
    first = following.lstrip()[0]
    uncased = first.isalpha() and first.lower() == first.upper()
    return first.islower() or (uncased and " " in line and " " in following and ":" not in following[:25])


def _would_not_fit(line: str, following: str, width: int) -> bool:
    return len(line) + 1 + len(following.lstrip().partition(" ")[0]) > width
