"""Dates that are no date of an event: deadlines, opening hours, publication, founding, news of the past."""

import datetime as dt
import re
from dataclasses import replace

from handbill.reading.moments import Moment
from handbill.reading.vocabulary import Vocabulary, letters_of
from handbill.values import Finding, Span

_REACH = 28
"""How many characters before a date a word such as "before" or "founded" may stand."""
_ABOUT = 300
"""Characters of a line around a date that may say what it is."""
_CLAUSE = re.compile(r"[,;:()|.!?–—。、，；：।۔።]\s|[()|。、，；：।۔።]|\n")
_ENDED = re.compile(r"[^\W\d_]{4,}[.!?…]+\s+$")
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[^\W\d_a-z])|\n")
_WORDS = re.compile(r"[^\W\d_]+ ")
_GOES_ON = re.compile(r" [^\W\d_]")
_END = re.compile(r"\s*(?:[.,;!)|\n]|$)")
_OLD = dt.timedelta(days=3 * 365)
_RIGHT_BEFORE, _BESIDE = 12, 60
_TELLING = 8
"""Letters of a phrase that speaks of opening hours and of nothing else."""
_DENSE = 20
"""Letters of a dense script that make a sentence."""
_PROSE = 12
"""Words from which a line is a sentence."""
_CAPITAL_BEFORE = re.compile(r"(?<![\w])[^\W\d_a-z][\w'’-]* $")
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
        _is_in_file_name(text, moment.span)
        or (not parted and _is_part_of_a_name(moment.value, before, after, vocabulary))
        or vocabulary.negative.search(before) is not None  # "no meeting on 5 May"
        or _follows(vocabulary.negative, after)
        or _is_left_out(after, vocabulary)
        or _is_over(moment, text, received)
        or _is_published(before, after, vocabulary)
        or _is_deadline(moment, before, after, text, vocabulary)
        or _only_ends(moment.value, text, around, vocabulary)
        or _are_hours(moment, text, around, vocabulary, timed=timed)
        or _is_history(moment, text, around, before, vocabulary, received)
    )


def is_former(moment: Finding[Moment], text: str, around: Span, vocabulary: Vocabulary) -> bool:
    """Tell whether *moment* is a day that no longer holds: "planned for Friday", "statt am 9. Mai"."""
    if moment.span is None or moment.value.first is None:
        return False
    if moment.value.first != moment.value.last:
        return bool(vocabulary.former.search(_clause_before(text, around, moment.span)))
    return _is_said_former(moment.span, text, around, vocabulary)


def at_new_hour(moment: Finding[Moment], text: str, around: Span, vocabulary: Vocabulary) -> Finding[Moment]:
    """Return *moment*; of two hours behind "moved from" ("moved from 10am to 11am") only the new one."""
    value = moment.value
    if moment.span is None or value.first or value.start is None or value.end is None:
        return moment
    if not _is_said_former(moment.span, text, around, vocabulary):
        return moment
    return replace(moment, value=replace(value, start=value.end, end=None))


def _is_said_former(span: Span, text: str, around: Span, vocabulary: Vocabulary) -> bool:
    before, own = _clause_before(text, around, span), _WORDS.match(text, *span)
    return bool(vocabulary.former.search(f"{before} {own.group()}" if own else before))  # "from June 26"


def _clause_before(text: str, around: Span, span: Span) -> str:
    """The words of the same clause before *span*, at most `_REACH` characters."""
    head = text[max(around.start, span.start - _REACH) : span.start]
    if _ENDED.search(head):
        return ""
    return _CLAUSE.split(head.rstrip(" ,:"))[-1] if head.strip() else ""


def _is_in_file_name(text: str, span: Span) -> bool:
    """Whether figures hang on letters by a mark: "SECTION_2-18-2027-11x17", "Report.3-21-2027"."""
    if any(letter.isalpha() for letter in span.of(text)):
        return False
    before, after = text[max(0, span.start - 2) : span.start], text[span.end : span.end + 2]
    hangs = before[1:] in ("-", "_", ".") and before[:1].isalpha()
    return hangs or (after[:1] in ("-", "_") and after[1:].isalnum())


def _is_part_of_a_name(moment: Moment, before: str, after: str, vocabulary: Vocabulary) -> bool:
    """A street or square named for a day: "Platz des 18. März", "Plaza 25 de Mayo", "1 Mayıs Meydanı"."""
    if moment.first is None or moment.has_year or moment.weekday is not None or moment.start is not None:
        return False
    head = before[: _LINKED.search(before).start()] if _LINKED.search(before) else before  # type: ignore[union-attr]
    ends = [found.end() for found in vocabulary.venue.finditer(head)]
    follows = vocabulary.venue.match(after, 1) if after[:1] == " " else None
    if follows and not before and _GOES_ON.match(after, follows.end()):
        follows = None  # "12 June Park clean-up" begins with its day
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


def _only_ends(moment: Moment, text: str, around: Span, vocabulary: Vocabulary) -> bool:
    """A day of which only "until" is said ends something; one goes to an exhibition until then."""
    if moment.first is None or not moment.deadline or moment.start is not None or moment.rrule:
        return False
    if vocabulary.status["postponed"].search(text, around.start, around.end):
        return False  # "put off to Sunday the 14th" says the new day
    shown = vocabulary.kinds.get("exhibition")
    return shown is None or shown.search(text, around.start, around.end) is None


def _follows(pattern: re.Pattern[str], after: str) -> bool:
    """Words that stand behind the date in some languages (「7月10日まで」, "18 Nisan'a kadar")."""
    found = pattern.search(after)
    return found is not None and found.start() <= 3 and not found.group()[0].isascii()


def _is_left_out(after: str, vocabulary: Vocabulary) -> bool:
    """Whether all that follows the date says that nothing is on: "12 May: no meeting"."""
    found = vocabulary.negative.search(after)
    return found is not None and found.start() <= 3 and _END.match(after, found.end()) is not None


def _are_hours(
    moment: Finding[Moment], text: str, around: Span, vocabulary: Vocabulary, *, timed: bool
) -> bool:
    """Opening hours: a repetition by weekday, or a day without an hour, in a line that speaks of being open.

    A time of day alone needs more than the word "open": "7pm: open rehearsal"; a weekday that says no
    number needs it right before: "is open Tues & Fri 10-4".
    """
    value, span = moment.value, moment.span or around
    if value.rrule and value.start is not None:
        around = sentence_of(span, text, around)
    said = [found.group() for found in vocabulary.hours.finditer(text, around.start, around.end)]
    if not said or value.has_year:
        return False
    single = value.precision == "day" and value.rrule is None
    if value.first is None or (single and (timed or value.start is not None)):
        near = vocabulary.hours.search(text, max(around.start, span.start - _RIGHT_BEFORE), span.end)
        loose = value.first is not None and not is_numbered(value, text) and near is not None
        around = Span(max(around.start, span.start - _BESIDE), min(around.end, span.end + _BESIDE))
        said = [found.group() for found in vocabulary.hours.finditer(text, around.start, around.end)]
        return loose or any(letters_of(words) >= _TELLING for words in said)
    return True


def _is_sentence(words: str) -> bool:
    """Whether a line has the length of a sentence, in letters where the script is dense."""
    return len(words.split()) >= _PROSE or letters_of(words) >= len(words) + _DENSE


def sentence_of(span: Span, text: str, around: Span) -> Span:
    """The sentence in *around* that *span* stands in."""
    before = [found.end() for found in _SENTENCE_END.finditer(text, around.start, span.start)]
    after = _SENTENCE_END.search(text, span.end, around.end)
    return Span(before[-1] if before else around.start, after.start() if after else around.end)


def _clause_around(text: str, span: Span, around: Span) -> Span:
    """The part of the sentence *around* between the marks next to *span*."""
    before = [found.end() for found in _CLAUSE.finditer(text, around.start, span.start)]
    after = _CLAUSE.search(text, span.end, around.end)
    return Span(before[-1] if before else around.start, after.start() if after else around.end)


def is_numbered(moment: Moment, text: str) -> bool:
    """Whether a day is said by a number: "open Tues & Fri 10-4" says none."""
    return moment.day_span is None or any(letter.isdigit() for letter in moment.day_span.of(text))


def speaks_of_hours(text: str, span: Span, vocabulary: Vocabulary) -> bool:
    """Tell whether a heading is about opening hours: a telling phrase in it, or nothing but such a word."""
    said = [found.group() for found in vocabulary.hours.finditer(text, span.start, span.end)]
    return any(letters_of(words) >= _TELLING or len(words) >= span.end - span.start - 1 for words in said)


def _is_history(
    found: Finding[Moment],
    text: str,
    around: Span,
    before: str,
    vocabulary: Vocabulary,
    received: dt.datetime,
) -> bool:
    moment, span = found.value, found.span
    if moment.first is None:
        return False
    if received.date() - moment.first > _OLD and not moment.rrule:
        return True
    if moment.start is not None and span is not None:
        around = sentence_of(span, text, around)
    past = moment.first < received.date()
    vague = not moment.has_year and not moment.relative and _is_sentence(around.of(text))
    if not past and moment.start is not None and span is not None:
        around = _clause_around(text, span, around)  # "on 21 April at 8, not the 14th as printed last month"
    return bool(vocabulary.past.search(before)) or (
        (past or vague) and bool(vocabulary.past.search(text, around.start, around.end))
    )


def is_of_name(moment: Finding[Moment], text: str) -> bool:
    """Whether a bare weekday hangs on a word with a capital: "Fix-It Sunday, Launceston, Sunday 13 May"."""
    value, span = moment.value, moment.span
    if span is None or value.weekday is None or value.start or any(c.isdigit() for c in span.of(text)):
        return False
    word = _CAPITAL_BEFORE.search(text, max(0, span.start - 30), span.start)
    return word is not None and span.of(text)[:1].isupper()
