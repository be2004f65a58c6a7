"""Stretches of a text that hold digits but no dates: addresses, telephone numbers, versions."""

import re
from bisect import bisect_right

_ADDRESS = re.compile(
    r"https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]+@[\w-]+\.\w[\w.]*|(?<!\w)[#@][^\W\d]\w*"  # links, mail, tags
    r"|(?<!\d)\d+(?:\.\d+){3,}|\b[A-Z]{2,}\d*-\d{3,}-\w+|\bv\d+(?:\.\d+)+"  # versions, part numbers
)
_TELEPHONE = re.compile(
    r"\+\d[\d ()/.-]{6,}\d|(?<![\w/.:-])\(?\d{2,5}\)?(?:[ .\-/]{1,2}\(?\d{2,5}\)?){1,6}(?![\w/:])"
)
_DATED = re.compile(
    r"(?<!\d)(?:\d\d?[./-]\d\d?[./-](?:\d\d)?\d\d"
    r"|(?:19|20)\d\d(?:[./-] ?| )\d\d?(?:[./-] ?| )\d\d?"
    r"|(?:1[34]|25)\d\d[/-]\d\d?[/-]\d\d?"  # years of other calendars
    r"|(?:19|20)\d\d ?- ?(?:19|20)\d\d)(?!\d)"
)
_PHONE_DIGITS = 8
_DIGIT = re.compile(r"\d")
_MARK = re.compile(r"[@#/.-]")
"""Addresses, tags, versions and numbers of parts have one at least."""


def opaque_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the stretches of text[start:end] in which no date is looked for, in order.

    >>> opaque_spans("Call (206) 555-1212 on 5/6/2027", 0, 31)
    [(5, 19)]
    """
    found = []
    if _MARK.search(text, start, end):
        found = [m.span() for m in _ADDRESS.finditer(text, start, end)]
    if "+" in text[start:end] or len(_DIGIT.findall(text, start, end)) > _PHONE_DIGITS:
        found += [m.span() for m in _TELEPHONE.finditer(text, start, end) if _is_telephone(m.group())]
    return sorted(found)


def _is_telephone(run: str) -> bool:
    """Tell a telephone number from dates written beside each other: enough digits, no date inside."""
    if run.startswith("+"):
        return True
    plain = "".join(str(int(letter)) if letter.isdecimal() else letter for letter in run)
    return sum(letter.isdigit() for letter in plain) > _PHONE_DIGITS and not _DATED.search(plain)


def is_opaque(position: int, spans: list[tuple[int, int]]) -> bool:
    """Tell whether a position lies in one of the sorted *spans*."""
    index = bisect_right(spans, (position, 1 << 60)) - 1
    return index >= 0 and spans[index][0] <= position < spans[index][1]
