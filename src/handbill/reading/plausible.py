"""Which entries are events that one can go to, and which only mention a date."""

import datetime as dt
from collections.abc import Sequence

from handbill.reading.entries import Entry
from handbill.reading.noise import speaks_of_hours
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Announcement

_LONG_AGO = dt.timedelta(days=2)
_ARCHIVED = dt.timedelta(days=366)
_SENTENCE = 14
"""Words from which a line is running text."""
_HEADLINE = 8
_LEAST_HEADED = 2


def is_plausible(
    entry: Entry, entries: Sequence[Entry], announcement: Announcement, vocabulary: Vocabulary
) -> bool:
    """Tell whether *entry* is an event rather than a mention of a date."""
    text = announcement.text
    if _is_title_of_others(entry, entries) or _is_under_hours(entry, text, vocabulary):
        return False
    if _is_head_of_column(entry, text):
        return False
    if _is_archived(entry, announcement.received) or _is_remark(entry, text, announcement.received):
        return False
    if _is_news(entry, text, announcement.received):
        return False
    if _is_prose(entry, announcement.text):
        return _is_call_to_come(entry, announcement, vocabulary)
    return (
        entry.time is not None
        or _is_listed(entry, announcement, vocabulary)
        or _is_one_of_a_row(entry, entries, announcement.received)
    )


def _is_title_of_others(entry: Entry, entries: Sequence[Entry]) -> bool:
    """A heading with a day but no hour, where other entries say more; a line of days that head others."""
    if entry.time is not None:
        return False
    if entry.anchor.is_heading:
        return any(other is not entry and other.time is not None for other in entries)
    headed = [o for o in entries if o.inherits_day and o.anchor.place > entry.anchor.place and not o.standing]
    return sum(entry.first <= other.first <= entry.last for other in headed) >= _LEAST_HEADED


def _is_under_hours(entry: Entry, text: str, vocabulary: Vocabulary) -> bool:
    """Whether it stands under a heading such as "Opening hours", or repeats on most days of the week."""
    value = entry.day.value
    if value.has_year:
        return False
    heads = (*entry.context.titles[-1:], *(s for s in entry.card if s.is_heading or s.block.kind == "term"))
    many_days = (value.rrule or "").count(",") >= 3
    return many_days or any(speaks_of_hours(text, s.span, vocabulary) for s in heads)


def _is_head_of_column(entry: Entry, text: str) -> bool:
    """Whether its line is a weekday and nothing else: the head of a calendar's column."""
    span = entry.day.span
    if span is None or _has_own_hour(entry) or entry.day.value.rrule or entry.day.value.weekday is None:
        return False
    said = span.of(text)
    return said.isalpha() and entry.part.of(text).strip(" .:*") == said.strip(".")


def _has_own_hour(entry: Entry) -> bool:
    return entry.time is not None and entry.standing is None


def _is_archived(entry: Entry, received: dt.datetime) -> bool:
    """A day without an hour of its own, before the year before: from there on down, lists are archives."""
    return not _has_own_hour(entry) and entry.first < dt.date(received.year - 1, 1, 1)


def _is_remark(entry: Entry, text: str, received: dt.datetime) -> bool:
    """A past day in brackets behind a sentence: "… declaring an emergency. (held 2/5/2027)"."""
    span = entry.day.span
    if span is None or _has_own_hour(entry) or entry.first >= received.date():
        return False
    before = text[entry.anchor.span.start : span.start]
    opened = before.rfind("(") > before.rfind(")")
    return opened and len(before.split()) >= _SENTENCE


def _is_news(entry: Entry, text: str, received: dt.datetime) -> bool:
    """A past day without an hour behind a headline, beside the page's matter ("Recent news")."""
    past = entry.first < received.date()
    headline = len(entry.part.of(text).split()) >= _HEADLINE
    return entry.anchor.block.region == "aside" and past and headline and not _has_own_hour(entry)


def _is_prose(entry: Entry, text: str) -> bool:
    if entry.anchor.role:
        return False
    return len(_line_of_day(entry, text).split()) >= _SENTENCE


def _line_of_day(entry: Entry, text: str) -> str:
    """The line of the cell in which the day of a row stands; the entry's part of any other segment."""
    day = entry.day.span
    cells = (cell.span for cell in entry.anchor.block.cells)
    cell = next((cell for cell in cells if day and cell.start <= day.start < cell.end), None)
    if cell is None or day is None:
        return entry.part.of(text)
    start, end = text.rfind("\n", cell.start, day.start) + 1, text.find("\n", day.end, cell.end)
    return text[max(start, cell.start) : end if end >= 0 else cell.end]


def _is_call_to_come(entry: Entry, announcement: Announcement, vocabulary: Vocabulary) -> bool:
    """A sentence counts when it looks ahead, and says an hour or what kind of event it is."""
    if announcement.received.date() - entry.first > _LONG_AGO and not entry.day.value.rrule:
        return False
    timed = _says_hour(entry, announcement.text)
    if not timed and entry.day.value.relative:
        return False  # "today we are 148 members"
    return timed or bool(entry.anchor.former) or _has_kind(entry, announcement.text, vocabulary)


def _says_hour(entry: Entry, text: str) -> bool:
    """Whether an hour is said in figures, or noon or midnight is; "on Sunday evening" alone tells a story."""
    if entry.time is None or entry.time.span is None:
        return False
    start = entry.time.value.start
    said = any(c.isdigit() for c in (entry.time.value.time_span or entry.time.span).of(text))
    return said or (start is not None and (start.hour % 12, start.minute) == (0, 0))


def _has_kind(entry: Entry, text: str, vocabulary: Vocabulary) -> bool:
    spans = [entry.vicinity, *(segment.span for segment in entry.card if segment.is_heading)]
    return any(
        pattern.search(text, span.start, span.end) for pattern in vocabulary.kinds.values() for span in spans
    )


def _is_listed(entry: Entry, announcement: Announcement, vocabulary: Vocabulary) -> bool:
    """A day without an hour counts in a list of days, under a label, or beside a kind of event."""
    return bool(entry.anchor.role or entry.cells or entry.inherits_day) or _has_kind(
        entry, announcement.text, vocabulary
    )


def _is_one_of_a_row(entry: Entry, entries: Sequence[Entry], received: dt.datetime) -> bool:
    """A bare day counts where it is one of three or more side by side: a schedule."""
    newest = min(received.date(), max(other.first for other in entries))
    if entry.first < newest - _ARCHIVED:
        return False  # further down such lists are archives of minutes
    around = entry.anchor.path[:-2]
    return sum(other.time is None and other.anchor.path[: len(around)] == around for other in entries) >= 3
