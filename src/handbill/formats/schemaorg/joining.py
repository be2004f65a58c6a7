"""The same event stated in several syntaxes of one page: one item."""

from collections.abc import Iterable
from dataclasses import dataclass

from handbill.formats.schemaorg.items import SOURCE, SPANS, Item, shown_spans, words_in
from handbill.formats.schemaorg.times import Stated, stated_time
from handbill.values import WallTime, day_of, name_key

_MOST_SPANS = 8
_TIMES = ("startDate", "endDate")


@dataclass(slots=True)
class _Kept:
    """An event so far, and what it is known by in each syntax that stated it."""

    item: Item
    start: WallTime | None
    known: dict[str, tuple[str, str]]


def stated_once(items: Iterable[Item], *, most: int) -> list[Item]:
    """Return *items* with each event once, at most *most* of them, in order of first mention.

    Two of one syntax are the same where name and start are, to the letter; two of different syntaxes where
    they start alike and one name holds the other. The first goes before: what it lacks comes from the others.
    """
    kept: list[_Kept] = []
    by_day: dict[object, list[_Kept]] = {}
    for item in items:
        start = stated_time(words_in(item.get("startDate")))
        same_day = by_day.setdefault(day_of(start.wall) if start else None, [])
        twin = next((each for each in same_day if _is_twin(each, item, start)), None)
        if twin is not None:
            _join(twin, item, start)
        elif len(kept) < most:
            same_day.append(_Kept(item, start.wall if start else None, {_syntax(item): _identity(item)}))
            kept.append(same_day[-1])
    return [each.item for each in kept]


def _syntax(item: Item) -> str:
    return str(item.get(SOURCE, "json-ld"))


def _identity(item: Item) -> tuple[str, str]:
    return words_in(item.get("name")), words_in(item.get("startDate"))


def _is_twin(kept: _Kept, item: Item, start: Stated | None) -> bool:
    if _syntax(item) in kept.known:
        return kept.known[_syntax(item)] == _identity(item)
    if kept.start is None or start is None:
        return _identity(kept.item) == _identity(item)
    timed = hasattr(kept.start, "hour") and hasattr(start.wall, "hour")
    return (not timed or kept.start == start.wall) and _alike(kept.item, item)


def _alike(a: Item, b: Item) -> bool:
    first, second = name_key(words_in(a.get("name"))), name_key(words_in(b.get("name")))
    return not first or not second or first in second or second in first


def _join(kept: _Kept, item: Item, start: Stated | None) -> None:
    """Complete what is *kept*; the times come from the one that has an hour."""
    kept.known.setdefault(_syntax(item), _identity(item))
    ours = dict(kept.item)
    if start is not None and hasattr(start.wall, "hour") and not hasattr(kept.start, "hour"):
        ours = {key: value for key, value in ours.items() if key not in _TIMES}
        kept.start = start.wall
    joined = {**item, **ours}
    joined[SPANS] = {name: _spans(name, ours, item) for name in joined if not name.startswith("@")}
    kept.item = joined


def _spans(name: str, ours: Item, theirs: Item) -> list[object]:
    """Return where the page shows the value of *name*; what shows another value is no evidence of ours."""
    said, told = words_in(ours.get(name)), words_in(theirs.get(name))
    agrees = said == told or name not in ours or _same_moment(said, told)
    own = shown_spans(ours, name) if name in ours else []
    return list(dict.fromkeys([*own, *(shown_spans(theirs, name) if agrees else ())]))[:_MOST_SPANS]


def _same_moment(said: str, told: str) -> bool:
    a, b = stated_time(said), stated_time(told)
    return a is not None and b is not None and a.wall == b.wall
