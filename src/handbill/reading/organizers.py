"""Those who call or host: after "organised by", before "invites you", behind @handles, in brackets."""

import re
from collections.abc import Iterator, Sequence

from handbill.reading.cards import Card
from handbill.reading.entries import Entry
from handbill.reading.parts import all_capitalised
from handbill.reading.pieces import trim
from handbill.reading.segments import Segment
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Finding, Span

_STOP = re.compile(r"[.!?;|\n。！？।۔።]\s|[.!?;|\n。！？।۔።]$|\n|\s[-–—]\s|[()（]| https?:")
_HANDLE = re.compile(r"(?<![\w.@/])@[\w.]{2,40}(?<!\.)")
_LONGEST = 120
_SHORTEST = 3
"""Letters of a name; "Es" and "We" are none."""


def organizers_of(card: Card) -> tuple[Finding[str], ...]:
    """Return those who call or host, as the card says, else as the page says of all."""
    if "who" in card.entry.cells:
        return organizers_listed(card.text, card.entry.cells["who"], card.vocabulary, "organizer.cell")
    labelled = [s for s in card.lines if s.role == "who"]
    if labelled:
        return tuple(
            finding
            for segment in labelled
            for finding in organizers_listed(card.text, segment.body, card.vocabulary, "organizer.label")
        )
    found = [f for s in card.lines for f in organizers_in(card.text, s.span, card.vocabulary)]
    return tuple({finding.value.casefold(): finding for finding in found}.values()) or _bracketed(card)


def _bracketed(card: Card) -> tuple[Finding[str], ...]:
    """A name in brackets at the end of an item: "(Street Memorial Circle)"."""
    for part in reversed(card.own):
        words = part.piece.span.of(card.text)
        if part.piece.mark in ("(", "（") and part.seems in ("text", "venue") and _is_group(words):
            return (Finding(words, part.piece.span, "organizer.brackets", 0.6),)
    return ()


def _is_group(words: str) -> bool:
    """Whether bracketed words look like the name of a group: several, all with capitals, no number."""
    return len(words.split()) >= 2 and all_capitalised(words) and not any(c.isdigit() for c in words)


def organizers_in(text: str, span: Span, vocabulary: Vocabulary) -> tuple[Finding[str], ...]:
    """Return the organisers named in *span*, first mention first; none twice."""
    found: dict[str, Finding[str]] = {}
    for finding in (*_after_phrases(text, span, vocabulary), *_before_phrases(text, span, vocabulary)):
        found.setdefault(finding.value.casefold(), finding)
    return tuple(found.values())


def organizers_listed(text: str, span: Span, vocabulary: Vocabulary, rule: str) -> tuple[Finding[str], ...]:
    """Return the organisers of a span that names nothing else, as behind the label "Hosted by:"."""
    end = _STOP.search(text, span.start, span.end)
    span = Span(span.start, end.start() if end and end.start() > span.start else span.end)
    return tuple(_names(text, span, vocabulary, rule, 0.9))


def hosts_of_all(
    text: str, segments: Sequence[Segment], entries: Sequence[Entry], vocabulary: Vocabulary
) -> tuple[Finding[str], ...]:
    """Return who is named outside all cards, above the first: those who call everything on the list."""
    if len(entries) < 2:
        return ()
    carded = {id(segment) for entry in entries for segment in entry.card}
    first = min(entry.anchor.span.start for entry in entries)
    found: dict[str, Finding[str]] = {}
    for segment in segments:
        if id(segment) in carded or segment.span.start > first or segment.is_heading:
            continue
        listed = organizers_listed(text, segment.body, vocabulary, "organizer.page_label")
        named = listed if segment.role == "who" else organizers_in(text, segment.span, vocabulary)
        for finding in named:
            found.setdefault(finding.value.casefold(), finding)
    return tuple(found.values())[:4]


def _after_phrases(text: str, span: Span, vocabulary: Vocabulary) -> Iterator[Finding[str]]:
    for phrase in vocabulary.organizer_before.finditer(text, span.start, span.end):
        if vocabulary.updated.search(text, max(span.start, phrase.start() - 12), phrase.end()):
            continue  # "compiled by the …" is who keeps the list
        start = phrase.end()
        end = _end_of_names(text, Span(start, min(span.end, start + _LONGEST)), vocabulary)
        yield from _names(text, Span(start, end), vocabulary, "organizer.after_phrase", 0.8)


def _end_of_names(text: str, span: Span, vocabulary: Vocabulary) -> int:
    """Return where a list of names ends: at a mark, or at a word that leads on ("… at the pier")."""
    mark = _STOP.search(text, span.start + 1, span.end)
    word = vocabulary.stop.search(text, span.start + _SHORTEST, span.end)
    ends = [stop.start() for stop in (mark, word) if stop]
    return min(ends, default=span.end)


def _before_phrases(text: str, span: Span, vocabulary: Vocabulary) -> Iterator[Finding[str]]:
    """Names before a verb ("… invites you") or a postposition (「…主催」), from the start of the sentence."""
    for pattern, rule in (
        (vocabulary.organizer_verbs, "organizer.before_verb"),
        (vocabulary.organizer_after, "organizer.before_phrase"),
    ):
        for phrase in pattern.finditer(text, span.start, span.end):
            head = Span(_sentence_start(text, span.start, phrase.start()), phrase.start())
            if 3 <= head.end - head.start <= _LONGEST:
                yield from _names(text, head, vocabulary, rule, 0.6)


def _sentence_start(text: str, start: int, end: int) -> int:
    cut = max((text.rfind(mark, start, end) for mark in ".!?\n。！？:：፦።।۔"), default=-1)
    return cut + 1 if cut >= 0 else start


def _names(
    text: str, span: Span, vocabulary: Vocabulary, rule: str, confidence: float
) -> Iterator[Finding[str]]:
    handles = list(_HANDLE.finditer(text, span.start, span.end))
    if handles:
        for handle in handles:
            yield Finding(handle.group(), Span(*handle.span()), rule, confidence)
        return
    start = span.start
    for separator in (*vocabulary.organizer_and.finditer(text, span.start, span.end), None):
        part = trim(text, Span(start, separator.start() if separator else span.end))
        part = _without_article(text, part, vocabulary)
        if _is_name(part.of(text)):
            yield Finding(part.of(text), part, rule, confidence)
        start = separator.end() if separator else span.end


def _without_article(text: str, span: Span, vocabulary: Vocabulary) -> Span:
    article = vocabulary.article.match(span.of(text))
    return trim(text, Span(span.start + article.end(), span.end)) if article else span


def _is_name(words: str) -> bool:
    """A name has a capital where the script has them, and is no sentence."""
    if not _SHORTEST <= len(words) <= 80 or len(words.split()) > 9:
        return False
    cased = any(c.isupper() or c.islower() for c in words)
    return not cased or any(c.isupper() for c in words)
