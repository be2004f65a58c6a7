"""The body whose own notice a page is: at its masthead ("Mill Ramblers"), in its signature.

It calls what nobody else is named for. A page that compiles what others do has such a line as well; there its
items name their own hosts (`without_compiler`).
"""

import re
from collections.abc import Iterator, Sequence

from handbill.reading.entries import Entry
from handbill.reading.hostnames import is_group, is_kind, is_name, is_occasion
from handbill.reading.organizers import MASTHEAD, OF_PAGE, SIGNATURE, Names
from handbill.reading.parts import all_capitalised
from handbill.reading.pieces import trim
from handbill.reading.segments import Segment
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Draft, Finding, Span
from handbill.values.copies import replace

_HEAD, _FOOT = 4, 3
"""Lines at the head of a page that may be its masthead, and at its foot that may be its signature."""
_CUT = re.compile(r"\s+[-–—|·•]+\s+|[|·•]|:\s|,\s|\s{3,}|\n|[(]")
_QUOTATION = re.compile(r"\s+(?:«[^»\n]{2,60}»|“[^”\n]{2,60}”|„[^“”\n]{2,60}[“”]|\"[^\"\n]{2,60}\")")
_LONGEST, _LONGEST_IN_CAPITALS = 7, 5
"""Words of the name of a body; in capitals more are a call ("CALLING ALL COOKS AND FRIENDS")."""
_FEWEST_NAMED, _MOST_CITIES = 2, 2
"""Items that name their own hosts on a page that compiles, and cities of what a body that signs calls."""


def body_of(
    text: str, segments: Sequence[Segment], entries: Sequence[Entry], vocabulary: Vocabulary
) -> Names:
    """Return the body that a line of its own names at the head of the page, else at its foot; () for none."""
    first = min(entry.anchor.place for entry in entries)
    last = max(entry.anchor.place for entry in entries)
    head = [s for s in segments[:_HEAD] if s.place < first and not s.role]
    foot = [s for s in segments[-_FOOT:] if s.place > last and not s.role and not s.moments]
    presented = _presented(text, head, vocabulary)
    if presented:
        return presented
    for lines, rule in ((head, MASTHEAD), (foot, SIGNATURE)):
        for line in lines:
            if found := next(_bodies_in(text, line, vocabulary, rule), None):
                return (found,)
    return ()


def _presented(text: str, head: Sequence[Segment], vocabulary: Vocabulary) -> Names:
    """The lines above one that is nothing but the verb: "MILL STREET / TRADERS' UNION / PRESENTS"."""
    for place, line in enumerate(head):
        verb = trim(text, line.span)
        if place and vocabulary.organizer_verbs.fullmatch(text, verb.start, verb.end):
            span = trim(text, Span(head[0].span.start, head[place - 1].span.end))
            words = " ".join(span.of(text).split())
            if len(words.split()) <= _LONGEST and is_name(words, vocabulary):
                return (Finding(words, span, MASTHEAD, 0.6),)
    return ()


def _bodies_in(text: str, line: Segment, vocabulary: Vocabulary, rule: str) -> Iterator[Finding[str]]:
    """The first piece of a line, or all of it, where it is the name of a group and nothing else."""
    span = trim(text, line.span)
    cut = _CUT.search(text, span.start, span.end)
    name = trim(text, Span(span.start, cut.start() if cut else span.end))
    rest = text[cut.end() : span.end] if cut else ""
    words = name.of(text)
    if words.isupper() and vocabulary.generic.search(rest):
        return  # "NEWTOWN NEIGHBOURS - DATES": capitals tell nothing
    if _is_body(words, vocabulary):
        yield Finding(" ".join(words.split()), name, rule, 0.5)
    for group in vocabulary.group.finditer(text, span.start, span.end):
        quoted = _QUOTATION.match(text, group.end(), span.end)
        if quoted:  # "Lettre du collectif « Les Quais »"
            whole = Span(group.start(), quoted.end())
            yield Finding(" ".join(whole.of(text).split()), whole, rule, 0.5)


def _is_body(words: str, vocabulary: Vocabulary) -> bool:
    """Whether *words* are the name of a group: a word for one at an end, the others with capitals."""
    told = words.split()
    longest = _LONGEST_IN_CAPITALS if words.isupper() else _LONGEST
    if not 2 <= len(told) <= longest or words[-1] in ".!?" or not all_capitalised(words):
        return False
    ends = vocabulary.group.match(words) or is_group(told[-1], vocabulary)
    return (
        bool(ends)
        and is_name(words, vocabulary)
        and not is_kind(words, vocabulary)
        and not is_occasion(words, vocabulary)
    )


def without_compiler(drafts: Sequence[Draft]) -> list[Draft]:
    """Return *drafts* without the body of the page where it is none of theirs.

    That is where half of them and more name their own hosts, where it is what one of them is called, and
    where a network signs a letter of what goes on in many cities.
    """
    cities = {draft.city.value for draft in drafts if draft.city}
    own = [d for d in drafts if d.organizers and not any(_is_of_page(f) for f in d.organizers)]
    compiled = len(own) >= _FEWEST_NAMED and len(own) * 2 >= len(drafts)
    names = [draft.name.span for draft in drafts if draft.name and draft.name.span]

    def kept(draft: Draft) -> Draft:
        found = draft.organizers
        if not any(_is_of_page(f) for f in found):
            return draft
        named = any(f.span and f.span.overlaps(name) for f in found for name in names)
        afar = len(cities) > _MOST_CITIES and any(f.rule == SIGNATURE for f in found)
        return replace(draft, organizers=()) if compiled or named or afar else draft

    return [kept(draft) for draft in drafts]


def _is_of_page(finding: Finding[str]) -> bool:
    return finding.rule in OF_PAGE
