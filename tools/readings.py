"""Announcements with what a perfect reader finds in them, and how drafts are held against it.

The sets are `samples/` (looked at while rules are made) and `tests/readings/`, of which the files with an odd
number may be looked at, and those with an even number never are: half of them weigh the confidences, the
other half only measure. How a draft pairs with an event, and when a field is right, is said in
`tests/readings/README.md`.
"""

import datetime as dt
import json
import pathlib
import re
import unicodedata
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from handbill.formats import open_announcement
from handbill.reading import read
from handbill.values import Draft, plain_draft

ROOT = pathlib.Path(__file__).resolve().parent.parent
TEXTS = ("name", "city", "venue", "organizers")
GOLD = {
    "dtstart": "start",
    "dtend": "end",
    "tzid": "tz",
    "country_code": "country",
    "rrule": "recurrence",
    "name": "title",
}
"""Field of a draft -> field of an expected event, where they differ."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """One announcement, the drafts read from it, and which expected event each of them is (None for none)."""

    id: str
    drafts: tuple[Draft, ...]
    events: tuple[Json | None, ...]
    missed: int


def dev() -> Iterator[Page]:
    """Yield the pages that may be looked at."""
    yield from _pages(ROOT / "samples/expected.jsonl", lambda _: True)
    for gold in sorted((ROOT / "tests/readings").glob("gold-*.jsonl")):
        yield from _pages(gold, lambda name: int(re.sub(r"\D", "", name)) % 2 == 1)


def weighing() -> Iterator[Page]:
    """Yield the first half of the pages that nobody looks at: confidences are weighed on them."""
    for gold in sorted((ROOT / "tests/readings").glob("gold-*.jsonl")):
        yield from _pages(gold, lambda name: int(re.sub(r"\D", "", name)) % 4 == 2)


def held_out() -> Iterator[Page]:
    """Yield the other half, from which nothing is ever taken: they are only scored."""
    for gold in sorted((ROOT / "tests/readings").glob("gold-*.jsonl")):
        yield from _pages(gold, lambda name: int(re.sub(r"\D", "", name)) % 4 == 0)


def _pages(gold: pathlib.Path, wanted: Any) -> Iterator[Page]:
    for line in gold.read_text("utf-8").splitlines():
        page = json.loads(line)
        if wanted(page["id"]):
            raw = (gold.parent / page["file"]).read_bytes()
            received = dt.datetime.fromisoformat(page["reference_date"])
            announcement = open_announcement(raw, received=received, home=page.get("home"))
            drafts = read(announcement).drafts
            pairs = paired(page["events"], drafts)
            found = tuple(page["events"][pairs[i]] if i in pairs else None for i in range(len(drafts)))
            asked = sum(not event.get("optional") for event in page["events"])
            yield Page(
                page["id"], drafts, found, asked - sum(e is not None and not e.get("optional") for e in found)
            )


def paired(events: list[Json], drafts: tuple[Draft, ...]) -> dict[int, int]:
    """Return draft -> event: same day, then the best sum of likeness of name, city and venue."""
    options = []
    for j, draft in enumerate(drafts):
        told = plain_draft(draft)
        for i, event in enumerate(events):
            days = {str(value)[:10] for value in wanted(event, "dtstart")}
            if str(told["dtstart"])[:10] in days:
                best = sum(
                    max(likeness(want, told[f]) for want in wanted(event, f))
                    for f in ("name", "city", "venue")
                )
                best += 0.5 * is_right(event, told, "dtstart")
                options.append((bool(event.get("optional")), -best, i, j))
    pairs: dict[int, int] = {}
    for _, _, i, j in sorted(options):
        if i not in pairs.values() and j not in pairs:
            pairs[j] = i
    return pairs


def wanted(event: Json, field: str) -> list[Any]:
    """Return the values of *field* that are right for *event*, alternatives too."""
    key = GOLD.get(field, field)
    other = event.get(f"alt_{key}")
    return [event.get(key), *(other if isinstance(other, list) else [other] if other is not None else [])]


def is_right(event: Json, told: Json, field: str) -> bool:
    """Whether a plain draft says of *event* what is expected of *field*."""
    found = told[field]
    return any(_agrees(want, found, field, event["start"]) for want in wanted(event, field))


def _agrees(want: Any, found: Any, field: str, start: str) -> bool:
    if field in ("dtstart", "dtend"):
        return (want or None) == (found or None)
    if field == "tzid":
        return _same_zone(want, found, start)
    if field == "rrule":
        return _parts(want) == _parts(found)
    if field == "status":
        return (want or "scheduled") == found
    if field == "country_code":
        return (want or "") == (found or "")
    if field == "organizers":
        want = [want] if isinstance(want, str) else want or []
        return len(want) == len(found) and all(any(likeness(w, f) >= 0.6 for f in found) for w in want)
    return likeness(want, found) >= 0.6


def likeness(a: Any, b: Any) -> float:
    """Return 0..1: 1 where equal or one holds the other, else the Dice value of their trigrams."""
    a, b = _folded(a), _folded(b)
    if not a or not b:
        return 1.0 if a == b else 0.0
    short = min(a, b, key=len)
    wide = any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in short)
    if (a in b or b in a) and len(short) >= (2 if wide else 4):
        return 1.0
    x, y = _trigrams(a), _trigrams(b)
    return 2 * len(x & y) / (len(x) + len(y))


def _folded(text: Any) -> str:
    marks = unicodedata.normalize("NFKD", str(text or ""))
    return " ".join(
        re.findall(r"[^\W_]+", "".join(c for c in marks if not unicodedata.combining(c)).casefold())
    )


def _trigrams(text: str) -> set[str]:
    return {f"  {text} "[i : i + 3] for i in range(len(text) + 1)}


def _parts(rule: str | None) -> frozenset[str]:
    return frozenset(rule.upper().split(";")) if rule else frozenset()


def _same_zone(one: str | None, other: str | None, start: str) -> bool:
    if one == other or not one or not other:
        return one == other
    noon = dt.datetime.fromisoformat(f"{start[:10]}T12:00")
    first, second = (noon.replace(tzinfo=zoneinfo.ZoneInfo(zone)).utcoffset() for zone in (one, other))
    return first == second
