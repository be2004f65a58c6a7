"""How often each rule is right: confidences measured on announcements, not set by hand."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import lru_cache
from importlib.resources import files
from operator import attrgetter
from typing import Any

from handbill.errors import BrokenData
from handbill.values import Draft, Finding
from handbill.values.copies import replace

_TABLE = "certainty.toml"
_KEPT = ("model.",)
"""Rules whose confidence was given for a reason of its own."""
_LEAST, _MOST = 0.05, 0.99
_FIELDS = tuple(field.name for field in fields(Draft))
_values_of = attrgetter(*_FIELDS)


@lru_cache(maxsize=1)
def rates() -> Mapping[str, Mapping[str, float]]:
    """Return field -> rule -> how often it was right; the rule "" is the field as a whole.

    A key may be a rule with the confidence that it had of itself ("city.lead.near_others 0.9").

    Source: `tools/calibrate.py`, which names the announcements it was measured on.

    Raises:
        BrokenData: The shipped table cannot be read.
    """
    path = files("handbill.reading").joinpath(_TABLE)
    try:
        return {field: dict(rules) for field, rules in tomllib.loads(path.read_text("utf-8")).items()}
    except (OSError, TypeError, ValueError) as trouble:
        raise BrokenData(str(trouble), path=str(path)) from trouble


def usual(field: str) -> float | None:
    """Return how often values of *field* are right, whichever rule read them; None where nobody measured."""
    return rates().get(field, {}).get("")


def with_certainty(draft: Draft) -> Draft:
    """Return *draft* with the measured confidence in each finding that was read from words.

    Structured data keeps 1, and what a language model proposed the low confidence that it came with. Where
    other readings stand beside a value, it is at most as sure as the choice between them was.
    """
    changes: dict[str, Any] = {}
    for field, value in zip(_FIELDS, _values_of(draft), strict=True):
        if isinstance(value, Finding):
            changes[field] = _measured(field, value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Finding):
            changes[field] = tuple(_measured(field, finding) for finding in value)
    return replace(draft, **changes)


def _measured(field: str, finding: Finding[Any]) -> Finding[Any]:
    if finding.confidence >= 1 or finding.rule.startswith(_KEPT):
        return finding
    table = rates().get(field)
    if table is None:
        return finding
    rate = next((table[key] for key in _keys(finding) if key in table), finding.confidence)
    if finding.alternatives:  # a rate knows the rule, not that this time two cities were as likely
        rate = min(rate, finding.confidence)
    return replace(finding, confidence=min(max(rate, _LEAST), _MOST))


def keys_of(finding: Finding[Any]) -> tuple[str, ...]:
    """Return the keys under which the rate of *finding* may stand, the most telling first.

    >>> keys_of(Finding("Ely", None, "city.lead.only_candidate", 0.93))
    ('city.lead.only_candidate 0.9', 'city.lead.only_candidate', 'city.lead', '')
    """
    return tuple(_keys(finding))


def _keys(finding: Finding[Any]) -> Iterator[str]:
    rule = finding.rule
    yield f"{rule} {finding.confidence:.1f}"
    while "." in rule:
        yield rule
        rule = rule.rpartition(".")[0]
    yield ""
