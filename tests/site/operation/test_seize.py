"""What a seizer of the machine finds of who sent what (HOSTILE, threat 6)."""

from tools.drill_seize import canaries, seize


def test_nothing_that_was_sent_is_in_database_log_or_spool() -> None:
    assert seize(unsealed=False) == set()


def test_with_sealing_off_every_planted_word_is_found() -> None:
    """Else the drill would show nothing."""
    assert seize(unsealed=True) == canaries()
