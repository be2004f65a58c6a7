"""Figures that are an hour where a day stands above: at the head of a line, or alone in a piece of it."""

import pytest

from handbill.reading.loosehours import loose_hours
from handbill.values import Span

LINES = [
    # line, words taken for hours, written in full
    ("Spokane, WA•12-2•Riverpark Square", ["12-2"], ["12:00-2:00"]),
    ("3.30 Regatta, Pier Gardens", ["3.30"], ["3:30"]),
    ("2 till 5 seed swap, Mill Hall", ["2 till 5"], ["2:00-5:00"]),
    ("10 bis 12 Pflanzentausch, Mühlenhalle", ["10 bis 12"], ["10:00-12:00"]),
    ("10.30 à 12 atelier de rames", ["10.30 à 12"], ["10:30-12:00"]),
    ("- 11–1 | Knot workshop | Sail Loft", ["11–1"], ["11:00-1:00"]),
    ("9.15 opening; 11.45 talk; supper", ["9.15", "11.45"], ["9:15", "11:45"]),
    ("7 lanterns on the pier", [], []),  # a single figure counts things
    ("12 Weir Street, Leeds", [], []),
    ("Tickets £3.50 at the gate", [], []),
    ("Call 01632-555017", [], []),
    ("Score 24-10-3", [], []),
    ("25-26 volunteers", [], []),  # no hours of a clock
]


@pytest.mark.parametrize(("line", "words", "written"), LINES, ids=[line for line, _, _ in LINES])
def test_figures_of_a_line(line: str, words: list[str], written: list[str]):
    """Runs and figures with minutes count; single figures, prices, houses and telephones do not."""
    hours = list(loose_hours(line, Span(0, len(line))))

    assert [hour.span.of(line) for hour in hours] == words
    assert [hour.written_out for hour in hours] == written


def test_spans_count_from_the_start_of_the_text():
    """A line inside a text gives spans of the text."""
    text = "Saturday 12 June\n2-4 Regatta"

    (hour,) = loose_hours(text, Span(17, len(text)))

    assert (hour.span, hour.span.of(text)) == (Span(17, 20), "2-4")
