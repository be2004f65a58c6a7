"""Incomplete dates are completed near the day of writing."""

import datetime as dt

import pytest

from handbill.calendars import Choice, full_year, nearest_month, nearest_weekday, nearest_year

D = dt.date


@pytest.mark.parametrize(
    ("month", "day", "weekday", "near", "chosen"),
    [
        (1, 5, None, D(2026, 12, 20), D(2027, 1, 5)),  # over the turn of the year
        (11, 8, None, D(2026, 11, 20), D(2026, 11, 8)),  # lately gone stays gone
        (6, 1, None, D(2026, 11, 20), D(2027, 6, 1)),
        (3, 6, 5, D(2026, 11, 20), D(2027, 3, 6)),  # a Saturday next year
        (5, 9, 1, D(2018, 1, 7), D(2017, 5, 9)),  # a Tuesday only in the past year
        (2, 29, None, D(2026, 11, 20), D(2028, 2, 29)),
    ],
)
def test_the_year_is_the_next_that_fits(
    month: int, day: int, weekday: int | None, near: dt.date, chosen: dt.date
) -> None:
    choice = nearest_year(month, day, near=near, weekday=weekday)
    assert choice is not None
    assert (choice.day, choice.agrees) == (chosen, True)


def test_a_weekday_of_no_near_year_is_reported() -> None:
    choice = nearest_year(12, 5, near=D(2026, 11, 20), weekday=2)
    assert choice == Choice(D(2026, 12, 5), agrees=False, others=(D(2027, 12, 5),))


def test_a_day_that_no_year_has_is_none() -> None:
    assert nearest_year(2, 31, near=D(2026, 11, 20)) is None
    assert nearest_month(32, near=D(2026, 11, 20)) is None


def test_a_day_alone_is_the_next_one_and_near_a_heading_the_nearest() -> None:
    ahead, beside = (
        nearest_month(18, near=D(2026, 11, 20)),
        nearest_month(18, near=D(2026, 11, 20), centred=True),
    )
    assert (ahead and ahead.day, beside and beside.day) == (D(2026, 12, 18), D(2026, 11, 18))


def test_a_weekday_is_today_or_ahead_and_near_a_heading_the_nearest() -> None:
    friday = D(2026, 11, 20)
    days = [
        nearest_weekday(4, near=friday),
        nearest_weekday(3, near=friday),
        nearest_weekday(3, near=friday, centred=True),
    ]
    assert days == [friday, D(2026, 11, 26), D(2026, 11, 19)]


def test_two_digits_are_at_most_twenty_years_ahead() -> None:
    assert [full_year(year, near=D(2026, 1, 1)) for year in (27, 46, 47, 99)] == [2027, 2046, 1947, 1999]
