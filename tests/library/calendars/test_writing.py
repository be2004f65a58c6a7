"""Dates are written as CLDR has them in a reader's language, and read as they are typed."""

import datetime as dt

import pytest
from tests.library.calendars.peer import icu_72, icu_fields

from handbill.calendars.parsing import parse_date
from handbill.calendars.systems import CALENDARS, CalendarDate, calendar
from handbill.calendars.writing import date_text, localized, write_date
from handbill.errors import NoSuchDate, UnknownCalendar, UnknownDigits, UnknownLanguage
from handbill.languages import tags

D = dt.date
DAY = D(2026, 5, 1)


@pytest.mark.parametrize(
    ("rscale", "language", "day", "text"),
    [
        ("gregorian", "en", DAY, "May 1, 2026"),
        ("gregorian", "de", DAY, "1. Mai 2026"),
        ("gregorian", "es", DAY, "1 de mayo de 2026"),
        ("gregorian", "pl", DAY, "1 maja 2026"),
        ("gregorian", "bn", DAY, "১ মে, ২০২৬"),
        ("gregorian", "mr", DAY, "१ मे, २०२६"),
        ("gregorian", "ar", DAY, "١ مايو ٢٠٢٦"),
        ("persian", "fa", D(2026, 3, 21), "۱ فروردین ۱۴۰۵"),
        ("islamic-umalqura", "ar", D(2026, 3, 20), "١ شوال ١٤٤٧ هـ"),
        ("islamic-civil", "tr", D(2024, 3, 11), "Hicri 1 Ramazan 1445"),
        ("hebrew", "he", D(2026, 3, 3), "י״ד באדר תשפ״ו"),
        ("hebrew", "he", D(2027, 3, 23), "י״ד באדר ב׳ תשפ״ז"),
        ("hebrew", "en", D(2027, 2, 21), "14 Adar I 5787"),
        ("hebrew", "en", D(2027, 3, 23), "14 Adar II 5787"),
        ("hebrew", "zh", D(2027, 3, 23), "希伯来历5787年7月14日"),
        ("chinese", "zh", D(2025, 7, 26), "2025乙巳年闰六月初二"),
        ("chinese", "zh", D(2026, 2, 26), "2026丙午年正月初十"),
        ("chinese", "zh-TW", D(2026, 9, 25), "2026丙午年八月十五"),
        ("chinese", "ja", D(2025, 7, 26), "乙巳年閏六月二日"),
        ("dangi", "ko", D(2026, 9, 25), "병오년 8월 15일"),
        ("buddhist", "th", DAY, "1 พฤษภาคม 2569"),
        ("roc", "zh-Hant", DAY, "民國115年5月1日"),
        ("roc", "zh-Hant", D(1911, 10, 10), "民國前1年10月10日"),
        ("japanese", "ja", DAY, "令和8年5月1日"),
        ("japanese", "ja", D(2019, 5, 1), "令和元年5月1日"),
        ("japanese", "ja", D(2019, 4, 30), "平成31年4月30日"),
        ("japanese", "en", D(1860, 4, 30), "April 30, 1860"),
        ("ethiopic", "am", D(2026, 9, 11), "1 መስከረም 2019 ዓ.ም."),
        ("ethiopic", "ja", D(2026, 9, 11), "エチオピア暦2019年1月1日"),
        ("indian", "hi", D(2026, 3, 22), "1 चैत्र 1948 शक"),
        ("gregorian", "vi", DAY, "1 tháng 5, 2026"),
        ("gregorian", "eu", DAY, "2026(e)ko maiatzaren 1(a)"),
        ("gregorian", "de-CH", DAY, "1. Mai 2026"),
    ],
)
def test_a_day_is_written_as_its_readers_do(rscale: str, language: str, day: dt.date, text: str) -> None:
    assert write_date(day, calendar=rscale, language=language) == text


def test_digits_may_be_chosen() -> None:
    written = [
        write_date(DAY, calendar=rscale, language=language, digits=digits)
        for rscale, language, digits in (
            ("gregorian", "ar", "latn"),
            ("gregorian", "hi", "deva"),
            ("hebrew", "he", "latn"),
            ("chinese", "zh", "latn"),
        )
    ]
    assert written == ["1 مايو 2026", "१ मई २०२६", "14 באייר 5786", "2026丙午年三月15"]
    assert [localized(309, name) for name in ("thai", "mymr", "hanidec")] == ["๓๐๙", "၃၀၉", "三〇九"]
    with pytest.raises(UnknownDigits, match="no digits 'roman'; there are: arab"):
        write_date(DAY, calendar="gregorian", language="en", digits="roman")


@pytest.mark.parametrize("rscale", CALENDARS)
def test_every_language_writes_every_calendar(rscale: str) -> None:
    """Also the last Adar, a leap month, the thirteenth month and days before an era."""
    days = (D(1910, 2, 3), D(1989, 1, 7), D(2025, 7, 26), D(2025, 9, 8), D(2027, 2, 21), D(2027, 3, 23))
    for tag in tags():
        written = [write_date(day, calendar=rscale, language=tag) for day in days]
        assert len({*written}) == len(days)
        assert not [text for text in written if "{" in text or "ERA" in text or "'" in text]


@pytest.mark.parametrize(
    "rscale", ["gregorian", "hebrew", "persian", "indian", "buddhist", "roc", "islamic-civil"]
)
def test_dates_are_written_as_icu_writes_them(rscale: str) -> None:
    """Every language, ten days each; where CLDR has no names (Chinese, Ethiopic), ours are chosen."""
    pyicu = icu_72()
    days = [D(1925, 3, 8) + dt.timedelta(7001 * step) for step in range(10)]
    for tag in tags():
        locale = pyicu.Locale(f"{pyicu.Locale.forLanguageTag(tag).getName()}@calendar={rscale}")
        form = pyicu.DateFormat.createDateInstance(pyicu.DateFormat.kLong, locale)
        form.setTimeZone(pyicu.TimeZone.getGMT())
        theirs = [form.format((day - D(1970, 1, 1)).days * 86400.0) for day in days]
        assert [write_date(day, calendar=rscale, language=tag) for day in days] == theirs


def test_an_unknown_language_or_calendar_is_named() -> None:
    with pytest.raises(UnknownLanguage, match="tlh"):
        write_date(DAY, calendar="gregorian", language="tlh")
    with pytest.raises(UnknownCalendar, match="mayan"):
        write_date(DAY, calendar="mayan", language="en")
    with pytest.raises(NoSuchDate, match="years 1278-1501, which do not reach 1600-01-01"):
        write_date(D(1600, 1, 1), calendar="persian", language="fa")


@pytest.mark.parametrize(
    ("text", "rscale", "date"),
    [
        ("1447-09-01", "islamic-umalqura", (1447, 9, 1)),
        ("5787-05L-03", "hebrew", (5787, 5, 3, True)),
        ("2025-6l-1", "chinese", (2025, 6, 1, True)),
        ("۱۴۰۵/۱/۱", "persian", (1405, 1, 1)),
        ("2018.13.5", "ethiopic", (2018, 13, 5)),
        ("-10-12-31", "roc", (-10, 12, 31)),
        (" 2026-05-01 ", "gregory", (2026, 5, 1)),
        ("reiwa 8-05-01", "japanese", (2026, 5, 1)),
        ("R1-05-01", "japanese", (2019, 5, 1)),
        ("令和8-5-1", "japanese", (2026, 5, 1)),
        ("Heisei 31-04-30", "japanese", (2019, 4, 30)),
        ("2026-05-01", "japanese", (2026, 5, 1)),
    ],
)
def test_a_typed_date_is_read(text: str, rscale: str, date: tuple[int, ...]) -> None:
    assert parse_date(text, rscale) == CalendarDate(*date)


@pytest.mark.parametrize(
    ("text", "rscale", "reason"),
    [
        ("1447-09", "islamic-umalqura", "not written year-month-day"),
        ("", "gregorian", "not written year-month-day"),
        ("2026-05-01T10:00", "gregorian", "not written year-month-day"),
        ("5786-05L-03", "hebrew", "year 5786 has no month 5L"),
        ("2026-02-29", "gregorian", "has 28 days, no day 29"),
        ("reiwa 8-05-01", "gregorian", "has no era 'reiwa'"),
        ("kaei 3-05-01", "japanese", "has no era 'kaei'"),
        ("heisei 31-05-01", "japanese", "not in the era heisei"),
        ("reiwa 1-04-30", "japanese", "not in the era reiwa"),
        ("9999-01-01", "persian", "kept for its years 1278-1501"),
    ],
)
def test_a_date_that_cannot_be_read_says_why(text: str, rscale: str, reason: str) -> None:
    with pytest.raises(NoSuchDate, match=reason):
        parse_date(text, rscale)


def test_a_date_as_text_is_read_again() -> None:
    for rscale, known in CALENDARS.items():
        for day in (D(1950, 6, 1), D(2025, 8, 1), D(2027, 2, 21)):
            date = known.from_gregorian(day)
            assert parse_date(date_text(date), rscale) == date
    assert date_text(calendar("hebrew").from_gregorian(D(2027, 2, 21))) == "5787-05L-14"
    assert icu_fields("hebrew", D(2027, 2, 21)) == (5787, 5, True, 14)
