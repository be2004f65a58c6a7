"""Places inside sentences: the capitalised words behind "at", "in", "outside"."""

import re
from collections.abc import Sequence

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


def _end_of_run(text: str, start: int, end: int, vocabulary: Vocabulary) -> int:
    """Return where the capitalised words from *start* end; a word for a place may be small among them."""
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
            or (reached > start and vocabulary.venue.fullmatch(letters.rstrip(".,;:)")))
        ):
            reached, links = word.end(), 0
        elif _is_link(letters, vocabulary) and links < _MOST_LINKS and reached > start:
            links += 1
            continue
        else:
            break
        if _closes(word.group()):
            break
    return reached


def _is_link(word: str, vocabulary: Vocabulary) -> bool:
    """Whether *word* may stand inside a name: a few letters, or a longer article ("Piazza delle Erbe")."""
    return word.isalpha() and (len(word) <= _LONGEST_LINK or bool(vocabulary.article.fullmatch(word + " ")))


def _closes(word: str) -> bool:
    """Whether a clause ends with *word*; the dots of "St." and "E." are part of a name."""
    return word.endswith(_CLOSES_CLAUSE) or (word.endswith(".") and len(word) > 5)
