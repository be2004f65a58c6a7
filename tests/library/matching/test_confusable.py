"""Names that look alike and are not the same."""

import pytest

from handbill.matching import foreign_letters, looks_like, skeleton


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Саnal Lightkeepers", "Canal Lightkeepers"),  # Cyrillic С and а
        ("Canal Lightkeeрers", "Canal Lightkeepers"),  # Cyrillic р
        ("Ϲanal Lightkeepers", "Canal Lightkeepers"),  # Greek lunate sigma
        ("Canal Iightkeepers", "Canal Lightkeepers"),  # capital i for l
        ("Cana1 Lightkeepers", "Canal Lightkeepers"),  # the digit
        ("Carnpo Aberto", "Campo Aberto"),  # r and n for m
        ("КОМИТЕТ", "KOMИTET"),  # Latin within Cyrillic
        ("Ρoseidon Choir", "Poseidon Choir"),  # Greek rho
    ],
)  # fmt: skip
def test_row_38_a_name_in_other_letters_looks_like_the_known_one(name: str, known: str) -> None:
    assert looks_like(name, known)
    assert looks_like(known, name)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Canal Lightkeepers", "CANAL LIGHTKEEPERS"),
        ("Café Zoë", "Cafe Zoe"),
        ("Canal Lightkeepers", "Canal Lamplighters"),
        ("Хор Реки", "Хор Горы"),
        ("River Choir", "Rivers Choir"),
        ("", ""),
    ],
)
def test_row_38_the_same_and_quite_other_names_are_no_look_alikes(name: str, other: str) -> None:
    assert not looks_like(name, other)


def test_row_38_the_letters_that_differ_are_named() -> None:
    assert foreign_letters("Саnal", "Canal") == ("CYRILLIC CAPITAL LETTER ES", "CYRILLIC SMALL LETTER A")
    assert foreign_letters("Canal", "CANAL") == ()


def test_a_skeleton_grows_no_longer_than_a_few_times_its_name() -> None:
    assert len(skeleton("\ufdfa" * 200)) <= 200 * 18
