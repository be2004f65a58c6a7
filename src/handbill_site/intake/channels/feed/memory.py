"""What of a feed is remembered between two polls. Pure: the cursor of the contract, read and written."""

import datetime as dt
import hashlib
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handbill.formats.feeds import Feed, FeedItem, renumbered

MOST_ITEMS = 5_000
DAYS = 30
"""How many days of yields are remembered."""
FEW = 3
"""A feed that gives less than one in so many of what is usual gives far fewer than it used to."""
FRESH = dt.timedelta(days=90)
"""Articles older than that, when a feed is first seen, told of what is over."""
WINDOW = 20
"""From so many items on, a feed may end at a number rather than at its last event."""


@dataclass(slots=True)
class Known:
    """One item as it was kept last. `sequence` is the one that we gave it, never lower than the feed's."""

    digest: str
    sequence: int
    day: dt.date | None
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """An item to hand in.

    Attributes:
        sequence: To write into it.
        status: CANCELLED or CONFIRMED, where the feed says so by removing or bringing back; else "".
        is_told: The feed itself says it. Where an item only is no longer there, it says nothing: a person
            decides what that means.
    """

    item: FeedItem
    sequence: int
    status: str = ""
    is_told: bool = True

    def written(self, raw: bytes, media_type: str) -> bytes:
        """Return *raw*, an earlier or this state of the item, as it is handed in. Raises: UnreadableFile."""
        status = "" if self.status == "CONFIRMED" and b"CANCEL" in raw.upper() else self.status
        is_same = not status and self.sequence == self.item.sequence
        return raw if is_same else renumbered(raw, media_type, self.sequence, status=status)


@dataclass(slots=True)
class Memory:
    """A feed between two polls.

    Attributes:
        at: The address that gave the events last time; "" before the first time.
        validators: Headers that ask for news only.
        yields: Day (ISO) to the most events that were to come in a poll of that day.
        left: How many items wait for their details to be asked for.
        remark: What was wrong with the document itself, since a 304 repeats it.
    """

    at: str = ""
    kind: str = ""
    validators: dict[str, str] = field(default_factory=dict)
    items: dict[str, Known] = field(default_factory=dict)
    yields: dict[str, int] = field(default_factory=dict)
    count: int = 0
    left: int = 0
    remark: str = ""

    @classmethod
    def of(cls, cursor: Mapping[str, Any]) -> "Memory":
        """Return what `cursor` wrote; an empty memory for {}."""
        items = {
            key: Known(digest, sequence, dt.date.fromisoformat(day) if day else None, bool(gone))
            for key, (digest, sequence, day, gone) in cursor.get("items", {}).items()
        }
        plain = {name: cursor[name] for name in ("at", "kind", "count", "left", "remark") if name in cursor}
        return cls(
            items=items,
            validators=dict(cursor.get("validators", {})),
            yields=dict(cursor.get("yields", {})),
            **plain,
        )

    def cursor(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "at": self.at,
            "kind": self.kind,
            "validators": dict(self.validators),
            "items": {
                key: [
                    known.digest,
                    known.sequence,
                    known.day.isoformat() if known.day else "",
                    int(known.is_gone),
                ]
                for key, known in self.items.items()
            },
            "yields": dict(self.yields),
            "count": self.count,
            "left": self.left,
            "remark": self.remark,
        }

    def change_of(self, item: FeedItem, *, today: dt.date) -> Change | None:
        """Return what *item* changes; None where it is known, over, or was never known and is gone."""
        known = self.items.get(item.key)
        if item.is_gone:
            return self._removed(item, known, is_told=True)
        if known is None:
            return None if _is_over(item, today) else Change(item, item.sequence)
        if known.is_gone:
            return Change(item, max(item.sequence, known.sequence + 1), "CONFIRMED")
        if known.digest == item.digest or _is_over(item, today):
            return None
        return Change(item, max(item.sequence, known.sequence + 1))

    def missing(self, feed: Feed, *, today: dt.date) -> tuple[list[Change], str]:
        """Return what is no longer in a complete *feed* before its day, or a remark where that cannot be.

        A feed of many items may show only the next ones, so what lies beyond its last is not missed. Half of
        a feed does not vanish because it was called off: then somebody has to look at the feed.
        """
        if not feed.is_complete:
            return [], ""
        there = {item.key for item in feed.items}
        days = [item.day for item in feed.items if item.day]
        last = max(days, default=today) if len(feed.items) >= WINDOW else dt.date.max
        ahead = {
            key: known
            for key, known in self.items.items()
            if known.day and known.day > today and not known.is_gone
        }
        lost = [key for key, known in ahead.items() if key not in there and (known.day or today) <= last]
        if len(lost) > max(3, len(ahead) // 2):
            return (
                [],
                f"{len(lost)} of {len(ahead)} events to come are no longer in it; none was changed here",
            )
        changes = (self._removed(FeedItem(key), self.items[key], is_told=False) for key in lost)
        return [change for change in changes if change], ""

    def ahead(self, *, today: dt.date) -> int:
        """Return how many known events are to come."""
        return sum(
            known.day is not None and known.day >= today and not known.is_gone
            for known in self.items.values()
        )

    def learn(self, change: Change) -> None:
        """Remember that a change was handed in."""
        item, known = change.item, self.items.pop(change.item.key, None)
        is_gone = change.status == "CANCELLED"
        digest = known.digest if is_gone and known else item.digest
        day = known.day if is_gone and known else item.day
        self.items[item.key] = Known(digest, change.sequence, day, is_gone)

    def count_yield(self, number: int, *, today: dt.date) -> None:
        """Remember how many events to come a poll gave; of one day the most."""
        self.count = number
        self.yields[today.isoformat()] = max(number, self.yields.get(today.isoformat(), 0))
        for day in sorted(self.yields)[:-DAYS]:
            del self.yields[day]

    def alarm(self, *, today: dt.date) -> str:
        """Say that the feed gives far fewer events than it used to (the median of its days); "" for not."""
        before = [number for day, number in self.yields.items() if day < today.isoformat()]
        usual = statistics.median(before) if len(before) >= 3 else 0
        if usual < 3 or self.count * FEW >= usual:
            return ""
        given = "no event" if not self.count else f"only {self.count} event{'s' if self.count > 1 else ''}"
        return f"it gives {given} to come, usual are {usual:g}: has its address or form changed?"

    def forget_old(self, feed: Feed, *, today: dt.date) -> None:
        """Let go of what is over and no longer shown, and of the oldest where it is too much."""
        there = {item.key for item in feed.items}
        for key in [
            key for key, known in self.items.items() if key not in there and known.day and known.day < today
        ]:
            del self.items[key]
        for key in [key for key in self.items if key not in there][: max(len(self.items) - MOST_ITEMS, 0)]:
            del self.items[key]

    def _removed(self, item: FeedItem, known: Known | None, *, is_told: bool) -> Change | None:
        if known is None or known.is_gone:
            return None
        return Change(item, known.sequence + 1, "CANCELLED", is_told)


def upcoming(items: Sequence[FeedItem], *, today: dt.date) -> int:
    """Return how many items are not over; articles without a date count."""
    return sum(not item.is_gone and (item.day is None or item.day >= today) for item in items)


def key_for(item_key: str) -> str:
    """Return the key of an item as it is remembered and kept: itself, of a long one a digest."""
    return (
        item_key if len(item_key) <= 200 else hashlib.sha256(item_key.encode("utf-8", "replace")).hexdigest()
    )


def batches(changes: Sequence[Change], size: int) -> Iterator[Sequence[Change]]:
    """Yield them in steps small enough to repeat."""
    for start in range(0, len(changes), size):
        yield changes[start : start + size]


def _is_over(item: FeedItem, today: dt.date) -> bool:
    if item.day:
        return item.day < today
    return item.sent is not None and item.sent.date() < today - FRESH
