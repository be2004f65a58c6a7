"""Confidences measured on announcements, in place of those set by hand."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest

from handbill.errors import BrokenData
from handbill.reading import certainty
from handbill.reading.certainty import keys_of, usual, with_certainty
from handbill.values import Draft, Finding, Span

RATES: Mapping[str, Mapping[str, float]] = {
    "name": {"": 0.5, "name.line": 0.4, "name.line 0.8": 0.7},
    "city": {"": 0.6, "city.lead": 0.9},
    "organizers": {"": 0.3, "organizer.label": 0.95},
    "venue": {"": 1.0, "venue.run": 0.0},
}


@pytest.fixture(autouse=True)
def _rates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certainty, "rates", lambda: RATES)


def told(rule: str, confidence: float) -> Finding[str]:
    return Finding("Lamp walk", Span(0, 9), rule, confidence)


@pytest.mark.parametrize(
    ("rule", "own", "measured"),
    [
        ("name.line", 0.8, 0.7),  # the rule with its own confidence is the longest key
        ("name.line", 0.6, 0.4),  # else the rule
        ("name.line.quoted", 0.8, 0.4),  # else a shorter one
        ("name.heading", 0.8, 0.5),  # else the field
        ("name.line", 1.0, 1.0),  # structured data
        ("model.name", 0.2, 0.2),  # what a language model proposed
    ],
)
def test_the_rate_of_a_rule_replaces_its_confidence(rule: str, own: float, measured: float):
    draft = with_certainty(Draft(name=told(rule, own)))

    assert draft == Draft(name=told(rule, measured))


def test_each_organiser_has_the_rate_of_its_rule():
    draft = Draft(organizers=(told("organizer.label", 0.8), told("organizer.before", 0.8)))

    assert with_certainty(draft).organizers == (
        told("organizer.label", 0.95),
        told("organizer.before", 0.3),
    )


def test_a_field_that_was_not_measured_keeps_its_confidence():
    start = Finding(dt.date(2027, 3, 6), Span(0, 7), "dtstart.date", 0.8)

    assert with_certainty(Draft(dtstart=start)) == Draft(dtstart=start)


@pytest.mark.parametrize(("own", "measured"), [(0.5, 0.5), (0.98, 0.9)])
def test_a_toss_up_is_no_surer_than_the_choice_was(own: float, measured: float):
    """Two cities as likely as each other: that the rule is right nine times in ten does not help."""
    city = Finding("Ely", Span(0, 3), "city.lead", own, alternatives=("Eli",))

    assert with_certainty(Draft(city=city)).city == Finding(
        "Ely", Span(0, 3), "city.lead", measured, alternatives=("Eli",)
    )


def test_what_is_usual_for_a_field_is_its_rate_whatever_the_rule():
    assert [usual(field) for field in ("name", "city", "kind")] == [0.5, 0.6, None]


def test_nothing_read_from_words_is_sure_or_hopeless():
    """A rule that was always right says 0.99, one that never was 0.05."""
    found = [with_certainty(Draft(venue=told(rule, 0.8))).venue for rule in ("venue.sentence", "venue.run")]

    assert found == [told("venue.sentence", 0.99), told("venue.run", 0.05)]


def test_keys_become_shorter():
    assert keys_of(told("city.lead.only_candidate", 0.93)) == (
        "city.lead.only_candidate 0.9",
        "city.lead.only_candidate",
        "city.lead",
        "",
    )


@pytest.mark.parametrize("table", ['[name]\n"" = ', "name = 0.5\n", None])
def test_a_broken_table_is_reported_with_its_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, table: str | None
):
    """No TOML, no tables in it, no file at all."""
    monkeypatch.undo()
    monkeypatch.setattr(certainty, "files", lambda _: tmp_path)
    if table is not None:
        (tmp_path / "certainty.toml").write_text(table, "utf-8")
    certainty.rates.cache_clear()

    with pytest.raises(BrokenData) as caught:
        certainty.rates()

    assert caught.value.path == str(tmp_path / "certainty.toml")
    assert caught.value.__cause__ is not None


def test_the_shipped_table_holds_rates_of_fields(monkeypatch: pytest.MonkeyPatch):
    """Every table is named for a field of a draft, says a rate for the field, and holds rates only."""
    monkeypatch.undo()
    certainty.rates.cache_clear()

    shipped = certainty.rates()

    assert set(shipped) <= set(Draft.__dataclass_fields__)
    assert all("" in table for table in shipped.values())
    assert all(0 <= rate <= 1 for table in shipped.values() for rate in table.values())
