"""HOSTILE, threat 12: with the clock 90 days on, no contact is left past due, nor its bytes."""

from tools.drill_retention import figures, holds


def test_after_ninety_days_nothing_past_due_is_left_in_rows_or_bytes() -> None:
    told = figures(60, 90)
    assert (told["late"], told["found"], told["refused"]) == (0, 0, 0), told
    assert told["gone"] == 57
    assert holds(told), told
