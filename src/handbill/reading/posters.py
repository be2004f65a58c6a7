"""Posters: a day, below it the hour on a line of its own, then details with further hours.

"Saturday 17 April / 8 pm to 10.30 pm / Sandgate Quay / Songs at half past eight." is one event, as if day and
hour stood on one line. A programme has an item at each hour: those lines begin with it.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from handbill.reading.entries import Entry
from handbill.reading.segments import Segment
from handbill.reading.telling import SENTENCE_ENDS
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Span
from handbill.values.copies import replace

_NEAR = 4
"""Lines below a day in which the hour of a poster stands."""
_FARTHEST = 60
"""Lines below a day that may be under it."""


def is_on_poster(day: Segment, segments: Sequence[Segment], text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether *day* is that of one event, whose hour stands alone below it, and heads no programme."""
    timed = (line for line in _under(day, segments) if line.times or line.loose)
    first = next(timed, None)
    if first is None or first.place - day.place > _NEAR or not _says_hour_only(first, text, vocabulary):
        return False
    return not any(_is_item(line, text, vocabulary) for line in timed)


def without_asides(entries: Sequence[Entry], text: str, vocabulary: Vocabulary) -> list[Entry]:
    """Leave out sentences with an hour among lines that begin with theirs: "We stop for cake at 11."

    Such a line is then among those that follow the card of the item above.
    """
    kept: list[Entry] = []
    for entry in entries:
        above = kept[-1] if kept else None
        if above and above.day is entry.day and _is_aside(entry, text, vocabulary) and _is_led(above, text):
            kept[-1] = replace(
                above, after=(entry.anchor, *(s for s in above.after if s is not entry.anchor))
            )
            continue
        kept.append(entry)
    return kept


def _is_aside(entry: Entry, text: str, vocabulary: Vocabulary) -> bool:
    """Whether its line is a sentence that has its hour further on, on a day said above."""
    line = entry.anchor
    if not entry.inherits_day or line.block.kind in ("row", "item") or line.role or entry.lead.place:
        return False
    words = line.span.of(text).strip()
    before = _beside(line.body, _hours(line), text)[0]
    cased = [word for word in words.split() if word[:1].islower() or word[:1].isupper()]
    small = sum(word[:1].islower() for word in cased) * 2 >= len(cased)
    return words.endswith(SENTENCE_ENDS) and small and bool(_rest(before, vocabulary))


def _is_led(entry: Entry, text: str) -> bool:
    """Whether the line of *entry* begins with its hour."""
    hours = _hours(entry.anchor)
    before = _beside(entry.anchor.span, hours, text)[0] if hours else ""
    return bool(hours) and not any(letter.isalpha() for letter in before)


def _under(day: Segment, segments: Sequence[Segment]) -> Iterator[Segment]:
    """The lines below *day* up to the next day or heading."""
    for line in islice(segments, day.place + 1, day.place + _FARTHEST):
        if line.dates or (line.is_heading and not line.times):
            return
        yield line


def _says_hour_only(line: Segment, text: str, vocabulary: Vocabulary) -> bool:
    """Whether nothing stands beside the hour but what it is the hour of, and where: "Meet 10 at the Mill"."""
    if line.block.kind == "row":
        return False
    before, *between, after = _beside(line.body, _hours(line), text)
    if _rest(before, vocabulary):
        return False
    if vocabulary.stage.search(before) and vocabulary.at.match(after.lstrip(" ,:")):
        return True
    return not any(_rest(words, vocabulary) for words in (*between, after))


def _is_item(line: Segment, text: str, vocabulary: Vocabulary) -> bool:
    """Whether a further line is an item of a programme: a row, or one that begins with its hour."""
    if line.block.kind in ("row", "item"):
        return True
    words = line.span.of(text).strip()
    before, *_, after = _beside(line.body, _hours(line), text)
    if _rest(before, vocabulary) or vocabulary.stage.search(before):
        return False
    said = after if len(line.times) < 2 else words
    return not (words.endswith(SENTENCE_ENDS) and bool(_rest(said, vocabulary)))


def _hours(line: Segment) -> list[Span]:
    return sorted(moment.span for moment in (*line.times, *line.loose) if moment.span)


def _beside(span: Span, hours: Sequence[Span], text: str) -> list[str]:
    """What stands before, between and behind *hours* in *span*."""
    ends = [span.start, *(hour.end for hour in hours)]
    starts = [*(hour.start for hour in hours), span.end]
    return [text[start:end] for start, end in zip(ends, starts, strict=True)]


def _rest(words: str, vocabulary: Vocabulary) -> str:
    """What is left of *words* without stages of a gathering and small words."""
    rest = vocabulary.filler.sub(" ", vocabulary.small.sub(" ", vocabulary.stage.sub(" ", words)))
    return "".join(letter for letter in rest if letter.isalpha())
