"""Those who call or host: after "organised by", before "invites you", behind @handles, in brackets.

Who the lines of the entry name, else who the page names for all (`hosts`). Who compiles a list, gives money
or plays music is none of them.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from handbill.reading.cards import Card
from handbill.reading.hostnames import is_group, is_kind, is_name, names_in, run_before
from handbill.reading.localities import Localities
from handbill.reading.parts import all_capitalised
from handbill.reading.pieces import trim
from handbill.reading.segments import Segment
from handbill.reading.vocabulary import Vocabulary, is_unspaced
from handbill.values import Finding, Span, name_key

JOINT, BESIDE = "organizer.joint", "organizer.beside"
"""Rules of those who host beside others: "together with the …", "with the …"."""
MASTHEAD, SIGNATURE = OF_PAGE = ("organizer.masthead", "organizer.signature")
"""Rules of the body whose own notice a page is."""
_LONGEST_BRACKET, _MOST_IN_BRACKETS = 4, 6
"""Words in brackets that are a name: without, and with a word for a group among them."""
_MOST_TOLD = 200
"""Findings of one line that are looked at; a call that a hundred groups sign is longer than most."""
_OPENS = re.compile(r"(?:^|[.!?;:,(|。\n•*]|\s[-–—])\s*[^\w\s@«“]*\s*$")
_CLAUSE = re.compile(r"[.;!?\n]\s")
_SENTENCE = re.compile(r"[.!?。！？።।۔]\s+|\n")
_LIST = 6
"""Words of a line in a list of names."""
_BEFORE = 16
"""Characters before a phrase in which "compiled" or "sponsored" may stand."""
_LEAST_BEFORE_OBJECT = 2
"""Words of a name before what its bearers do."""

Names = tuple[Finding[str], ...]


def organizers_of(card: Card, hosts: Names = ()) -> Names:
    """Return who calls or hosts, as the card says, else *hosts*, whom the page names for all."""
    if "who" in card.entry.cells:
        return organizers_listed(card.text, card.entry.cells["who"], card.vocabulary, "organizer.cell")
    own, after = card.entry.card, card.entry.after
    named = _labelled(card, own) or _told(card, own) or _bracketed(card)
    named = named or _labelled(card, after) or _told(card, after)
    if named and all(finding.rule in (JOINT, BESIDE) for finding in named):
        return once((*(host for host in hosts if host.rule not in OF_PAGE), *named))
    return named or hosts


def _labelled(card: Card, lines: Sequence[Segment]) -> Names:
    return once(
        finding
        for number, segment in enumerate(lines)
        if segment.role == "who"
        for span in _behind_label(card.text, segment, lines[number + 1 :])
        for finding in organizers_listed(card.text, span, card.vocabulary, "organizer.label")
    )


def _behind_label(text: str, segment: Segment, below: Sequence[Segment]) -> list[Span]:
    """What a label labels: the rest of its line, else the list below it."""
    if trim(text, segment.body).end > trim(text, segment.body).start and segment.body != segment.span:
        return [segment.body]
    listed: list[Span] = []
    for line in below:
        if line.role or line.moments or line.block.kind != "item" or len(line.span.of(text).split()) > _LIST:
            break
        listed.append(line.span)
    return listed


def _told(card: Card, lines: Sequence[Segment]) -> Names:
    anchor, own = card.entry.anchor, card.entry.part
    spans, holes = [own if s is anchor else s.span for s in lines], holes_of(lines)
    found = [f for span in spans for f in organizers_in(card.text, span, card.vocabulary, holes)]
    return once(f for f in found if not is_place_name(f, card.localities, card.vocabulary))


def holes_of(segments: Sequence[Segment]) -> list[Span]:
    return [m.span for s in segments for m in s.moments if m.span]


def once(found: Iterator[Finding[str]] | Sequence[Finding[str]]) -> Names:
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


def _bracketed(card: Card) -> Names:
    """A name in brackets at the end of an item: "(Street Memorial Circle)"."""
    parts = card.own if len(card.entry.card) < 2 else [*card.own, *card.parts(card.entry.card[-1])]
    housed = "where" in card.entry.cells or any(p.seems == "venue" and p.piece.mark != "(" for p in card.own)
    for part in reversed(parts):
        words = part.piece.span.of(card.text)
        if part.piece.mark in ("(", "（") and part.seems in ("text", "venue") and _may_be_group(words, card):
            if not housed and not is_group(words, card.vocabulary):
                return ()  # where no other words say where it is, those in brackets may
            found = Finding(words, part.piece.span, "organizer.brackets", 0.6)
            return () if is_place_name(found, card.localities, card.vocabulary) else (found,)
    return ()


def _may_be_group(words: str, card: Card) -> bool:
    """Whether bracketed words look like the name of a group: several, all with capitals, no place."""
    vocabulary, count = card.vocabulary, len(words.split())
    if not 2 <= count <= _MOST_IN_BRACKETS or words[:1].islower() or any(c.isdigit() for c in words):
        return False
    if not is_name(words, vocabulary) or vocabulary.says_how.search(words):
        return False
    if vocabulary.group.match(words):
        return True  # "Iniciativa Bezpečná cesta": many languages write the rest of a name small
    capitals = sum(word[:1].isupper() for word in words.split())
    short = min(count, capitals) <= _LONGEST_BRACKET and not vocabulary.documents.search(words)
    placed = vocabulary.venue.search(words) is not None
    return all_capitalised(words) and (is_group(words, vocabulary) or (short and not placed))


def organizers_in(text: str, span: Span, vocabulary: Vocabulary, holes: Sequence[Span] = ()) -> Names:
    """Return the organisers named in *span*, first mention first; none twice.

    Args:
        holes: Times in the text, which no name holds.
    """
    if not vocabulary.any_host.search(text, span.start, span.end):
        return ()
    told = chain(
        _after_phrases(text, span, vocabulary),
        _before_phrases(text, span, vocabulary, holes),
        _joint(text, span, vocabulary),
    )
    found = sorted(islice(told, _MOST_TOLD), key=lambda f: f.span or span)
    return once([f for f in found if not any(_lies_within(f, other) for other in found)])


def _lies_within(finding: Finding[str], other: Finding[str]) -> bool:
    """Whether *finding* is a part of a longer name, or the same one found by a weaker rule."""
    if finding is other or finding.span is None or other.span is None:
        return False
    inside = other.span.start <= finding.span.start and finding.span.end <= other.span.end
    return inside and (finding.span != other.span or finding.confidence < other.confidence)


def organizers_listed(text: str, span: Span, vocabulary: Vocabulary, rule: str) -> Names:
    """Return the organisers of a span that names nothing else, as behind the label "Hosted by:"."""
    return once(list(names_in(text, span, vocabulary, rule, 0.9, labelled=True)))


def _after_phrases(text: str, span: Span, vocabulary: Vocabulary) -> Iterator[Finding[str]]:
    for phrase in vocabulary.organizer_before.finditer(text, span.start, span.end):
        before = Span(max(span.start, phrase.start() - _BEFORE), phrase.end())
        if not _is_of_others(text, before, vocabulary) and _ends_as_word(text, phrase.end()):
            rest = Span(_behind_colon(text, phrase.end(), span.end), span.end)
            colon = ":" in text[phrase.end() : rest.start] or "：" in text[phrase.end() : rest.start]
            rest = rest if colon else _before_object(text, rest, vocabulary)
            yield from names_in(text, rest, vocabulary, "organizer.after_phrase", 0.8, labelled=colon)
    for label in vocabulary.organizer_label.finditer(text, span.start, span.end):
        if _OPENS.search(text[span.start : label.start()]):
            rest = Span(_behind_colon(text, label.end(), span.end), span.end)
            yield from names_in(text, rest, vocabulary, "organizer.label_inside", 0.85, labelled=True)


def _before_object(text: str, span: Span, vocabulary: Vocabulary) -> Span:
    """The names behind a verb where no capitals set them off from what is done: تنظم جمعية … أمسية …

    A kind right behind the first word is that of a group's own name, as is one with the article ال.
    """
    if text[span.start : span.start + 1].upper() != text[span.start : span.start + 1].lower():
        return span
    kinds = vocabulary.any_kind.finditer(text, span.start, span.end)
    ends = (k.start() for k in kinds if len(text[span.start : k.start()].split()) >= _LEAST_BEFORE_OBJECT)
    return Span(span.start, next(ends, span.end))


def _ends_as_word(text: str, end: int) -> bool:
    """Whether a mark follows where words are written without spaces: 「主催者に確認」 names nobody."""
    return not is_unspaced(text[end - 1 : end]) or text[end : end + 1] in ("", *":： 　「『\n")


def _behind_colon(text: str, at: int, end: int) -> int:
    while at < end and text[at] in " :：*_.":
        at += 1
    return at


def _is_of_others(text: str, span: Span, vocabulary: Vocabulary) -> bool:
    """Whether a phrase speaks of those who keep the list, give money or are thanked: "compiled by the …"."""
    clause = _CLAUSE.split(span.of(text))[-1]
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
            if run.end <= run.start or _labels(text, run, phrase, vocabulary):
                continue
            yield from _subjects(text, run, vocabulary, rule)


def _labels(text: str, run: Span, phrase: re.Match[str], vocabulary: Vocabulary) -> bool:
    """Whether a colon makes a label of it: 「主催：…」, "Ban tổ chức: …"; "the Club presents:" is none."""
    if text[phrase.end() : phrase.end() + 1] not in (":", "："):
        return False
    whole = text[run.start : phrase.end()].casefold()
    return whole in vocabulary.labels or is_unspaced(phrase.group())


def _subjects(text: str, run: Span, vocabulary: Vocabulary, rule: str) -> Iterator[Finding[str]]:
    """Those before a verb: groups, or what has an article; one or two plain words are oftener a person."""
    for name in names_in(text, run, vocabulary, rule, 0.6):
        words, start = name.value, name.span.start if name.span else run.start
        group = is_group(words, vocabulary) or words.startswith("@")
        placed = vocabulary.venue.search(words) is not None
        named = not placed and not is_kind(words, vocabulary)
        if group or (named and _is_no_person(text, start, words, vocabulary)):
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
    for pattern, rule in ((vocabulary.organizer_joint, JOINT), (vocabulary.organizer_beside, BESIDE)):
        for phrase in pattern.finditer(text, span.start, span.end):
            if _is_of_others(text, Span(max(span.start, phrase.start() - _BEFORE), phrase.end()), vocabulary):
                continue
            names = list(names_in(text, Span(phrase.end(), span.end), vocabulary, rule, 0.7))
            opens = _OPENS.search(text[span.start : phrase.start()]) is not None
            if names and (rule == JOINT or _is_host(text, phrase.end(), names[0], vocabulary, opens=opens)):
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
