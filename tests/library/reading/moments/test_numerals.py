"""Numbers in words, in Han numerals and folded spellings."""

import pytest

from handbill.reading.moments.folding import fold, fold_case
from handbill.reading.moments.numerals import ethiopic, ideographic, spoken


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


@pytest.mark.parametrize(
    ("run", "number"), [("፭", 5), ("፲፭", 15), ("፻", 100), ("፳፻፲፱", 2019), ("፲፱፻፺፱", 1999), ("፼", 10_000)]
)
def test_ethiopic_numerals_multiply_hundreds_and_add_the_rest(run: str, number: int) -> None:
    assert ethiopic(run) == number


def test_accents_stay_where_they_tell_words_apart() -> None:
    assert [fold_case(word) for word in ("TỐI", "Tôi", "Tới")] == ["tối", "tôi", "tới"]


def test_letters_of_one_sound_are_one_in_amharic() -> None:
    assert [fold("ሰአት"), fold("ሀሙስ")] == [fold("ሰዓት"), fold("ሐሙስ")]


def test_a_thai_vowel_stays_in_one_piece() -> None:
    assert fold("ค่ำ") == "ค่ำ"
