"""What a sentence says of: "The plant sale is on Saturday", "Then the jumble sale returns on 6 March"."""

import re
from collections.abc import Sequence

from handbill.reading.pieces import trim
from handbill.reading.telling import is_generic, without_small_ends
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Span

_LEAD = re.compile(r"[:;!?()–—]\s|\s-\s|[.]\s(?=[^\W\d_a-z])|\n\s*\n")
"""What parts the subject from what stands before it: "So: a coffee morning is …"."""
_NUMBER = re.compile(r"\s*\(?\d{1,2}[.)]\s+")
_WORD = re.compile(r"([^\W\d_]+)\s")
_MOST, _LEAST = 9, 3
"""Words of a subject, and letters."""


def subject_in(text: str, span: Span, vocabulary: Vocabulary, without: Sequence[Span] = ()) -> Span | None:
    """Return what the sentence *span* says that it is, happens or begins; None where it says that of none.

    A verb with a capital is part of a title: "Whose Bank Is It?".

    The subject must hold a kind of gathering, or be a name of several words with capitals.

    Args:
        without: Times in the sentence; a subject stands behind those before the verb.

    >>> from handbill.reading.vocabulary import vocabulary
    >>> said = "The plant sale of the Weir Society is on Saturday from ten."
    >>> subject_in(said, Span(0, len(said)), vocabulary("en")).of(said)
    'plant sale of the Weir Society'
    """
    for verb in vocabulary.happens.finditer(text, span.start + _LEAST, span.end):
        holes = sorted(hole for hole in without if hole.start < verb.start())
        if verb.group()[0].isupper() or any(hole.end > verb.start() for hole in holes):
            continue
        end = verb.start()
        while holes and not text[holes[-1].end : end].strip(" ,"):
            end = holes.pop().start  # "the talk on 5 May is about …"
        start = max([span.start, *(hole.end for hole in holes)])
        subject = _bare(text, Span(start, end), vocabulary)
        if _is_subject(subject.of(text), vocabulary):
            return subject
    return None


def _bare(text: str, span: Span, vocabulary: Vocabulary) -> Span:
    """Return *span* without what leads up to it: numbers, clauses before a mark, articles."""
    number = _NUMBER.match(text, span.start, span.end)
    start = number.end() if number else span.start
    start = max([start, *(lead.end() for lead in _LEAD.finditer(text, start, span.end))])
    found = trim(text, Span(start, span.end))
    opening = _WORD.match(text, found.start, found.end)
    article = vocabulary.article.match(text, found.start, found.end)
    if opening and not article and vocabulary.filler.fullmatch(opening.group(1)):
        article = vocabulary.article.match(text, opening.end(), found.end)  # "then the"
    found = trim(text, Span(article.end(), found.end)) if article else found
    return without_small_ends(text, found, vocabulary)


def _is_subject(words: str, vocabulary: Vocabulary) -> bool:
    told = words.split()
    if len(words) < _LEAST or len(told) > _MOST or "," in words or is_generic(words, vocabulary):
        return False
    if vocabulary.small.fullmatch(told[0]) or vocabulary.past.search(words):
        return False  # "this", "we"
    names = sum(word[:1].isupper() for word in told)
    if vocabulary.any_kind.search(words):
        return True
    if vocabulary.group.search(words) or vocabulary.member.fullmatch(told[-1]):
        return False  # who calls
    return len(told) > 1 and (names == len(told) or vocabulary.session.fullmatch(told[-1]) is not None)
