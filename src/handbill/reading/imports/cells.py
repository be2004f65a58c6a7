"""One cell that says when: read strictly, since whoever imports a table can be asked, row by row."""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from handbill.languages import words_for
from handbill.reading.moments.finding import find_moments
from handbill.reading.moments.values import Moment

Order: TypeAlias = Literal["dmy", "mdy", "ymd"]
"""In which order figures parted by "/" or "-" say a day."""

_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([./-])(\d{1,2})\2(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d:])")
_TIME = r"(\d{1,2})(?:[:.h](\d{2}))(?::[0-5]\d)?(?![\d:])\s*([ap])?\.?(?:m\.?)?"
_HOUR = r"(\d{1,2})()\s*([ap])\.?m\.?"
_CLOCK = re.compile(rf"\s*[T,]?\s*(?:{_TIME}|{_HOUR})\s*", re.IGNORECASE)
_LEAP = re.compile(r"\d:\d{2}:[6-9]\d")
"""A leap second, or none at all: no gathering begins then."""
_RUN = re.compile(r"\s*(?:-|–|—|to)\s*")


@dataclass(frozen=True, slots=True)
class When:
    """What one cell says of time: a day, a time of day, both, or a run of either; None where it does not."""

    day: dt.date | None = None
    start: dt.time | None = None
    last: dt.date | None = None
    end: dt.time | None = None
    has_year: bool = True


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a cell, or a row, cannot be imported: a code, and the words that it is about."""

    code: str
    said: str


class WhenReader:
    """Reads such cells of one table, each distinct one once.

    Args:
        language: BCP 47 tag of the table's words.
        received: Naive; years that are not said are chosen near it.
        order: For figures that can be read in two ways; with None they are not read.
    """

    def __init__(self, language: str, received: dt.datetime, order: Order | None, home: str | None = None):
        self._words = words_for(language)
        self._received, self._home, self._order = received, home, order
        self.read: Callable[[str], When | Wrong] = lru_cache(maxsize=50_000)(self._read)

    def _read(self, words: str) -> When | Wrong:
        text = words.strip()
        day, rest = self._figures(text)
        if isinstance(day, Wrong):
            return day
        clock = _clock(rest if day else text)
        if isinstance(clock, Wrong):
            return clock
        if clock is not None:
            return When(day, clock.start, None, clock.end)
        if day and not rest.strip():
            return When(day)
        return self._found(_with_iso(text, day) if day else text, words)

    def _figures(self, text: str) -> tuple[dt.date | Wrong | None, str]:
        """Return the one day that figures say in *text*, and what follows it; (None, "") for none or two."""
        found = [*_YEAR_FIRST.finditer(text), *_YEAR_LAST.finditer(text)]
        if len(found) != 1:
            return None, ""
        match = found[0]
        before = text[: match.start()].strip()
        order = "ymd" if match.re is _YEAR_FIRST else "dmy" if match[2] == "." else self._order
        if order is None and match[1] == match[3]:
            order = "dmy"
        day = _day(match, order) if order else Wrong("which_order", match[0])
        if before and not isinstance(day, Wrong):
            return day, before + match[0] + text[match.end() :]  # a weekday, which is compared with the day
        return day, text[match.end() :]

    def _found(self, text: str, words: str) -> When | Wrong:
        """Return what the words of a language say. Raises nothing: what is not one moment is wrong."""
        found = find_moments(text, self._words, received=self._received, home=self._home)
        moments = [finding.value for finding in found]
        if len(moments) != 1:
            return Wrong("unread_time", words)
        return _when(moments[0], words)


def order_of(words: str) -> frozenset[Order]:
    """Return the orders in which the figures of *words* can be a day; all three where nothing is to decide.

    >>> sorted(order_of("31/02/2027")), sorted(order_of("03/04/2027")), sorted(order_of("2027-04-03"))
    (['dmy'], ['dmy', 'mdy'], ['dmy', 'mdy', 'ymd'])
    """
    match = _YEAR_LAST.search(words)
    if match is None or match[2] == "." or _YEAR_FIRST.search(words):
        return frozenset({"dmy", "mdy", "ymd"})
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    fits: set[Order] = set()
    if second <= 12 and first <= 31:
        fits.add("dmy")
    if first <= 12 and second <= 31:
        fits.add("mdy")
    if len(match[4]) == 2 and second <= 12 and third <= 31 and first > 12:
        fits.add("ymd")
    return frozenset(fits) or frozenset({"dmy", "mdy", "ymd"})


def _day(match: re.Match[str], order: Order | str) -> dt.date | Wrong:
    figures = [int(match[1]), int(match[3]), int(match[4])]
    year, month, day = (figures[order.index(letter)] for letter in "ymd")
    year += 2000 if year < 100 else 0
    if not 1 <= month <= 12:
        return Wrong("no_such_month", match[0])
    try:
        return dt.date(year, month, day)
    except ValueError:
        return Wrong("no_such_day", f"{day} {calendar.month_name[month]} {year}")


def _clock(text: str) -> When | Wrong | None:
    """Return the time of day, or the run of two, that *text* is and no more; None where it is not."""
    if _LEAP.search(text):
        return Wrong("no_such_time", text.strip())
    first = _CLOCK.match(text)
    if first is None:
        return None
    rest = text[first.end() :]
    start = _time(first, text)
    if not rest:
        return start if isinstance(start, Wrong) else When(start=start)
    dash = _RUN.match(rest)
    second = _CLOCK.fullmatch(rest, dash.end()) if dash else None
    if second is None:
        return None
    end = _time(second, text)
    wrong = next((each for each in (start, end) if isinstance(each, Wrong)), None)
    return wrong or When(start=start, end=end)  # type: ignore[arg-type]


def _time(match: re.Match[str], text: str) -> dt.time | Wrong:
    hour, minute, half = (match[1], match[2], match[3]) if match[1] else (match[4], "0", match[6])
    number = int(hour)
    if half:
        if not 1 <= number <= 12:
            return Wrong("no_such_time", text.strip())
        number = number % 12 + (12 if half.lower() == "p" else 0)
    try:
        return dt.time(number, int(minute))
    except ValueError:
        return Wrong("no_such_time", text.strip())


def _with_iso(text: str, day: dt.date) -> str:
    """Return *text* with its figures as ISO 8601, which no language reads otherwise."""
    for pattern in (_YEAR_FIRST, _YEAR_LAST):
        text = pattern.sub(day.isoformat(), text, count=1)
    return text


def _when(moment: Moment, words: str) -> When | Wrong:
    if not moment.weekday_agrees:
        return Wrong("other_weekday", words)
    if moment.half_day_open or moment.approximate or moment.deadline or moment.rrule or moment.zone:
        return Wrong("unread_time", words)
    if moment.first and moment.precision not in ("day", "days", "instant", "time"):
        return Wrong("unread_time", words)
    last = moment.last if moment.last != moment.first else None
    return When(moment.first, moment.start, last, moment.end, moment.has_year or moment.first is None)
