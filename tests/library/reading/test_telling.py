"""What of some words tells of an event, and what could head any list."""

import pytest

from handbill.reading.telling import is_generic, of_the_page, subject_of, without_papers, without_small_ends
from handbill.reading.vocabulary import vocabulary
from handbill.values import Span

GENERIC = [
    ("en", "Upcoming meetings 2027", True),
    ("en", "Agenda & Minutes", True),
    ("en", "Harbour meetings 2027", False),
    ("en", "Board meeting agendas 2026-2027", True),
    ("en", "Meetings of the Pond Circle", False),
    ("de", "2027", True),
    ("de", "Gartengruppe Ahorn 2027", False),
    ("ja", "川の会 2027", False),
]


@pytest.mark.parametrize(("language", "words", "generic"), GENERIC, ids=[words for _, words, _ in GENERIC])
def test_generic_words(language: str, words: str, generic: bool):
    """Nothing is left of a generic heading without its small words, papers and years."""
    assert is_generic(words, vocabulary(language)) is generic


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("Canal Board Minutes", "Canal Board"),
        ("Agenda: Canal Board", "Canal Board"),
        ("Minutes", "Minutes"),  # nothing else is said
        ("Canal Board", "Canal Board"),
    ],
)
def test_papers_at_the_ends_drop_out(words: str, rest: str):
    assert without_papers(words, Span(0, len(words)), vocabulary("en")).of(words) == rest


@pytest.mark.parametrize(
    ("language", "words", "rest"),
    [
        ("en", "Lamp walk on", "Lamp walk"),
        ("de", "Lichterfest am", "Lichterfest"),
        ("en", "Walk by the Water", "Walk by the Water"),
        ("en", "On", "On"),  # one word stays
    ],
)
def test_prepositions_at_the_end_drop_out(language: str, words: str, rest: str):
    assert without_small_ends(words, Span(0, len(words)), vocabulary(language)).of(words) == rest


SUBJECTS = [
    ("The Canal Board meets on the first Monday at 9 am.", "Canal Board"),
    ("2027 Pond Circle meetings are held in the Lock House.", "Pond Circle"),
    ("The board meets at 9 am.", None),  # which board, the page says elsewhere
    ("Bring a lamp to the pier.", None),
]


@pytest.mark.parametrize(("sentence", "subject"), SUBJECTS, ids=[sentence for sentence, _ in SUBJECTS])
def test_who_meets(sentence: str, subject: str | None):
    """The subject stands before the verb, its article and a year left out; a bare "board" is none."""
    found = subject_of(sentence, Span(0, len(sentence)), vocabulary("en"))

    assert (found.of(sentence) if found else None) == subject


@pytest.mark.parametrize(
    ("language", "title", "matter"),
    [
        ("en", "Meetings | Port of Westhaven", "Port of Westhaven"),
        ("en", "Fwd: Re: Spring clean", "Spring clean"),
        ("de", "AW: WG: Pflanzentausch", "Pflanzentausch"),
        ("en", "Events | Calendar", "Events | Calendar"),
    ],
)
def test_matter_of_a_page(language: str, title: str, matter: str):
    """The first part of a title that says something; forwarding prefixes left out."""
    assert of_the_page(title, vocabulary(language)) == matter
