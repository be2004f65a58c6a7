"""Find every date and time in a text."""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from handbill.calendars import SYSTEMS, order_of_text
from handbill.languages import LanguageWords, numeric_order
from handbill.reading.moments import (
    amounts,
    dates,
    edges,
    feasts,
    hours,
    joining,
    listing,
    numeric_dates,
    other_calendars,
    periods,
    repetitions,
    times,
)
from handbill.reading.moments.days import Days
from handbill.reading.moments.grammar import Cascade, Context, cascade
from handbill.reading.moments.joining import When
from handbill.reading.moments.lexer import Lexer
from handbill.reading.moments.lexicon import SYMBOLS, lexicon_of
from handbill.reading.moments.numerals import give_signs
from handbill.reading.moments.signs import Token
from handbill.reading.moments.times import Clocks, settled
from handbill.reading.moments.values import Moment
from handbill.values import Finding, Span
from handbill.values.copies import replace

RULES = (
    *other_calendars.ERA_RULES,
    *times.RULES,
    *hours.RULES,
    *periods.EARLY_RULES,
    *other_calendars.RULES,
    *numeric_dates.RULES,
    *dates.RULES,
    *numeric_dates.PAIR_RULES,
    *joining.DOTTED_RULES,
    *listing.MARKED_RULES,
    *repetitions.NTH_RULES,
    *dates.BESIDE_RULES,
    *feasts.BESIDE_RULES,
    *other_calendars.ECHO_RULES,
    *repetitions.RULES,
    *dates.MONTH_RULES,
    *amounts.AMOUNT_RULES,
    *feasts.RULES,
    *dates.LATE_RULES,
    *other_calendars.ECHO_RULES,
    *periods.PERIOD_RULES,
    *listing.MONTH_RULES,
    *joining.MONTH_RUN_RULES,
    *periods.MONTH_DAY_RULES,
    *dates.WEEKDAY_RULES,
    *amounts.OFFSET_RULES,
    *edges.RULES,
    *repetitions.EXCEPT_RULES,
    *joining.RANGE_RULES,
    *other_calendars.RUN_ECHO_RULES,
    *listing.RULES,
    *repetitions.BOUNDED_RULES,
    *repetitions.FROM_RULES,
    *repetitions.LISTED_EXCEPT_RULES,
    *joining.BOUND_RULES,
    *hours.LOOSE_RULES,
    *joining.WHEN_RULES,
    *other_calendars.WHEN_ECHO_RULES,
    *repetitions.LATE_FROM_RULES,
    *repetitions.LATE_EXCEPT_RULES,
    *repetitions.UNTIL_RULES,
    *repetitions.LATE_BOUNDED_RULES,
    *repetitions.LATE_EXCEPT_RULES,
)
"""All rules, in the order in which they are applied: each reads what those before it have made."""
SIGHTED = 0.6
"""Confidence of a day that the sighting of the moon may move."""
SHARED = (
    "first", "last", "precision", "start", "end", "rrule", "exdates", "weekday", "approximate", "deadline",
    "open_end", "relative", "last_begins",
)  # fmt: skip
"""Names that mean the same in `Days` and in `Moment`."""


def find_moments(
    text: str,
    words: LanguageWords,
    *,
    received: dt.datetime,
    home: str | None = None,
    span: Span | None = None,
    near: dt.date | None = None,
    year: int | None = None,
) -> tuple[Finding[Moment], ...]:
    """Find the dates and times that a text states, in order and without overlap.

    Args:
        text: NFC; spans of the answers count in it.
        words: Vocabulary of the language of the text.
        received: When it was written, naive wall time; relative words count from it.
        home: Sender's country (ISO 3166); decides the order of numeric dates that the text leaves open.
        span: Part of the text to look at; None for all of it.
        near: Day of the heading above; completes "Sunday 8th", where the month is not said.
        year: Year of the heading above ("Meetings in 2027"); completes dates without one.

    Returns:
        One finding for each expression; a date and time within a few small words of each other are one.
        Times of day without a date are given too, with `first` None.
    """
    part = span or Span(0, len(text))
    lexer, rules = _tools(words)
    tokens = lexer.tokens(text, part.start, part.end)
    if not tokens:
        return ()
    order = order_of_text(part.of(text), _usual_order(words, home))  # type: ignore[arg-type]
    context = Context(text, words, received, near, order, home, year)
    return tuple(finding for token in rules.run(tokens, context) for finding in _findings(token, context))


def _usual_order(words: LanguageWords, home: str | None) -> str:
    """Return the order of numeric dates that CLDR states for a country, else that of the language.

    Swedish is "ymd" in CLDR, yet a bare 5/6 is the fifth of June: words.toml says so.
    """
    usual = numeric_order(words.tag, home)
    return words.time.order if usual == words.cldr.order else usual


@lru_cache(maxsize=64)
def _tools(words: LanguageWords) -> tuple[Lexer, Cascade]:
    lexicon = lexicon_of(words)
    give_signs(lexicon.alphabet, lexicon.all_values())
    for name in SYMBOLS.values():
        lexicon.alphabet.sign({name, name.partition(".")[0]})
    return Lexer(lexicon), cascade(lexicon.alphabet, RULES)


def _findings(token: Token, context: Context) -> Iterator[Finding[Moment]]:
    """Give the findings of one token of the last stage: none for words, several for a list."""
    values, span = token.values, Span(token.start, token.end)
    rule = values.get("rule", "")
    if "DATES" in values:
        for days, part in values["DATES"]:
            place = Span(part.start, part.end)
            yield _finding(moment_of(days, None, day_span=place), place, rule, days)
    elif "WHEN" in values:
        when: When = values["WHEN"]
        moment = moment_of(when.days, when.clocks, day_span=when.day_span, time_span=when.time_span)
        yield _finding(moment, span, rule, when.days)
    elif "DATE" in values:
        yield _finding(moment_of(values["DATE"], None, day_span=span), span, rule, values["DATE"])
    elif "TIMES" in values and "LOOSE" not in values:
        yield _finding(moment_of(None, values["TIMES"], time_span=span), span, rule, None)
    elif "TIME" in values:
        clocks = Clocks(settled(values["TIME"], context.words.time.hours))
        moment = replace(moment_of(None, clocks, time_span=span), half_day_open=values["TIME"].open)
        yield _finding(moment, span, rule, None)


def _finding(moment: Moment, span: Span, rule: str, days: Days | None) -> Finding[Moment]:
    confidence = 0.9 if moment.has_year or moment.start else 0.8
    if days and days.system and SYSTEMS[days.system].observed:
        rule = rule if rule.startswith("day.feast") else f"date.{days.system}"
        confidence = SIGHTED
    others = (
        tuple(replace(moment, first=day, last=day) for day in days.others)
        if days and not moment.rrule
        else ()
    )
    return Finding(moment, span, rule, confidence, alternatives=others if moment.precision == "day" else ())


def moment_of(
    days: Days | None, clocks: Clocks | None, *, day_span: Span | None = None, time_span: Span | None = None
) -> Moment:
    """Put days and hours together."""
    said: dict[str, Any] = {"precision": "time", "day_span": day_span, "time_span": time_span}
    if days is not None:
        said |= {name: getattr(days, name) for name in SHARED}
        said |= {"has_year": days.year is not None, "weekday_agrees": days.agrees}
    return Moment(**(said | _of_clocks(said, clocks) if clocks else said))


def _of_clocks(said: dict[str, Any], clocks: Clocks) -> dict[str, Any]:
    """Return what hours add to, or change of, what is *said* of the day."""
    last = said.get("last")
    if last is not None and clocks.next_day:
        last += dt.timedelta(days=1)
    return {
        "last": last,
        "start": clocks.start.time if clocks.start else None,
        "end": clocks.end.time if clocks.end else None,
        "open_end": clocks.open_end or said.get("open_end", False),
        "deadline": clocks.deadline or said.get("deadline", False),
        "zone": clocks.zone,
        "approximate": said.get("approximate", False) or bool(clocks.part),
        "half_day_open": bool(clocks.start and clocks.start.open),
    }
