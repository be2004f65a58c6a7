"""The dates of an event: written out for a year, and bounded whatever a rule says."""

import datetime as dt

import pytest

from handbill.values import Occurrence
from handbill_site.listing.occurrences import last_day_of, occurrences, refusal

TODAY = dt.date(2026, 11, 10)
NOON = dt.datetime(2026, 11, 14, 12, 0)


def days(dtstart: dt.date, rrule: str, **more: object) -> list[dt.date]:
    found = occurrences(dtstart, None, "Europe/London", today=TODAY, rrule=rrule, **more)  # type: ignore[arg-type]
    return [each.dtstart.date() if isinstance(each.dtstart, dt.datetime) else each.dtstart for each in found]


def test_one_date_with_its_instant() -> None:
    end = dt.datetime(2026, 11, 14, 13, 30)

    assert occurrences(NOON, end, "America/New_York", today=TODAY) == (
        Occurrence(NOON, end, dt.datetime(2026, 11, 14, 17, 0, tzinfo=dt.UTC)),
    )


def test_whole_days_have_no_instant() -> None:
    last = dt.date(2026, 11, 16)

    assert occurrences(dt.date(2026, 11, 14), last, "Europe/London", today=TODAY) == (
        Occurrence(dt.date(2026, 11, 14), last),
    )


def test_a_single_date_stays_however_long_ago() -> None:
    assert days(dt.date(2001, 2, 3), "") == [dt.date(2001, 2, 3)]


def test_a_series_keeps_its_wall_time_over_the_change_of_clocks() -> None:
    start = dt.datetime(2027, 3, 21, 19, 0)

    found = occurrences(start, None, "Europe/London", today=TODAY, rrule="FREQ=WEEKLY;COUNT=2")

    assert found == (
        Occurrence(start, None, dt.datetime(2027, 3, 21, 19, 0, tzinfo=dt.UTC)),
        Occurrence(dt.datetime(2027, 3, 28, 19, 0), None, dt.datetime(2027, 3, 28, 18, 0, tzinfo=dt.UTC)),
    )


def test_each_date_of_a_series_has_its_own_end() -> None:
    found = occurrences(NOON, NOON + dt.timedelta(hours=2), "UTC", today=TODAY, rrule="FREQ=DAILY;COUNT=2")

    assert [each.dtend for each in found] == [
        dt.datetime(2026, 11, 14, 14, 0),
        dt.datetime(2026, 11, 15, 14, 0),
    ]


def test_an_old_series_shows_what_is_to_come_for_a_year() -> None:
    found = days(dt.date(2019, 1, 4), "FREQ=MONTHLY;BYDAY=1FR")

    assert (found[0], found[-1], len(found)) == (dt.date(2026, 12, 4), dt.date(2027, 11, 5), 12)


def test_exdates_are_left_out() -> None:
    assert days(dt.date(2026, 11, 14), "FREQ=WEEKLY;COUNT=3", exdates=[dt.date(2026, 11, 21)]) == [
        dt.date(2026, 11, 14),
        dt.date(2026, 11, 28),
    ]


def test_until_in_utc_ends_a_series_of_wall_times() -> None:
    assert len(days(NOON, "FREQ=DAILY;UNTIL=20261116T120000Z")) == 3


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("FREQ=SECONDLY", "rrule.frequency"),
        ("FREQ=MINUTELY;COUNT=5", "rrule.frequency"),
        ("FREQ=DAILY;INTERVAL=0", "rrule.interval"),
        ("FREQ=DAILY;INTERVAL=-1", "rrule.interval"),
        ("FREQ=DAILY;COUNT=1000000000", "rrule.count"),
        ("RSCALE=KLINGON;FREQ=YEARLY", "rrule.unsupported"),
        ("FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 10_000), "rrule.too_long"),
        ("FREQ=WEEKLY;BYSETPOS=60", "rrule.unreadable"),
        ("nonsense", "rrule.unreadable"),
    ],
)
def test_rules_that_no_gathering_follows_are_not_written_out(rule: str, code: str) -> None:
    assert (refusal(rule), days(dt.date(2026, 11, 14), rule)) == (code, [dt.date(2026, 11, 14)])


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11",
    ],
)
def test_rules_that_never_match_or_say_too_much_leave_the_first_date(rule: str) -> None:
    saturday = dt.datetime(2026, 11, 14, 12, 0)

    assert days(saturday, rule) == [saturday.date()]


def test_a_rule_in_another_calendar_is_written_out() -> None:
    """Mid-Autumn, the 15th of the eighth month, 25 September 2026, 15 September 2027 by Hong Kong's list."""
    rule = "RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=15"

    assert days(dt.date(2026, 9, 25), rule) == [dt.date(2027, 9, 15)]


def test_until_in_utc_is_read_in_the_zone_of_the_place() -> None:
    """19:00 in New York is midnight in UTC; as wall time it would let in one evening more."""
    start = dt.datetime(2026, 11, 14, 19, 0)
    rule = "FREQ=DAILY;UNTIL=20261117T000000Z"

    found = occurrences(start, None, "America/New_York", today=TODAY, rrule=rule)

    assert [each.dtstart.day for each in found] == [14, 15, 16]


def test_further_dates_stand_beside_a_rule_and_alone() -> None:
    further = [dt.date(2026, 12, 24), dt.date(2026, 11, 20), dt.date(2029, 1, 1)]
    start = dt.date(2026, 11, 14)

    assert days(start, "", rdates=further) == [start, dt.date(2026, 11, 20), dt.date(2026, 12, 24)]
    assert days(start, "FREQ=WEEKLY;COUNT=2", rdates=further, exdates=[dt.date(2026, 11, 20)]) == [
        start,
        dt.date(2026, 11, 21),
        dt.date(2026, 12, 24),
    ]


def test_a_further_day_of_an_event_with_a_time_is_none() -> None:
    found = occurrences(NOON, None, "UTC", today=TODAY, rdates=[dt.date(2026, 11, 20)])

    assert [each.dtstart for each in found] == [NOON]


@pytest.mark.parametrize(
    ("start", "end", "last"),
    [
        (NOON, None, NOON.date()),
        (NOON, dt.datetime(2026, 11, 14, 23, 59), NOON.date()),
        (dt.datetime(2026, 11, 14, 22, 0), dt.datetime(2026, 11, 15, 4, 0), NOON.date()),
        (NOON, dt.datetime(2026, 11, 16, 12, 0), dt.date(2026, 11, 16)),
        (dt.date(2026, 11, 14), dt.date(2026, 11, 16), dt.date(2026, 11, 16)),
        (dt.datetime(2026, 11, 14, 1, 0), dt.datetime(2026, 11, 14, 3, 0), NOON.date()),
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_begins(
    start: dt.date, end: dt.date | None, last: dt.date
) -> None:
    assert last_day_of(Occurrence(start, end)) == last


def test_a_series_from_the_first_year_has_the_dates_of_this_one() -> None:
    found = days(dt.date(1, 1, 1), "FREQ=DAILY")

    assert (found[0], found[-1], len(found)) == (TODAY, dt.date(2027, 11, 11), 367)
