"""The vocabulary opens by tag, falls back to the base language, and stays readable."""

import time

import pytest

from handbill.errors import UnknownLanguage
from handbill.languages import KINDS, cldr_table, detect, numeric_order, schema_type, tags, words_for
from handbill.languages.words import words_for as fresh


def test_a_region_falls_back_to_its_language() -> None:
    assert words_for("pt-BR").tag == "pt"


def test_an_unknown_language_is_refused_by_name() -> None:
    with pytest.raises(UnknownLanguage) as refusal:
        words_for("tlh")
    assert refusal.value.tag == "tlh"


def test_all_languages_of_the_reading_are_there() -> None:
    wanted = {
        "ar",
        "de",
        "en",
        "es",
        "fa",
        "fr",
        "he",
        "hi",
        "id",
        "it",
        "ja",
        "ko",
        "nl",
        "pt",
        "ru",
        "tr",
        "zh",
    }
    assert wanted <= set(tags())


@pytest.mark.parametrize("tag", tags())
def test_each_language_names_every_month_and_weekday(tag: str) -> None:
    time_words = words_for(tag).time
    assert (sorted(time_words.months), sorted(time_words.weekdays)) == (list(range(1, 13)), list(range(7)))


def test_names_come_from_cldr_and_from_hand() -> None:
    months = words_for("ar").time.months
    assert {"يناير", "كانون الثاني"} <= set(months[1])


def test_a_vocabulary_opens_quickly() -> None:
    """Under 60 ms of this process even on a busy machine; 10 ms on an idle one."""
    fresh.cache_clear()
    began = time.process_time()
    fresh("en")
    assert time.process_time() - began < 0.06


def test_a_missing_section_is_empty() -> None:
    assert words_for("en").section("no such table") == {}


def test_the_country_decides_the_order_of_numeric_dates() -> None:
    orders = [
        numeric_order("en", None),
        numeric_order("en", "GB"),
        numeric_order("de", None),
        numeric_order("ja", "JP"),
    ]
    assert orders == ["mdy", "dmy", "dmy", "ymd"]


def test_cldr_tables_name_their_source() -> None:
    assert cldr_table("de-CH").source.startswith("CLDR ")


def test_every_kind_has_a_schema_type() -> None:
    assert [schema_type(kind) for kind in ("concert", "march", "unheard of")] == [
        "MusicEvent",
        "Event",
        "Event",
    ]
    assert "other" in KINDS


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Der Marsch beginnt am Samstag um 14 Uhr auf dem Marktplatz und wir sind dabei", "de"),
        ("La marche commence samedi à 14 h sur la place, venez avec nous", "fr"),
        ("La marcha empieza el sábado a las 14 h en la plaza, con todos los vecinos", "es"),
        ("A marcha começa no sábado às 14h na praça, com todos os vizinhos", "pt"),
        ("La marcia comincia sabato alle 14 in piazza, con tutti gli amici della città", "it"),
        ("De mars begint zaterdag om 14 uur op het plein, wij zijn er ook bij", "nl"),
        ("Yürüyüş cumartesi günü saat 14.00'te meydanda başlıyor, hep birlikte ve bir arada", "tr"),
        ("Pawai akan dimulai pada hari Sabtu di alun-alun dengan semua warga", "id"),
        ("Марш начнётся в субботу на площади", "ru"),
        ("تبدأ المسيرة يوم السبت في الساحة", "ar"),
        ("راهپیمایی روز شنبه در میدان آغاز می‌شود", "fa"),
        ("הצעדה תתחיל ביום שבת בכיכר", "he"),
        ("मार्च शनिवार को चौक से शुरू होगा", "hi"),
        ("行進は土曜日に広場で始まります", "ja"),
        ("행진은 토요일 광장에서 시작합니다", "ko"),
        ("游行将于星期六在广场开始", "zh"),
        ("The march begins on Saturday in the square, join us", "en"),
        ("12345 !!!", ""),
    ],
)
def test_the_language_of_a_sentence_is_told(text: str, tag: str) -> None:
    assert detect(text) == tag


def test_a_declared_language_wins_when_the_text_bears_it_out() -> None:
    assert detect("Concert 12 Rue Haute", declared=("fr-BE",)) == "fr"
    assert detect("The march begins on Saturday in the square", declared=("fr",)) == "en"
