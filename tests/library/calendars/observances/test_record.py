"""The days of observances as public record has them; each names its source in record.toml."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from handbill.calendars.observances import observance, observed

RECORD: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("record.toml").read_text("utf-8"))[
    "day"
]


def test_the_record_is_large_enough_and_cites_for_each_day() -> None:
    assert len({(each["observance"], each["date"]) for each in RECORD}) >= 90
    assert [each for each in RECORD if len(each.get("source", "")) < 8] == []


@pytest.mark.parametrize("entry", RECORD, ids=lambda each: f"{each['observance']}-{each['date']}")
def test_the_day_is_that_of_the_record(entry: dict[str, Any]) -> None:
    day = entry["date"] if isinstance(entry["date"], dt.date) else dt.date.fromisoformat(entry["date"])
    found = observed(observance(entry["observance"]), day.year, country=entry.get("country", ""))
    assert day in {each.day for each in found}
