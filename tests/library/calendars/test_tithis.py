"""Feasts of the Hindu calendar fall on the days that were kept; the limits are in the module's docstring."""

import datetime as dt

import pytest

from handbill.calendars.astronomy import Site
from handbill.calendars.observances import observance
from handbill.calendars.observances.rules import computed, parse_rule
from handbill.calendars.tithis import lunar_months, sankranti_day, tithi_day, tithi_days
from handbill.errors import NoSuchDate

D = dt.date

KEPT = {
    "ugadi": ("2018-03-18 2019-04-06 2020-03-25 2021-04-13 2022-04-02 2023-03-22 2024-04-09 2025-03-30"),
    "rama-navami": "2021-04-21 2022-04-10 2023-03-30 2024-04-17 2025-04-06",
    "mahavir-jayanti": "2022-04-14 2023-04-04 2024-04-21 2025-04-10",
    "hanuman-jayanti": "2023-04-06 2024-04-23 2025-04-12",
    "akshaya-tritiya": "2022-05-03 2024-05-10 2025-04-30",
    "buddha-purnima": "2021-05-26 2022-05-16 2023-05-05 2024-05-23 2025-05-12",
    "rath-yatra": "2022-07-01 2023-06-20 2024-07-07 2025-06-27",
    "guru-purnima": "2022-07-13 2023-07-03 2024-07-21 2025-07-10",
    "janmashtami": "2021-08-30 2022-08-19 2023-09-07 2024-08-26 2025-08-16",
    "janmashtami-smarta": "2023-09-06 2024-08-26 2025-08-15",
    "ganesh-chaturthi": "2020-08-22 2021-09-10 2022-08-31 2023-09-19 2024-09-07 2025-08-27",
    "navaratri": "2020-10-17 2021-10-07 2022-09-26 2023-10-15 2024-10-03 2025-09-22",
    "dussehra": "2019-10-08 2021-10-15 2023-10-24 2024-10-12 2025-10-02",
    "diwali": (
        "2016-10-30 2017-10-19 2018-11-07 2019-10-27 2020-11-14 2021-11-04 2022-10-24 2023-11-12 "
        "2024-10-31 2025-10-20"
    ),
    "chhath": "2023-11-19 2024-11-07 2025-10-27",
    "guru-nanak-gurpurab": "2020-11-30 2021-11-19 2022-11-08 2023-11-27 2024-11-15 2025-11-05",
    "vasant-panchami": "2022-02-05 2023-01-26 2024-02-14 2025-02-02",
    "maha-shivaratri": "2020-02-21 2021-03-11 2022-03-01 2023-02-18 2024-03-08 2025-02-26",
    "holi": (
        "2018-03-02 2019-03-21 2020-03-10 2021-03-29 2022-03-18 2023-03-08 2024-03-25 2025-03-14 2026-03-04"
    ),
}
"""Feast -> days on which it was kept, for the most part as public holidays of India."""


APART = {"buddha-purnima": "tithi 02-15 sunrise", "janmashtami-smarta": "tithi 05-23 midnight"}
"""Rules of feasts that the catalogue has only under another rule."""


@pytest.mark.parametrize(
    ("name", "day"), [(name, day) for name, days in KEPT.items() for day in days.split()]
)
def test_a_feast_falls_on_the_day_it_was_kept(name: str, day: str) -> None:
    kept = D.fromisoformat(day)
    rule = APART.get(name) or observance(name).rule
    assert [found.day for found in computed(parse_rule(rule), kept.year, kept.year)] == [kept]


@pytest.mark.parametrize(
    ("sign", "days"),
    [
        # Makara Sankranti and Pongal
        (9, "2019-01-15 2020-01-15 2021-01-14 2022-01-14 2023-01-15 2024-01-15 2025-01-14 2026-01-14"),
        # the Tamil new year
        (0, "2021-04-14 2022-04-14 2023-04-14 2024-04-14 2025-04-14"),
    ],
)
def test_the_sun_enters_a_sign(sign: int, days: str) -> None:
    kept = [D.fromisoformat(day) for day in days.split()]
    assert [sankranti_day(day.year, sign) for day in kept] == kept


def test_an_extra_month_has_no_feasts() -> None:
    """2023 had an extra Shravana (18 July to 16 August), 2026 has an extra Jyeshtha (17 May to 15 June)."""
    extra = {
        year: [
            (month.start.date(), month.end.date()) for month in lunar_months(year)[1:13] if not month.names
        ]
        for year in (2022, 2023, 2026)
    }
    assert extra == {
        2022: [],
        2023: [(D(2023, 7, 17), D(2023, 8, 16))],
        2026: [(D(2026, 5, 16), D(2026, 6, 15))],
    }


def test_a_tithi_may_fall_twice_into_a_gregorian_year_or_not_at_all() -> None:
    """Pausha 11 (Putrada Ekadashi): January of 2022 and 2023, twice in 2025, not in 2026."""
    assert list(tithi_days(2022, 10, 11)) == [D(2022, 1, 13)]
    assert list(tithi_days(2023, 10, 11)) == [D(2023, 1, 2)]
    assert list(tithi_days(2025, 10, 11)) == [D(2025, 1, 10), D(2025, 12, 30)]
    assert list(tithi_days(2026, 10, 11)) == []
    with pytest.raises(NoSuchDate, match="Pausha 11 does not fall into 2026"):
        tithi_day(2026, 10, 11)


def test_rules_that_are_left_out_cost_a_day_at_times() -> None:
    """Dussehra 2022 was kept on 5 October; the tenth tithi held the afternoon of the fourth alone."""
    assert tithi_day(2022, 7, 10, "afternoon", twice="last") == D(2022, 10, 4)


def test_a_place_may_have_another_day() -> None:
    """Amavasya ended at 18:16 on 1 November 2024: before that day's sunset in San Francisco by far."""
    assert tithi_day(2024, 7, 30, "sunset", twice="last") == D(2024, 11, 1)
    assert tithi_day(2024, 7, 30, "sunset", twice="last", site=Site(37.77, -122.42)) == D(2024, 10, 31)


@pytest.mark.parametrize(
    ("month", "tithi", "year"), [(0, 1, 2025), (13, 1, 2025), (1, 0, 2025), (1, 31, 2025), (1, 1, 1500)]
)
def test_what_the_calendar_has_not_is_refused(month: int, tithi: int, year: int) -> None:
    with pytest.raises(NoSuchDate):
        list(tithi_days(year, month, tithi))


def test_where_the_sun_does_not_set_there_is_no_day() -> None:
    with pytest.raises(NoSuchDate, match="does not rise and set"):
        tithi_day(2025, 4, 15, "sunset", site=Site(78.2, 15.6))
