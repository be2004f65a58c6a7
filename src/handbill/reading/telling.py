"""Whether words tell what an event is, and which of them: papers, small words and verbs left out."""

import re

from handbill.reading.pieces import trim
from handbill.reading.vocabulary import Vocabulary, is_unspaced
from handbill.values import Span

_WORD = re.compile(r"\w[\w'’]*")
_GAPS = re.compile(r"[\s\-–—/.,:;|()&+]+")
_YEAR = re.compile(r"\b(?:19|20)\d\d(?:\s?[-–/]\s?(?:19|20)?\d\d)?\b")
_LONGEST_SUBJECT = 90
_LEAST = 3
"""Letters of a name."""
_FORWARDED = re.compile(
    r"^(?:\s*(?:re|fwd?|aw|wg|tr|rv|enc|sv|vs|odp|pd|i|r)\s*(?:\[\d+\])?:\s*)+", re.IGNORECASE
)
"""Prefixes of answered and forwarded mail in the languages of mail programs."""
_SITE_MARK = re.compile(r"\s+[|·»«–—-]\s+|\s*[|»«]\s*")


_LONGEST_BRACKET = 200
"""Characters between brackets."""
SENTENCE_ENDS = (".", "!", "?", "。", "؟", "！", "？", "।", "۔", "።")
"""Marks that a sentence ends with; lines of a list seldom do."""
_SHORT_STATUS = 6
"""Words of a heading that says how things stand."""


def is_generic(words: str, vocabulary: Vocabulary) -> bool:
    """Whether *words* could head any list: nothing is left of them without "next", "meetings", "2027".

    Words for papers and for how things stand ("Not changed") count as such too; a single letter is none,
    but in scripts that set no blanks it is a word.
    """
    bare = vocabulary.generic.sub(" ", vocabulary.documents.sub(" ", _YEAR.sub(" ", words)))
    for status in vocabulary.status.values() if vocabulary.any_status.search(bare) else ():
        bare = status.sub(" ", bare)
    words_left = (
        word for word in _GAPS.split(bare) if sum(c.isalpha() for c in word) > 1 or is_unspaced(word)
    )
    return not any(words_left)


def is_kind_alone(words: str, vocabulary: Vocabulary) -> bool:
    """Whether *words* are a kind of event and nothing else, or could head any list."""
    return vocabulary.any_kind.fullmatch(words) is not None or is_generic(words, vocabulary)


def is_numbered_kind(words: str, vocabulary: Vocabulary) -> bool:
    """Whether *words* only count: "Session 1 - Gutters of the World"."""
    first, *rest = words.split()
    return len(rest) == 1 and rest[0].isdigit() and vocabulary.any_kind.fullmatch(first) is not None


def in_brackets(text: str, start: int, at: int) -> bool:
    """Whether a bracket that opened behind *start* is still open *at* that place of *text*."""
    start = max(start, at - _LONGEST_BRACKET)
    return any(text.rfind(a, start, at) > text.rfind(b, start, at) for a, b in ("()", "（）"))


def opens_with_status(words: str, vocabulary: Vocabulary) -> bool:
    """Whether a heading says how things stand, and of nothing in particular: "MOVED TO ANOTHER PLACE"."""
    if len(words.split()) > _SHORT_STATUS or vocabulary.any_kind.search(words):
        return False
    return any(status.match(words) for status in vocabulary.status.values())


def without_papers(text: str, span: Span, vocabulary: Vocabulary) -> Span:
    """Return *span* without the papers named at its ends: "Board Minutes" is about the board.

    A span that names nothing but papers is returned as it is.
    """
    rest = span
    for found in vocabulary.documents.finditer(text, span.start, span.end):
        before = trim(text, Span(rest.start, found.start()))
        after = trim(text, Span(found.end(), rest.end))
        if after.end - after.start < _LEAST:
            rest = before
            break
        if before.end - before.start < _LEAST:
            rest = after
    return rest if rest.end - rest.start >= _LEAST else span


def without_small_ends(text: str, span: Span, vocabulary: Vocabulary) -> Span:
    """Return *span* without the prepositions it ends with: a date stood behind them."""
    words = list(_WORD.finditer(text, span.start, span.end))
    end = span.end
    for word in reversed(words[1:]):
        if not vocabulary.small.fullmatch(word.group()) or word.end() < end - 1:
            break
        end = trim(text, Span(span.start, word.start())).end
    return Span(span.start, end)


def subject_of(text: str, span: Span, vocabulary: Vocabulary) -> Span | None:
    """Return who or what meets, in a sentence that says when: "The Canal Board meets on …".

    None where *span* has no such verb, or nothing telling before it.
    """
    verb = vocabulary.meets.search(text, span.start + _LEAST, span.end)
    if verb is None or verb.start() - span.start > _LONGEST_SUBJECT:
        return None
    subject = trim(text, Span(span.start, verb.start()))
    article = vocabulary.article.match(text[subject.start : subject.end])
    subject = Span(subject.start + (article.end() if article else 0), subject.end)
    year = _YEAR.match(text, subject.start, subject.end)
    subject = trim(text, Span(year.end(), subject.end)) if year else subject
    words = subject.of(text)
    if (
        len(words) < _LEAST
        or is_generic(words, vocabulary)
        or not any(c.isupper() for c in words if c.isascii())
    ):
        return None
    return subject


def of_the_page(title: str, vocabulary: Vocabulary) -> str:
    """Return what of a page's title names its matter: "Board Meetings | Port of Cleveland".

    The first part that is not generic; the whole title where none is.
    """
    title = _FORWARDED.sub("", title)
    parts = [part.strip() for part in _SITE_MARK.split(title)]
    return next((part for part in parts if part and not is_generic(part, vocabulary)), title)
