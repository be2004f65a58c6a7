"""Days and hours that are written and do not exist: 31 February, month 13, 25:00, the year 9999.

No rule reads them, and a neighbour may then stand for them. So they are named, with the words, and a person
asks. What no calendar has is told from figures that are something else (verses, scores, house numbers) by
their shape and by what stands before them.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from handbill.languages import words_for
from handbill.values import Draft, Problem, Span
from handbill.values.copies import replace

MOST_NAMED = 20
"""Problems of one announcement: more is a table of figures."""
LONG_NIGHT = dt.timedelta(hours=12)
"""A later end "in the night" is more often two hours that were swapped."""
NEAR = 1
"""Lines between an impossible day or hour and the start of the event that it may be of."""

_ISO = re.compile(r"(?<![\w.:/+-])([+-]?\d{4,5})-(\d\d)-(\d\d)(?!\d)")
_NUMERIC = re.compile(r"(?<![\w.:/-])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?![\d:/])")
_CLOCK = re.compile(
    r"(?:^|(?<=[\d,;|(–—-])|(?<=\d[)]))[ \t]*(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])", re.MULTILINE
)
_YEAR_AFTER = re.compile(r"[ ]{1,2}(\d{4,5})(?=[ ]*(?:[,.;)\n]|$))")
_PAIR = re.compile(r"(0?[1-9]|1[0-2])[/-](0?[1-9]|1[0-2])(?:[/-](?:\d{4}|\d{2}))?(?!\d)[^/]{0,40}")
_YEARS = range(1000, 2360)
"""What stands behind a day and may be its year, or its hour without a colon (1930, 2130)."""


def with_impossible(
    text: str, language: str, drafts: Iterable[Draft], *, home: str | None
) -> tuple[tuple[Draft, ...], tuple[Problem, ...]]:
    """Return *drafts* with the impossible days and hours near their start, and all those of *text*.

    Also asked: 3/4 where sender and place may write the day and the month each in their own order, and an
    end that is read as one of the next day though that makes a long night.

    Args:
        language: BCP 47 tag whose names of months are known; "" for figures alone.
        home: ISO 3166 country of the sender, None where it is not known.
    """
    drafts = tuple(drafts)
    found = list(dict.fromkeys((*_in_text(text, language), *_years_behind(text, drafts))))[:MOST_NAMED]
    return tuple(_with(draft, text, found, home) for draft in drafts), tuple(found)


def _in_text(text: str, language: str) -> Iterator[Problem]:
    for match in _ISO.finditer(text):
        if not _is_day(int(match[1]), int(match[2]), int(match[3])):
            yield _problem("dtstart.impossible_day", match)
    for match in _NUMERIC.finditer(text):
        a, b, year = int(match[1]), int(match[3]), int(match[4])
        if not (_is_day(year, b, a) or _is_day(year, a, b)):
            yield _problem("dtstart.impossible_day", match)
    for match in _CLOCK.finditer(text):
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
        if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute):
            yield _problem("dtstart.impossible_time", match)
    if language:
        yield from _named(text, language)


def _named(text: str, language: str) -> Iterator[Problem]:
    pattern, months = _months(language)
    for match in pattern.finditer(text):
        day = int(match["before"] or match["after"])
        month = months[(match["month_after"] or match["month_before"]).casefold()]
        year = int(match["year"] or 2000)
        longest = calendar.monthrange(year, month)[1] if 1 <= year <= dt.MAXYEAR else 31
        if (longest < day <= 31) or (day == 32 and match["before"]) or day == 0:
            yield _problem("dtstart.impossible_day", match)


@lru_cache(maxsize=64)
def _months(language: str) -> tuple[re.Pattern[str], dict[str, int]]:
    """Return a pattern for a day beside a month's name, and the months by name."""
    table = words_for(language).time.months
    months = {name.casefold(): month for month, names in table.items() for name in names if len(name) > 2}
    names = "|".join(re.escape(name) for name in sorted(months, key=len, reverse=True)) or r"(?!)"
    return (
        re.compile(
            r"(?<![\w.:/-])(?P<before>\d{1,2})(?:st|nd|rd|th|er|º|\.)?[ ]?(?:of |de |d')?"
            rf"(?P<month_after>{names})(?!\w)(?:,? (?:de )?(?P<year>\d{{4}})(?!\d))?"
            rf"|(?<!\w)(?P<month_before>{names}) (?P<after>\d{{1,2}})(?!\w|[.:]\d)",
            re.IGNORECASE,
        ),
        months,
    )


def _years_behind(text: str, drafts: Iterable[Draft]) -> Iterator[Problem]:
    """Name a year of four or five figures behind a day that was read without it: nobody plans for 9999."""
    for draft in drafts:
        if draft.dtstart is None or draft.dtstart.span is None:
            continue
        for place in {draft.dtstart.span.end, *(span.end for span in draft.dtstart.also)}:
            match = _YEAR_AFTER.match(text, place)
            if match and int(match[1]) not in _YEARS:
                yield Problem("dtstart.impossible_year", Span(*match.span(1)), match[1])


def _with(draft: Draft, text: str, found: list[Problem], home: str | None) -> Draft:
    near = [problem for problem in found if _is_near(draft, text, problem)]
    asked = (*near, *_long_night(draft), *_day_or_month(draft, text, home))
    return replace(draft, problems=(*draft.problems, *asked)) if asked else draft


def _day_or_month(draft: Draft, text: str, home: str | None) -> Iterator[Problem]:
    """Ask which of two small numbers is the month, unless sender and place are of one country.

    A weekday beside them has told already.
    """
    if draft.dtstart is None or draft.dtstart.span is None:
        return
    match = _PAIR.fullmatch(draft.dtstart.span.of(text))
    country = draft.place.value.country_code if draft.place else None
    if (
        match
        and match[1].lstrip("0") != match[2].lstrip("0")
        and (home is None or country not in (None, home))
    ):
        yield Problem("dtstart.day_or_month", draft.dtstart.span, match.group().strip())


def _long_night(draft: Draft) -> Iterator[Problem]:
    """Ask about an end that only lies behind the start because the next day was taken for it."""
    if draft.dtstart is None or draft.dtend is None or draft.dtend.span is None:
        return
    start, end = draft.dtstart.value, draft.dtend.value
    if not (isinstance(start, dt.datetime) and isinstance(end, dt.datetime)):
        return
    next_day = end.date() - start.date() == dt.timedelta(days=1) and end.time() < start.time()
    if next_day and end - start > LONG_NIGHT and not draft.dtend.rule.startswith(("icalendar", "schemaorg")):
        yield Problem("dtend.next_day", draft.dtend.span)


def _is_near(draft: Draft, text: str, problem: Problem) -> bool:
    if draft.dtstart is None or draft.dtstart.span is None or problem.span is None:
        return False
    first, second = sorted((draft.dtstart.span, problem.span), key=lambda span: span.start)
    return first.end >= second.start or text.count("\n", first.end, second.start) <= NEAR


def _is_day(year: int, month: int, day: int) -> bool:
    return (
        dt.MINYEAR <= year <= dt.MAXYEAR
        and 1 <= month <= 12
        and 1 <= day <= calendar.monthrange(year, month)[1]
    )


def _problem(code: str, match: re.Match[str]) -> Problem:
    start, end = match.span()
    said = match.group()
    return Problem(code, Span(start + len(said) - len(said.lstrip()), end), said.strip())
