#!/usr/bin/env python3
"""Measure how often each rule of reading is right, and write `src/handbill/reading/certainty.toml`.

    .venv/bin/python -m tools.calibrate            write the table
    .venv/bin/python -m tools.calibrate --check    print how it holds on pages from which nothing was taken

Rates are counted on the pages that may be looked at, where rules do better than elsewhere; then all of them
are moved by one line on the logit scale, a slope for all and a shift for each field, so that they fit a
quarter of the announcements that nobody looked at (Platt 1999). The last quarter only checks.

A rule's rate is (right + 6 * r) / (told + 6), where r is the rate of the next shorter rule ("city.lead" for
"city.lead.near_others"), and at last that of the field: few cases move a rate little. A field of a draft that
is no event counts as wrong.
"""

import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias
from unittest.mock import patch

from tools.readings import ROOT, Page, dev, held_out, is_right, weighing

from handbill.reading import reader
from handbill.reading.certainty import keys_of
from handbill.values import Draft, Finding, plain_draft

FIELDS = (
    "dtstart",
    "dtend",
    "tzid",
    "name",
    "city",
    "place",
    "country_code",
    "venue",
    "organizers",
    "rrule",
    "status",
)
TARGET = ROOT / "src/handbill/reading/certainty.toml"
PRIOR = 6
KEPT = 4
"""Cases that keep the shift of a field near that of all."""
SLOPES = tuple(step / 20 for step in range(6, 31))
LEAST = 4
"""Times that a rule must have told something to stand in the table."""
BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)

Table: TypeAlias = dict[str, dict[str, float]]
Told: TypeAlias = tuple[str, float, bool]


def findings(pages: Iterable[Page]) -> Iterator[tuple[str, Finding[Any], bool]]:
    """Yield field, finding and whether it is right, for all that was read from words."""
    for page in pages:
        for draft, event in zip(page.drafts, page.events, strict=True):
            told = plain_draft(draft)
            for field in FIELDS:
                for finding in _of(draft, field):
                    if finding.confidence < 1:
                        checked = "city" if field == "place" else field
                        yield field, finding, event is not None and is_right(event, told, checked)


def _of(draft: Draft, field: str) -> list[Finding[Any]]:
    value = getattr(draft, field)
    return list(value) if isinstance(value, tuple) else [value] if value else []


def measured(pages: Iterable[Page]) -> Table:
    """Return field -> key -> rate."""
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for field, finding, right in findings(pages):
        for key in keys_of(finding):
            counts[field][key][0] += right
            counts[field][key][1] += 1
    table: dict[str, dict[str, float]] = {}
    for field, keys in counts.items():
        rates = {"": keys[""][0] / keys[""][1]}
        for key in sorted(keys, key=lambda key: (key.count("."), " " in key, key)):
            right, told = keys[key]
            if key and told >= LEAST:
                rates[key] = (right + PRIOR * rates[_shorter(key, rates)]) / (told + PRIOR)
        table[field] = rates
    return table


def _shorter(key: str, rates: dict[str, float]) -> str:
    name, bare = key, ""
    while name:
        name = name.rpartition(" ")[0] if " " in name else name.rpartition(".")[0]
        if name in rates:
            return name
    return bare


def written(table: Table) -> str:
    """Return the table as TOML."""
    lines = [
        "# How often a rule is right; written by tools/calibrate.py from samples/ and tests/readings/.",
        "",
    ]
    for field in FIELDS:
        if field in table:
            lines.append(f"[{field}]")
            lines += [f'"{key}" = {rate:.3f}' for key, rate in sorted(table[field].items())]
            lines.append("")
    return "\n".join(lines)


def reliability(pages: Iterable[Page]) -> str:
    """Return, for each range of confidence, how many fields were given it and how many of them were right."""
    rows: dict[int, list[float]] = defaultdict(lambda: [0, 0, 0.0])
    fields: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0.0])
    for field, finding, right in findings(pages):
        place = next(i for i, bound in enumerate(BINS[1:]) if finding.confidence < bound)
        for row in (rows[place], fields[field]):
            row[0] += right
            row[1] += 1
            row[2] += finding.confidence
    lines = ["| confidence | fields | said on average | right |", "| --- | --- | --- | --- |"]
    for place, (right, told, said) in sorted(rows.items()):
        low, high = BINS[place], min(BINS[place + 1], 1)
        lines.append(f"| {low:.2f} to {high:.2f} | {told:.0f} | {said / told:.2f} | {right / told:.2f} |")
    lines += ["", "| field | told | said on average | right |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {f} | {told:.0f} | {said / told:.2f} | {right / told:.2f} |"
        for f, (right, told, said) in fields.items()
    ]
    return "\n".join(lines)


def weighed(table: Table, pages: Iterable[Page]) -> Table:
    """Return *table* with its rates moved so that they fit *pages*."""
    told = [
        (field, _logit(next(table[field][key] for key in keys_of(finding) if key in table[field])), right)
        for field, finding, right in findings(pages)
        if field in table
    ]
    slope = min(SLOPES, key=lambda slope: _loss(told, slope, _shifts(told, slope)))
    shifts = _shifts(told, slope)
    return {
        field: {key: _share(slope * _logit(rate) + shifts.get(field, 0.0)) for key, rate in rates.items()}
        for field, rates in table.items()
    }


def _shifts(told: list[Told], slope: float) -> dict[str, float]:
    """Return for each field the shift that makes as many right as said, few cases kept near all fields'."""
    overall = _shift(told, slope, 0.0, 0)
    return {
        field: _shift([one for one in told if one[0] == field], slope, overall, KEPT)
        for field in {field for field, _, _ in told}
    }


def _shift(told: list[Told], slope: float, start: float, weight: float) -> float:
    shift = start
    for _ in range(60):  # Newton's steps on the difference of counts
        shares = [_share(slope * logit + shift) for _, logit, _ in told]
        gap = sum(right - share for share, (_, _, right) in zip(shares, told, strict=True))
        bend = sum(share * (1 - share) for share in shares) + weight
        shift += (gap - weight * (shift - start)) / max(bend, 1e-9)
    return shift


def _loss(told: list[Told], slope: float, shifts: dict[str, float]) -> float:
    shares = ((_share(slope * logit + shifts[field]), right) for field, logit, right in told)
    return -sum(math.log(share if right else 1 - share) for share, right in shares)


def _logit(rate: float) -> float:
    rate = min(max(rate, 0.01), 0.99)
    return math.log(rate / (1 - rate))


def _share(logit: float) -> float:
    return min(max(1 / (1 + math.exp(-logit)), 0.01), 0.99)


def main() -> None:
    if "--check" in sys.argv:
        print(reliability(held_out()))
        return
    with patch.object(reader, "with_certainty", lambda draft: draft):
        TARGET.write_text(written(weighed(measured(dev()), weighing())), "utf-8")
    print(f"{TARGET.relative_to(ROOT)} written")


if __name__ == "__main__":
    main()
