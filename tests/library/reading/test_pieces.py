"""A line is cut at its own marks, and nowhere else."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbill.reading.pieces import pieces_of, quotations, trim
from handbill.values import Span

LINES = [
    ("Ely: Lamp talk, Market Hall", ["Ely", "Lamp talk", "Market Hall"]),
    ("10:30 | Demonstration | Messeplatz", ["10:30", "Demonstration", "Messeplatz"]),
    ("AC – Rio Branco – Gameleira", ["AC", "Rio Branco", "Gameleira"]),
    ("Choir-in-residence, St. Olave's Hall", ["Choir-in-residence", "St. Olave's Hall"]),
    ("Sloss Park, 20 32nd St. N.", ["Sloss Park", "20 32nd St. N."]),
    ('"Who owns the quay?" Old maps', ["Who owns the quay?", "Old maps"]),
    ("“Bread, salt, tide” at the pier", ["Bread, salt, tide", "at the pier"]),
    ("Vigil (Harbour Circle)", ["Vigil", "Harbour Circle"]),
    ("場所：中島公園、札幌", ["場所", "中島公園", "札幌"]),
    ("Soup at noon. Bring a bowl", ["Soup at noon", "Bring a bowl"]),
]


@pytest.mark.parametrize(("line", "pieces"), LINES, ids=[line for line, _ in LINES])
def test_cuts(line: str, pieces: list[str]):
    """Bars, dashes, commas, colons, brackets, quotations and sentence ends part a line."""
    assert [piece.span.of(line) for piece in pieces_of(line, Span(0, len(line)))] == pieces


def test_holes_drop_out():
    """What speaks of time is left out, and parts what stands around it."""
    line = "Lamp walk Friday 7pm from the quay"

    pieces = pieces_of(line, Span(0, len(line)), without=[Span(10, 20)])

    assert [piece.span.of(line) for piece in pieces] == ["Lamp walk", "from the quay"]


def test_quotations_are_found_without_their_marks():
    """All the usual marks of quotation, in several scripts."""
    line = "der Abend „Fluss und Brot“, la soirée « Deux rives », 講座「川の話」"

    assert [span.of(line) for span in quotations(line, Span(0, len(line)))] == [
        "Fluss und Brot",
        "Deux rives",
        "川の話",
    ]


def test_trim_keeps_needed_ends():
    """The dot of "St." and a bracket that was opened inside belong to the words."""
    for words in ("Kirk (upper room)", "12 Mill St."):
        assert trim(f"– {words} –", Span(0, len(words) + 4)).of(f"– {words} –") == words


@given(st.text(max_size=200))
def test_pieces_stand_inside_in_order(text: str):
    """Whatever the text, pieces are not empty, in order, apart, and inside."""
    pieces = [piece.span for piece in pieces_of(text, Span(0, len(text)))]

    assert all(0 <= piece.start < piece.end <= len(text) for piece in pieces)
    assert all(a.end <= b.start for a, b in pairwise(pieces))
