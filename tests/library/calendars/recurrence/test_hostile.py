"""Rules made to cost or to confuse are refused by name; rare ones that mean something are found."""

import datetime as dt
import tracemalloc
from itertools import islice

import pytest

from handbill.calendars.recurrence import Rule, instances, occurrences
from handbill.errors import HandbillError, RuleTooCostly, UnreadableRule
from handbill.values import Problem

LONG_AGO = dt.datetime(1970, 1, 1, 9)
YEAR = {"first": dt.date(2026, 1, 1), "last": dt.date(2026, 12, 31)}

REFUSED: dict[str, tuple[str, ...]] = {
    # a year of them is more than anybody lists
    "rrule.too_many": (
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;INTERVAL=30",
        "FREQ=SECONDLY;BYHOUR=9",
        "FREQ=MINUTELY",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=8,10,12,14",
        "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=8,9,10,11",
    ),
    "rrule.interval": (
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=00",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;INTERVAL=1.5",
        "FREQ=DAILY;INTERVAL=",
        "FREQ=DAILY;INTERVAL=99999999999999999999",
    ),
    "rrule.count": (
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=-5",
        "FREQ=DAILY;COUNT=1000000000",
        "FREQ=SECONDLY;COUNT=1000000000",
        "FREQ=DAILY;COUNT=1e3",
        "FREQ=DAILY;COUNT=٣",
    ),
    "rrule.no_instance": (
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYDAY=MO;BYSETPOS=366",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=366",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
        "FREQ=DAILY;BYDAY=MO;BYSETPOS=366",
        "FREQ=HOURLY;BYMONTH=1;BYSETPOS=-366",
        "FREQ=SECONDLY;BYHOUR=3;BYSETPOS=366",
        "FREQ=HOURLY;INTERVAL=24;BYHOUR=3",  # the start is at nine
        "FREQ=HOURLY;INTERVAL=2;BYHOUR=0,2,4",
        "FREQ=MINUTELY;INTERVAL=60;BYMINUTE=7",
        "FREQ=MINUTELY;INTERVAL=1440;BYHOUR=7",
        "FREQ=SECONDLY;INTERVAL=60;BYSECOND=7",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=2",  # the start is in January
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29",  # 1970 and every fourth year: none is a leap year
        "FREQ=YEARLY;BYWEEKNO=20;BYMONTH=12;BYDAY=MO",
        "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=11",
        "FREQ=YEARLY;BYYEARDAY=385",
        "FREQ=YEARLY;BYMONTH=2;BYDAY=7MO",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYMONTH=5L",
        "RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=7L;BYMONTHDAY=1",
        "RSCALE=ISLAMIC-CIVIL;FREQ=MONTHLY;BYMONTHDAY=31",
        "RSCALE=ETHIOPIC;FREQ=MONTHLY;BYMONTH=13;BYMONTHDAY=7",
    ),
    "rrule.too_long": (
        "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 10_000),
        "FREQ=YEARLY;BYYEARDAY=" + ",".join(["1"] * 401),
        "FREQ=DAILY;BYSECOND=" + ",".join(["59"] * 10_000),
        "FREQ=DAILY;X-NOTE=" + "A" * 1_000_000,
        "F" * 1_000_000,
        ";" * 1_000_000,
        " " * 1_000_000 + "FREQ=DAILY",
    ),
    "rrule.frequency": (
        "FREQ=",
        "FREQ=FORTNIGHTLY",
        "INTERVAL=2",
        "FREQ=DAILY\x00",
        "FREQ=DAILY\r\nRRULE:FREQ=SECONDLY",
    ),
    "rrule.unreadable": (
        "",
        " ",
        ";;;",
        "every Tuesday",
        "FREQ",
        "RRULE:FREQ=DAILY",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;BYEASTER=1",
        "FREQ=DAILY;COUNT=2;UNTIL=20200101",
        "FREQ=DAILY;UNTIL=20201399",
        "FREQ=DAILY;UNTIL=20200101T250000Z",
        "FREQ=DAILY;UNTIL=tomorrow",
        "FREQ=DAILY;BYDAY=XX",
        "FREQ=DAILY;BYDAY=",
        "FREQ=DAILY;BYDAY=MO,,TU",
        "FREQ=MONTHLY;BYDAY=0MO",
        "FREQ=MONTHLY;BYDAY=54MO",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=1-5",
        "FREQ=MONTHLY;BYMONTHDAY=²",
        "FREQ=MONTHLY;BYMONTHDAY=１",
        "FREQ=MONTHLY;BYMONTHDAY=" + "9" * 500,
        "FREQ=YEARLY;BYMONTH=0",
        "FREQ=YEARLY;BYMONTH=14",
        "FREQ=DAILY;BYHOUR=24",
        "FREQ=DAILY;BYHOUR=-1",
        "FREQ=DAILY;BYMINUTE=60",
        "FREQ=DAILY;BYSECOND=61",
        "FREQ=DAILY;WKST=1",
        # parts where the table of RFC 5545 section 3.3.10 has "N/A", and what its text forbids
        "FREQ=WEEKLY;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYWEEKNO=1",
        "FREQ=DAILY;BYYEARDAY=1",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO",
        "FREQ=DAILY;BYSETPOS=1",
        # RFC 7529 section 4
        "FREQ=MONTHLY;SKIP=FORWARD",
        "RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=SIDEWAYS",
    ),
    "rrule.unsupported": (
        "RSCALE=MARTIAN;FREQ=DAILY",
        "RSCALE=;FREQ=DAILY",
        "RSCALE=../../SECRET;FREQ=DAILY",
    ),
}
CASES = [
    pytest.param(code, rule, id=f"{code}-{rule[:60]!a}") for code, rules in REFUSED.items() for rule in rules
]


@pytest.mark.parametrize(("code", "rule"), CASES)
def test_a_hostile_rule_is_refused_by_name(code: str, rule: str) -> None:
    """And what is said of it stays short, however long the rule."""
    found = occurrences(rule, LONG_AGO, **YEAR)
    assert isinstance(found, Problem)
    assert (found.code, len(found.detail) <= 80) == (code, True)


@pytest.mark.parametrize(("code", "rule"), [case for case in CASES if case.values[0] == "rrule.no_instance"])
def test_a_rule_that_never_comes_ends_in_an_error_that_says_so(code: str, rule: str) -> None:
    with pytest.raises(RuleTooCostly) as caught:
        next(instances(Rule.parse(rule), LONG_AGO))
    assert isinstance(caught.value, HandbillError)
    assert caught.value.code == code


@pytest.mark.parametrize(("code", "rule"), [case for case in CASES if case.values[0] == "rrule.unreadable"])
def test_an_unreadable_rule_is_an_error_of_values(code: str, rule: str) -> None:
    with pytest.raises(UnreadableRule) as caught:
        Rule.parse(rule)
    assert isinstance(caught.value, HandbillError)
    assert isinstance(caught.value, ValueError)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", dt.datetime(1988, 2, 29, 9)),
        ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", dt.datetime(1988, 2, 29, 9)),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", dt.datetime(1988, 2, 29, 9)),
        ("FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;BYHOUR=9", dt.datetime(1988, 2, 29, 9)),
        ("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;BYHOUR=9", dt.datetime(1988, 2, 29, 9)),
        ("FREQ=SECONDLY;BYHOUR=8;BYMINUTE=59;BYSECOND=59", dt.datetime(1970, 1, 2, 8, 59, 59)),
        ("FREQ=MINUTELY;BYHOUR=8;BYMONTH=12;BYMONTHDAY=-1", dt.datetime(1970, 12, 31, 8)),
        ("FREQ=HOURLY;INTERVAL=25;BYHOUR=8", dt.datetime(1970, 1, 25, 8)),  # 23 times 25 hours later
        ("FREQ=YEARLY;INTERVAL=100;BYMONTH=1;BYMONTHDAY=1;BYDAY=SA", dt.datetime(2270, 1, 1, 9)),
    ],
)
def test_a_rare_rule_is_no_hostile_one(rule: str, first: dt.datetime) -> None:
    assert next(instances(Rule.parse(rule), LONG_AGO)) == first


def test_a_window_of_today_does_not_walk_there_from_1970() -> None:
    """A second of sixty years ago is no reason to refuse; the thousand seconds of the window are listed."""
    found = occurrences(
        "FREQ=SECONDLY;BYHOUR=9;BYMINUTE=0,1", LONG_AGO, first=dt.date(2026, 5, 1), last=dt.date(2026, 5, 1)
    )
    began = dt.datetime(2026, 5, 1, 9)
    assert found == tuple(began + dt.timedelta(seconds=passed) for passed in range(120))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", "rrule.too_many"),
        (";BYSETPOS=1,-1", (dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 31, 23, 59, 30))),
    ],
)
def test_lists_are_not_multiplied_out(more: str, expected: object) -> None:
    """Four lists of a short rule can say ten million moments of a year; they must not all be made at once.

    Here they are 89,280, which would take some 10 MB.
    """
    days, hours, minutes = (",".join(map(str, numbers)) for numbers in (range(1, 32), range(24), range(60)))
    rule = f"FREQ=YEARLY;BYYEARDAY={days};BYHOUR={hours};BYMINUTE={minutes};BYSECOND=0,30{more}"
    occurrences(rule, LONG_AGO, **YEAR)  # once, so that modules and tables are loaded
    tracemalloc.start()
    found = occurrences(rule, LONG_AGO, **YEAR)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.code if isinstance(found, Problem) else found) == expected
    assert peak < 2_000_000


def test_what_is_left_is_a_window_of_a_thousand() -> None:
    day = dt.date(2026, 1, 1)
    thousand = tuple(day + dt.timedelta(passed) for passed in range(1000))
    assert occurrences("FREQ=DAILY", day, first=day, last=thousand[-1]) == thousand
    more = occurrences("FREQ=DAILY", day, first=day, last=thousand[-1] + dt.timedelta(1))
    assert isinstance(more, Problem)
    assert more.code == "rrule.too_many"


def test_the_years_end_with_9999() -> None:
    last = dt.date(9999, 12, 31)
    found = instances(Rule.parse("FREQ=DAILY"), dt.date(9999, 12, 30))
    assert list(islice(found, 5)) == [dt.date(9999, 12, 30), last]
    assert list(instances(Rule.parse("FREQ=YEARLY;INTERVAL=9999"), dt.date(1970, 1, 1))) == [
        dt.date(1970, 1, 1)
    ]


def test_a_calendar_that_is_kept_no_further_says_so() -> None:
    """Chinese months are kept to a year; a rule that goes on after it is not silently at its end."""
    found = instances(Rule.parse("RSCALE=CHINESE;FREQ=YEARLY"), dt.date(2026, 2, 17))
    with pytest.raises(RuleTooCostly) as caught:
        list(found)
    assert caught.value.code == "rrule.out_of_range"
