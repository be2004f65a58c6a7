"""The forms under which a name may hide in a running word: suffixes behind an apostrophe, attached prefixes.

Inflected names ("w Krakowie", "Moskovassa") will join here as further forms of the same shape.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from handbill.places.keys import APOSTROPHES
from handbill.values import Span

_APOSTROPHE = re.compile(f"[{APOSTROPHES}ʼ]")
_SUFFIX_LENGTH = 7  # "'dekiler"; longer tails are a second word
_ELISION_LENGTH = 5  # "l'", "d'", "qu'", "dell'", "sull'"

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
