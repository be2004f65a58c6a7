"""Lines broken to fit a width, and lines that end where their writer ended them."""

import pytest

from handbill.formats.wrapping import fill_width, goes_on_small, is_continued, small_letters_go_on

LETTER = [
    "Dear neighbours, our spring clean of the pond is on Saturday",
    "and we would be glad of every pair of hands that you can",
    "bring along, since last year there were only nine of us here",
    "for the whole of the long bank between the weir and the lock.",
]
LIST = [
    "Leeds: Saturday 6 March, 2pm, Canal Wharf",
    "York: Sunday 7 March, 3pm, Lendal Green",
    "Hull: Monday 8 March, 6pm, Pier Gardens",
]


def test_the_width_of_a_letter():
    """The longest line that surely goes on is as wide as the writer's program allowed."""
    assert fill_width(LETTER) == 60


def test_a_list_was_not_wrapped():
    assert fill_width(LIST) == 0


def test_one_long_line_shows_that_nothing_was_wrapped():
    assert fill_width([*LETTER, "x " * 60]) == 0


@pytest.mark.parametrize(
    ("line", "following", "continued"),
    [
        (LETTER[0], LETTER[1], True),
        ("Dear neighbours, our spring clean of the pond is", "on Saturday", False),  # it would have fitted
        ("Short line", "and another", False),
        (LETTER[0], "", False),
    ],
)
def test_what_goes_on_in_wrapped_text(line: str, following: str, continued: bool):
    assert is_continued(line, following, 60) is continued


@pytest.mark.parametrize(
    ("line", "following", "goes_on"),
    [
        ("Lamp walk on Saturday 13 March at 7pm from the steps", "of the old lock", True),
        ("Lamp walk on Saturday 13 March at 7pm from the steps.", "bring a lamp", False),
        ("Lamp walk on Saturday 13 March at 7pm from the steps", "Bring a lamp", False),
        ("Lamp walk, 7pm", "of the old lock", False),  # not as long as a line that was full
    ],
)
def test_small_letters_go_on(line: str, following: str, goes_on: bool):
    """A line goes on with a small letter behind a long line that breaks off."""
    assert goes_on_small(line, following) is goes_on


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["Lamp walk on Saturday from the steps", "of the old lock", "", "Called by the Weir Society"], True),
        (["lundi 8 mars", "mardi 9 mars", "mercredi 10 mars"], False),
        (["so. 13 marca", "ndz. 14 marca", "Toruń"], False),
        (["講座「川の話」", "中島公園"], True),  # no letters with case, none to mistake
    ],
)
def test_lists_in_small_letters_are_not_joined(lines: list[str], told: bool):
    """Where lines mostly begin small, a small letter says nothing."""
    assert small_letters_go_on(lines) is told
