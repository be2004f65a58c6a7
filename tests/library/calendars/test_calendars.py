"""Every calendar: each day of 1900-2100 there and back, published days, what does not exist."""

import datetime as dt

import pytest

from handbill.calendars.systems import ALIASES, CALENDARS, Calendar, CalendarDate, calendar, disputed
from handbill.errors import HandbillError, NoSuchDate, UnknownCalendar

D = dt.date
FIRST, LAST = D(1900, 1, 1).toordinal(), D(2100, 12, 31).toordinal()

PUBLISHED = {
    "gregorian": [((2024, 2, 29), D(2024, 2, 29))],
    # 25 October 1917 was 7 November; the Orthodox Christmas of the old calendar
    "julian": [
        ((1917, 10, 25), D(1917, 11, 7)),
        ((2025, 12, 25), D(2026, 1, 7)),
        ((1900, 2, 29), D(1900, 3, 13)),
        ((2100, 2, 29), D(2100, 3, 14)),
    ],
    # printed Jewish calendars: new year, Purim in a leap and a common year, Passover, Hanukkah
    "hebrew": [
        ((5708, 8, 5), D(1948, 5, 14)),
        ((5784, 6, 14), D(2024, 3, 24)),
        ((5784, 5, 30, True), D(2024, 3, 10)),
        ((5785, 1, 1), D(2024, 10, 3)),
        ((5786, 6, 14), D(2026, 3, 3)),
        ((5786, 7, 15), D(2026, 4, 2)),
        ((5787, 1, 10), D(2026, 9, 21)),
        ((5787, 3, 25), D(2026, 12, 5)),
        ((5807, 1, 1), D(2046, 10, 1)),
    ],
    "islamic-umalqura": [
        ((1344, 7, 8), D(1926, 1, 22)),  # masthead of the weekly Umm al-Qura, issue 56
        ((1400, 1, 1), D(1979, 11, 20)),
        ((1445, 10, 1), D(2024, 4, 10)),
        ((1446, 6, 1), D(2024, 12, 2)),  # the moon set seconds after the sun
        ((1447, 9, 1), D(2026, 2, 18)),
    ],
    # the table of astronomers, from the Thursday before
    "islamic-tbla": [((1445, 9, 1), D(2024, 3, 10))],
    "islamic-civil": [((1, 1, 1), D(622, 7, 19)), ((1445, 9, 1), D(2024, 3, 11))],
    "persian": [((1357, 11, 22), D(1979, 2, 11)), ((1403, 12, 30), D(2025, 3, 20))],
    # Hong Kong Observatory's conversion tables; the leap months of 2014, 2017, 2020, 2023, 2025, 2033
    "chinese": [
        ((1900, 1, 1), D(1900, 1, 31)),
        ((1985, 1, 1), D(1985, 2, 20)),
        ((2012, 4, 1, True), D(2012, 5, 21)),
        ((2014, 9, 1, True), D(2014, 10, 24)),
        ((2017, 6, 1, True), D(2017, 7, 23)),
        ((2020, 4, 1, True), D(2020, 5, 23)),
        ((2023, 2, 1, True), D(2023, 3, 22)),
        ((2025, 6, 1, True), D(2025, 7, 25)),
        ((2026, 8, 15), D(2026, 9, 25)),
        ((2033, 11, 1, True), D(2033, 12, 22)),
    ],
    # Seollal and Chuseok as kept in Korea; 1997 and 2012 are not as in China
    "dangi": [
        ((1997, 1, 1), D(1997, 2, 8)),
        ((2012, 3, 1, True), D(2012, 4, 21)),
        ((2024, 1, 1), D(2024, 2, 10)),
        ((2025, 8, 15), D(2025, 10, 6)),
        ((2026, 1, 1), D(2026, 2, 17)),
    ],
    "ethiopic": [
        ((1888, 6, 23), D(1896, 3, 1)),
        ((2015, 13, 6), D(2023, 9, 11)),
        ((2019, 1, 1), D(2026, 9, 11)),
    ],
    "ethioaa": [((7519, 1, 1), D(2026, 9, 11))],
    "coptic": [
        ((1740, 1, 1), D(2023, 9, 12)),
        ((1742, 1, 1), D(2025, 9, 11)),
        ((1742, 4, 29), D(2026, 1, 7)),
    ],
    # 1 Chaitra 1879, the day on which the calendar became law
    "indian": [
        ((1879, 1, 1), D(1957, 3, 22)),
        ((1946, 1, 1), D(2024, 3, 21)),
        ((1947, 10, 11), D(2026, 1, 1)),
    ],
    "buddhist": [((2569, 4, 13), D(2026, 4, 13))],
    "roc": [((1, 1, 1), D(1912, 1, 1)), ((115, 10, 10), D(2026, 10, 10)), ((-10, 12, 31), D(1901, 12, 31))],
    "japanese": [((2026, 5, 3), D(2026, 5, 3))],
}


def test_every_calendar_has_published_days() -> None:
    assert set(PUBLISHED) == set(CALENDARS)


@pytest.mark.parametrize(
    ("rscale", "own", "day"), [(rscale, own, day) for rscale, rows in PUBLISHED.items() for own, day in rows]
)
def test_a_date_is_the_published_day(rscale: str, own: tuple[int, ...], day: dt.date) -> None:
    date = CalendarDate(*own[:3], leap=bool(own[3:]))
    assert calendar(rscale).to_gregorian(*date[:3], leap=date.leap) == day
    assert calendar(rscale).from_gregorian(day) == date


@pytest.mark.parametrize("known", CALENDARS.values(), ids=CALENDARS.keys())
def test_every_day_of_two_centuries_comes_back(known: Calendar) -> None:
    """Months follow each other without a gap, and each of their days is found again."""
    at = FIRST
    date = known.from_gregorian(D.fromordinal(at))
    for year in range(date.year, known.year_of(LAST) + 1):
        for number, leap, first, length in known.months(year):
            if first + length <= FIRST:
                continue
            assert first == at or first < FIRST
            for of_month in range(max(1, FIRST - first + 1), length + 1):
                day = D.fromordinal(first + of_month - 1)
                assert known.from_gregorian(day) == (year, number, of_month, leap)
                assert known.to_gregorian(year, number, of_month, leap=leap) == day
            at = first + length
    assert at > LAST


@pytest.mark.parametrize("known", CALENDARS.values(), ids=CALENDARS.keys())
def test_the_first_and_the_last_year_are_whole(known: Calendar) -> None:
    first = known.months(known.first_year)[0].first
    last = sum(known.months(known.last_year)[-1][2:]) - 1
    assert (known.year_of(first), known.year_of(last)) == (known.first_year, known.last_year)
    for year in (known.first_year - 1, known.last_year + 1):
        with pytest.raises(NoSuchDate):
            known.months(year)
    for ordinal in (first - 1, last + 1):
        with pytest.raises(NoSuchDate):
            known.year_of(ordinal)


def test_months_have_the_numbers_of_cldr() -> None:
    """Hebrew months count from Tishri and 5L is Adar I; a Chinese leap month has the number before it."""
    assert [(month.number, month.leap) for month in calendar("hebrew").months(5787)][4:8] == [
        (5, False),
        (5, True),
        (6, False),
        (7, False),
    ]
    assert [(month.number, month.leap) for month in calendar("chinese").months(2025)][4:8] == [
        (5, False),
        (6, False),
        (6, True),
        (7, False),
    ]
    assert [len(calendar(name).months(1740)) for name in ("coptic", "ethiopic", "roc", "indian")] == [
        13,
        13,
        12,
        12,
    ]


@pytest.mark.parametrize(
    ("rscale", "own"),
    [
        ("gregorian", (2026, 2, 29)),
        ("persian", (1405, 12, 30)),
        ("persian", (1600, 1, 1)),
        ("ethiopic", (2018, 13, 6)),
        ("coptic", (1742, 14, 1)),
        ("hebrew", (5787, 8, 30)),
        ("hebrew", (5786, 5, 1, True)),
        ("chinese", (2026, 5, 1, True)),
        ("chinese", (2026, 0, 1)),
        ("islamic-umalqura", (1447, 13, 1)),
        ("islamic-civil", (1447, 2, 30)),
        ("islamic-civil", (1447, 1, 0)),
    ],
)
def test_a_date_that_does_not_exist_is_refused(rscale: str, own: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=rscale) as refused:
        calendar(rscale).to_gregorian(*own[:3], leap=bool(own[3:]))
    assert isinstance(refused.value, HandbillError)


def test_a_calendar_is_found_by_its_other_names() -> None:
    named = [
        calendar(name).rscale
        for name in ("GREGORIAN", "Gregory", "islamicc", "ethiopic-amete-alem", "Hebrew")
    ]
    assert named == ["gregorian", "gregorian", "islamic-civil", "ethioaa", "hebrew"]
    assert set(ALIASES.values()) <= set(CALENDARS)


def test_an_unknown_calendar_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownCalendar, match=r"'mayan'; there are: buddhist, chinese, .*, roc"):
        calendar("mayan")


def test_calendars_of_sightings_say_so() -> None:
    assert [name for name, known in CALENDARS.items() if known.observed] == ["islamic-umalqura"]


def test_a_day_is_disputed_where_tables_differ() -> None:
    """Ramadan 1447 is on one day in every table; that of 1453 begins on 15 or 16 December 2031."""
    assert not disputed("islamic-umalqura", D(2026, 2, 18))
    assert disputed("islamic-umalqura", D(2031, 12, 15))
    assert disputed("islamic-umalqura", D(2031, 12, 14))
    # the new moon of 28 September 2057 is seconds from midnight in China
    assert [disputed("chinese", D(2057, 9, day)) for day in (27, 28, 29)] == [False, True, True]
    assert not disputed("persian", D(2026, 3, 21))
    assert not disputed("persian", D(1800, 1, 1))
