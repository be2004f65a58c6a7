"""The names of those who call or host, cut from the words around them."""

import re
from collections.abc import Iterator
from functools import lru_cache

from handbill.languages import words_for
from handbill.reading.pieces import trim
from handbill.reading.telling import is_generic, without_small_ends
from handbill.reading.vocabulary import Pattern, Vocabulary
from handbill.values import Finding, Span

_MARK = re.compile(r"[!?;؟؛|。！？…።।۔]|[(（\[【)）\]】]|\n|\s[-–—‒]{1,2}\s|\s?https?:|\swww\.|#|→|:\s|：")
_DOT = re.compile(r"\.(?=\s|$|\))")
_ABBREVIATED = re.compile(
    r"(?<!\w)(?:[^\W\d_]|st|dr|mt|ft|sr|sra|sta|sto|ste|no|nr|jr|co|bros|prof|hl)$", re.I
)
_HANDLE = re.compile(r"(?<![\w.@/])@[\w.]{2,40}(?<!\.)")
_QUOTED = re.compile(r"«[^»\n]*»|“[^”\n]*”|„[^“”\n]*[“”]|「[^」\n]*」|『[^』\n]*』|(?<!\w)\"[^\"\n]*\"(?!\w)")
_PHONE = re.compile(r"[+(]?\d[\d\s()/.-]{5,}\d")
_WORD = re.compile(r"\S+")
_WORDS_OF_PLAIN_SCRIPT = 9
_LONGEST = 160
_LONGEST_NAME = 80
_COMPOUND = 12
"""Letters of a word that is a whole name in languages that write names as one ("Nattågsvännerna")."""
_SHORTEST = 3
"""Letters of a name; "Es" and "We" are none."""
_LINK = 4
"""Letters of a small word inside a name: "of", "de la", "from"."""

_OF_BODIES = ("meeting", "concert", "religious", "sport", "other")
_OCCASIONS = ("day", "week", "weekend", "month", "year")
"""Lengths of time that feasts are named by."""


def names_in(
    text: str, span: Span, vocabulary: Vocabulary, rule: str, confidence: float, *, labelled: bool = False
) -> Iterator[Finding[str]]:
    """Yield the names that *span* begins with: "Warm Quays, the Gate Cooks and Mill Readers at the pier".

    They end at a mark, at a word that leads on, and at the first part that is no name.

    Args:
        labelled: Whether a label says that nothing but names follows, so that a library may be one.
    """
    span = Span(span.start, end_of_names(text, span, vocabulary))
    listed = False
    for part, before in _parts(text, span, vocabulary):
        name = _bare(text, part, vocabulary)
        bare = vocabulary.article.match(text, part.start, part.end) is None
        is_where = listed and before == "," and bare and not labelled and _is_place(name.of(text), vocabulary)
        if is_where or not is_name(name.of(text), vocabulary):
            if listed or any(c.isalpha() for c in name.of(text)):
                return
            continue
        listed = True
        yield Finding(" ".join(name.of(text).split()), name, rule, confidence)


def end_of_names(text: str, span: Span, vocabulary: Vocabulary) -> int:
    """Return where a list of names ends: at a mark, or at a word that leads on ("… at the pier")."""
    limit = min(span.end, span.start + _LONGEST)
    quotes = _quotes(text, Span(span.start, limit))
    first = next((i for i in range(span.start, limit) if text[i].isalnum() or text[i] in '@«“„"「『'), limit)
    ends = [limit]
    for pattern in (_MARK, _PHONE, vocabulary.organizer_others, vocabulary.organizer_after):
        marks = (m.start() for m in pattern.finditer(text, first, limit))
        ends.append(next((at for at in marks if not _inside(at, quotes)), limit))
    dots = (m.start() for m in _DOT.finditer(text, first, limit))
    ends.append(next((dot for dot in dots if _ends_sentence(text, dot)), limit))
    stops = vocabulary.stop.finditer(text, min(first + _SHORTEST, limit), limit)
    outside = (stop for stop in stops if not _inside(stop.start(), quotes))
    ends.append(next((stop.start() for stop in outside if _leads_on(text, stop, vocabulary)), limit))
    return min(ends)


def _ends_sentence(text: str, dot: int) -> bool:
    """Whether the dot closes a sentence; those of "St. Mary" and "e. V." do not."""
    return _ABBREVIATED.search(text, max(0, dot - 5), dot) is None


def _leads_on(text: str, stop: re.Match[str], vocabulary: Vocabulary) -> bool:
    """Whether a small word ends the names: "for Clean Air" goes on with one, "at the pier" does not."""
    following = text[stop.end() : stop.end() + 2].strip()[:1]
    if stop.group().istitle() and len(stop.group()) > 1:
        return False  # "Peña El Faro"
    if not following.isupper():
        return True
    word = stop.group()
    return not (vocabulary.organizer_inside.fullmatch(word) or vocabulary.article.fullmatch(word))


def _quotes(text: str, span: Span) -> list[Span]:
    return [Span(*match.span()) for match in _QUOTED.finditer(text, span.start, span.end)]


def _inside(at: int, quotes: list[Span]) -> bool:
    return any(quote.start < at < quote.end - 1 for quote in quotes)


def _parts(text: str, span: Span, vocabulary: Vocabulary) -> Iterator[tuple[Span, str]]:
    """Cut a list of names at its commas and at "and", each with what stands before it.

    A comma behind "and" ends the list.
    """
    quotes = _quotes(text, span)
    cuts = [
        cut
        for cut in vocabulary.organizer_and.finditer(text, span.start, span.end)
        if not _inside(cut.start(), quotes)
    ]
    start, before, led = span.start, "", vocabulary.article.match(text, span.start) is not None
    for number, cut in enumerate(cuts):
        mark = "," if cut.group().strip() in (",", "،", "、", "/") else "and"
        following = cuts[number + 1].start() if number + 1 < len(cuts) else span.end
        left, right = Span(start, cut.start()), Span(cut.end(), following)
        if mark == "and" and not before and _is_one_name(text, left, cut.group(), right, vocabulary):
            continue
        if mark == before == "and" and led and _is_bare_word(right.of(text)):
            continue  # "los Vecinos y el Taller Papel y Engrudo"
        yield left, before
        if mark == "," and before == "and" and cut.group().strip() != "/":
            return
        start, before = cut.end(), mark
        led = len(cut.group().split()) > 1 or vocabulary.article.match(text, start) is not None
    yield Span(start, span.end), before


def _is_one_name(text: str, left: Span, cut: str, right: Span, vocabulary: Vocabulary) -> bool:
    """Whether "and" stands inside a name: "Peace and Justice Circle", "Clerks & Cashiers United".

    One capitalised word stands before it, and capitals without an article follow; or a word for a
    group opens the name and a single word follows ("Cooperativa Tinta y Café").
    """
    before, after = left.of(text).split(), right.of(text).split()
    if not before or not after or not before[-1][:1].isupper() or not after[0][:1].isupper():
        return False
    if len(cut.split()) > 1 or "@" in right.of(text):
        return False
    if article := vocabulary.article.match(text, left.start, left.end):
        before = text[article.end() : left.end].split()
    if len(before) == 1:
        compound = len(before[0]) >= _COMPOUND and is_group(before[0], vocabulary)
        return not compound and (len(after) >= 2 or cut.strip() == "&")
    return len(after) == 1 and vocabulary.group.match(before[0]) is not None


def _is_bare_word(words: str) -> bool:
    return len(words.split()) == 1 and words[:1].isupper()


def _bare(text: str, span: Span, vocabulary: Vocabulary) -> Span:
    """The name in a part of a list: without article, marks, small words at its end; a handle alone."""
    if handle := _HANDLE.search(text, span.start, span.end):
        return Span(*handle.span())
    span = _without_where(text, _trim(text, span), vocabulary)
    article = vocabulary.article.match(text, span.start, span.end)
    if article and article.end() < span.end:
        span = _trim(text, Span(article.end(), span.end))
    return without_small_ends(text, span, vocabulary) if span.end > span.start else span


def _without_where(text: str, span: Span, vocabulary: Vocabulary) -> Span:
    """Drop where they do so: "organiser is in all towns the Sound Net" names the Sound Net."""
    where = vocabulary.everywhere.match(text, span.start, span.end)
    return _trim(text, Span(where.end(), span.end)) if where and where.end() < span.end else span


def _trim(text: str, span: Span) -> Span:
    """Trim, but keep a quotation that closes the name: "жители «Зелёный дол»", עמותת "דרך הביתה"."""
    bare = trim(text, span)
    closes = next((q for q in _quotes(text, span) if q.start > bare.start and q.end - 1 == bare.end), None)
    return Span(bare.start, closes.end) if closes else bare


def is_name(words: str, vocabulary: Vocabulary) -> bool:
    """A name has a capital among its first words where the script has them, and is no sentence."""
    if not _SHORTEST <= len(words) <= _LONGEST_NAME or len(words.split()) > _WORDS_OF_PLAIN_SCRIPT:
        return False
    if words.startswith("@"):
        return True
    if vocabulary.labels.get(words.casefold(), "") or is_generic(words, vocabulary):
        return False
    if vocabulary.organizer_unnamed.search(words):
        return False
    if words.isascii() and not any(len(word) >= _SHORTEST for word in words.split()):
        return False
    if sum(c.isdigit() for c in words) > 3 or any(p.fullmatch(words) for p in vocabulary.status.values()):
        return False
    cased = any(c.isupper() or c.islower() for c in words)
    return not cased or _begins_as_name(words, vocabulary)


def _begins_as_name(words: str, vocabulary: Vocabulary) -> bool:
    heads = [word.lstrip("\"'«“„‘(")[:1] for word in words.split()[:3]]
    if heads[0].isupper() or heads[0].isdigit():
        return any(c.isupper() for c in words)
    if vocabulary.stop.match(words):
        return False
    named = vocabulary.group.match(words) is not None or _QUOTED.search(words) is not None
    return any(head.isupper() for head in heads) or (named and any(c.isupper() for c in words))


def _is_place(words: str, vocabulary: Vocabulary) -> bool:
    """Whether a later part of a list is where it is: "called by Warm Quays, County Hall"."""
    ends = words.split()[:1] + words.split()[-1:]
    return any(vocabulary.venue.search(word) for word in ends) and not is_group(words, vocabulary)


def is_group(words: str, vocabulary: Vocabulary) -> bool:
    """Whether a word for a group stands in *words* ("club", "friends") or for its members ("Gardeners")."""
    return bool(vocabulary.group.search(words) or vocabulary.member.search(words))


def is_occasion(words: str, vocabulary: Vocabulary) -> bool:
    """Whether *words* name a day or a feast of somebody, and no group: "Tag der Nachbarn"."""
    first, *middle = words.split()[:-1] or [""]
    opens = any(
        kind.match(words) for kind in _gatherings(vocabulary)
    ) or first.casefold() in _lengths_of_time(vocabulary.tag)
    if not opens or vocabulary.group.match(words):
        return False
    linked = (vocabulary.small, vocabulary.article, vocabulary.organizer_beside)
    return any(word.islower() or any(p.fullmatch(word) for p in linked) for word in middle)


def is_kind(words: str, vocabulary: Vocabulary) -> bool:
    """Whether *words* begin or end with what an event is: "Lantern March", "Feria del Libro"."""
    ends = words.split()[:1] + words.split()[-1:]
    return any(kind.fullmatch(word) for kind in _gatherings(vocabulary) for word in ends)


def _gatherings(vocabulary: Vocabulary) -> list[Pattern]:
    """The kinds whose words name no bearers: a choir, a council and a parish are kinds of a page as well."""
    return [pattern for kind, pattern in vocabulary.kinds.items() if kind not in _OF_BODIES]


@lru_cache(maxsize=64)
def _lengths_of_time(tag: str) -> frozenset[str]:
    units = words_for(tag).time.units
    return frozenset(name.casefold() for unit in _OCCASIONS for name in units.get(unit, ()))


def run_before(text: str, start: int, end: int, vocabulary: Vocabulary) -> Span:
    """Return the capitalised words that end at *end*, small words and "and" between them included.

    In a script without capitals, all words from the last mark on, where they are few.
    """
    begin, capital = end, end
    words = list(_WORD.finditer(text, start, end))
    for word in reversed(words):
        token = word.group().strip(",،'’\"«»“”„")
        if begin != end and _closes(text, word):
            break
        if not token or token[:1].isupper() or token[:1] in "@&" or not (token[:1].islower()):
            capital = begin = word.start()
        elif (
            len(token) <= _LINK
            or vocabulary.group.match(token)
            or vocabulary.organizer_and.fullmatch(f" {token} ")
        ):
            begin = word.start()
        else:
            break
    opening = _opening_group(text, begin, capital, vocabulary)
    run = trim(text, Span(opening, end))
    return run if len(run.of(text).split()) <= 2 * _WORDS_OF_PLAIN_SCRIPT else Span(end, end)


def _joins(token: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.organizer_and.fullmatch(f" {token} ") is not None


def _closes(text: str, word: re.Match[str]) -> bool:
    last = word.group()[-1:]
    return last in ":;!?|)。！？：።।۔" or (last == "." and _ends_sentence(text, word.end() - 1))


def _opening_group(text: str, begin: int, capital: int, vocabulary: Vocabulary) -> int:
    """A name may open with a small word for a group ("das Bündnis" has none, "le collectif Loire" does)."""
    group = vocabulary.group.search(text, begin, capital)
    return group.start() if group else capital
