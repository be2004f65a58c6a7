"""Places where an event was to be and is no longer: "NOT from Castle Park", "instead of the Mill Hall"."""

import re
from collections.abc import Iterator, Sequence

from handbill.reading.pieces import trim
from handbill.reading.sentences import place_in
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Finding, Span

_REACH = 60
"""Characters behind "instead of" in which the place stands."""
_CLOSE = 14
"""Characters between the phrase and the place: " from the old "."""
_PIECE = re.compile(r"\w[^,;:.!?()|\n]*")
_NAME = re.compile(r"(?:[^\W\d_a-zß-ÿ]\S*\s?|\S{1,3}\s(?=[^\W\d_a-z])){1,6}")


def former_places(
    text: str, span: Span, vocabulary: Vocabulary, times: Sequence[Span] = ()
) -> list[Finding[str]]:
    """Return the places in *span* that no longer hold.

    Args:
        times: Where days and hours stand, which no place holds.
    """
    return [
        Finding(" ".join(place.of(text).split()), place, "previous_venue.former", 0.6)
        for _, place in _formers(text, span, vocabulary, times)
    ]


def former_phrases(text: str, span: Span, vocabulary: Vocabulary, times: Sequence[Span] = ()) -> list[Span]:
    """Return those places with the words before them, so that the new place is not looked for there."""
    return [Span(start, place.end) for start, place in _formers(text, span, vocabulary, times)]


def _formers(
    text: str, span: Span, vocabulary: Vocabulary, times: Sequence[Span]
) -> Iterator[tuple[int, Span]]:
    for phrase in vocabulary.former.finditer(text, span.start, span.end):
        holes = [time.start for time in times if time.start >= phrase.end() - 1]
        end = min([span.end, phrase.end() + _REACH, *holes])
        place = place_in(text, Span(phrase.start(), end), vocabulary)
        place = place or _words_behind(text, Span(phrase.end(), end), vocabulary)
        if place is None or place.start - phrase.end() > _CLOSE:
            continue
        goal = vocabulary.goal.search(text, place.start + 1, place.end)
        place = trim(text, Span(place.start, goal.start())) if goal else place
        if not any(place.overlaps(time) for time in times):
            yield phrase.start(), place


def _words_behind(text: str, span: Span, vocabulary: Vocabulary) -> Span | None:
    """The capitalised words right behind a phrase, where they hold a word for a place."""
    lead = vocabulary.at.match(text, span.start, span.end)
    start = lead.end() if lead else span.start
    article = vocabulary.article.match(text, start, span.end)
    piece = _PIECE.search(text, article.end() if article else start, span.end)
    if piece is None or not vocabulary.venue.search(piece.group()):
        return None
    words = _NAME.match(piece.group())
    return trim(text, Span(piece.start(), piece.start() + words.end())) if words else None
