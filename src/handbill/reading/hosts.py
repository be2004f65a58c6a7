"""Who calls all that an announcement tells of: named above its list or below it, in its title, as sender."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from handbill.reading.bodies import body_of
from handbill.reading.entries import Entry
from handbill.reading.hostnames import is_group, is_name, is_occasion
from handbill.reading.localities import Localities
from handbill.reading.organizers import (
    BESIDE,
    JOINT,
    Names,
    holes_of,
    is_place_name,
    once,
    organizers_in,
    organizers_listed,
)
from handbill.reading.parts import all_capitalised
from handbill.reading.pieces import trim
from handbill.reading.segments import Segment
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Announcement, Finding, Span

_SIGNED = re.compile(r"\s*[-–—~]\s*(?=\S)")
_HEAD = re.compile(r"\s*:\s|\s+[-–—|]+\s")
_MOST = 4
_FORWARDED = 3
"""Words of a sender that is hardly a person."""


def hosts_of_all(
    announcement: Announcement,
    segments: Sequence[Segment],
    entries: Sequence[Entry],
    vocabulary: Vocabulary,
    localities: Localities,
) -> Names:
    """Return who calls all entries: named outside the cards, in the title, or as the sender of the letter."""
    text = announcement.text
    if not entries:
        return ()
    outside = [*_outside(segments, entries), *_speaking_for_all(text, segments, entries, vocabulary)]
    found = [f for s in outside for f in _said_of_all(text, s, vocabulary)]
    named = once(f for f in found if not is_place_name(f, localities, vocabulary))
    if not named or all(f.rule == JOINT for f in named):
        named = once((*_titled(text, segments, vocabulary), *_sender(announcement, vocabulary), *named))
    named = named or _signed(text, segments, entries, vocabulary)
    return (named or body_of(text, segments, entries, vocabulary))[:_MOST]


def _outside(segments: Sequence[Segment], entries: Sequence[Entry]) -> list[Segment]:
    """Lines that belong to no entry: above the first, below the last, at the head of a telling paragraph."""
    carded = {id(segment) for entry in entries for segment in entry.card}
    first = min(entry.anchor.span.start for entry in entries)
    last = max(segment.place for entry in entries for segment in entry.card)
    opening = _opening_label(entries) or _heading_label(entries) or _opening_sentence(segments, entries)
    own = any(s.role == "who" for e in entries for s in e.after if s.place < last)
    telling = _telling_paragraphs(entries)
    return [
        s
        for s in segments
        if (id(s) not in carded or s is opening)
        and s.block.kind != "row"
        and (
            s.span.start < first
            or (s.place > last and not own)
            or s is opening
            or (s.path[-1] == 0 and s.path[:-1] in telling)
        )
    ]


def _opening_label(entries: Sequence[Entry]) -> Segment | None:
    """The one label for hosts in all cards, where it opens the last of several: it closes those above."""
    labels = [s for entry in entries for s in entry.card if s.role == "who"]
    if len(entries) < 3 or len({id(s) for s in labels}) != 1:
        return None
    return labels[0] if entries[-1].card[0] is labels[0] and entries[-1].anchor is not labels[0] else None


def _heading_label(entries: Sequence[Entry]) -> Segment | None:
    """The label for hosts above a list that holds a day of its own: "Organiser: X. List closed on 1 May"."""
    first = min(entries, key=lambda entry: entry.anchor.place).anchor
    others = {entry.anchor.place for entry in entries if entry.anchor is not first}
    return first if first.role == "who" and len(others) > 1 else None


def _opening_sentence(segments: Sequence[Segment], entries: Sequence[Entry]) -> Segment | None:
    """The first sentence of a letter that tells of several events, where it names no day itself."""
    first = min((entry.anchor for entry in entries), key=lambda anchor: anchor.place)
    opening = next((s for s in segments if s.block is first.block), first)
    paragraphs = {entry.anchor.block.span for entry in entries}
    told = first.block.kind == "paragraph" and opening.path[-1] == 0 and len(paragraphs) > 1
    return opening if told and opening.place < first.place and not opening.dates else None


def _speaking_for_all(
    text: str, segments: Sequence[Segment], entries: Sequence[Entry], vocabulary: Vocabulary
) -> list[Segment]:
    """Lines above the second entry that say "in all towns", though they hold the first one themselves."""
    places = sorted({entry.anchor.place for entry in entries})[1:2]
    return [
        s
        for s in segments[: places[0] if places else 0]
        if s.block.kind not in ("row", "item")
        and vocabulary.everywhere.search(text, s.span.start, s.span.end)
    ]


def _telling_paragraphs(entries: Sequence[Entry]) -> set[tuple[int, ...]]:
    """Paths of the paragraphs that tell of several events; their first sentences may say who calls."""
    anchors = {e.anchor.place: e.anchor.path[:-1] for e in entries}
    return {path for path, told in Counter(anchors.values()).items() if told > 1}


def _said_of_all(text: str, segment: Segment, vocabulary: Vocabulary) -> Names:
    if segment.role == "who":
        return organizers_listed(text, segment.body, vocabulary, "organizer.page_label")
    found = organizers_in(text, segment.span, vocabulary, holes_of([segment]))
    return tuple(f for f in found if f.rule != BESIDE or segment.place == 0)  # menus say "By age group"


def _titled(text: str, segments: Sequence[Segment], vocabulary: Vocabulary) -> Iterator[Finding[str]]:
    """A group that opens the title: "Friends of the Old Pier: spring walks"."""
    for segment in segments[:1]:
        head = _HEAD.search(text, segment.span.start, segment.span.end)
        if head is None:
            return
        span = trim(text, Span(segment.span.start, head.start()))
        words = span.of(text).split()
        ends = words and (vocabulary.group.match(words[0]) or vocabulary.group.fullmatch(words[-1]))
        if not ends or len(words) == 1 or is_occasion(span.of(text), vocabulary):
            return
        if _is_sheet(span.of(text), text[head.end() : segment.span.end], vocabulary):
            return
        if is_name(span.of(text), vocabulary) and all_capitalised(span.of(text)):
            yield Finding(span.of(text), span, "organizer.title", 0.6)


def _is_sheet(name: str, rest: str, vocabulary: Vocabulary) -> bool:
    """Whether a title names a sheet of dates: "NEWTOWN NEIGHBOURS - DATES", where capitals tell nothing."""
    return name.isupper() and vocabulary.generic.search(rest) is not None


def _sender(announcement: Announcement, vocabulary: Vocabulary) -> Iterator[Finding[str]]:
    """The group that sent a letter, where the letter names it too."""
    sender = " ".join((announcement.sender or "").split())
    at = announcement.text.rfind(sender) if sender else -1
    if at < 0 or not is_name(sender, vocabulary):
        return
    span = Span(at, at + len(sender))
    first = re.search(rf"(?m)^{re.escape(sender.split()[0])}\s*$", announcement.text)
    article = vocabulary.organizer_beside.search(announcement.text, max(0, at - 8), at)
    many = len(sender.split()) >= _FORWARDED
    if first is None and (is_group(sender, vocabulary) or many or article or "-" in sender):
        yield Finding(sender, span, "organizer.sender", 0.6)


def _signed(
    text: str, segments: Sequence[Segment], entries: Sequence[Entry], vocabulary: Vocabulary
) -> Names:
    """A line "- Forks Ramblers" below all else."""
    last = max(entry.anchor.place for entry in entries)
    lines = [
        s for s in segments if s.place > last and (s.block.kind == "item" or _SIGNED.match(s.span.of(text)))
    ]
    if len(lines) != 1:
        return ()
    line = trim(text, lines[0].span)
    line = trim(text, Span(line.start, line.start + len(line.of(text).split("\n")[0])))
    words = line.of(text)
    fits = 1 < len(words.split()) < 7 and all_capitalised(words) and is_name(words, vocabulary)
    return (Finding(words, line, "organizer.signed", 0.5),) if fits else ()
