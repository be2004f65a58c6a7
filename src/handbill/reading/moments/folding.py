"""Bring spellings of one word together: case, accents, Arabic and Hebrew points, full-width digits."""

import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {"ı": "i", "ß": "ss"}
    | dict.fromkeys("أإآٱ", "ا")
    | dict.fromkeys("ىیي", "ي")
    | {"ک": "ك", "ة": "ه", "ۀ": "ه"}
    | dict.fromkeys("’ʼ׳`´", "'")
    | dict.fromkeys("״“”", '"')
    | dict.fromkeys("ـ\u200c\u200d\u200e\u200f")
    | {ord(b) + i: chr(ord(a) + i) for a, b in ("ሀሐ", "ሀኀ", "ሰሠ", "አዐ", "ጸፀ") for i in range(7)}
    | {"ሃ": "ሀ", "ሓ": "ሀ", "ኃ": "ሀ", "ኣ": "አ", "ዓ": "አ"}
)
"""Letters that writers exchange freely (in Amharic those of one sound); tatweel, joiners and direction
marks fall away."""
_MARKS = frozenset(
    chr(code)
    for first, last in ((0x300, 0x36F), (0x591, 0x5C7), (0x610, 0x61A), (0x64B, 0x65F), (0x670, 0x670))
    for code in range(first, last + 1)
) | {"\u093c"}

_SARA_AM = ("\u0e4d\u0e32", "\u0e33")
"""A Thai vowel that compatibility takes apart though nobody writes it so."""


@lru_cache(maxsize=16_384)
def fold(word: str) -> str:
    """Return *word* in the spelling under which the vocabulary keeps it.

    Vowel signs of Indic scripts and the voice marks of kana stay: they make other words.

    >>> fold("Miércoles"), fold("أغسطس"), fold("İKİ")
    ('miercoles', 'اغسطس', 'iki')
    """
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    bare = "".join(letter for letter in plain if letter not in _MARKS)
    return unicodedata.normalize("NFC", bare.translate(_LETTERS)).replace(*_SARA_AM)


@lru_cache(maxsize=4096)
def fold_case(word: str) -> str:
    """Return *word* in lower case with its accents, for languages in which they make other words.

    >>> fold_case("TỐI"), fold_case("Tôi")
    ('tối', 'tôi')
    """
    return unicodedata.normalize("NFC", word.casefold())
