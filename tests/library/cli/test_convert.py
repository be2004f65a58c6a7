"""`handbill convert`: one day in every calendar, and clear words where there is none."""

import json

import pytest
from click.testing import CliRunner, Result

from handbill.calendars.systems import CALENDARS
from handbill.cli import main


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["convert", *args])


def test_a_date_is_shown_in_every_calendar() -> None:
    """The Gregorian day with its weekday first, then the date itself, then the others."""
    result = run("1447-09-01", "--from", "islamic-umalqura")

    lines = result.output.splitlines()
    assert lines[:3] == [
        "2026-02-18  Wednesday, February 18, 2026",
        "islamic-umalqura  1447-09-01   Ramadan 1, 1447 AH  a sighting may differ by a day",
        "gregorian         2026-02-18   February 18, 2026",
    ]
    assert "hebrew            5786-06-01   1 Adar 5786" in lines
    assert {line.split()[0] for line in lines[1:]} == set(CALENDARS)
    assert result.exit_code == 0


def test_only_the_calendars_that_are_asked_for() -> None:
    result = run("5787-05L-14", "--from", "hebrew", "--to", "gregory", "--to", "chinese", "--language", "he")

    assert result.output.splitlines() == [
        "2027-02-21  יום ראשון, 21 בפברואר 2027",
        "hebrew            5787-05L-14  י״ד באדר א׳ תשפ״ז",
        "gregorian         2027-02-21   21 בפברואר 2027",
        "chinese           2027-01-16   2027(ding-wei) M01 16",
    ]


def test_a_month_on_which_tables_differ_is_marked() -> None:
    result = run("2031-12-15", "--to", "islamic-umalqura")

    assert result.output.splitlines()[-1] == (
        "islamic-umalqura  1453-09-01   Ramadan 1, 1453 AH  "
        "a sighting may differ by a day · tables differ on this month"
    )


def test_json_holds_the_parts_of_each_date() -> None:
    result = run("reiwa 8-05-01", "--from", "japanese", "--to", "roc", "--language", "ja", "--json")

    assert json.loads(result.output) == {
        "date": "2026-05-01",
        "weekday": "金曜日",
        "calendars": [
            {
                "calendar": "japanese",
                "date": "2026-05-01",
                "year": 2026,
                "month": 5,
                "leap": False,
                "day": 1,
                "text": "令和8年5月1日",
                "observed": False,
                "disputed": False,
            },
            {
                "calendar": "roc",
                "date": "115-05-01",
                "year": 115,
                "month": 5,
                "leap": False,
                "day": 1,
                "text": "民国115年5月1日",
                "observed": False,
                "disputed": False,
            },
        ],
    }


def test_a_day_that_some_calendars_do_not_reach_is_shown_in_the_others() -> None:
    result = run("1600-01-01")

    named = {line.split()[0] for line in result.output.splitlines()[1:]}
    assert set(CALENDARS) - named == {"persian", "islamic-umalqura", "chinese", "dangi"}
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (("1447-13-01", "--from", "islamic-umalqura"), "the islamic-umalqura year 1447 has no month 13"),
        (("next Friday",), "'next Friday' is not written year-month-day"),
        (("2026-01-01", "--from", "mayan"), "no calendar 'mayan'; there are: buddhist, chinese"),
        (("2026-01-01", "--to", "mayan"), "no calendar 'mayan'"),
        (("1600-01-01", "--to", "persian"), "years 1278-1501, which do not reach 1600-01-01"),
        (("2026-01-01", "--language", "tlh"), "no vocabulary for the language 'tlh'"),
    ],
)
def test_what_cannot_be_converted_is_said(args: tuple[str, ...], reason: str) -> None:
    result = run(*args)

    assert reason in result.output
    assert result.exit_code == 2
