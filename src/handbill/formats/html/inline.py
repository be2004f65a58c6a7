"""Do two inline elements that touch in the source stand apart on the page?"""

import re

from lxml.etree import _Element

_PARTING = frozenset(
    {"a", "abbr", "b", "bdi", "button", "em", "font", "i", "label", "small", "span", "strong", "time"}
)
_DATE_PART = re.compile(
    r"date|day|month|year|time|hour|week|dow\b|venue|location|place|title|city", re.IGNORECASE
)
_CLOSING = frozenset(".,;:!?)]}»”’")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|re|ère|e|[ªº°])(?![^\W\d_])")


def stand_apart(left: _Element, right: _Element, before: str, after: str) -> bool:
    """Tell whether a blank parts the words before and after two sibling inline elements.

    `<span>Mar</span><span>12</span>` are two words to the eye (styles part them), `<b>M</b><i>ay</i>` is one:
    the letters at the border and the names of the elements tell.

    Args:
        before: Last character of *left*.
        after: Words of *right* up to the next element.
    """
    if left.tag == right.tag == "a":
        return after[:1] not in _CLOSING
    letters_meet = before.isalnum() and after[:1].isalnum()
    if not letters_meet or left.tag not in _PARTING or right.tag not in _PARTING:
        return False
    return _change(before, after) or _is_date_part(left) or _is_date_part(right)


def _change(before: str, after: str) -> bool:
    """Tell whether figures begin or end here, or a capital follows a small letter."""
    if before.isdigit() and not after[0].isdigit():
        return not _ORDINAL.match(after)
    return after[0].isdigit() or (before.islower() and after[0].isupper())


def _is_date_part(element: _Element) -> bool:
    return element.tag == "time" or bool(
        _DATE_PART.search(f"{element.get('class', '')} {element.get('itemprop', '')}")
    )
