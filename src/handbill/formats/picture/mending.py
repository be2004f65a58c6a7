"""What recognition often makes of figures and edges, put right. What was put right is never called sure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median_low
from typing import TYPE_CHECKING

from handbill.values.announcement import LEGIBLE

if TYPE_CHECKING:
    from handbill.formats.picture.recognition import Word

_FIGURES = re.compile(r"(?<![^\W\d_lIO])[lIO|\d]*\d[lIO|\d]*(?=$|[^\w|]|(?:am|pm|h\d{0,2}|st|nd|rd|th)\b)")
"""Figures with letters among them that look like some: "2O27", "l9:30", "l4th"."""
_HOURS = re.compile(r"\bll(?=[ap]m\b)|\bl(?=pm\b)|(?<=\d[:.h])OO\b")
"""Those that no other figure stands beside, as in "llam" and "10:OO"; "lam" is a word."""
_LIKE = str.maketrans("lI|O", "1110")
_EDGE = re.compile(r"[|()\[\]{}<>‘’'\"_=~\\/`,;:!]{1,2}|[ij]")
"""What folds, frames and corners of the paper are taken for, alone at the edge of a line. (Bullets stay.)"""
_MARK = 2
"""Letters that a drawing beside a line may be taken for: a lantern is an "@" or an "O"."""
_HIGH = 1.6


def mended(word: "Word") -> "Word":
    """Return *word* with letters that must be figures as figures; it then counts as poorly legible.

    >>> from handbill.formats.picture.mending import figures_of
    >>> figures_of("l9:3O"), figures_of("llam-3pm"), figures_of("Olivia")
    ('19:30', '11am-3pm', 'Olivia')
    """
    text = figures_of(word.text)
    if text == word.text:
        return word
    return replace(word, text=text, confidence=min(word.confidence, LEGIBLE - 0.01))


def figures_of(text: str) -> str:
    """Return *text* with the letters that stand for figures as figures."""
    spelled = _FIGURES.sub(lambda found: found[0].translate(_LIKE), text)
    return _HOURS.sub(lambda found: found[0].translate(_LIKE), spelled)


def trimmed(words: "Sequence[Word]") -> "Sequence[Word]":
    """Return the words of a line without what its edges and drawings beside it were taken for.

    A line of one word stays.
    """
    start, end = 0, len(words)
    while end - start > 1 and _is_edge(words[start], words[start + 1 : end]):
        start += 1
    while end - start > 1 and _is_edge(words[end - 1], words[start : end - 1]):
        end -= 1
    return words[start:end]


def _is_edge(word: "Word", others: "Sequence[Word]") -> bool:
    """Tell whether *word* is none: a stroke, or a poorly legible mark that is much higher than its line."""
    if _EDGE.fullmatch(word.text):
        return True
    height = median_low(other.box[3] for other in others)
    return len(word.text) <= _MARK and word.confidence < LEGIBLE and word.box[3] > _HIGH * height
