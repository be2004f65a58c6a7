"""Numeric dates: which number is the day."""

import re
from typing import Literal, TypeAlias

DateOrder: TypeAlias = Literal["mdy", "dmy", "ymd"]

_PAIR = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})([/.-](?:\d{4}|\d{2}))?(?![\d/.-])")


def order_of_text(text: str, habit: DateOrder) -> DateOrder:
    """Return the order that the numeric dates of a text bear out, *habit* where they do not say.

    A text with 25/12 in it writes the day first throughout, whatever its sender's country does. The month
    is never first before a dot, and 8.30 or 10-14 may be hours.

    >>> order_of_text("5/6 and 25/6", "mdy")
    'dmy'
    """
    found = _PAIR.findall(text)
    if not found:
        return habit
    pairs = [(int(a), sep == "/" or (sep == "-" and year), int(b)) for a, sep, b, year in found]
    day_first = sum(12 < a <= 31 and 1 <= b <= 12 for a, _, b in pairs)
    month_first = sum(bool(dated) and 12 < b <= 31 and 1 <= a <= 12 for a, dated, b in pairs)
    if day_first and not month_first:
        return "dmy"
    return "mdy" if month_first and not day_first and habit == "dmy" else habit


def day_and_month(first: int, second: int, order: DateOrder) -> tuple[int, int] | None:
    """Return (day, month) of two numbers; the other way round where only that is a date; None where none is.

    >>> day_and_month(3, 4, "mdy"), day_and_month(22, 4, "mdy"), day_and_month(22, 24, "dmy")
    ((4, 3), (22, 4), None)
    """
    for day, month in (
        ((first, second), (second, first)) if order == "dmy" else ((second, first), (first, second))
    ):
        if 1 <= day <= 31 and 1 <= month <= 12:
            return day, month
    return None
