"""Months, weeks, orders of numeric dates, repetitions."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from handbill.calendars import (
    add_months,
    day_and_month,
    easter,
    first_on_or_after,
    monthly_rule,
    nth_weekday,
    occurrences,
    order_of_text,
    orthodox_easter,
    quarter_span,
    week_span,
    weekend_span,
    weekly_rule,
)

D = dt.date


@given(st.dates(D(1900, 1, 1), D(2100, 1, 1)), st.integers(-600, 600))
def test_months_are_added_within_the_month(day: dt.date, months: int) -> None:
    """The month is the one counted to, the day the same or the last of a shorter month."""
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + dt.timedelta(1)).day == 1)


def test_weeks_begin_on_monday() -> None:
    assert week_span(D(2026, 11, 22)) == (D(2026, 11, 16), D(2026, 11, 22))
    assert weekend_span(D(2026, 11, 20), 1) == (D(2026, 11, 28), D(2026, 11, 29))


def test_quarters_and_nth_weekdays() -> None:
    assert quarter_span(2028, 1) == (D(2028, 1, 1), D(2028, 3, 31))
    assert [nth_weekday(2027, 2, 0, nth) for nth in (1, 4, 5, -1, -4)] == [
        D(2027, 2, 1), D(2027, 2, 22), None, D(2027, 2, 22), D(2027, 2, 1),
    ]  # fmt: skip


def test_western_easter() -> None:
    assert [easter(year) for year in (2025, 2026, 2027)] == [D(2025, 4, 20), D(2026, 4, 5), D(2027, 3, 28)]


def test_orthodox_easter() -> None:
    """As the calendars of the churches of Sofia and Belgrade have it."""
    assert [orthodox_easter(year) for year in (2025, 2026, 2027)] == [
        D(2025, 4, 20),
        D(2026, 4, 12),
        D(2027, 5, 2),
    ]


def test_one_sure_date_settles_the_order_of_a_text() -> None:
    orders = [order_of_text(text, "mdy") for text in ("5/6 and 25/6", "5/6", "5/25 and 6/7")]
    assert orders == ["dmy", "mdy", "mdy"]
    assert order_of_text("5/25 and 6/7", "dmy") == "mdy"
    assert order_of_text("5/12 at 4.30", "dmy") == "dmy"


def test_an_hour_with_a_dot_or_a_dash_says_nothing_about_the_order_of_dates() -> None:
    texts = ("6/12/2026, 8.30 pagi", "6/12, 10-14 h", "6/12 and 5-25-2027")
    assert [order_of_text(text, "dmy") for text in texts] == ["dmy", "dmy", "mdy"]


def test_a_pair_that_fits_one_way_only_is_read_that_way() -> None:
    pairs = [
        day_and_month(3, 4, "mdy"),
        day_and_month(3, 4, "dmy"),
        day_and_month(22, 4, "mdy"),
        day_and_month(0, 4, "dmy"),
    ]
    assert pairs == [(4, 3), (3, 4), (22, 4), None]


def test_rules_say_what_the_words_said() -> None:
    rules = [
        weekly_rule((1, 3)),
        weekly_rule((5,), interval=2),
        monthly_rule(0, (-1,)),
        monthly_rule(4, (1, 3)),
    ]
    assert rules == [
        "FREQ=WEEKLY;BYDAY=TU,TH",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA",
        "FREQ=MONTHLY;BYDAY=-1MO",
        "FREQ=MONTHLY;BYDAY=1FR,3FR",
    ]


def test_the_first_date_of_a_rule_is_on_or_after_the_day() -> None:
    assert first_on_or_after("FREQ=WEEKLY;BYDAY=SA", D(2026, 11, 21)) == D(2026, 11, 21)
    assert first_on_or_after("FREQ=MONTHLY;BYDAY=-1MO", D(2026, 11, 20)) == D(2026, 11, 30)


def test_occurrences_keep_the_type_of_the_start_and_leave_exdates_out() -> None:
    found = occurrences(
        "FREQ=WEEKLY;UNTIL=20261212",
        dt.datetime(2026, 11, 21, 11),
        first=D(2026, 11, 22),
        last=D(2026, 12, 31),
        exdates=(D(2026, 12, 5),),
    )
    assert found == (dt.datetime(2026, 11, 28, 11), dt.datetime(2026, 12, 12, 11))
