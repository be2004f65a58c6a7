"""A recurring event as a whole: what is added, left out and moved, and what the clock does meanwhile."""

import datetime as dt
from datetime import date, datetime

import pytest

from handbill.calendars.recurrence import Instance, Override, RecurrenceSet, Rule
from handbill.errors import RuleTooCostly
from handbill.values import Occurrence

WEEKLY = Rule.parse("FREQ=WEEKLY")
MONDAY = datetime(2027, 3, 1, 18)


def starts(found: RecurrenceSet, first: date, last: date) -> list[dt.date]:
    return [each.occurrence.dtstart for each in found.between(first, last)]


def test_a_series_keeps_its_wall_time_over_the_change_of_clocks() -> None:
    series = RecurrenceSet(
        datetime(2027, 3, 20, 19, 30), datetime(2027, 3, 20, 21), "Europe/Berlin", (WEEKLY,)
    )
    assert [
        (each.occurrence.dtstart, each.occurrence.dtend, each.occurrence.starts_at)
        for each in series.between(date(2027, 3, 21), date(2027, 4, 4))
    ] == [
        (
            datetime(2027, 3, 27, 19, 30),
            datetime(2027, 3, 27, 21),
            datetime(2027, 3, 27, 18, 30, tzinfo=dt.UTC),
        ),
        (datetime(2027, 4, 3, 19, 30), datetime(2027, 4, 3, 21), datetime(2027, 4, 3, 17, 30, tzinfo=dt.UTC)),
    ]


def test_an_hour_that_the_clock_skips_counts_from_before_the_change() -> None:
    """RFC 5545 3.3.5: 2:30 on that night in New York is the instant of 3:30 EDT."""
    night = RecurrenceSet(datetime(2027, 3, 13, 2, 30), None, "America/New_York", (Rule.parse("FREQ=DAILY"),))
    found = [each.occurrence.starts_at for each in night.between(date(2027, 3, 14), date(2027, 3, 14))]
    assert found == [datetime(2027, 3, 14, 7, 30, tzinfo=dt.UTC)]


def test_the_start_is_an_instance_though_no_rule_says_it() -> None:
    thirteenths = RecurrenceSet(date(1997, 9, 2), rrules=(Rule.parse("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13"),))
    assert starts(thirteenths, date(1997, 1, 1), date(1998, 3, 1)) == [date(1997, 9, 2), date(1998, 2, 13)]


def test_dates_are_added_and_left_out_once_each() -> None:
    added = ((datetime(2027, 3, 10, 20), datetime(2027, 3, 10, 23)), (datetime(2027, 3, 8, 18), None))
    series = RecurrenceSet(
        MONDAY,
        datetime(2027, 3, 1, 19),
        rrules=(WEEKLY,),
        rdates=added,
        exdates=frozenset({datetime(2027, 3, 15, 18), date(2027, 3, 22)}),
    )
    assert [
        (each.occurrence.dtstart, each.occurrence.dtend)
        for each in series.between(date(2027, 3, 1), date(2027, 3, 29))
    ] == [
        (datetime(2027, 3, 1, 18), datetime(2027, 3, 1, 19)),
        (datetime(2027, 3, 8, 18), datetime(2027, 3, 8, 19)),
        (datetime(2027, 3, 10, 20), datetime(2027, 3, 10, 23)),
        (datetime(2027, 3, 29, 18), datetime(2027, 3, 29, 19)),
    ]


def test_one_instance_moved_and_one_called_off() -> None:
    series = RecurrenceSet(
        MONDAY,
        rrules=(WEEKLY,),
        overrides={
            datetime(2027, 3, 8, 18): Override(datetime(2027, 3, 9, 17)),
            datetime(2027, 3, 15, 18): Override(None),
        },
    )
    assert list(series.between(date(2027, 3, 8), date(2027, 3, 22))) == [
        Instance(datetime(2027, 3, 8, 18), Occurrence(datetime(2027, 3, 9, 17))),
        Instance(datetime(2027, 3, 22, 18), Occurrence(datetime(2027, 3, 22, 18))),
    ]


def test_an_instance_is_found_where_it_was_moved_to_however_far() -> None:
    far = {datetime(2027, 3, 8, 18): Override(datetime(2028, 1, 2, 18))}
    series = RecurrenceSet(MONDAY, rrules=(Rule.parse("FREQ=WEEKLY;COUNT=3"),), overrides=far)
    assert starts(series, date(2028, 1, 1), date(2028, 1, 31)) == [datetime(2028, 1, 2, 18)]
    assert starts(series, date(2027, 3, 2), date(2027, 3, 31)) == [datetime(2027, 3, 15, 18)]


def test_this_and_future_instances_move_together_until_they_are_called_off() -> None:
    series = RecurrenceSet(
        MONDAY,
        datetime(2027, 3, 1, 19),
        rrules=(WEEKLY,),
        overrides={
            datetime(2027, 3, 15, 18): Override(
                datetime(2027, 3, 16, 20), datetime(2027, 3, 16, 22), and_future=True
            ),
            datetime(2027, 3, 29, 18): Override(None, and_future=True),
        },
    )
    assert [
        (each.occurrence.dtstart, each.occurrence.dtend)
        for each in series.between(date(2027, 3, 1), date(2027, 5, 1))
    ] == [
        (datetime(2027, 3, 1, 18), datetime(2027, 3, 1, 19)),
        (datetime(2027, 3, 8, 18), datetime(2027, 3, 8, 19)),
        (datetime(2027, 3, 16, 20), datetime(2027, 3, 16, 22)),
        (datetime(2027, 3, 23, 20), datetime(2027, 3, 23, 22)),
    ]


def test_what_still_goes_on_is_within_the_window() -> None:
    fair = RecurrenceSet(date(2027, 5, 28), date(2027, 6, 2), rrules=(Rule.parse("FREQ=YEARLY"),))
    assert starts(fair, date(2028, 6, 1), date(2028, 6, 30)) == [date(2028, 5, 28)]


def test_a_set_in_another_calendar_moves_and_leaves_out_as_any_other() -> None:
    ramadan_fridays = RecurrenceSet(
        date(2021, 5, 7),
        rrules=(Rule.parse("RSCALE=ISLAMIC-UMALQURA;FREQ=YEARLY;BYMONTH=9;BYDAY=-1FR"),),
        exdates=frozenset({date(2022, 4, 29)}),
        overrides={date(2023, 4, 14): Override(date(2023, 4, 15))},
    )
    assert starts(ramadan_fridays, date(2021, 1, 1), date(2024, 12, 31)) == [
        date(2021, 5, 7),
        date(2023, 4, 15),
        date(2024, 4, 5),
    ]


def test_more_than_a_listing_holds_is_refused_by_name() -> None:
    with pytest.raises(RuleTooCostly) as refused:
        list(RecurrenceSet(MONDAY, rrules=(Rule.parse("FREQ=MINUTELY"),)).between(date(2027, 3, 1), date.max))
    assert refused.value.code == "rrule.too_many"
