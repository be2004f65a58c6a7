"""The catalogue's files have the shape that docs/reference/observances.md promises; tomllib reads them."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import handbill

FOLDER = Path(handbill.__file__).parent / "calendars" / "observances" / "data"
FAMILIES = {
    "buddhism", "christianity", "civic", "culture", "hinduism", "international", "islam", "jainism",
    "judaism", "labour", "movements", "other_religions", "seasons", "sikhism",
}  # fmt: skip
BY_FAMILY: dict[str, dict[str, dict[str, Any]]] = {
    path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))
}
ENTRIES = {key: entry for family in BY_FAMILY.values() for key, entry in family.items()}

REQUIRED = {"names", "rule", "where", "certainty", "authority", "source", "description"}
OPTIONAL = {"also", "since", "until", "begins", "reason", "regional", "moves", "days"}

TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
WEEKDAY = "(?:MO|TU|WE|TH|FR|SA|SU)"
PARTS = {
    "RSCALE": r"ISLAMIC-UMALQURA|HEBREW|CHINESE|DANGI|PERSIAN|ETHIOPIC|COPTIC|JULIAN|INDIAN",
    "FREQ": r"YEARLY",
    "BYMONTH": r"(?:[1-9]|1[0-3])L?",
    "BYMONTHDAY": r"(?:[1-9]|[12]\d|3[01]|-1)(?:,(?:[1-9]|[12]\d|3[01]))*",
    "BYDAY": rf"(?:-1|[1-5])?{WEEKDAY}",
    "BYYEARDAY": r"-?[1-9]\d{0,2}(?:,-?[1-9]\d{0,2})*",
}
SEASON = "equinox-march|solstice-june|equinox-september|solstice-december"
OTHER_RULES = (
    r"(?:orthodox-)?easter[+-]\d{1,3}",
    rf"(?:{SEASON}|solar-term \d{{1,3}}|(?:full|new)-moon (?:[1-9]|1[0-2]))(?: @(?P<zone>\w+/\w+))?",
    (
        r"tithi (?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|30) "
        r"(?:sunrise|midday|afternoon|late|sunset|midnight)(?: last)?(?: [+-]\d)?"
    ),
    r"after (?P<other>[a-z0-9-]+) -?\d{1,3}",
)

HOMONYMS = {
    ("en", "labour day"),  # each of several states on a day of its own
    ("fr", "fête du travail"),  # 1 May; in Canada the first Monday of September
    ("en", "mother's day"),
    ("en", "thanksgiving"),  # United States and Canada
    # one feast in two entries, since its date steps back after each 29 February
    ("en", "parsi new year"),
    ("en", "pateti"),
    ("en", "shahenshahi navroz"),
    ("gu", "પારસી નવું વર્ષ"),
    ("hi", "पारसी नववर्ष"),
}
"""Names in lower case that more than one entry bears on purpose."""

LOADED = re.compile(
    r"\b(?:glorious|heroic|heroes|infamous|notorious|shameful|so-called|beloved|evil|tragic"
    r"|regime|terrorists?|atrocit\w+|legendary victory|liberated|illegal\w*)\b",
    re.IGNORECASE,
)


def iso_codes() -> set[str]:
    """Return ISO 3166-1 alpha-2 as the tz database lists them, and XK, which is in use for Kosovo."""
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    return {line[:2] for line in table.splitlines() if not line.startswith("#")} | {"XK"}


def rrule_troubles(rule: str) -> Iterator[str]:
    parts = [part.partition("=")[::2] for part in rule.split(";")]
    keys = [key for key, _ in parts]
    if len(set(keys)) < len(keys) or "FREQ" not in keys:
        yield "a part twice, or no FREQ"
    for key, value in parts:
        if not re.fullmatch(PARTS.get(key, r"(?!)"), value):
            yield f"{key}={value}"


def rule_troubles(rule: str) -> list[str]:
    """Return what is wrong with a rule; nothing for one of the forms."""
    if "FREQ=" in rule:
        return list(rrule_troubles(rule))
    matches = [found for pattern in OTHER_RULES if (found := re.fullmatch(pattern, rule))]
    if not matches:
        return ["none of the forms"]
    groups = matches[0].groupdict()
    if groups.get("zone"):
        ZoneInfo(groups["zone"])
    return [f"no {groups['other']}"] if groups.get("other") and groups["other"] not in ENTRIES else []


def all_names(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for tag, name in entry["names"].items():
        yield tag, name
    for tag, names in entry.get("also", {}).items():
        for name in names:
            yield tag, name


def bad(check: Any) -> list[str]:
    """Return the ids of the entries for which *check* does not hold."""
    return [key for key, entry in ENTRIES.items() if not check(entry)]


def test_there_is_a_file_for_each_family_and_none_is_empty() -> None:
    assert {family for family, entries in BY_FAMILY.items() if entries} == FAMILIES
    assert len(ENTRIES) >= 150


def test_an_id_stands_once_and_is_in_kebab_case() -> None:
    ids = [key for family in BY_FAMILY.values() for key in family]
    assert sorted(key for key in set(ids) if ids.count(key) > 1) == []
    assert [key for key in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)] == []


def test_an_entry_has_the_fields_of_the_format_and_no_others() -> None:
    assert bad(lambda entry: REQUIRED <= set(entry) <= REQUIRED | OPTIONAL) == []


def test_names_are_by_language_and_english_is_there() -> None:
    assert bad(lambda entry: "en" in entry["names"]) == []
    tags = {tag for entry in ENTRIES.values() for tag, _ in all_names(entry)}
    assert sorted(tag for tag in tags if not TAG.fullmatch(tag)) == []
    assert bad(lambda entry: all(name == name.strip() != "" for _, name in all_names(entry))) == []


def test_a_name_means_one_observance_unless_it_is_listed_here() -> None:
    bearers: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, entry in ENTRIES.items():
        for tag, name in all_names(entry):
            bearers[tag, name.casefold()].append(key)
    assert {name for name, keys in bearers.items() if len(keys) > 1} == HOMONYMS


def test_rules_are_of_the_forms() -> None:
    troubles = {key: rule_troubles(entry["rule"]) for key, entry in ENTRIES.items()}
    assert {key: found for key, found in troubles.items() if found} == {}


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYMONTHDAY=1",
        "FREQ=YEARLY;BYMONTH=14",
        "RSCALE=ROMAN;FREQ=YEARLY",
        "FREQ=YEARLY;BYDAY=9MO",
        "easter",
        "tithi 13-01 sunrise",
        "after no-such-day 1",
        "full-moon 13",
    ],
)
def test_the_check_of_rules_finds_what_is_wrong(rule: str) -> None:
    assert rule_troubles(rule) != []


def test_days_after_another_lead_to_a_rule_in_the_end() -> None:
    def ends(key: str) -> bool:
        seen: set[str] = set()
        while ENTRIES[key]["rule"].startswith("after ") and key not in seen:
            seen.add(key)
            key = ENTRIES[key]["rule"].split()[1]
        return key not in seen

    assert [key for key in ENTRIES if not ends(key)] == []


def test_a_reason_is_given_where_a_day_is_tentative_and_only_there() -> None:
    assert bad(lambda entry: entry["certainty"] in {"fixed", "computed", "tentative"}) == []
    assert bad(lambda entry: (entry["certainty"] == "tentative") == bool(entry.get("reason"))) == []


def test_fixed_days_are_of_the_civil_year() -> None:
    """A feast of another calendar, of the moon or of Easter is computed at best."""
    civil = re.compile(r"FREQ=YEARLY;")
    assert bad(lambda entry: entry["certainty"] != "fixed" or civil.match(entry["rule"])) == []


def test_days_of_a_sighted_month_are_tentative() -> None:
    sighted = ("RSCALE=ISLAMIC", "tithi")
    assert bad(lambda e: e["certainty"] == "tentative" or not e["rule"].startswith(sighted)) == []


def test_countries_are_those_of_iso_3166() -> None:
    known = iso_codes()
    assert bad(lambda e: e["where"] == ["*"] or (e["where"] and set(e["where"]) <= known)) == []
    assert bad(lambda entry: set(entry.get("regional", {})) <= known) == []
    assert bad(lambda entry: len(set(entry["where"])) == len(entry["where"])) == []


def test_moves_shifts_lengths_and_years_are_within_reason() -> None:
    assert bad(lambda e: all(re.fullmatch(WEEKDAY, day) for day in e.get("moves", {}))) == []
    assert bad(lambda e: all(0 < abs(days) <= 3 for days in e.get("moves", {}).values())) == []
    assert bad(lambda e: all(0 < abs(days) <= 7 for days in e.get("regional", {}).values())) == []
    assert bad(lambda e: 1 <= e.get("days", 1) <= 30) == []
    assert bad(lambda e: e.get("begins", "sunset") == "sunset") == []
    assert bad(lambda e: e.get("since", 0) <= e.get("until", 2026)) == []


def test_who_sets_it_and_where_that_is_read_are_always_said() -> None:
    assert bad(lambda entry: len(entry["authority"]) >= 4 and len(entry["source"]) >= 4) == []


def test_a_description_is_one_neutral_line() -> None:
    assert bad(lambda e: re.fullmatch(r"[^\n!]{8,120}\.", e["description"])) == []
    found = {key: LOADED.findall(entry["description"]) for key, entry in ENTRIES.items()}
    assert {key: words for key, words in found.items() if words} == {}
