"""Every example in languages/*/cases.toml reads as a speaker of the language says it does."""

import datetime as dt
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from handbill.languages import tags, words_for
from handbill.reading.moments import Moment, find_moments


def cases() -> list[Any]:
    """All cases of all languages, named by tag and text."""
    found = []
    for tag in tags():
        path = files("handbill.languages").joinpath(tag, "cases.toml")
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            found.append(pytest.param(tag, case, id=f"{tag}: {case['text']}"))
    return found


def first_of(moment: Moment) -> tuple[Any, Any]:
    """(dtstart, dtend) as cases.toml writes them: dtend is the last day, None where it says nothing."""
    if moment.start is None:
        return moment.first, moment.last if moment.last != moment.first else None
    end = dt.datetime.combine(moment.last, moment.end) if moment.last and moment.end else None
    return dt.datetime.combine(moment.first or dt.date.min, moment.start), end


@pytest.mark.parametrize(("tag", "case"), cases())
def test_a_speaker_reads_it_so(tag: str, case: dict[str, Any]) -> None:
    received = dt.datetime.combine(case["received"], dt.time(9))

    found = find_moments(case["text"], words_for(tag), received=received, home=case.get("home"))
    dated = [finding.value for finding in found if finding.value.first]

    if "dates" in case:
        assert len(dated) == case["dates"]
    else:
        assert (*first_of(dated[0]), dated[0].rrule) == (
            case["dtstart"],
            case.get("dtend"),
            case.get("rrule"),
        )
        assert list(dated[0].exdates) == case.get("exdates", [])


@pytest.mark.parametrize("tag", tags())
def test_each_language_has_enough_examples(tag: str) -> None:
    """Twenty for every language."""
    path = files("handbill.languages").joinpath(tag, "cases.toml")
    assert len(tomllib.loads(path.read_text("utf-8"))["case"]) >= 20
