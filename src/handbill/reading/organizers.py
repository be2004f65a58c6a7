"""Those who call or host: after "organised by", before "invites you", behind @handles, in brackets.

First who the lines of the entry name; else who the page names for all: above its list, below it, in its
title; else the group that sent the letter. Who compiles a list, gives money or plays music is none of them.
"""

import re
from collections.abc import Iterator, Sequence

from handbill.reading.cards import Card
from handbill.reading.entries import Entry
from handbill.reading.hostnames import is_group, is_name, names_in, run_before
from handbill.reading.localities import Localities
from handbill.reading.parts import all_capitalised
from handbill.reading.pieces import trim
from handbill.reading.segments import Segment
from handbill.reading.vocabulary import Vocabulary, is_unspaced
from handbill.values import Announcement, Finding, Span, name_key

_JOINT, _BESIDE = "organizer.joint", "organizer.beside"
"""Rules of those who host beside others: "together with the …", "with the …"."""
_LONGEST_BRACKET, _MOST_IN_BRACKETS = 4, 6
"""Words in brackets that are a name: without, and with a word for a group among them."""
_OPENS = re.compile(r"(?:^|[.!?;:,(|。\n•*]|\s[-–—])\s*[^\w\s@«“]*\s*$")
_SENTENCE = re.compile(r"[.!?。！？።।۔]\s+|\n")
_SIGNED = re.compile(r"\s*[-–—~]\s*(?=\S)")
_HEAD = re.compile(r"\s*:\s|\s+[-–—|]+\s")
_MOST = 4
_BEFORE = 16
"""Characters before a phrase in which "compiled" or "sponsored" may stand."""
_FORWARDED = 3
"""Words of a sender that is hardly a person."""

Found = tuple[Finding[str], ...]


def organizers_of(card: Card, hosts: Found = ()) -> Found:
    """Return who calls or hosts, as the card says, else *hosts*, whom the page names for all."""
    if "who" in card.entry.cells:
        return organizers_listed(card.text, card.entry.cells["who"], card.vocabulary, "organizer.cell")
    own, after = card.entry.card, card.entry.after
    named = _labelled(card, own) or _told(card, own) or _bracketed(card)
    named = named or _labelled(card, after) or _told(card, after)
    if named and all(finding.rule in (_JOINT, _BESIDE) for finding in named):
        return _once((*hosts, *named))
    return named or hosts


def _labelled(card: Card, lines: Sequence[Segment]) -> Found:
    return _once(
        finding
        for segment in lines
        if segment.role == "who"
        for finding in organizers_listed(card.text, segment.body, card.vocabulary, "organizer.label")
    )


def _told(card: Card, lines: Sequence[Segment]) -> Found:
    anchor, own = card.entry.anchor, card.entry.part
    spans, holes = [own if s is anchor else s.span for s in lines], _holes(lines)
    found = [f for span in spans for f in organizers_in(card.text, span, card.vocabulary, holes)]
    return _once(f for f in found if not is_place_name(f, card.localities, card.vocabulary))


def _holes(segments: Sequence[Segment]) -> list[Span]:
    return [m.span for s in segments for m in s.moments if m.span]


def _once(found: Iterator[Finding[str]] | Sequence[Finding[str]]) -> Found:
    """Each name once; a handle or name told again in other letters is the same."""
    names: dict[str, Finding[str]] = {}
    for finding in found:
        names.setdefault(name_key(finding.value) or finding.value, finding)
    return tuple(names.values())


def is_place_name(finding: Finding[str], localities: Localities, vocabulary: Vocabulary) -> bool:
    """Whether the name is that of a city and nothing else: "Jinja holds a vigil"."""
    if finding.span is None or is_group(finding.value, vocabulary):
        return False
    city = localities.exactly(finding.span)
    return city is not None and localities.is_at_hand(city)


def _bracketed(card: Card) -> Found:
    """A name in brackets at the end of an item: "(Street Memorial Circle)"."""
    housed = "where" in card.entry.cells or any(p.seems == "venue" and p.piece.mark != "(" for p in card.own)
    for part in reversed(card.own):
        words = part.piece.span.of(card.text)
        if part.piece.mark in ("(", "（") and part.seems in ("text", "venue") and _may_be_group(words, card):
            if not housed and not is_group(words, card.vocabulary):
                return ()  # where no other words say where it is, those in brackets may
            found = Finding(words, part.piece.span, "organizer.brackets", 0.6)
            return () if is_place_name(found, card.localities, card.vocabulary) else (found,)
    return ()


def _may_be_group(words: str, card: Card) -> bool:
    """Whether bracketed words look like the name of a group: several, all with capitals, no place."""
    if (
        len(words.split()) < 2
        or words[:1].islower()
        or not all_capitalised(words)
        or any(c.isdigit() for c in words)
    ):
        return False
    vocabulary = card.vocabulary
    if not is_name(words, vocabulary) or vocabulary.says_how.search(words):
        return False
    short = len(words.split()) <= _LONGEST_BRACKET and not vocabulary.documents.search(words)
    return is_group(words, vocabulary) or (short and not vocabulary.venue.search(words))


def organizers_in(text: str, span: Span, vocabulary: Vocabulary, holes: Sequence[Span] = ()) -> Found:
    """Return the organisers named in *span*, first mention first; none twice.

    Args:
        holes: Times in the text, which no name holds.
    """
    certain = (
        *_after_phrases(text, span, vocabulary),
        *_before_phrases(text, span, vocabulary, holes),
    )
    found = sorted((*certain, *_joint(text, span, vocabulary)), key=lambda f: f.span or span)
    return _once([f for f in found if not any(_lies_within(f, other) for other in found)])


def _lies_within(finding: Finding[str], other: Finding[str]) -> bool:
    """Whether *finding* is a part of a longer name, or the same one found by a weaker rule."""
    if finding is other or finding.span is None or other.span is None:
        return False
    inside = other.span.start <= finding.span.start and finding.span.end <= other.span.end
    return inside and (finding.span != other.span or finding.confidence < other.confidence)


def organizers_listed(text: str, span: Span, vocabulary: Vocabulary, rule: str) -> Found:
    """Return the organisers of a span that names nothing else, as behind the label "Hosted by:"."""
    return _once(list(names_in(text, span, vocabulary, rule, 0.9, labelled=True)))


def _after_phrases(text: str, span: Span, vocabulary: Vocabulary) -> Iterator[Finding[str]]:
    for phrase in vocabulary.organizer_before.finditer(text, span.start, span.end):
        before = Span(max(span.start, phrase.start() - _BEFORE), phrase.end())
        if not _is_of_others(text, before, vocabulary) and _ends_as_word(text, phrase.end()):
            rest = Span(_behind_colon(text, phrase.end(), span.end), span.end)
            colon = ":" in text[phrase.end() : rest.start] or "：" in text[phrase.end() : rest.start]
            yield from names_in(text, rest, vocabulary, "organizer.after_phrase", 0.8, labelled=colon)
    for label in vocabulary.organizer_label.finditer(text, span.start, span.end):
        if _OPENS.search(text[span.start : label.start()]):
            rest = Span(_behind_colon(text, label.end(), span.end), span.end)
            yield from names_in(text, rest, vocabulary, "organizer.label_inside", 0.85, labelled=True)


def _ends_as_word(text: str, end: int) -> bool:
    """Whether a mark follows where words are written without spaces: 「主催者に確認」 names nobody."""
    return not is_unspaced(text[end - 1 : end]) or text[end : end + 1] in ("", *":： 　「『\n")


def _behind_colon(text: str, at: int, end: int) -> int:
    while at < end and text[at] in " :：*_.":
        at += 1
    return at


def _is_of_others(text: str, span: Span, vocabulary: Vocabulary) -> bool:
    """Whether a phrase speaks of those who keep the list, give money or are thanked: "compiled by the …"."""
    clause = re.split(r"[.;!?\n]\s", span.of(text))[-1]
    return bool(vocabulary.updated.search(clause) or vocabulary.organizer_others.search(clause))


def _before_phrases(
    text: str, span: Span, vocabulary: Vocabulary, holes: Sequence[Span]
) -> Iterator[Finding[str]]:
    """Names before a verb ("… invites you") or a postposition (「…主催」), from the start of the clause."""
    for pattern, rule in (
        (vocabulary.organizer_verbs, "organizer.before_verb"),
        (vocabulary.organizer_after, "organizer.before_phrase"),
    ):
        for phrase in pattern.finditer(text, span.start, span.end):
            start = max([span.start, *(h.end for h in holes if h.end <= phrase.start())])
            start = _clause_start(text, start, phrase.start())
            run = run_before(text, start, phrase.start(), vocabulary)
            is_label = pattern is vocabulary.organizer_after and text[phrase.end() : phrase.end() + 1] in (
                ":",
                "：",
            )
            if is_label or run.end <= run.start:
                continue
            yield from _subjects(text, run, vocabulary, rule)


def _subjects(text: str, run: Span, vocabulary: Vocabulary, rule: str) -> Iterator[Finding[str]]:
    """Those before a verb: groups, or what has an article; one or two plain words are oftener a person."""
    for name in names_in(text, run, vocabulary, rule, 0.6):
        words, start = name.value, name.span.start if name.span else run.start
        group = is_group(words, vocabulary) or words.startswith("@")
        placed = vocabulary.venue.search(words) is not None
        if group or (not placed and _is_no_person(text, start, words, vocabulary)):
            yield name


def _is_no_person(text: str, start: int, words: str, vocabulary: Vocabulary) -> bool:
    count, cased = len(words.split()), words.upper() != words.lower()
    article = vocabulary.article.fullmatch(text[text.rfind(" ", 0, max(0, start - 1)) + 1 : start])
    return not cased or count > 2 or (count == 2 and article is not None)


def _clause_start(text: str, start: int, end: int) -> int:
    cut = max((text.rfind(mark, start, end) for mark in "!?\n。！？:：|(（，።।۔፦"), default=-1)
    return cut + 1 if cut >= 0 else start


def _joint(text: str, span: Span, vocabulary: Vocabulary) -> Iterator[Finding[str]]:
    """Those who host beside others: "together with the …"; after a mere "with", groups alone count."""
    for pattern, rule in ((vocabulary.organizer_joint, _JOINT), (vocabulary.organizer_beside, _BESIDE)):
        for phrase in pattern.finditer(text, span.start, span.end):
            if _is_of_others(text, Span(max(span.start, phrase.start() - _BEFORE), phrase.end()), vocabulary):
                continue
            names = list(names_in(text, Span(phrase.end(), span.end), vocabulary, rule, 0.7))
            opens = _OPENS.search(text[span.start : phrase.start()]) is not None
            if names and (rule == _JOINT or _is_host(text, phrase.end(), names[0], vocabulary, opens=opens)):
                yield from _lead(text, span, phrase.start(), names[-1], vocabulary)
                yield from names


def _is_host(text: str, at: int, name: Finding[str], vocabulary: Vocabulary, *, opens: bool) -> bool:
    """Whether a mere "with" names a host: at the head of a clause, or before an article and a group."""
    if name.value.startswith("@"):
        return True
    article = vocabulary.article.match(text, at) is not None
    group = vocabulary.group.match(name.value) is not None
    return is_group(name.value, vocabulary) and (opens or article or group)


def _lead(
    text: str, span: Span, at: int, last: Finding[str], vocabulary: Vocabulary
) -> Iterator[Finding[str]]:
    """The first host of a sentence that is nothing but hosts: "Rivulet Keepers, together with the …"."""
    start = max((m.end() for m in _SENTENCE.finditer(text, span.start, at)), default=span.start)
    words = trim(text, Span(start, at))
    after = text[last.span.end : last.span.end + 2].strip() if last.span else ""
    alone = after[:1] in ("", ".", "!", "#")
    run = run_before(text, start, at, vocabulary)
    phrased = any(p.search(words.of(text)) for p in (vocabulary.any_kind, vocabulary.organizer_before))
    if alone and not phrased and words.end > words.start and run == words and len(run.of(text).split()) > 1:
        yield from names_in(text, run, vocabulary, "organizer.lead", 0.6)


def hosts_of_all(
    announcement: Announcement,
    segments: Sequence[Segment],
    entries: Sequence[Entry],
    vocabulary: Vocabulary,
    localities: Localities,
) -> Found:
    """Return who calls all entries: named outside the cards, in the title, or as the sender of the letter."""
    text = announcement.text
    if not entries:
        return ()
    outside = [*_outside(segments, entries), *_speaking_for_all(text, segments, entries, vocabulary)]
    found = [f for s in outside for f in _said_of_all(text, s, vocabulary)]
    named = _once(f for f in found if not is_place_name(f, localities, vocabulary))
    if not named or all(f.rule == _JOINT for f in named):
        named = _once((*_titled(text, segments, vocabulary), *_sender(announcement, vocabulary), *named))
    return (named or _signed(text, segments, entries, vocabulary))[:_MOST]


def _outside(segments: Sequence[Segment], entries: Sequence[Entry]) -> list[Segment]:
    """Lines that belong to no entry: above the first, below the last, at the head of a telling paragraph."""
    carded = {id(segment) for entry in entries for segment in entry.card}
    first = min(entry.anchor.span.start for entry in entries)
    last = max(segment.place for entry in entries for segment in entry.card)
    opening = _opening_label(entries)
    own = any(s.role == "who" for e in entries for s in e.after if s.place < last)
    return [
        s
        for s in segments
        if (id(s) not in carded or s is opening)
        and s.block.kind != "row"
        and (
            s.span.start < first or (s.place > last and not own) or s is opening or _opens_telling(s, entries)
        )
    ]


def _opening_label(entries: Sequence[Entry]) -> Segment | None:
    """The one label for hosts in all cards, where it opens the last of several: it closes those above."""
    labels = [s for entry in entries for s in entry.card if s.role == "who"]
    if len(entries) < 3 or len({id(s) for s in labels}) != 1:
        return None
    return labels[0] if entries[-1].card[0] is labels[0] and entries[-1].anchor is not labels[0] else None


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


def _opens_telling(segment: Segment, entries: Sequence[Entry]) -> bool:
    """Whether it is the first sentence of a paragraph that goes on to tell of several events."""
    told = {e.anchor.place for e in entries if e.anchor.path[:-1] == segment.path[:-1]}
    return segment.path[-1] == 0 and len(told) > 1


def _said_of_all(text: str, segment: Segment, vocabulary: Vocabulary) -> Found:
    if segment.role == "who":
        return organizers_listed(text, segment.body, vocabulary, "organizer.page_label")
    found = organizers_in(text, segment.span, vocabulary, _holes([segment]))
    return tuple(f for f in found if f.rule != _BESIDE or segment.place == 0)  # menus say "By age group"


def _titled(text: str, segments: Sequence[Segment], vocabulary: Vocabulary) -> Iterator[Finding[str]]:
    """A group that opens the title: "Friends of the Old Pier: spring walks"."""
    for segment in segments[:1]:
        head = _HEAD.search(text, segment.span.start, segment.span.end)
        if head is None:
            return
        span = trim(text, Span(segment.span.start, head.start()))
        words = span.of(text).split()
        ends = words and (vocabulary.group.match(words[0]) or vocabulary.group.fullmatch(words[-1]))
        if ends and len(words) > 1 and is_name(span.of(text), vocabulary) and all_capitalised(span.of(text)):
            yield Finding(span.of(text), span, "organizer.title", 0.6)


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
) -> Found:
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
