"""Text as it may be shown: NFC, lines ended by "\\n", nothing invisible that reorders or hides words."""

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")

_GONE = (
    *range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0),  # controls; tab and line feed stay
    0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF, 0xFFFE, 0xFFFF,  # soft hyphen, joiners of nothing, marks of order
    0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070),  # zero width, bidi controls
    *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080),  # interlinear marks, tags
)  # fmt: skip
_BLANKS = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_SURROGATES = range(0xD800, 0xE000)  # alone in a string they have no letter and cannot be written out
_TABLE: dict[int, str | None] = {
    **dict.fromkeys(_GONE),
    **dict.fromkeys(_BLANKS, " "),
    **dict.fromkeys(_SURROGATES, "\ufffd"),
}

# Joiners shape Persian, Indic and emoji; after Latin, Greek or Cyrillic letters they only hide differences.
_IDLE_JOINER = re.compile(r"(?:(?<=[\x00-\u058f])|^)[\u200c\u200d]+")

# Marks of every script that writes some; no word of any needs more than five on one letter.
_MARKS = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06e4\u06e7-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u0900-\u0903\u093a-\u094d\u0e31"
    r"\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302f\u3099-\u309a\ufe20-\ufe2f"
)
_HEAP_OF_MARKS = re.compile(f"([{_MARKS}]{{5}})[{_MARKS}]+")
_SINGLE = "".join(chr(code) for code in (*_GONE, *_BLANKS) if code < 0xE0000)
_ODD = re.compile(rf"[{_SINGLE}\U000e0000-\U000e007f\ud800-\udfff\r\u2028\u2029\u200c\u200d{_MARKS}]")
"""All that is touched below; most texts hold none of it."""


def displayable(text: str) -> str:
    """Return *text* NFC-normalised, without controls, bidi marks and zero-width characters.

    Blanks of every width become " ", line ends of every kind "\\n". Zero-width joiners stay where they
    shape letters. More than five marks on one letter are cut to five.

    >>> displayable("Fri\\u200bday\\u00a07\\u202fpm\\r\\n")
    'Friday 7 pm\\n'
    """
    if not _ODD.search(text):
        return unicodedata.normalize("NFC", text)
    lines = _LINE_ENDS.sub("\n", text).translate(_TABLE)
    composed = unicodedata.normalize("NFC", _IDLE_JOINER.sub("", lines))
    return _HEAP_OF_MARKS.sub(r"\1", composed)


def one_line(text: str, *, limit: int) -> str:
    """Return *text* displayable and in one line, at most *limit* characters long."""
    return " ".join(displayable(text).split())[:limit].rstrip()
