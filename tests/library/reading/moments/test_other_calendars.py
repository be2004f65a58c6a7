"""Dates of other calendars: what they are worth, and that one date in two calendars is one."""

import datetime as dt

import pytest

from handbill.languages import words_for
from handbill.reading.moments import find_moments
from handbill.reading.moments.values import Moment
from handbill.values import Finding

D = dt.date


def found(text: str, *, tag: str = "en", received: str = "2026-01-10T09:00") -> list[Finding[Moment]]:
    return list(find_moments(text, words_for(tag), received=dt.datetime.fromisoformat(received)))


def test_a_day_of_the_moon_is_doubtful_and_says_why() -> None:
    (finding,) = found("1 Shawwal 1447, 8 am")
    assert (finding.rule, finding.confidence, finding.value.approximate) == ("date.hijri", 0.6, True)


def test_a_day_of_arithmetic_is_not() -> None:
    (finding,) = found("28 Iyar 5786")
    assert (finding.value.first, finding.value.approximate, finding.value.has_year) == (
        D(2026, 5, 15),
        False,
        True,
    )
    assert finding.confidence == 0.9


def test_a_weekday_beside_it_is_surer_than_the_table() -> None:
    """1 Shawwal 1447 is Friday 20 March by the table; who writes Saturday has seen the moon a day later."""
    (finding,) = found("Saturday 1 Shawwal 1447")
    assert (finding.value.first, finding.value.weekday_agrees) == (D(2026, 3, 21), True)


def test_a_weekday_that_no_sighting_explains_is_reported() -> None:
    (finding,) = found("Tuesday 1 Shawwal 1447")
    assert (finding.value.first, finding.value.weekday_agrees) == (D(2026, 3, 20), False)


@pytest.mark.parametrize(
    "text",
    [
        "Friday 20 March 2026 / 1 Shawwal 1447",
        "1 Shawwal 1447 (20 March 2026)",
        "20 March (1 Shawwal)",
        "20 March 2026, corresponding to 2 Shawwal 1447",
        "Friday 20 March 2026, 8 am (1 Shawwal 1447)",
        "Eid al-Fitr, 20 March 2026",
        "20 March 2026\n1 Shawwal 1447",
    ],
)
def test_one_date_in_two_calendars_is_one(text: str) -> None:
    (finding,) = found(text)
    assert (finding.value.first, finding.value.last) == (D(2026, 3, 20), D(2026, 3, 20))
    assert finding.confidence >= 0.8


def test_two_calendars_that_differ_make_no_two_events() -> None:
    (finding,) = found("1 Shawwal 1447 / 28 March 2026")
    assert finding.value.first == D(2026, 3, 28)


def test_the_other_calendar_lends_its_year() -> None:
    (finding,) = found("20 March (1 Farvardin 1407)")
    assert (finding.value.first, finding.value.has_year) == (D(2028, 3, 20), True)


def test_a_run_in_two_calendars_is_one() -> None:
    (finding,) = found("20-22 March 2026 / 1-3 Shawwal 1447")
    assert (finding.value.first, finding.value.last) == (D(2026, 3, 20), D(2026, 3, 22))


def test_a_run_over_the_turn_of_the_year() -> None:
    (finding,) = found("۲۸ اسفند ۱۴۰۴ تا ۲ فروردین ۱۴۰۵", tag="fa")
    assert (finding.value.first, finding.value.last) == (D(2026, 3, 19), D(2026, 3, 22))


def test_a_year_of_buddha_needs_its_word_where_the_language_does_not_count_so() -> None:
    dates = [finding.value.first for finding in found("5 December 2569 B.E. and 6 December 2026")]
    assert dates == [D(2026, 12, 5), D(2026, 12, 6)]


@pytest.mark.parametrize(
    "text",
    ["昭和3丁目の会議室", "大正12番地", "S3-5", "明治通り5"],
)
def test_an_address_named_after_an_era_is_no_date(text: str) -> None:
    assert found(text, tag="ja") == []


@pytest.mark.parametrize("text", ["Tir na nOg session", "12 av. de la Gare", "to be or not to be 7", "ah 5"])
def test_a_word_that_may_be_a_month_or_era_is_no_date(text: str) -> None:
    assert [finding for finding in found(text) if finding.value.first] == []


def test_a_feast_of_the_moon_is_the_next_one() -> None:
    """Eid al-Adha of 1447 is 27 May 2026, that of 1448 16 May 2027."""
    days = [
        found("Eid al-Adha", received=f"{day}T09:00")[0].value.first for day in ("2026-05-27", "2026-05-28")
    ]
    assert days == [D(2026, 5, 27), D(2027, 5, 16)]


def test_a_feast_with_a_year_of_its_own_calendar() -> None:
    (finding,) = found("Eid al-Fitr 1446")
    assert finding.value.first == D(2025, 3, 30)


def test_a_whole_month_is_a_run() -> None:
    """Ramadan 1447 had 30 days: 18 February to 19 March 2026."""
    (finding,) = found("Ramadan 1447")
    assert (finding.value.first, finding.value.last) == (D(2026, 2, 18), D(2026, 3, 19))


def test_two_numeric_dates_side_by_side_are_no_telephone() -> None:
    (finding,) = found("۱۴۰۵/۰۷/۰۱ - ۲۰۲۶/۰۹/۲۳ ۱۸:۳۰", tag="fa")
    assert finding.value.first == D(2026, 9, 23)
