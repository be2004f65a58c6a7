"""Names made comparable: the words of a text, and the key that two spellings of one name share.

Scripts differ in what a boundary is. *Spaced* scripts part their words; *dense* ones (Han, Kana,
Hangul with its particles, Thai, Lao, Khmer, Myanmar, Tibetan) run names and words together.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from handbill.values import Span

DENSE = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Tibetan; Myanmar; Khmer
    "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff"  # Kana
    "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\uac00-\ud7af\uff66-\uff9f"  # Hangul; half-width Kana
)
APOSTROPHES = "'’‘`´′׳״"  # those that are no letters; ʻ and ʼ are letters to Unicode

LONGEST_WORD = 80  # characters; what is longer is no name, and is kept out of the caches

# Vowel signs and points are no "\w"; whole Indic blocks but for the danda.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0711\u0730-\u074a\u07a6-\u07b0"
    "\u0900-\u0963\u0966-\u0dff\u135d-\u135f\u200c\u200d"
)
_WORD = rf"[^\W_{DENSE}]+(?:[{_MARKS}]+[^\W_{DENSE}]*)*"
_TOKENS = re.compile(
    rf"(?P<address>https?://\S+|www\.\S+|@[\w.@-]+)"
    rf"|(?P<dense>[{DENSE}]+)"
    rf"|{_WORD}(?:[{APOSTROPHES}]{_WORD})*"
)

# Marks that are spelling in Latin, Greek, Cyrillic, Hebrew and Arabic; elsewhere marks are vowels.
_DROPPED = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe2f"
    "\u02b0-\u02ff\u30fb\u0f0b" + APOSTROPHES + "]+"
)
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h", "ə": "e"}
    | {"ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه"}
    | {"ґ": "г"}  # only the upturn: і, ї stay letters of their own
)


class Token(NamedTuple):
    """A word, or a run of a dense script, with its place in the text."""

    start: int
    end: int
    word: str
    dense: bool


def tokens(text: str, span: Span) -> Iterator[Token]:
    """Yield the words of *text* inside *span*, in order, without addresses, handles and overlong words."""
    for match in _TOKENS.finditer(text, span.start, span.end):
        kind, (start, end) = match.lastgroup, match.span()
        if kind != "address" and (kind or end - start <= LONGEST_WORD):
            yield Token(start, end, match.group(), kind == "dense")


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Return *word* without case, accents and apostrophes; vowel signs that carry meaning stay.

    >>> fold("İzmir"), fold("Xi'an"), fold("Łódź"), fold("بيروت") == fold("بیروت")
    ('izmir', 'xian', 'lodz', True)
    """
    if word.isascii() and word.isalnum():
        return word.lower()
    bare = _DROPPED.sub("", unicodedata.normalize("NFKD", word)).casefold()
    return unicodedata.normalize("NFC", bare.translate(_LETTERS))


@lru_cache(maxsize=16_384)
def place_key(name: str) -> str:
    """Return the key under which the gazetteer keeps *name*: its folded words with single spaces.

    >>> place_key("Saint-Denis"), place_key("St. Helens"), place_key("  ")
    ('saint denis', 'st helens', '')
    """
    return " ".join(filter(None, (fold(token.word) for token in tokens(name, Span(0, len(name))))))
