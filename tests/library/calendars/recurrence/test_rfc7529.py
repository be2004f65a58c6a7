"""The examples of RFC 7529, and what its section 4.1 says of SKIP, give the dates written beside them."""

import tomllib
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from handbill.calendars.recurrence import Rule, instances, occurrences

EXAMPLES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("rfc7529.toml").read_text("utf-8"))[
    "example"
]
CASES = [pytest.param(example, id=example["name"]) for example in EXAMPLES]


@pytest.mark.parametrize("example", CASES)
def test_an_example_gives_its_dates(example: dict[str, Any]) -> None:
    more = 0 if example.get("endless") else 1  # a list that ends must end in ours as well
    found = instances(Rule.parse(example["rule"]), example["dtstart"])
    assert list(islice(found, len(example["dates"]) + more)) == example["dates"]


@pytest.mark.parametrize("example", CASES)
def test_a_window_holds_the_days_from_its_first_to_its_last(example: dict[str, Any]) -> None:
    first, last = example["dates"][len(example["dates"]) // 2], example["dates"][-1]
    found = occurrences(example["rule"], example["dtstart"], first=first, last=last)
    assert found == tuple(day for day in example["dates"] if first <= day)


@pytest.mark.parametrize("example", CASES)
def test_a_rule_written_anew_means_the_same(example: dict[str, Any]) -> None:
    assert Rule.parse(str(Rule.parse(example["rule"]))) == Rule.parse(example["rule"])
