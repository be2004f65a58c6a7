"""The hours of one gathering: doors open, people gather, it starts, the walk leaves, it ends.

Announcements put several hours on one line or in lines below each other. Which is the start is told by the
words before them ("doors 7, start 8") or behind them ("11h rassemblement, 12h départ").
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handbill.reading.durations import duration_in
from handbill.reading.entries import Entry
from handbill.reading.segments import Found, Segment
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Finding, Span
from handbill.values.copies import replace

_MARK = re.compile(r"[,;:(|/\n•·،、，；：]|\.\s|\s[-–—]\s")
_FIGURE = re.compile(r"\d")
_REACH = 45
"""Characters around an hour that say what it is the hour of."""
_WAIT = dt.timedelta(hours=3)
"""How long before the start people gather or doors open."""
_ROLES = ("doors", "departure", "assembly", "end", "start")


@dataclass(frozen=True, slots=True)
class Stages:
    """The hours of an entry; None where not said.

    Attributes:
        lasts: How long it lasts, where that is said in place of an end.
    """

    start: Found | None
    end: Found | None = None
    doors: Found | None = None
    lasts: Finding[dt.timedelta] | None = None


@dataclass(frozen=True, slots=True)
class _Hour:
    found: Found
    role: str
    own: bool


def stages_of(entry: Entry, text: str, vocabulary: Vocabulary) -> Stages:
    """Return the hours of *entry*: its start is when people gather, else when it begins.

    Hours are read from its own part of its line, the other lines of its card, and those labelled after it.
    """
    hours = list(_hours(entry, text, vocabulary))
    start = _clock(_start(entry, hours), hours, text) or _hour_of_old_day(entry)
    ends = (h.found for h in hours if h.role == "end" and h.found is not start)
    end = next((hour for hour in (*_in_cell(entry, "end"), *ends) if hour is not start), None)
    doors = next((h.found for h in hours if h.role == "doors" and h.found is not start), None)
    if start is None or not _is_before(doors, start):
        doors = None
    lasts = None if end else _lasts(entry, text, vocabulary)
    return Stages(start, end, doors, lasts)


def _in_cell(entry: Entry, role: str) -> list[Found]:
    """The hours in the column of a table that its header calls by *role*."""
    cell = entry.cells.get(role)
    return [hour for hour in entry.anchor.times if cell and cell.holds(hour.span)]


def _start(entry: Entry, hours: Sequence[_Hour]) -> Found | None:
    """The hour at which people gather, else the one already chosen, unless that is of doors or of an end."""
    chosen = next((h for h in hours if h.found is entry.time), None)
    if chosen is None:
        return entry.time
    gathers = [h for h in hours if h.role == "assembly" and h.own == chosen.own]
    if gathers and chosen.role != "assembly" and _is_before(gathers[0].found, chosen.found):
        return gathers[0].found
    if chosen.role in ("doors", "end"):
        others = [h for h in hours if h.role in ("start", "") and h is not chosen and h.found.value.start]
        others.sort(key=lambda h: (h.role != "start", not h.own))
        later = [h for h in others if chosen.role == "end" or _is_before(chosen.found, h.found)]
        return later[0].found if later else entry.time
    return entry.time


def _clock(start: Found | None, hours: Sequence[_Hour], text: str) -> Found | None:
    """Return the hour in figures where *start* is only a part of the day ("Tonight!", then "5.30-8pm")."""
    if start is None or is_of_clock(start, text):
        return start
    clocks = (h.found for h in hours if h.role in ("start", "", "assembly") and h.found.value.start)
    return next((found for found in clocks if is_of_clock(found, text)), start)


def is_of_clock(moment: Found, text: str) -> bool:
    """Whether an hour is said in figures or in full, rather than as a part of the day ("tonight")."""
    if not moment.value.approximate:
        return True
    span = moment.value.time_span or moment.span
    return span is not None and any(letter.isdigit() for letter in span.of(text))


def _hour_of_old_day(entry: Entry) -> Found | None:
    """The hour said behind the old day, which holds for the new one too: "14 March (not 6 March), 2 pm"."""
    old = next((m for m in entry.anchor.former if m.value.start and m.value.time_span), None)
    return (
        replace(old, value=replace(old.value, first=None, last=None), span=old.value.time_span)
        if old
        else None
    )


def _is_before(early: Found | None, late: Found | None) -> bool:
    """Whether *early* is at most three hours before *late*."""
    if early is None or late is None or early.value.start is None or late.value.start is None:
        return False
    day = dt.date(2000, 1, 1)
    wait = dt.datetime.combine(day, late.value.start) - dt.datetime.combine(day, early.value.start)
    return dt.timedelta(0) < wait <= _WAIT


def _hours(entry: Entry, text: str, vocabulary: Vocabulary) -> Iterator[_Hour]:
    for segment in _lines(entry, text):
        own = segment is entry.anchor
        span = entry.part if own else segment.span
        found = [m for m in (*segment.dates, *segment.times) if _is_hour(m) and span.holds(m.span)]
        found.sort(key=lambda m: m.span or span)
        for hour, role in _told(found, span, segment, text, vocabulary):
            yield _Hour(hour, role, own)


def _lines(entry: Entry, text: str) -> list[Segment]:
    """The anchor, then lines without a day: of its card, of its own paragraph, and those with a label.

    All lines up to the next day may hold the hour of an entry that says only a part of its day.
    """
    vague = entry.time is not None and not is_of_clock(entry.time, text)
    lines = [entry.anchor, *(s for s in entry.card if s is not entry.anchor and _tells_hours(s))]
    lines += [entry.standing] if entry.standing and entry.standing is not entry.anchor else []
    for segment in entry.after:
        if not _tells_hours(segment):
            break
        near = vague or segment.block is entry.anchor.block or segment.role in ("time", "end")
        if near or (
            entry.time and segment.span.start <= (entry.time.span or Span(0, 0)).start < segment.span.end
        ):
            lines.append(segment)
    return lines


def _tells_hours(segment: Segment) -> bool:
    """Whether a line may hold an hour of the entry above: it says no day, but the one of its end."""
    return not segment.dates or segment.role == "end"


def _is_hour(moment: Found) -> bool:
    return moment.span is not None and bool(moment.value.start or moment.value.end)


def _told(
    found: Sequence[Found], span: Span, segment: Segment, text: str, vocabulary: Vocabulary
) -> Iterator[tuple[Found, str]]:
    """Yield each hour with its role. The first hour of a line tells on which side the words stand."""
    figures = [_figures(moment, text) for moment in found]
    behind: bool | None = None
    for number, moment in enumerate(found):
        start = figures[number - 1].end if number else span.start
        end = figures[number + 1].start if number + 1 < len(found) else span.end
        before = _clause_before(text, Span(max(start, figures[number].start - _REACH), figures[number].start))
        after = _clause_after(text, Span(figures[number].end, min(end, figures[number].end + _REACH)))
        first, second = _role_in(before, vocabulary), _role_opening(after, vocabulary)
        if behind is None and (first or second):
            behind = not first
        role = (second or first) if behind and second else (first or second)
        yield moment, role or _plain_role(moment, segment, text, vocabulary, number)


def _plain_role(moment: Found, segment: Segment, text: str, vocabulary: Vocabulary, number: int) -> str:
    """The role of an hour beside which no word stands: what its label says, or an end said with "until"."""
    label = text[segment.span.start : segment.body.start] if segment.role else ""
    if moment.value.deadline:
        return "end"
    return (_role_in(label, vocabulary) or ("end" if segment.role == "end" else "")) if not number else ""


def _figures(moment: Found, text: str) -> Span:
    """Where the hour itself stands: behind the day and the words said with it ("Saturday, doors 7pm")."""
    span = moment.value.time_span or moment.span or Span(0, 0)
    figure = _FIGURE.search(text, span.start, span.end)
    return Span(figure.start() if figure else span.start, span.end)


def _clause_before(text: str, span: Span) -> str:
    words = text[span.start : span.end].rstrip(" :\t")
    return _MARK.split(words)[-1]


def _clause_after(text: str, span: Span) -> str:
    return _MARK.split(text[span.start : span.end].lstrip(" -–—:"))[0].strip()


def _role_in(words: str, vocabulary: Vocabulary) -> str:
    """The role whose words stand last in *words*, next to the hour."""
    found = [
        (match.end(), len(match.group()), role)
        for role in _ROLES
        for match in vocabulary.stages[role].finditer(words)
    ]
    return max(found)[2] if found else ""


def _role_opening(words: str, vocabulary: Vocabulary) -> str:
    """The role whose words open *words*, right behind the hour, an article between them."""
    article = vocabulary.article.match(words)
    words = words[article.end() :] if article else words
    found = [(len(match.group()), role) for role in _ROLES if (match := vocabulary.stages[role].match(words))]
    return max(found)[1] if found else ""


def _lasts(entry: Entry, text: str, vocabulary: Vocabulary) -> Finding[dt.timedelta] | None:
    spans = [entry.part, *(s.span for s in _lines(entry, text)[1:])]
    spans += [entry.standing.span] if entry.standing else []
    spans += [s.span for s in entry.after[:1] if not s.dates and s.block is not entry.anchor.block]
    return next((found for span in spans if (found := duration_in(text, span, vocabulary))), None)


def without_stages(entries: Sequence[Entry], text: str, vocabulary: Vocabulary) -> list[Entry]:
    """Fold the lines that tell of a stage of the gathering beside them into it.

    Doors go to the next entry, the departure of a walk, an end, and doors told late to the one before; such
    lines are then among those that follow its card.
    """
    kept: list[Entry] = []
    doors: Entry | None = None
    for entry in entries:
        role = _role_of_line(entry, text, vocabulary)
        later = role in ("departure", "end")
        if kept and (later or role == "doors") and _are_of_one(kept[-1], entry, ahead=not later):
            kept[-1] = _with_line(kept[-1], entry.anchor)
            continue
        if doors is not None:
            if not _are_of_one(doors, entry):
                kept.append(doors)
            else:
                entry = _with_line(entry, doors.anchor)
        doors = entry if role == "doors" else None
        if doors is None:
            kept.append(entry)
    return [*kept, doors] if doors is not None else kept


def _with_line(entry: Entry, line: Segment) -> Entry:
    return replace(entry, after=(line, *(s for s in entry.after if s is not line)))


def _are_of_one(first: Entry, second: Entry, *, ahead: bool = False) -> bool:
    """Whether two entries are neighbours on one day that both take from above, at most three hours apart.

    Args:
        ahead: Whether the hour of the second is the earlier one.
    """
    near = first.anchor.path[:-1] == second.anchor.path[:-1] and second.anchor.place - first.anchor.place <= 2
    same = first.day is second.day and second.inherits_day and first.anchor is not second.anchor
    early, late = (second, first) if ahead else (first, second)
    return near and same and _is_before(early.time, late.time)


def _role_of_line(entry: Entry, text: str, vocabulary: Vocabulary) -> str:
    """The role of a line that says little beside a stage and its hour."""
    if entry.time is None or entry.time.span is None or entry.anchor.block.kind == "row":
        return ""
    rest = Span(entry.part.start, entry.time.span.start).of(text).strip(" :-–—•*\t")
    behind = Span(entry.time.span.end, entry.part.end).of(text).strip(" :-–—•*\t")
    for words in (rest, "" if rest else behind):
        for role in ("doors", "departure", "end"):
            match = vocabulary.stages[role].match(words)
            if match and (match.end() == len(words) or words is rest):
                return role
    return ""
