"""The forms under which a name may hide in a running word.

Suffixes behind an apostrophe and attached prefixes are known here, for all languages alike. How names
inflect ("w Krakowie", "Moskovassa") differs from language to language: the caller brings the endings.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from handbill.places.keys import APOSTROPHES, fold
from handbill.values import Span

_APOSTROPHE = re.compile(f"[{APOSTROPHES}ʼ]")
_SUFFIX_LENGTH = 7  # "'dekiler"; longer tails are a second word
_ELISION_LENGTH = 5  # "l'", "d'", "qu'", "dell'", "sull'"
LEAST_STEM = 3  # letters that an ending leaves; shorter stems fit too many names
_TELLING_ENDING = 3  # letters; such an ending may leave two: "Києві" is Київ

# Prepositions, the article and "and" that are written onto the next word, and what must be left of it.
_ATTACHED = (
    ((*"בלמהושכ", "וב", "ול", "ומ", "וה", "וש", "שב", "מה", "של"), re.compile("[א-ת]{2}")),
    ((*"وفبلك", "لل", "وب", "ول", "فب", "فل", "ولل"), re.compile("[\u0621-\u06ff]{3}")),
    ((*"በከየለ",), re.compile("[\u1200-\u137f]{2}")),
)


class BaseForm(NamedTuple):
    """A form to look up, and the half-open part of the word that it stands on."""

    text: str
    span: Span


class Ending(NamedTuple):
    """What a case writes at the end of a name, and what the name itself has there; both folded."""

    written: str
    base: str


class Inflected(NamedTuple):
    """A base form that an ending gives: its compare key, and how the name would be written."""

    key: str
    text: str


@lru_cache(maxsize=65_536)
def base_forms(word: str) -> tuple[BaseForm, ...]:
    """Return the forms under which *word* may be known, the word itself first.

    >>> [form.text for form in base_forms("İzmir'de")]
    ["İzmir'de", 'İzmir']
    >>> [form.text for form in base_forms("dell'Aquila")]
    ["dell'Aquila", 'dell', 'Aquila']
    """
    itself = BaseForm(word, Span(0, len(word)))
    return (itself, *_around_apostrophes(word), *_without_prefix(word))


@lru_cache(maxsize=65_536)
def stems(word: str) -> tuple[BaseForm, ...]:
    """Return the forms of *word* that may end a longer name: those that only lose a suffix."""
    return tuple(form for form in base_forms(word)[1:] if form.span.start == 0)


@lru_cache(maxsize=64)
def parsed_endings(endings: tuple[str, ...]) -> tuple[tuple[Ending, str], ...]:
    """Return *endings*, written "written>base", with the letters of the base as they are written."""
    pairs = (ending.partition(">")[::2] for ending in endings)
    return tuple((Ending(fold(written), fold(base)), base) for written, base in pairs if written)


@lru_cache(maxsize=65_536)
def inflected(word: str, endings: tuple[str, ...], *, stem: int = LEAST_STEM) -> tuple[Inflected, ...]:
    """Return the base forms of *word* by *endings*, each once, in the order of the endings.

    Args:
        stem: Letters that an ending must leave; one of three letters and more may leave two.

    >>> inflected("Москве", ("е>а", "у>а"))
    (Inflected(key='москва', text='Москва'),)
    """
    folded = fold(word)
    found: dict[str, str] = {}
    for ending, letters in parsed_endings(endings):
        left = len(folded) - len(ending.written)
        least = stem if len(ending.written) < _TELLING_ENDING else min(stem, 2)
        if left >= least and folded.endswith(ending.written):
            base = letters.upper() if word.isupper() else letters
            found.setdefault(folded[:left] + ending.base, word[: len(word) - len(ending.written)] + base)
    return tuple(Inflected(key, text) for key, text in found.items())


def _around_apostrophes(word: str) -> Iterator[BaseForm]:
    for mark in _APOSTROPHE.finditer(word):
        if mark.start() and len(word) - mark.end() <= _SUFFIX_LENGTH:
            yield BaseForm(word[: mark.start()], Span(0, mark.start()))
        if mark.end() < len(word) and mark.end() <= _ELISION_LENGTH:
            yield BaseForm(word[mark.end() :], Span(mark.end(), len(word)))


def _without_prefix(word: str) -> Iterator[BaseForm]:
    if word.isascii():
        return
    for prefixes, rest in _ATTACHED:
        for prefix in prefixes:
            if word.startswith(prefix) and rest.match(word, len(prefix)):
                yield BaseForm(word[len(prefix) :], Span(len(prefix), len(word)))
