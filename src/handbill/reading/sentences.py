"""Places inside sentences: the capitalised words behind "at", "in", "outside"."""

import re
from collections.abc import Sequence
from itertools import islice

from handbill.reading.pieces import trim
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Span

_WORD = re.compile(r"\S+")
_NUMBERED = re.compile(r"[#(]?\d")
_STREET_NUMBER = re.compile(r"\b\d{1,5}[a-z]?\b")
_CLOSES_CLAUSE = (";", ":", "|", "!", "?", "…")
_LONGEST_LINK = 3
"""Letters of a small word inside a name: "of the", "de la", "am", "und"."""
_MOST_LINKS = 2
_REACH = 14
"""Characters between a place and what says where it is: " located "."""
_LEAST = 4
_LONGEST_PLAIN = 3
"""Words of a place that has no name of its own."""
_REACH_OF_PLAIN = 40
"""Characters of plain words inside a name, with the word for a place that they lead to."""
_STOPS = ".,;:!?)"


def place_in(text: str, span: Span, vocabulary: Vocabulary, without: Sequence[Span] = ()) -> Span | None:
    """Return the meeting place that a sentence names, with the street where it follows; None for none.

    It begins behind a preposition of place and runs over capitalised words, numbers and brackets, small
    words between them included; it must hold a word for a place or the number of a house.

    Args:
        without: Times in the sentence, which a place never holds.

    >>> from handbill.reading.vocabulary import vocabulary
    >>> said = "The board meets at the Mill House, 12 Weir Street, unless noted."
    >>> place_in(said, Span(0, len(said)), vocabulary("en")).of(said)
    'Mill House, 12 Weir Street'
    """
    end = span.start
    for lead in vocabulary.inner_at.finditer(text, span.start, span.end):
        if lead.start() < end:
            continue
        start = _behind_article(text, lead.end(), span.end, vocabulary)
        limit = min((hole.start for hole in without if hole.start >= lead.end()), default=span.end)
        if any(hole.start <= start < hole.end for hole in without):
            continue
        run = trim(text, Span(start, _end_of_chain(text, start, min(limit, span.end), vocabulary)))
        words = run.of(text)
        is_place = vocabulary.venue.search(words) or _STREET_NUMBER.search(words)
        if len(words) >= _LEAST and is_place and (words[:1].isupper() or _NUMBERED.match(words)):
            return run
        end = run.end
    return None


def plain_place_in(
    text: str, span: Span, vocabulary: Vocabulary, without: Sequence[Span] = ()
) -> Span | None:
    """Return the first place behind a preposition that has no name: "in the school library"; None for none.

    >>> from handbill.reading.vocabulary import vocabulary
    >>> said = "We meet at the old school library on Tuesday."
    >>> plain_place_in(said, Span(0, len(said)), vocabulary("en")).of(said)
    'old school library'
    """
    for lead in vocabulary.inner_at.finditer(text, span.start, span.end):
        start = _behind_article(text, lead.end(), span.end, vocabulary)
        limit = min((hole.start for hole in without if hole.end > start), default=span.end)
        if limit > start and (found := _plain_place(text, start, min(limit, span.end), vocabulary)):
            return found
    return None


def _plain_place(text: str, start: int, end: int, vocabulary: Vocabulary) -> Span | None:
    """Return a place without a name of its own that begins at *start*: "school library", "sala civica".

    Where the kind ends a name, one of its few words is one for a place; else the first is, and a name may
    follow ("biblioteca municipal de Triana").
    """
    words = list(islice(_WORD.finditer(text, start, end), _LONGEST_PLAIN))
    last = None
    for place, word in enumerate(words):
        letters = word.group().rstrip(_STOPS)
        if not letters.islower() or not letters.replace("-", "").isalpha():
            break
        if vocabulary.venue.fullmatch(letters):
            last = place
        elif last is not None or not vocabulary.kind_last or vocabulary.stop.fullmatch(letters):
            break
        if letters != word.group():
            break
    if last is None:
        return None
    reached = words[last].end()
    further = _end_of_chain(text, reached, end, vocabulary) if vocabulary.kind_last else reached
    if further > reached and vocabulary.venue.search(text, reached, further):
        reached = further  # "bandstand in Weir Park"
    if not vocabulary.kind_last and words[last].group()[-1] not in _STOPS:
        reached = _end_of_run(text, words[last].start(), end, vocabulary, plain=1)
    found = trim(text, Span(words[0].start(), reached))
    return found if found.end - found.start >= _LEAST else None


def _behind_article(text: str, start: int, end: int, vocabulary: Vocabulary) -> int:
    article = vocabulary.article.match(text, start, end)
    at = article.end() if article else start
    while at < end and text[at].isspace():
        at += 1
    return at


def _end_of_chain(text: str, start: int, end: int, vocabulary: Vocabulary) -> int:
    """Return where a place ends that says where it is: "Room 4 at the Mill House at 12 Weir Street"."""
    reached = _end_of_run(text, start, end, vocabulary)
    for _ in range(_MOST_LINKS):
        lead = vocabulary.inner_at.search(text, reached, min(end, reached + _REACH))
        if lead is None or "." in text[reached : lead.start()]:
            break
        begin = _behind_article(text, lead.end(), end, vocabulary)
        further = _end_of_run(text, begin, end, vocabulary)
        if further <= begin:
            break
        reached = further
    return reached


def _end_of_run(text: str, start: int, end: int, vocabulary: Vocabulary, plain: int = 0) -> int:
    """Return where the capitalised words from *start* end; a word for a place may be small among them.

    Args:
        plain: How many small words may follow the first one, which is a word for a place then.
    """
    reached, links = start, 0
    for word in _WORD.finditer(text, start, end):
        if "\n" in text[reached : word.start()]:
            break
        if ")" in word.group() and "(" not in text[start : word.end()]:
            return word.start() + word.group().index(")")
        letters = word.group().lstrip("(\"“'‘«#")
        if (
            letters[:1].isupper()
            or letters[:1].isdigit()
            or letters[:1] in "&–-"
            or ((reached > start or plain) and vocabulary.venue.fullmatch(letters.rstrip(".,;:)")))
        ):
            reached, links = word.end(), 0
        elif plain and reached > start and not links and _is_plain(letters, vocabulary):
            reached, plain = word.end(), plain - 1
        elif reached > start and vocabulary.kind_last and (ends := _plain_end(text, word, end, vocabulary)):
            reached, links = ends, 0  # "Brooklyn wind turbine car park"
        elif reached > start and word.end() <= reached:
            continue
        elif _is_link(letters, vocabulary) and links < _MOST_LINKS and reached > start:
            links += 1
            continue
        else:
            break
        if _closes(word.group()):
            break
    return reached


def _plain_end(text: str, first: re.Match[str], end: int, vocabulary: Vocabulary) -> int:
    """Return where a word for a place ends that plain words from *first* lead to; 0 for none.

    There are two of these at the most, none of them small, and no mark stands between.
    """
    stretch = text[first.start() : min(end, first.start() + _REACH_OF_PLAIN)]
    place = vocabulary.venue.search(stretch)
    if place is None or place.start() == 0 or not place.group().islower():
        return 0
    between = stretch[: place.start()].split()
    told = len(between) <= _MOST_LINKS and all(_is_plain(w, vocabulary) and w.isalpha() for w in between)
    return first.start() + place.end() if told else 0


def _is_plain(word: str, vocabulary: Vocabulary) -> bool:
    """Whether *word* may say which place it is: "municipal", "polyvalente"."""
    bare = word.rstrip(_STOPS)
    small = vocabulary.small.fullmatch(bare) or vocabulary.stop.fullmatch(bare)
    return bare.isalpha() and len(bare) > _LONGEST_LINK and not small


def _is_link(word: str, vocabulary: Vocabulary) -> bool:
    """Whether *word* may stand inside a name: a few letters, or a longer article ("Piazza delle Erbe")."""
    return word.isalpha() and (len(word) <= _LONGEST_LINK or bool(vocabulary.article.fullmatch(word + " ")))


def _closes(word: str) -> bool:
    """Whether a clause ends with *word*; the dots of "St." and "E." are part of a name."""
    return word.endswith(_CLOSES_CLAUSE) or (word.endswith(".") and len(word) > 5)
