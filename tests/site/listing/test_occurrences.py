"""The dates of an event: written out for a year, and bounded whatever a rule says."""

import datetime as dt
import time

import pytest

from handbill.values import Occurrence
from handbill_site.listing.occurrences import expandable, last_day_of, occurrences

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
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=5",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "RSCALE=CHINESE;FREQ=YEARLY",
        "FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 10_000),
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=WEEKLY;BYSETPOS=60",
        "nonsense",
        "",
    ],
)
def test_rules_that_no_gathering_follows_are_not_written_out(rule: str) -> None:
    assert (expandable(rule), days(dt.date(2026, 11, 14), rule)) == (False, [dt.date(2026, 11, 14)])


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY;COUNT=1000000000", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"],
)
def test_rules_that_never_end_or_never_match_end_here(rule: str) -> None:
    before = time.perf_counter()

    found = days(dt.date(1970, 1, 1), rule)

    assert 1 <= len(found) <= 400
    assert time.perf_counter() - before < 1.5


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


def test_a_series_from_the_first_year_is_not_counted_through() -> None:
    assert days(dt.date(1, 1, 1), "FREQ=DAILY") == [dt.date(1, 1, 1)]
