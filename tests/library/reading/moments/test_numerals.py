"""Numbers in words, in Han numerals and folded spellings."""

import pytest

from handbill.reading.moments.folding import fold
from handbill.reading.moments.numerals import ideographic, spoken


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ([20, 9], 29),
        ([2, 1000, 15], 2015),
        ([2, 1000, 20], 2020),
        ([19, 90, 6], 1996),
        ([19, 100, 90, 3], 1993),
        ([60, 12], 72),  # soixante-douze
        ([4, 20, 10], 90),  # quatre-vingt-dix
        ([9, 30], None),  # nine thirty is a time
        ([3, 4], None),
    ],
)
def test_a_row_of_number_words_says_one_number(words: list[int], number: int | None) -> None:
    assert spoken(words) == number


@pytest.mark.parametrize(
    ("run", "number"), [("二零零四", 2004), ("二十五", 25), ("十", 10), ("三十", 30), ("廿一", 21)]
)
def test_han_numerals_go_by_place_or_by_tens(run: str, number: int) -> None:
    assert ideographic(run) == number


def test_spellings_of_one_word_fold_together() -> None:
    assert [fold(w) for w in ("MIÉRCOLES", "miercoles", "Eylül", "İKİ", "أغسطس", "اغسطس", "ガ", "जनवरी")] == [
        "miercoles", "miercoles", "eylul", "iki", "اغسطس", "اغسطس", "ガ", "जनवरी",
    ]  # fmt: skip
