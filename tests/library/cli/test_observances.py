"""`handbill observances` prints the days of years, and says what it cannot do."""

import json

import pytest
from click.testing import CliRunner

from handbill.cli import main


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["observances", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_name_in_any_language_chooses_and_a_tag_names() -> None:
    assert run("2023", "--name", "jerusalem day", "--language", "de") == (
        "2023-05-19 Fri  Jerusalemtag  [jerusalem-day] computed, from sunset before\n"
    )


def test_json_holds_the_day_its_certainty_and_who_says_so() -> None:
    (found,) = json.loads(run("2024", "--name", "quds-day", "--json"))
    assert {key: found[key] for key in ("id", "edition", "day", "begins", "certainty", "family")} == {
        "id": "quds-day",
        "edition": "1445",
        "day": "2024-04-05",
        "begins": "midnight",
        "certainty": "tentative",
        "family": "islam",
    }
    assert found["reason"]
    assert found["source"]


def test_years_run_from_the_first_to_the_last() -> None:
    found = json.loads(run("2021-2024", "--name", "quds-day", "--json"))
    assert [each["day"] for each in found] == ["2021-05-07", "2022-04-29", "2023-04-14", "2024-04-05"]


def test_a_country_lists_what_is_kept_there_on_its_days() -> None:
    found = {each["id"]: each["day"] for each in json.loads(run("2023", "--country", "pk", "--json"))}
    assert found["eid-al-fitr"] == "2023-04-22"
    assert "thanksgiving-us" not in found


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["20266"], "neither a year like 2026 nor years like 2021-2027"),
        (["2027-2021"], "the earlier first"),
        (["1800"], "1900 to 2100"),
        (["2026", "--name", "no such day"], "no observance is named 'no such day'"),
    ],
)
def test_what_cannot_be_listed_is_named(arguments: list[str], complaint: str) -> None:
    result = CliRunner().invoke(main, ["observances", *arguments])
    assert result.exit_code == 2
    assert complaint in result.output
