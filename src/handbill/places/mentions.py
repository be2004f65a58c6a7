"""Place names in running text: the longest known name at each word, with what speaks for it.

Spaced scripts: a name begins and ends at a word boundary and, where the script has case, with a
capital, unless its line is all in one case. Dense scripts: a name may stand anywhere in a run.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log10
from typing import NamedTuple, Protocol

from handbill.places.forms import LEAST_STEM, BaseForm, Inflected, inflected, stems
from handbill.places.keys import Token, fold, tokens
from handbill.places.storage import NameRank, Posting
from handbill.values import Place, Span

LONGEST_NAME = 7  # words; "San Juan Bautista Valle Nacional" has five
LONGEST_RUN = 24  # characters of a name in a dense script
LEAST_WEIGHT = 0.1  # below that a mention is noise
INFLECTED = 0.8  # what an ending leaves of the weight: it may belong to another word

_INSIDE_NAME = frozenset((*" \u00a0\u202f-\u2010\u2011\u05be.", ". ", ".-"))  # what parts words of one name
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc\uff66-\uff9f]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_BOUND_VOWELS = (
    "\u0e30\u0e32\u0e33\u0e45\u0eb0\u0eb2\u0eb3"  # Thai, Lao: letters that end a syllable begun before
)
_PARTICLES = re.compile(
    "(?:특별시|광역시|특별자치시|시)?(?:에서는?|에는?|에도|의|은|는|이|가|을|를|으?로|과|와|도|만|및|까지|부터|역|발|행)?"
    "(?![\uac00-\ud7af])"
)
_RANK_WEIGHT = {NameRank.MAIN: 1.0, NameRank.NATIVE: 0.95, NameRank.ALTERNATE: 0.55, NameRank.CODE: 0.0}


@dataclass(frozen=True, slots=True)
class Mention:
    """A place name in a text.

    Attributes:
        span: Half-open; without an apostrophe suffix or an attached prefix.
        name: The words of the text; of an inflected name its base form ("в Москве" is Москва).
        places: Who bears it, main names before alternates, each by falling population.
        main: Whether some place bears it as its main name, or as its own in the country's script.
        weight: 0..1, how much the word alone speaks for a place: less for alternates, small places,
            short names, inflected ones, everyday words, and words that the text also writes in lower
            case. A name between "in" and a date needs little weight, a bare word much.
    """

    span: Span
    name: str
    places: tuple[Place, ...]
    main: bool
    weight: float


class Names(Protocol):
    """What is asked of the gazetteer here."""

    def postings(self, key: str) -> tuple[Posting, ...]: ...
    def prefixes(self, key: str) -> list[str]: ...
    def begins_name(self, key: str) -> bool: ...
    def beginnings(self, word: str) -> tuple[BaseForm, ...]: ...
    def is_ordinary(self, key: str) -> bool: ...
    def place_of(self, posting: Posting) -> Place: ...
    def population_of(self, posting: Posting) -> int: ...


class _Found(NamedTuple):
    span: Span
    key: str
    factor: float  # what the circumstances leave of its weight
    base: str = ""  # the name, where an ending hides it


class _Line(NamedTuple):
    text: str  # the whole text, in which the words count
    words: Sequence[Token]
    lower: bool  # all in lower case, as posts often are
    endings: tuple[str, ...]  # by which its language inflects names


def find_mentions(names: Names, text: str, span: Span, *, endings: tuple[str, ...] = ()) -> Iterator[Mention]:
    """Yield the mentions of *names* in *text* inside *span*, in order, never overlapping.

    Args:
        endings: How names of cities inflect in the language of the text, as "written>base".
    """
    lines = list(_lines(text, span, endings))
    common: frozenset[str] | None = None
    for line in lines:
        for found in _in_line(names, line):
            common = _words_in_lower_case(lines) if common is None else common
            mention = _weighed(names, text, found, common)
            if mention.weight >= LEAST_WEIGHT:
                yield mention


def _lines(text: str, span: Span, endings: tuple[str, ...]) -> Iterator[_Line]:
    start = span.start
    while start < span.end:
        end = text.find("\n", start, span.end)
        end = span.end if end < 0 else end
        written = text[start:end]
        words = list(tokens(text, Span(start, end)))
        yield _Line(text, words, written.islower(), endings)
        start = end + 1


def _words_in_lower_case(lines: Sequence[_Line]) -> frozenset[str]:
    """Return the folded words that the text uses as common words: lower case where it could do otherwise."""
    mixed = (line for line in lines if not line.lower)
    return frozenset(fold(token.word) for line in mixed for token in line.words if token.word[0].islower())


def _in_line(names: Names, line: _Line) -> Iterator[_Found]:
    free_from = 0
    for number, token in enumerate(line.words):
        if token.start < free_from:
            continue
        if token.dense:
            yield from _in_run(names, token)
        elif (line.lower or not token.word[0].islower() or _leads_to_capital(line, number)) and (
            found := _at_word(names, line, number)
        ):
            yield found
            free_from = found.span.end


def _at_word(names: Names, line: _Line, number: int) -> _Found | None:
    """Return the longest name that begins in word *number*; as written before an inflected one."""
    found = _as_written(names, line, number)
    hidden = _inflected_at(names, line, number) if line.endings else None
    return hidden if hidden and (found is None or _is_better(names, hidden, found)) else found


def _is_better(names: Names, hidden: _Found, found: _Found) -> bool:
    """Tell whether an inflected name beats one as written: a longer one, or none but an alternate."""
    if hidden.span.end != found.span.end:
        return hidden.span.end > found.span.end
    return _best_rank(names, hidden.key) <= NameRank.NATIVE < _best_rank(names, found.key)


def _best_rank(names: Names, key: str) -> NameRank:
    return min(posting.rank for posting in names.postings(key))


def _as_written(names: Names, line: _Line, number: int) -> _Found | None:
    """Return the longest name that begins in word *number*; in its own form before a stripped one."""
    token = line.words[number]
    forms = names.beginnings(token.word)
    window = _window(line, number) if forms else []
    for form in forms:
        end = token.start + form.span.end
        words = [Token(token.start + form.span.start, end, form.text, dense=False)]
        found = _longest(names, words + window if end == token.end else words)
        if found and (line.lower or not _is_one_small_word(found, form.text, token)):
            return found._replace(factor=0.5 if line.lower else 1.0)
    return None


def _is_one_small_word(found: _Found, form: str, token: Token) -> bool:
    return form[0].islower() and found.span.end <= token.end


def _leads_to_capital(line: _Line, number: int) -> bool:
    """Tell whether a word in lower case may begin a name: "the Hague", "s-Hertogenbosch", "l'Aquila"."""
    token = line.words[number]
    if not token.word.islower():
        return True
    following = line.words[number + 1 : number + 2] if len(token.word) <= 4 else ()
    return bool(following) and following[0].word[0].isupper()


def _window(line: _Line, number: int) -> list[Token]:
    """Return the words after *number* that may belong to one name with it."""
    nearby = line.words[number : number + LONGEST_NAME]
    window: list[Token] = []
    for before, token in pairwise(nearby):
        if token.dense or line.text[before.end : token.start] not in _INSIDE_NAME:
            break
        window.append(token)
    return window


def _longest(names: Names, words: Sequence[Token]) -> _Found | None:
    """Return the longest name that begins with the first of *words* and ends with one of them."""
    key = fold(words[0].word)
    wholes, stemmed = {key: words[0].end}, {}
    for token in words[1:]:
        for form in stems(token.word):
            stemmed[f"{key} {fold(form.text)}"] = token.start + form.span.end
        key = f"{key} {fold(token.word)}"
        wholes[key] = token.end
    known = {prefix: wholes[prefix] for prefix in names.prefixes(key) if prefix in wholes}
    known |= {stem: end for stem, end in stemmed.items() if names.postings(stem)}
    best = max(known, key=len, default="")
    return _Found(Span(words[0].start, known[best]), best, 1.0) if len(best) > 1 else None


def _inflected_at(names: Names, line: _Line, number: int) -> _Found | None:
    """Return the longest name of which each word from *number* on stands as it is or by an ending."""
    token = line.words[number]
    begun = [form for form in _word_forms(token, line) if names.begins_name(form.key)]
    best, end = _known(names, begun, token.word), token.end
    for following in _window(line, number) if begun else ():
        begun = [
            longer
            for form in begun
            for word in _word_forms(following, line, stem=1)
            if names.begins_name((longer := _joined(line, form, end, word, following)).key)
        ]
        end = following.end
        best = _known(names, begun, line.text[token.start : end]) or best
        if not begun:
            break
    return best and best._replace(
        span=Span(token.start, token.start + best.span.end),
        factor=INFLECTED * (0.5 if line.lower else 1.0),
    )


def _word_forms(token: Token, line: _Line, stem: int = LEAST_STEM) -> tuple[Inflected, ...]:
    """Return the forms of one word; within a longer name its stem may be short ("w Zielonej Górze")."""
    return (Inflected(fold(token.word), token.word), *inflected(token.word, line.endings, stem=stem))


def _joined(line: _Line, form: Inflected, end: int, word: Inflected, token: Token) -> Inflected:
    return Inflected(f"{form.key} {word.key}", form.text + line.text[end : token.start] + word.text)


def _known(names: Names, forms: Sequence[Inflected], written: str) -> _Found | None:
    """Return the most likely name among *forms*, counted from its own beginning; None for none.

    What stands there as it is written is not hidden by an ending, so it does not count.
    """
    known = [form for form in forms if form.text != written and names.postings(form.key)]
    if not known:
        return None
    best = max(known, key=lambda form: _standing(names, form.key))
    return _Found(Span(0, len(written)), best.key, 1.0, best.text)


def _standing(names: Names, key: str) -> tuple[bool, float]:
    """Return what ranks several names that one word may hide: main names first, then by weight."""
    return _best_rank(names, key) <= NameRank.NATIVE, _weight_of_name(names, key, names.postings(key))


def _in_run(names: Names, run: Token) -> Iterator[_Found]:
    """Yield the names in a *run* of a dense script, the longest at each place."""
    folded = [fold(letter) for letter in run.word]
    at = 0
    while at < len(run.word):
        end = _end_of_name(names, run.word, folded, at)
        if end is None:
            at += 1
            continue
        key = "".join(folded[at:end])
        yield _Found(Span(run.start + at, run.start + end), key, _rest_of_word(run.word, end))
        at = end


def _end_of_name(names: Names, run: str, folded: Sequence[str], at: int) -> int | None:
    """Return where the longest name that begins at *at* ends, None where none begins."""
    if not _may_part(run, at) or (at and _HANGUL.match(run, at) and _HANGUL.match(run, at - 1)):
        return None
    prefixes = names.prefixes("".join(folded[at : at + LONGEST_RUN]))
    ends = range(at + 2, min(len(run), at + LONGEST_RUN) + 1) if prefixes else ()
    fitting = (end for end in ends if "".join(folded[at:end]) in prefixes and _may_part(run, end))
    return max(fitting, default=None)


def _may_part(run: str, at: int) -> bool:
    """Tell whether a name may begin or end at *at*: not within a syllable, nor within a Katakana word."""
    if at in (0, len(run)):
        return True
    if unicodedata.category(run[at]).startswith("M") or run[at] in _BOUND_VOWELS:
        return False
    return not (_KATAKANA.match(run, at - 1) and _KATAKANA.match(run, at))


def _rest_of_word(run: str, end: int) -> float:
    """Return less than 1 for a Hangul name that goes on with more than particles ("Seoul Plaza")."""
    within_word = end < len(run) and _HANGUL.match(run, end - 1) and _HANGUL.match(run, end)
    return 0.6 if within_word and not _PARTICLES.match(run, end) else 1.0


def _weighed(names: Names, text: str, found: _Found, common: frozenset[str]) -> Mention:
    postings = names.postings(found.key)
    weight = found.factor * _weight_of_name(names, found.key, postings)
    if found.key in common or (found.base and fold(found.span.of(text)) in common):
        weight *= 0.4
    places = tuple(names.place_of(posting) for posting in postings)
    return Mention(
        span=found.span,
        name=_own_spelling(found, places) if found.base else found.span.of(text),
        places=places,
        main=any(posting.rank <= NameRank.NATIVE for posting in postings),
        weight=round(weight, 3),
    )


def _own_spelling(found: _Found, places: Sequence[Place]) -> str:
    """Return the base form with the accents of the name: "w Łodzi" leaves "Łodz", the city is Łódź."""
    return next((place.name for place in places if fold(place.name) == found.key), found.base)


def _weight_of_name(names: Names, key: str, postings: Sequence[Posting]) -> float:
    bearers = (
        _RANK_WEIGHT[posting.rank] * _weight_of_size(names.population_of(posting)) for posting in postings
    )
    everyday = 0.3 if names.is_ordinary(key) else 1.0
    return max(bearers) * _weight_of_length(key) * everyday


def _weight_of_size(population: int) -> float:
    """Return 0.2 for a village to 1 for a million people."""
    return min(1.0, max(0.2, (log10(population + 1) - 3) / 3))


def _weight_of_length(key: str) -> float:
    """Return how far a name of this length can be trusted not to be another word or an abbreviation."""
    by_length = {2: 0.8, 3: 0.9} if ord(key[0]) > 0x2E80 else {2: 0.3, 3: 0.7}
    return by_length.get(len(key), 1.0)
