"""The sun and the moon are where almanacs have them, and calendars that hang on them agree."""

import datetime as dt

import pytest

from handbill.calendars.astronomy import (
    FULL,
    NEW,
    SEASONS,
    Site,
    delta_t,
    lunar_age,
    lunar_longitude,
    midday,
    moon_at,
    moon_edge_altitude,
    moons,
    season,
    solar_longitude,
    solar_term,
    sun_altitude,
    sunrise,
    sunset,
)
from handbill.calendars.astronomy.horizon import sidereal_time
from handbill.calendars.astronomy.instants import julian_day
from handbill.calendars.astronomy.positions import moon_position, sun_longitude
from handbill.calendars.systems import calendar

D = dt.date
MINUTE = 60.0
"""Almanacs round to a minute, so that half of this is theirs."""

SEASONS_PUBLISHED = {
    # U.S. Naval Observatory, Earth's seasons, UTC
    2000: ("03-20 07:35", "06-21 01:48", "09-22 17:28", "12-21 13:37"),
    2010: ("03-20 17:32", "06-21 11:28", "09-23 03:09", "12-21 23:38"),
    2016: ("03-20 04:30", "06-20 22:34", "09-22 14:21", "12-21 10:44"),
    2021: ("03-20 09:37", "06-21 03:32", "09-22 19:21", "12-21 15:59"),
    2022: ("03-20 15:33", "06-21 09:14", "09-23 01:04", "12-21 21:48"),
    2023: ("03-20 21:24", "06-21 14:58", "09-23 06:50", "12-22 03:27"),
    2024: ("03-20 03:06", "06-20 20:51", "09-22 12:44", "12-21 09:20"),
    2025: ("03-20 09:01", "06-21 02:42", "09-22 18:19", "12-21 15:03"),
}
NEW_MOONS = (
    "2000-01-06 18:14", "2017-08-21 18:30", "2019-07-02 19:16", "2020-06-21 06:41", "2024-01-11 11:57",
    "2024-02-09 22:59", "2024-03-10 09:00", "2024-04-08 18:21", "2024-05-08 03:22", "2024-06-06 12:38",
)  # fmt: skip
FULL_MOONS = (
    "2000-01-21 04:40", "2015-09-28 02:50", "2018-07-27 20:20", "2019-01-21 05:16", "2023-10-28 20:24",
    "2024-01-25 17:54", "2025-09-07 18:09",
)  # fmt: skip


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def seconds(one: dt.datetime | None, other: dt.datetime) -> float:
    assert one is not None
    return abs((one - other).total_seconds())


@pytest.mark.parametrize(
    ("year", "month", "published"),
    [(year, month, row[at]) for year, row in SEASONS_PUBLISHED.items() for at, month in enumerate(SEASONS)],
)
def test_seasons_begin_when_the_almanac_says(year: int, month: str, published: str) -> None:
    assert seconds(season(year, month), utc(f"{year}-{published}")) <= MINUTE


@pytest.mark.parametrize(
    ("phase", "published"), [(NEW, text) for text in NEW_MOONS] + [(FULL, text) for text in FULL_MOONS]
)
def test_moons_are_when_the_almanac_says(phase: int, published: str) -> None:
    assert seconds(moon_at(phase, utc(published) + dt.timedelta(days=3)), utc(published)) <= MINUTE


def test_the_moons_of_a_span_are_all_there_and_in_order() -> None:
    """2024 had 13 new moons, December two of them."""
    found = list(moons(utc("2024-01-01"), utc("2024-12-31")))
    assert [moon.strftime("%m-%d") for moon in found] == [
        "01-11", "02-09", "03-10", "04-08", "05-08", "06-06", "07-05", "08-04", "09-03", "10-02", "11-01",
        "12-01", "12-30",
    ]  # fmt: skip
    assert list(moons(found[0], found[0])) == [found[0]]


def test_positions_are_those_of_the_worked_examples() -> None:
    """Meeus, examples 25.b (13 October 1992) and 47.a (12 April 1992), 0h Terrestrial Time."""
    assert sun_longitude(2448908.5) == pytest.approx(199 + 54 / 60 + 21.818 / 3600, abs=1 / 3600)
    longitude, latitude, distance = moon_position(2448724.5)
    assert longitude == pytest.approx(133.167265, abs=1e-4)
    assert latitude == pytest.approx(-3.229126, abs=1e-5)
    assert distance == pytest.approx(368409.7, abs=0.2)


def test_longitudes_at_an_instant() -> None:
    instant = utc("2024-04-08 18:21")
    assert solar_longitude(utc("2024-06-20 20:51")) == pytest.approx(90, abs=0.001)
    assert lunar_longitude(instant) == pytest.approx(solar_longitude(instant), abs=0.01)
    assert lunar_age(utc("2024-01-25 17:54")) == pytest.approx(180, abs=0.01)


def test_sidereal_time_is_that_of_the_worked_example() -> None:
    """Meeus, example 12.b: 10 April 1987, 19:21:00 UT, mean sidereal time 8h 34m 57.0896s."""
    mean = (8 + 34 / 60 + 57.0896 / 3600) * 15
    assert sidereal_time(julian_day(utc("1987-04-10 19:21")), 0) == pytest.approx(mean, abs=0.002)


@pytest.mark.parametrize(
    ("year", "observed"), [(1900, -2.8), (1930, 24.0), (1955, 31.1), (1977, 47.5), (2000, 63.8), (2010, 66.1)]
)
def test_delta_t_is_what_was_observed(year: int, observed: float) -> None:
    assert delta_t(year) == pytest.approx(observed, abs=1)


def test_delta_t_has_no_steps() -> None:
    steps = [abs(delta_t(year + 0.01) - delta_t(year - 0.01)) for year in range(1801, 2150)]
    assert max(steps) < 0.6


LONDON, NEW_YORK, SYDNEY = Site(51.5074, -0.1278), Site(40.7128, -74.0060), Site(-33.8688, 151.2093)


@pytest.mark.parametrize(
    ("site", "day", "rises", "sets"),
    [
        (LONDON, D(2024, 6, 20), "2024-06-20 03:43", "2024-06-20 20:21"),
        (LONDON, D(2024, 12, 21), "2024-12-21 08:04", "2024-12-21 15:53"),
        (NEW_YORK, D(2024, 3, 20), "2024-03-20 10:59", "2024-03-20 23:08"),
        (SYDNEY, D(2024, 12, 21), "2024-12-20 18:41", "2024-12-21 09:05"),
    ],
)
def test_the_sun_rises_and_sets_as_printed(site: Site, day: dt.date, rises: str, sets: str) -> None:
    assert seconds(sunrise(day, site), utc(rises)) <= 1.5 * MINUTE
    assert seconds(sunset(day, site), utc(sets)) <= 1.5 * MINUTE
    noon = sun_altitude(midday(day, site), site)
    assert noon > sun_altitude(midday(day, site) + dt.timedelta(minutes=20), site)
    assert noon > sun_altitude(midday(day, site) - dt.timedelta(minutes=20), site)


def test_the_sun_does_not_set_in_the_polar_day() -> None:
    tromso = Site(69.65, 18.96)
    assert (sunrise(D(2024, 6, 20), tromso), sunset(D(2024, 12, 21), tromso)) == (None, None)


def test_the_iranian_year_begins_at_the_equinox() -> None:
    """The law of 1925: the day whose noon in Tehran (52.5 degrees east) follows the equinox; 1278-1500."""
    tehran, found = Site(35.7, 52.5), {}
    for year in range(1278, 1501):
        equinox = season(year + 621, "march")
        day = (equinox + dt.timedelta(hours=3.5)).date()
        found[year] = day if equinox < midday(day, tehran) else day + dt.timedelta(1)
    assert {year: calendar("persian").to_gregorian(year, 1, 1) for year in found} == found


def test_chinese_months_begin_with_the_new_moon() -> None:
    """1930-2100 in UTC+8, but where the table is marked as disputed."""
    chinese = calendar("chinese")
    dates = [
        (day, chinese.from_gregorian(day))
        for moon in moons(utc("1930-01-01"), utc("2100-12-01"))
        for day in [(moon + dt.timedelta(hours=8)).date()]
    ]
    assert len(dates) > 2100
    assert [(day, date) for day, date in dates if date.day != 1 and not chinese.disputed(day)] == []


def test_the_winter_solstice_is_in_the_eleventh_chinese_month() -> None:
    solstices = [(solar_term(year, 270) + dt.timedelta(hours=8)).date() for year in range(1930, 2100)]
    assert {calendar("chinese").from_gregorian(day)[1::2] for day in solstices} == {(11, False)}


def test_umm_al_qura_follows_its_rule() -> None:
    """1423-1500, but for two months: the first sunset in Mecca after conjunction with the moon up."""
    mecca, known = Site(21.4225, 39.8262), calendar("islamic-umalqura")
    apart = []
    for moon in moons(utc("2002-03-10"), utc("2077-10-20")):
        day = (moon + dt.timedelta(hours=3)).date()
        while not (
            (evening := sunset(day, mecca)) and moon < evening and moon_edge_altitude(evening, mecca) > 0
        ):
            day += dt.timedelta(1)
        date = known.from_gregorian(day + dt.timedelta(1))
        if date.day != 1:
            apart.append(date[:2])
    assert apart == [(1427, 5), (1485, 10)]
