"""Bytes to text: marks, UTF-8, declarations, statistics, and letters that were encoded twice."""

import codecs

import pytest

from handbill.formats.charsets import decode, known

MEETING = "Митинг в субботу, 5 июня, в полдень на площади"
LINE = "Žofín, čtvrtek 6. května v 18 hodin, vstup volný pro všechny sousedy"


@pytest.mark.parametrize(
    ("raw", "declared", "text"),
    [
        (codecs.BOM_UTF8 + LINE.encode(), "iso-8859-1", LINE),
        (codecs.BOM_UTF16_LE + LINE.encode("utf-16-le"), "", LINE),
        ("Friday at noon".encode("utf-16-be"), "", "Friday at noon"),
        (LINE.encode(), "windows-1250", LINE),
        (LINE.encode("cp1250"), "windows-1250", LINE),
        (MEETING.encode("cp1251"), "", MEETING),
        ("It’s €5".encode("cp1252"), "iso-8859-1", "It’s €5"),
        ("土曜日の朝市".encode("iso2022_jp"), "utf-8", "土曜日の朝市"),
        ("土曜日の朝市".encode("cp932"), "shift_jis", "土曜日の朝市"),
        ("Neighbours’ day".encode().decode("latin-1").encode(), "utf-8", "Neighbours’ day"),
        (b"plain +AGE- \xff", "utf-7", "plain +AGE- ÿ"),
        (LINE.encode() + b"\0", "", LINE + "\0"),
    ],
)  # fmt: skip
def test_text_is_read_as_it_was_written(raw: bytes, declared: str, text: str) -> None:
    assert decode(raw, declared) == text


@pytest.mark.parametrize("label", ["utf-7", "idna", "rot13", "base64", "unicode_escape", "no-such", ""])
def test_labels_that_are_no_charset_of_texts_are_not_known(label: str) -> None:
    assert known(label) == ""


def test_a_cut_last_letter_spoils_nothing() -> None:
    whole = ("ветер и вода " * 40).encode()

    assert decode(whole[:-2], "cp1252").startswith("ветер и вода ")
