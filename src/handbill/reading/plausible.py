"""Which entries are events that one can go to, and which only mention a date."""

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from handbill.reading.entries import Entry
from handbill.reading.mentions import names_papers
from handbill.reading.noise import speaks_of_hours
from handbill.reading.segments import Segment, is_certain
from handbill.reading.telling import SENTENCE_ENDS
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Announcement, Span

_LONG_AGO = dt.timedelta(days=2)
_ARCHIVED = dt.timedelta(days=366)
_HALF_A_YEAR = dt.timedelta(days=183)
_SPELT = 3
"""Words of an hour that is spelt out."""
_SENTENCE = 14
"""Words from which a line is running text."""
_HEADLINE = 8
_MOST_OF_A_WEEK = 3
_LEAST_HEADED = 2
_LONGEST_WORD = 30
_FEW_BEFORE = 2
"""Words before the day of a sentence that comes to speak of it."""
_ROLES_OF_NONE = ("contact",)
"""Labels of lines whose hours are no event's: "Enquiries: Tue and Thu 9-11"."""
_LINES_ABOVE, _SHORT = 3, 60
_ROW = 3
"""Bare days side by side that make a schedule."""
_LONGEST_RUN = 60
_SHORT_CARD = 4
"""Lines of a card that speak of its day and of nothing else."""
_OPENING = 3
"""Blocks that tell what the whole text is."""


class Crowd:
    """What the entries of an announcement say together, counted once.

    Attributes:
        newest: The last of their days.
        timed: How many say an hour.
        bare: Container -> how many entries in it say a day and no hour.
        headed: Day -> places of the lines that have it from a heading, in order.
    """

    def __init__(self, entries: Sequence[Entry]):
        self.newest = max((entry.first for entry in entries), default=dt.date.min)
        self.timed = sum(entry.time is not None for entry in entries)
        paths = (entry.anchor.path for entry in entries if entry.time is None)
        self.bare = Counter(path[:length] for path in paths for length in range(len(path) + 1))
        self.headed: dict[dt.date, list[int]] = {}
        for entry in entries:
            if entry.inherits_day and not entry.standing:
                self.headed.setdefault(entry.first, []).append(entry.anchor.place)

    def below(self, entry: Entry) -> int:
        """Return how many lines below *entry* stand under a heading with one of its days."""
        days = min((entry.last - entry.first).days, _LONGEST_RUN) + 1
        lists = (self.headed.get(entry.first + dt.timedelta(days=day), []) for day in range(days))
        return sum(len(places) - bisect_right(places, entry.anchor.place) for places in lists)


def is_plausible(entry: Entry, crowd: Crowd, announcement: Announcement, vocabulary: Vocabulary) -> bool:
    """Tell whether *entry*, one of a *crowd*, is an event rather than a mention of a date."""
    text = announcement.text
    if _is_title_of_others(entry, crowd) or _is_under_hours(entry, text, vocabulary):
        return False
    if is_head_of_column(entry, text) or _is_called_off(entry, text, vocabulary):
        return False
    if _is_denied(entry, text, vocabulary) or entry.anchor.role in _ROLES_OF_NONE:
        return False
    if _is_old_paper(entry, text, announcement.received, vocabulary):
        return False
    if _is_archived(entry, announcement.received) or _is_remark(entry, text, announcement.received):
        return False
    if _is_news(entry, text, announcement.received) or _is_dateline(entry, text, announcement.received):
        return False
    if _is_prose(entry, announcement.text):
        return _is_call_to_come(entry, announcement, vocabulary)
    return (
        entry.time is not None
        or _is_listed(entry, announcement, vocabulary)
        or _is_one_of_a_row(entry, crowd, text, announcement.received)
    )


def is_vacancy(announcement: Announcement, vocabulary: Vocabulary) -> bool:
    """Tell whether the whole text is a job advert, or a call for tenders or papers: its days are no events.

    Its title or one of its first blocks says so; further down it may be one item of a newsletter.
    """
    blocks = [block for block in announcement.blocks if block.region != "navigation"][:_OPENING]
    words = (announcement.title, *(block.span.of(announcement.text) for block in blocks))
    return any(vocabulary.vacancy.search(said) for said in words)


def _is_title_of_others(entry: Entry, crowd: Crowd) -> bool:
    """A heading with a day but no hour, where other entries say more; a line of days that head others."""
    if _has_own_hour(entry):
        return False
    if entry.anchor.is_heading or _is_of_months(entry):
        return crowd.timed > 0
    return crowd.below(entry) >= _LEAST_HEADED


def _is_of_months(entry: Entry) -> bool:
    """Whether it says whole months: "Season: February to April"."""
    first, after = entry.first, entry.last + dt.timedelta(days=1)
    return first.day == after.day == 1 and first < entry.last and entry.day.value.rrule is None


def _is_under_hours(entry: Entry, text: str, vocabulary: Vocabulary) -> bool:
    """Whether it stands under a heading such as "Opening hours", or repeats on most days of the week."""
    value = entry.day.value
    said = value.day_span or entry.day.span
    if said and (entry.last - entry.first).days >= _MOST_OF_A_WEEK and not _has_figures(said.of(text)):
        return True  # "Mon-Fri 8-12"
    if value.has_year and entry.column is None:
        return False
    heads = (*entry.context.titles[-1:], *(s for s in entry.card if s.is_heading or s.block.kind == "term"))
    many_days = (value.rrule or "").count(",") >= 3
    spans = [head.span for head in heads] + ([entry.column] if entry.column else [])
    return many_days or any(speaks_of_hours(text, span, vocabulary) for span in spans)


def _is_called_off(entry: Entry, text: str, vocabulary: Vocabulary) -> bool:
    """Whether a row, or a line beside a bare day, says that nothing is on: "--- no game ---"."""
    spans = [cell.span for cell in entry.anchor.block.cells]
    if entry.time is None and len(entry.card) <= _SHORT_CARD:
        spans += [segment.span for segment in entry.card]
    return any(vocabulary.negative.fullmatch(span.of(text).strip(" -–—*.()")) for span in spans)


def _is_denied(entry: Entry, text: str, vocabulary: Vocabulary) -> bool:
    """Whether what follows the day denies a kind of gathering: "20 March: no gig, Dave's wedding"."""
    day = entry.day.span
    if day is None or _has_own_hour(entry) or not entry.part.holds(day):
        return False
    behind = text[day.end : entry.part.end].lstrip(" \t:,.;|*()–—-")
    denied = vocabulary.denied.match(behind)
    if denied is None:
        return False
    rest = behind[denied.end() :].lstrip()
    small = vocabulary.small.match(rest)  # "pas de concert"
    return vocabulary.any_kind.match(rest[small.end() :].lstrip() if small else rest) is not None


def is_told_in_passing(entry: Entry, text: str) -> bool:
    """Whether a sentence comes to speak of the day, as no list does: "The bridge opens again on 30 March."""
    day, anchor = entry.day.span, entry.anchor
    if day is None or anchor.block.kind in ("row", "item") or anchor.role or entry.inherits_day:
        return False
    words = anchor.span.of(text).strip()
    before = text[anchor.span.start : day.start].split()
    small = sum(word[:1].islower() for word in before[1:]) > 0
    return words.endswith(SENTENCE_ENDS) and len(before) >= _FEW_BEFORE and small


def is_head_of_column(entry: Entry, text: str) -> bool:
    """Whether its line is a weekday and nothing else: the head of a calendar's column."""
    span = entry.day.span
    if span is None or _has_own_hour(entry) or entry.day.value.rrule or entry.day.value.weekday is None:
        return False
    said = span.of(text)
    return said.isalpha() and entry.part.of(text).strip(" .:*") == said.strip(".")


def _has_figures(words: str) -> bool:
    return any(letter.isdigit() for letter in words)


def _has_own_hour(entry: Entry) -> bool:
    if entry.time is None or entry.standing is None:
        return entry.time is not None
    span, said = entry.time.span, entry.standing.span
    return span is not None and not said.holds(span)


def _is_archived(entry: Entry, received: dt.datetime) -> bool:
    """A day without an hour of its own, before the year before: from there on down, lists are archives."""
    return not _has_own_hour(entry) and entry.first < dt.date(received.year - 1, 1, 1)


def _is_old_paper(entry: Entry, text: str, received: dt.datetime, vocabulary: Vocabulary) -> bool:
    """A bare day of half a year ago among papers: nobody goes to a meeting of which the minutes are out."""
    if entry.time is not None or received.date() - entry.first <= _HALF_A_YEAR:
        return False
    heads = [title.span for title in entry.context.titles[-1:]]
    return names_papers(text, entry.part, vocabulary) or any(
        vocabulary.documents.search(text, head.start, head.end) for head in heads
    )


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


def _is_dateline(entry: Entry, text: str, received: dt.datetime) -> bool:
    """A past day alone between a headline and its text: the day a post was written."""
    day, anchor = entry.day.span, entry.anchor
    if entry.time is not None or entry.first >= received.date() or day is None or anchor.role:
        return False
    alone = text[anchor.span.start : anchor.span.end].strip(" .-–—()|*") == day.of(text).strip(" .")
    places = {segment.place: segment for segment in (*entry.card, *entry.after)}
    above, below = places.get(anchor.place - 1), places.get(anchor.place + 1)
    if not alone or above is None or below is None or not above.is_heading:
        return False
    return len(below.block.span.of(text).split()) >= _SENTENCE


def _is_prose(entry: Entry, text: str) -> bool:
    if entry.anchor.role:
        return False
    return len(_line_of_day(entry, text).split()) >= _SENTENCE


def _line_of_day(entry: Entry, text: str) -> str:
    """The line of the cell in which the day of a row stands; the entry's part of any other segment."""
    day = entry.day.span
    cells = (cell.span for cell in entry.anchor.block.cells)
    cell = next((cell for cell in cells if cell.holds(day)), None)
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
    """Whether a clock is said, in figures or spelt out; "on Sunday evening" alone tells a story."""
    if entry.time is None or entry.time.span is None:
        return False
    value = entry.time.value
    said = (value.time_span or entry.time.span).of(text)
    if value.start is None or _has_figures(said):
        return _has_figures(said)
    return (value.start.hour % 12, value.start.minute) == (0, 0) or _is_spelt_out(entry, said)


def _is_spelt_out(entry: Entry, said: str) -> bool:
    """Tell "dos quarts de dotze" beside its day from "at fifteen" degrees and "eleven minutes later"."""
    if entry.time is None or entry.time.value.time_span is None or entry.inherits_day:
        return False
    return not entry.time.value.approximate and len(said.split()) >= _SPELT


def _has_kind(entry: Entry, text: str, vocabulary: Vocabulary) -> bool:
    """Whether a kind is named beside it, or above: "13 March" is no march, "seed evening on 5 May" is one."""
    spans = [entry.vicinity, *(s.span for s in entry.card if s.is_heading or _is_short_line_above(s, entry))]
    lines = (entry.anchor, *entry.card)
    times = [moment.span for line in lines for moment in line.moments if moment.span and is_certain(moment)]
    found = (Span(*kind.span()) for span in spans for kind in vocabulary.any_kind.finditer(text, *span))
    if any(not any(time.holds(kind) for time in times) for kind in found):
        return True
    day = entry.day.span
    if day is None or not is_certain(entry.day):
        return False
    figure = next((at for at in range(day.start, day.end) if text[at].isdigit()), 0)
    return any(
        part.end() <= figure and _names_what_is_held(text, Span(*part.span()), times, vocabulary)
        for part in vocabulary.session.finditer(text, *entry.vicinity)
    )


def _names_what_is_held(text: str, part: Span, times: Sequence[Span], vocabulary: Vocabulary) -> bool:
    """Whether a part of the day has a plain word before it that says what for: "mending evening"."""
    before = text[max(0, part.start - _LONGEST_WORD) : part.start].split(" ")
    word = before[-2] if len(before) > 1 and not before[-1] else ""
    day = any(time.end >= part.start - 1 and time.start < part.start for time in times)  # "Sunday evening"
    return word.isalpha() and word.islower() and not day and not vocabulary.small.fullmatch(word)


def _is_short_line_above(segment: Segment, entry: Entry) -> bool:
    """Whether it is a line such as "Exhibition" above the title and the days."""
    above = entry.anchor.place - _LINES_ABOVE <= segment.place < entry.anchor.place
    return above and segment.span.end - segment.span.start <= _SHORT


def _is_listed(entry: Entry, announcement: Announcement, vocabulary: Vocabulary) -> bool:
    """A day without an hour counts in a list of days, under a label, or beside a kind of event."""
    if entry.first < announcement.received.date() - _ARCHIVED and entry.time is None:
        return False
    return bool(entry.anchor.role or entry.cells or entry.inherits_day) or _has_kind(
        entry, announcement.text, vocabulary
    )


def _is_one_of_a_row(entry: Entry, crowd: Crowd, text: str, received: dt.datetime) -> bool:
    """A bare day counts where it is one of three or more side by side: a schedule."""
    newest = min(received.date(), crowd.newest)
    if entry.first < newest - _ARCHIVED or is_told_in_passing(entry, text):
        return False  # further down such lists are archives of minutes
    return crowd.bare[entry.anchor.path[:-2]] >= _ROW
