"""Dates that are no date of an event: deadlines, opening hours, publication, founding, news of the past."""

import datetime as dt
import re

from handbill.reading.moments import Moment
from handbill.reading.vocabulary import Vocabulary, letters_of
from handbill.values import Finding, Span

_REACH = 28
"""How many characters before a date a word such as "before" or "founded" may stand."""
_ABOUT = 300
"""Characters of a line around a date that may say what it is."""
_CLAUSE = re.compile(r"[,;:()|.!?–—。、，；：।۔።]\s|[()|。、，；：।۔።]|\n")
_END = re.compile(r"\s*(?:[.,;!)|\n]|$)")
_OLD = dt.timedelta(days=3 * 365)
_TELLING = 8
"""Letters of a phrase that speaks of opening hours and of nothing else."""
_PROSE = 12
"""Words from which a line is a sentence."""
_LINKED = re.compile(r"(?:\s+(?:des|der|du|de|del|della|di|do|da|of|the|den|le|la))*\s*$", re.IGNORECASE)


def is_noise(
    moment: Finding[Moment],
    text: str,
    around: Span,
    vocabulary: Vocabulary,
    received: dt.datetime,
    *,
    timed: bool = False,
) -> bool:
    """Tell whether *moment*, standing in the line *around* of *text*, is no date of an event.

    Args:
        timed: Whether the line says an hour: then a day in it is seldom one of opening or closing.
    """
    if moment.span is None:
        return True
    around = Span(
        max(around.start, moment.span.start - _ABOUT),
        max(moment.span.end, min(around.end, moment.span.end + _ABOUT)),
    )
    before = _clause_before(text, around, moment.span)
    parted = text[around.start : moment.span.start].rstrip().endswith((",", ";", ":", "–", "-", ")"))
    after = text[moment.span.end : min(around.end, moment.span.end + _REACH)]
    return (
        (not parted and _is_part_of_a_name(moment.value, before, after, vocabulary))
        or vocabulary.negative.search(before) is not None  # "no meeting on 5 May"
        or _follows(vocabulary.negative, after)
        or _is_left_out(after, vocabulary)
        or _is_over(moment, text, received)
        or _is_published(before, after, vocabulary)
        or _is_deadline(moment, before, after, text, vocabulary)
        or _are_hours(moment.value, text, around, vocabulary, timed=timed)
        or _is_history(moment.value, text, around, before, vocabulary, received)
    )


def is_former(moment: Finding[Moment], text: str, around: Span, vocabulary: Vocabulary) -> bool:
    """Tell whether *moment* is a day that no longer holds: "planned for Friday", "statt am 9. Mai"."""
    if moment.span is None or moment.value.first is None:
        return False
    return bool(vocabulary.former.search(_clause_before(text, around, moment.span)))


def _clause_before(text: str, around: Span, span: Span) -> str:
    """The words of the same clause before *span*, at most `_REACH` characters."""
    head = text[max(around.start, span.start - _REACH) : span.start]
    return _CLAUSE.split(head.rstrip(" ,:"))[-1] if head.strip() else ""


def _is_part_of_a_name(moment: Moment, before: str, after: str, vocabulary: Vocabulary) -> bool:
    """A street or square named for a day: "Platz des 18. März", "Plaza 25 de Mayo", "1 Mayıs Meydanı"."""
    if moment.first is None or moment.has_year or moment.weekday is not None or moment.start is not None:
        return False
    head = before[: _LINKED.search(before).start()] if _LINKED.search(before) else before  # type: ignore[union-attr]
    ends = [found.end() for found in vocabulary.venue.finditer(head)]
    follows = vocabulary.venue.match(after.lstrip()) if after[:1] == " " else None
    return (bool(ends) and ends[-1] >= len(head.rstrip())) or follows is not None


def _is_over(moment: Finding[Moment], text: str, received: dt.datetime) -> bool:
    """Something that was "this morning" when it was written down is news, no announcement."""
    value = moment.value
    if not value.relative or value.first is None or value.start is None or moment.span is None:
        return False
    said = any(c.isdigit() for c in moment.span.of(text))
    return not said and dt.datetime.combine(value.first, value.start) <= received


def _is_published(before: str, after: str, vocabulary: Vocabulary) -> bool:
    return bool(vocabulary.updated.search(before)) or "©" in before + after


def _is_deadline(moment: Finding[Moment], before: str, after: str, text: str, vocabulary: Vocabulary) -> bool:
    """A deadline; but "until 1pm" after a start is the end of an event, which the caller joins.

    The "until" inside a repetition only ends it.
    """
    if moment.value.first is None or moment.span is None:
        return False
    inside = (
        None if moment.value.rrule else vocabulary.deadline.match(text, moment.span.start, moment.span.end)
    )
    return (
        bool(vocabulary.deadline.search(before)) or inside is not None or _follows(vocabulary.deadline, after)
    )


def _follows(pattern: re.Pattern[str], after: str) -> bool:
    """Words that stand behind the date in some languages (「7月10日まで」, "18 Nisan'a kadar")."""
    found = pattern.search(after)
    return found is not None and found.start() <= 3 and not found.group()[0].isascii()


def _is_left_out(after: str, vocabulary: Vocabulary) -> bool:
    """Whether all that follows the date says that nothing is on: "12 May: no meeting"."""
    found = vocabulary.negative.search(after)
    return found is not None and found.start() <= 3 and _END.match(after, found.end()) is not None


def _are_hours(moment: Moment, text: str, around: Span, vocabulary: Vocabulary, *, timed: bool) -> bool:
    """Opening hours: a repetition by weekday, or a day without an hour, in a line that speaks of being open.

    A time of day alone needs more than the word "open": "7pm: open rehearsal".
    """
    said = [found.group() for found in vocabulary.hours.finditer(text, around.start, around.end)]
    if not said or moment.has_year:
        return False
    certain = moment.precision == "day" and moment.rrule is None
    if moment.first is None or (certain and (timed or moment.start is not None)):
        return any(letters_of(words) >= _TELLING for words in said)
    return True


def speaks_of_hours(text: str, span: Span, vocabulary: Vocabulary) -> bool:
    """Tell whether a heading is about opening hours: a telling phrase in it, or nothing but such a word."""
    said = [found.group() for found in vocabulary.hours.finditer(text, span.start, span.end)]
    return any(letters_of(words) >= _TELLING or len(words) >= span.end - span.start - 1 for words in said)


def _is_history(
    moment: Moment, text: str, around: Span, before: str, vocabulary: Vocabulary, received: dt.datetime
) -> bool:
    if moment.first is None:
        return False
    if received.date() - moment.first > _OLD and not moment.rrule:
        return True
    past = moment.first < received.date()
    vague = not moment.has_year and not moment.relative and len(around.of(text).split()) >= _PROSE
    return bool(vocabulary.past.search(before)) or (
        (past or vague) and bool(vocabulary.past.search(text, around.start, around.end))
    )
