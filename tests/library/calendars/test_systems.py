"""Dates of other calendars are those of the published tables, and come back as they went."""

import datetime as dt

import pytest

from handbill.calendars import SYSTEMS, civil_year, days_around, japanese_year, observed_days, system_day
from handbill.calendars.hebrew_numerals import hebrew_numeral
from handbill.calendars.systems import calendar

D = dt.date

PUBLISHED = {
    # Umm al-Qura, King Abdulaziz City for Science and Technology
    "hijri": [
        ((1400, 1, 1), D(1979, 11, 20)),
        ((1444, 9, 1), D(2023, 3, 23)),
        ((1444, 10, 1), D(2023, 4, 21)),
        ((1445, 9, 1), D(2024, 3, 11)),
        ((1445, 10, 1), D(2024, 4, 10)),
        ((1445, 12, 10), D(2024, 6, 16)),
        ((1446, 1, 1), D(2024, 7, 7)),
        ((1446, 9, 1), D(2025, 3, 1)),
        ((1446, 10, 1), D(2025, 3, 30)),
        ((1446, 12, 10), D(2025, 6, 6)),
        ((1447, 1, 1), D(2025, 6, 26)),
        ((1447, 9, 1), D(2026, 2, 18)),
        ((1447, 10, 1), D(2026, 3, 20)),
        ((1447, 12, 10), D(2026, 5, 27)),
    ],
    # the official calendar of Iran, University of Tehran
    "persian": [
        ((1300, 1, 1), D(1921, 3, 21)),
        ((1357, 11, 22), D(1979, 2, 11)),
        ((1399, 1, 1), D(2020, 3, 20)),
        ((1399, 12, 30), D(2021, 3, 20)),
        ((1400, 1, 1), D(2021, 3, 21)),
        ((1402, 1, 1), D(2023, 3, 21)),
        ((1403, 1, 1), D(2024, 3, 20)),
        ((1403, 12, 30), D(2025, 3, 20)),
        ((1405, 1, 1), D(2026, 3, 21)),
        ((1405, 1, 13), D(2026, 4, 2)),
        ((1405, 7, 1), D(2026, 9, 23)),
        ((1405, 9, 30), D(2026, 12, 21)),
    ],
    # printed Jewish calendars; months from Nisan, 13 is the Adar of Purim
    "hebrew": [
        ((5708, 2, 5), D(1948, 5, 14)),
        ((5785, 7, 1), D(2024, 10, 3)),
        ((5786, 7, 1), D(2025, 9, 23)),
        ((5786, 11, 15), D(2026, 2, 2)),
        ((5786, 13, 14), D(2026, 3, 3)),
        ((5786, 1, 15), D(2026, 4, 2)),
        ((5786, 2, 28), D(2026, 5, 15)),
        ((5787, 7, 1), D(2026, 9, 12)),
        ((5787, 7, 10), D(2026, 9, 21)),
        ((5787, 9, 25), D(2026, 12, 5)),
        ((5787, 13, 14), D(2027, 3, 23)),
        ((5788, 7, 1), D(2027, 10, 2)),
    ],
    # the Ethiopian Orthodox calendar; Adwa was fought on 1 March 1896
    "ethiopic": [
        ((1888, 6, 23), D(1896, 3, 1)),
        ((2000, 1, 1), D(2007, 9, 12)),
        ((2012, 1, 1), D(2019, 9, 12)),
        ((2015, 13, 6), D(2023, 9, 11)),
        ((2016, 1, 1), D(2023, 9, 12)),
        ((2016, 5, 11), D(2024, 1, 20)),
        ((2017, 1, 1), D(2024, 9, 11)),
        ((2018, 1, 1), D(2025, 9, 11)),
        ((2018, 4, 29), D(2026, 1, 7)),
        ((2018, 5, 11), D(2026, 1, 19)),
        ((2019, 1, 1), D(2026, 9, 11)),
        ((2019, 1, 17), D(2026, 9, 27)),
    ],
    # Hong Kong Observatory, Gregorian-lunar conversion tables; -6 is the leap sixth month
    "chinese": [
        ((2020, 1, 1), D(2020, 1, 25)),
        ((2021, 1, 1), D(2021, 2, 12)),
        ((2022, 1, 1), D(2022, 2, 1)),
        ((2023, 1, 1), D(2023, 1, 22)),
        ((2024, 1, 1), D(2024, 2, 10)),
        ((2024, 8, 15), D(2024, 9, 17)),
        ((2025, 1, 1), D(2025, 1, 29)),
        ((2025, -6, 1), D(2025, 7, 25)),
        ((2025, 8, 15), D(2025, 10, 6)),
        ((2026, 1, 1), D(2026, 2, 17)),
        ((2026, 5, 5), D(2026, 6, 19)),
        ((2026, 8, 15), D(2026, 9, 25)),
    ],
    "buddhist": [
        ((2484, 1, 1), D(1941, 1, 1)),
        ((2569, 4, 13), D(2026, 4, 13)),
        ((2570, 2, 28), D(2027, 2, 28)),
    ],
    "minguo": [((1, 1, 1), D(1912, 1, 1)), ((38, 10, 1), D(1949, 10, 1)), ((115, 5, 3), D(2026, 5, 3))],
}


@pytest.mark.parametrize(
    ("name", "own", "day"), [(name, own, day) for name, rows in PUBLISHED.items() for own, day in rows]
)
def test_a_date_is_that_of_the_published_table(name: str, own: tuple[int, int, int], day: dt.date) -> None:
    assert SYSTEMS[name].to_gregorian(*own) == day


@pytest.mark.parametrize("name", SYSTEMS)
def test_days_come_back_as_they_went(name: str) -> None:
    system = SYSTEMS[name]
    days = [D(1975, 1, 1) + dt.timedelta(count * 7) for count in range(3000)]
    assert [system.to_gregorian(*system.from_gregorian(day)) for day in days] == days


def test_the_islamic_table_ends_and_the_reckoning_goes_on() -> None:
    """The civil table has 1 Muharram 1 on 16 July 622 of the Julian calendar, a Friday."""
    assert calendar("islamic-civil").to_gregorian(1, 1, 1) == D(622, 7, 19)
    system = SYSTEMS["hijri"]
    days = [D(2070, 1, 1) + dt.timedelta(count * 30) for count in range(200)]
    years = [system.from_gregorian(day).year for day in days]
    assert years == sorted(years)


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("persian", (1405, 12, 30)),  # no leap year
        ("persian", (1405, 13, 1)),
        ("ethiopic", (2018, 13, 6)),
        ("hebrew", (5787, 2, 30)),
        ("chinese", (2026, -5, 1)),
        ("buddhist", (2569, 2, 29)),
        ("hijri", (1447, 13, 1)),
    ],
)
def test_a_day_that_the_calendar_has_not_is_none(name: str, own: tuple[int, int, int]) -> None:
    assert system_day(name, *own) is None


def test_a_month_may_last_thirty_days_by_sighting() -> None:
    """Sha'ban 1446 had 29 days by the table: 1 Ramadan was 1 March 2025."""
    assert system_day("hijri", 1446, 8, 30) == D(2025, 3, 1)


def test_the_years_around_a_day() -> None:
    assert D(2026, 3, 21) in set(days_around("persian", 1, 1, near=D(2026, 6, 1)))


@pytest.mark.parametrize(
    ("rule", "year", "days"),
    [
        ("hijri 10-01", 2026, (D(2026, 3, 20),)),
        ("hijri 10-01|12-10", 2026, (D(2026, 3, 20), D(2026, 5, 27))),
        ("hijri 10-01-1", 2026, (D(2026, 3, 19),)),
        ("hijri 09 fri -1", 2026, (D(2026, 3, 13),)),
        ("hijri 09 fri 1", 2026, (D(2026, 2, 20),)),
        ("hebrew 07-10", 2026, (D(2026, 9, 21),)),
        ("chinese 01-01-1", 2026, (D(2026, 2, 16),)),
    ],
)
def test_a_feast_falls_on_these_days(rule: str, year: int, days: tuple[dt.date, ...]) -> None:
    assert observed_days(rule, year) == days


def test_a_feast_of_the_moon_may_come_twice_in_a_year() -> None:
    """Ramadan begins in January and in December of 2030."""
    assert [day.month for day in observed_days("hijri 09-01", 2030)] == [1, 12]


@pytest.mark.parametrize(
    ("era", "year", "gregorian"),
    [
        ("meiji", 1, 1868),
        ("meiji", 45, 1912),
        ("taisho", 1, 1912),
        ("taisho", 12, 1923),
        ("showa", 20, 1945),
        ("showa", 39, 1964),
        ("showa", 64, 1989),
        ("heisei", 1, 1989),
        ("heisei", 23, 2011),
        ("heisei", 31, 2019),
        ("reiwa", 1, 2019),
        ("reiwa", 8, 2026),
        ("minguo", 115, 2026),
        ("buddhist", 2569, 2026),
    ],
)
def test_a_year_of_an_era(era: str, year: int, gregorian: int) -> None:
    assert civil_year(era, year) == gregorian


def test_an_era_begins_on_its_day() -> None:
    days = [D(1926, 12, 24), D(1926, 12, 25), D(1989, 1, 7), D(1989, 1, 8), D(2019, 4, 30), D(2019, 5, 1)]
    assert [japanese_year(day) for day in days] == [
        ("taisho", 15),
        ("showa", 1),
        ("showa", 64),
        ("heisei", 1),
        ("heisei", 31),
        ("reiwa", 1),
    ]


def test_hebrew_numerals() -> None:
    numbers = [1, 9, 10, 15, 16, 19, 28, 30, 708, 787]
    assert [hebrew_numeral(number) for number in numbers] == [
        "א'",
        "ט'",
        "י'",
        'ט"ו',
        'ט"ז',
        'י"ט',
        'כ"ח',
        "ל'",
        'תש"ח',
        'תשפ"ז',
    ]
