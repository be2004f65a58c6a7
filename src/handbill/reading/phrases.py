"""The words around the kind of event in a sentence, which name it where nothing else does."""

import re
from collections.abc import Iterator, Sequence

from handbill.reading.cards import Card
from handbill.reading.pieces import trim
from handbill.reading.segments import Segment
from handbill.values import Span

_MOST_BEFORE = 3
"""Words before the kind of event that say which one it is."""
_WORD_BEFORE = re.compile(r"([^\W\d_][\w'’-]*)\s$")
_PHRASE_END = re.compile(r"[.,;:!?()\n|«“„\"。、，؟]|\s[–—-]\s|\d")


def kind_phrases(card: Card, part: Span, segment: Segment) -> Iterator[Span]:
    """Yield the words around each kind of event that a sentence names: "a silent vigil for the pier"."""
    if card.entry.anchor.block.kind == "row":
        return
    first = card.vocabulary.any_kind.search(card.text, part.start, part.end)
    if first is None:
        return
    times = card.reader.time_spans(segment)
    found = {
        Span(*match.span())
        for pattern in card.vocabulary.kinds.values()
        if (match := pattern.search(card.text, first.start(), part.end))
        and not any(time.overlaps(Span(*match.span())) for time in times)
    }
    for kind in sorted(found):
        start = _start_of_phrase(card, part.start, kind.start, times)
        end = _end_of_phrase(card, kind, part.end, times, several=start < kind.start)
        yield trim(card.text, Span(start, end))


def _start_of_phrase(card: Card, least: int, start: int, times: Sequence[Span]) -> int:
    """Return where the words begin that say which kind: "moonlight beach walk", behind "a" or "the"."""
    floor = max((time.end for time in times if time.end <= start), default=least)
    for _ in range(_MOST_BEFORE):
        word = _WORD_BEFORE.search(card.text, max(floor, least), start)
        if word is None or card.vocabulary.small.fullmatch(word.group(1)):
            break
        if card.vocabulary.article.fullmatch(word.group(1)):
            break
        start = word.start()
    return start


def _end_of_phrase(card: Card, kind: Span, end: int, times: Sequence[Span], *, several: bool) -> int:
    """Return where the words end that say what for: at a mark, a time, or a preposition of place."""
    start = kind.end
    stops = [time.start for time in times if time.start >= start]
    told = several or kind.of(card.text)[0].islower()  # "March is Clean Coast month" tells of no march
    happens = card.vocabulary.happens if told else None
    for pattern in (_PHRASE_END, card.vocabulary.inner_at, happens):
        found = pattern.search(card.text, start, end) if pattern else None
        stops += [found.start()] if found else []
    return min([*stops, end])
