"""Text as it may be shown."""

import pytest

from handbill.formats.clean import displayable, one_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("7\u00a0pm\u3000sharp", "7 pm sharp"),
        ("\u202etxet\u202c \u2066x\u2069", "txet x"),
        ("Fri\u200bday\u00ad \x00noon\x1b", "Friday noon"),
        ("cafe\u0301", "café"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("पर्\u200dयावरण", "पर्\u200dयावरण"),
        ("👩\u200d🌾 2\ufe0f\u20e3", "👩\u200d🌾 2\ufe0f\u20e3"),
        ("may\u200cday", "mayday"),
        ("a" + "\u0301" * 500, "á" + "\u0301" * 5),
        ("\ud800!", "\ufffd!"),
        ("page\U000e0041", "page"),
    ],
)
def test_what_hides_or_reorders_words_is_gone(text: str, shown: str) -> None:
    assert displayable(text) == shown


def test_one_line_is_cut_at_its_limit() -> None:
    assert one_line(" Long\n  name ", limit=6) == "Long n"
