"""Was this line broken to fit a width, or does it end where its writer ended it?"""

from collections.abc import Sequence
from itertools import pairwise

NARROWEST, WIDEST = 55, 100
_SHORTEST_FILLED = 45
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


def _surely_goes_on(line: str, following: str) -> bool:
    if not following.strip() or line.endswith(_ENDS):
        return False
    first = following.lstrip()[0]
    uncased = first.isalpha() and first.lower() == first.upper()
    return first.islower() or (uncased and " " in line and " " in following and ":" not in following[:25])


def _would_not_fit(line: str, following: str, width: int) -> bool:
    return len(line) + 1 + len(following.lstrip().partition(" ")[0]) > width
