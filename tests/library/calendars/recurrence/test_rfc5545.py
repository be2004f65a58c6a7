"""The examples of RFC 5545 give the dates that it prints."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from handbill.calendars.recurrence import Rule, instances, occurrences

ZONE = "America/New_York"
EXAMPLES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("rfc5545.toml").read_text("utf-8"))[
    "example"
]
CASES = [
    pytest.param(example, rule, id=f"{example['name']}: {rule}")
    for example in EXAMPLES
    for rule in example["rules"]
]


def printed(example: dict[str, Any]) -> list[dt.datetime]:
    """Return the dates of an example as the file writes them, which its head explains."""
    times = example.get("times") or [example["dtstart"].time()]
    return [
        dt.datetime.combine(day, time) for line in example["dates"] for day in days(line) for time in times
    ]


def days(line: str) -> Iterator[dt.date]:
    """Give the days of a line such as "1997-09 2,4,8-11"."""
    month, _, numbers = line.partition(" ")
    for run in numbers.split(","):
        first, _, last = run.partition("-")
        for day in range(int(first), int(last or first) + 1):
            yield dt.date.fromisoformat(f"{month}-{day:02}")


def test_the_notation_of_the_file() -> None:
    assert list(days("1997-09 2,4-6")) == [dt.date(1997, 9, day) for day in (2, 4, 5, 6)]
    assert len(EXAMPLES) == 40  # 39 of the RFC, one of them twice


@pytest.mark.parametrize(("example", "rule"), CASES)
def test_an_example_gives_the_printed_dates(example: dict[str, Any], rule: str) -> None:
    expected = printed(example)
    more = 0 if example.get("endless") else 1  # a list that ends must end in ours as well
    found = instances(Rule.parse(rule), example["dtstart"], tzid=ZONE)
    assert list(islice(found, len(expected) + more)) == expected


@pytest.mark.parametrize(("example", "rule"), CASES)
def test_a_window_from_the_start_to_the_last_printed_day_holds_them(
    example: dict[str, Any], rule: str
) -> None:
    expected = printed(example)
    found = occurrences(
        rule,
        example["dtstart"],
        first=example["dtstart"].date(),
        last=expected[-1].date(),
        exdates=tuple(example.get("exdates", ())),
        tzid=ZONE,
    )
    assert found == tuple(expected)


@pytest.mark.parametrize(("example", "rule"), CASES)
def test_a_window_in_the_middle_holds_what_the_whole_holds_there(example: dict[str, Any], rule: str) -> None:
    expected = printed(example)
    first, last = expected[len(expected) // 3].date(), expected[len(expected) * 2 // 3].date()
    found = occurrences(rule, example["dtstart"], first=first, last=last, tzid=ZONE)
    assert found == tuple(moment for moment in expected if first <= moment.date() <= last)


@pytest.mark.parametrize(("example", "rule"), CASES)
def test_a_rule_written_anew_means_the_same(example: dict[str, Any], rule: str) -> None:
    assert Rule.parse(str(Rule.parse(rule))) == Rule.parse(rule)
