"""The vocabulary opens by tag, falls back to the base language, and stays readable."""

import pytest

from handbill.errors import UnknownLanguage
from handbill.languages import KINDS, cldr_table, detect, numeric_order, schema_type, tags, words_for


def test_a_region_falls_back_to_its_language() -> None:
    assert words_for("pt-BR").tag == "pt"


def test_an_unknown_language_is_refused_by_name() -> None:
    with pytest.raises(UnknownLanguage) as refusal:
        words_for("tlh")
    assert refusal.value.tag == "tlh"


def test_all_languages_of_the_reading_are_there() -> None:
    wanted = (
        "am ar be bg bn ca cs da de el en es et eu fa fi fil fr gl he hi hr hu id it ja ko lt lv mk mr ms nb "
        "nl pl pt ro ru sk sl sr sv sw ta te th tr uk ur vi zh zh-Hant"
    )
    assert set(wanted.split()) <= set(tags())


@pytest.mark.parametrize("tag", tags())
def test_each_language_names_every_month_and_weekday(tag: str) -> None:
    time_words = words_for(tag).time
    assert (sorted(time_words.months), sorted(time_words.weekdays)) == (list(range(1, 13)), list(range(7)))


def test_names_come_from_cldr_and_from_hand() -> None:
    months = words_for("ar").time.months
    assert {"يناير", "كانون الثاني"} <= set(months[1])


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


SENTENCES = [
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
    ("Průvod začíná v sobotu ve 14 hodin na náměstí, přijďte s námi", "cs"),
    ("Pochod sa začína v sobotu o 14. hodine na námestí, príďte s nami", "sk"),
    ("Marsz zaczyna się w sobotę o 14 na rynku, przyjdźcie razem z nami", "pl"),
    ("Povorka kreće u subotu u 14 sati na trgu, dođite s nama", "hr"),
    ("Povorka počinje u subotu u 14 časova na trgu, dođite sa nama", "sr"),
    ("Поворка почиње у суботу у 14 часова на тргу, дођите са нама", "sr"),
    ("Sprevod se začne v soboto ob 14. uri na trgu, pridite z nami", "sl"),
    ("Marchen begynder lørdag klokken 14 på torvet, kom og vær med", "da"),
    ("Marsjen begynner lørdag klokka 14 på torget, bli med oss", "nb"),
    ("Marschen börjar på lördag klockan 14 på torget, kom och var med", "sv"),
    ("Kulkue alkaa lauantaina kello 14 torilta, tule mukaan", "fi"),
    ("Rongkäik algab laupäeval kell 14 väljakul, tule meiega", "et"),
    ("Gājiens sākas sestdien plkst. 14 laukumā, nāciet mums līdzi", "lv"),
    ("Eitynės prasideda šeštadienį 14 valandą aikštėje, ateikite kartu su mumis", "lt"),
    ("A menet szombaton 14 órakor indul a térről, tartsatok velünk", "hu"),
    ("Marșul începe sâmbătă la ora 14 în piață, veniți cu noi", "ro"),
    ("La marxa comença dissabte a les 14 h a la plaça, veniu amb nosaltres", "ca"),
    ("A marcha comeza o sábado ás 14 h na praza, vide con nós", "gl"),
    ("Martxa larunbatean hasiko da 14:00etan plazan, etorri gurekin", "eu"),
    ("Η πορεία ξεκινά το Σάββατο στις 14:00 από την πλατεία", "el"),
    ("Похід розпочнеться в суботу о 14 годині на площі, приходьте", "uk"),
    ("Шествието започва в събота от 14 часа на площада, елате с нас", "bg"),
    ("Маршот почнува во сабота во 14 часот на плоштадот, дојдете со нас", "mk"),
    ("Шэсце пачнецца ў суботу а 14 гадзіне на плошчы, прыходзьце", "be"),
    ("Perarakan akan bermula pada hari Sabtu pukul 2 petang di dataran, marilah sertai kami", "ms"),
    ("Magsisimula ang martsa sa Sabado ng alas-dos ng hapon sa plasa, sumama kayo sa amin", "fil"),
    ("Maandamano yataanza Jumamosi saa nane mchana katika uwanja, karibuni wote", "sw"),
    ("Cuộc diễu hành bắt đầu lúc 14 giờ thứ Bảy tại quảng trường, mời bà con cùng tham gia", "vi"),
    ("ขบวนเดินเริ่มวันเสาร์เวลา 14.00 น. ที่ลานหน้าศาลากลาง", "th"),
    ("ሰልፉ ቅዳሜ ከቀኑ 8 ሰዓት በአደባባዩ ይጀምራል", "am"),
    ("جلوس ہفتے کے دن دوپہر دو بجے چوک سے شروع ہوگا", "ur"),
    ("मोर्चा शनिवारी दुपारी दोन वाजता चौकातून सुरू होईल", "mr"),
    ("মিছিল শনিবার বিকেল চারটায় চত্বর থেকে শুরু হবে", "bn"),
    ("பேரணி சனிக்கிழமை மாலை 4 மணிக்கு சதுக்கத்தில் தொடங்கும்", "ta"),
    ("ఊరేగింపు శనివారం సాయంత్రం 4 గంటలకు కూడలిలో మొదలవుతుంది", "te"),
    ("遊行將於星期六下午在廣場開始，歡迎參加", "zh-Hant"),
    ("Open Air Cinema\nWeir Meadow\n8 May 2027", "en"),
    ("Spieleabend am Kanal, 1. Mai", "de"),
    ("12345 !!!", ""),
]


@pytest.mark.parametrize(("text", "tag"), SENTENCES)
def test_the_language_of_a_sentence_is_told(text: str, tag: str) -> None:
    assert detect(text) == tag


def test_a_declared_language_wins_when_the_text_bears_it_out() -> None:
    assert detect("Concert 12 Rue Haute", declared=("fr-BE",)) == "fr"
    assert detect("The march begins on Saturday in the square", declared=("fr",)) == "en"


def test_every_language_has_a_sentence_to_be_told_by() -> None:
    told = {tag for _, tag in SENTENCES}
    assert told == {*tags(), ""}


@pytest.mark.parametrize(
    ("text", "home", "tag"),
    [
        ("Lør 5.12 kl 14-16", "NO", "nb"),
        ("Lør 5.12 kl 14-16", "DK", "da"),
        ("pagi, 5 Disember, di dewan", "MY", "ms"),
        ("концерт 5 суботу", "UA", "uk"),
        ("концерт 5 суботу", "BY", "be"),
        ("12月5日", "TW", "zh-Hant"),
        ("12月5日", None, "zh"),
        ("Ж", None, "ru"),
    ],
)
def test_where_languages_tie_that_of_the_country_is_taken(text: str, home: str | None, tag: str) -> None:
    assert detect(text, home=home) == tag


def test_the_country_outweighs_no_language_that_the_text_is_clearly_in() -> None:
    assert detect("Marschen börjar på lördag klockan 14 på torget, kom och var med", home="DK") == "sv"


@pytest.mark.parametrize("home", ["AU", "NZ", "GB", "US"])
def test_hours_with_am_are_no_german(home: str) -> None:
    """A short list says little else: German has "am" for a small word."""
    listed = "Bike Breakfasts - Saturday 20 March 2027\n7am, 8 am, 9am to 10 a.m. Federation Square"

    assert detect(listed, home=home) == "en"
