"""Notes that were kept and may still be edited or deleted by their authors.

Servers tell those who are mentioned of a deletion, and newer ones of an edit, but only who listens at that
very moment; an "update" notification goes to those who boosted a note. So kept notes are asked for again,
often while they are young, and the stream only says which to ask for at once.
Source: https://docs.joinmastodon.org/methods/statuses/#get, …/methods/streaming/#events, …/entities/Status/.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from handbill_site.intake.channels import wire

MOST_NOTES = 200
MOST_LOOKS = 20
"""Notes that are watched, the newest; and asked for in one poll (servers allow 300 calls in 5 minutes)."""
DAY = 86_400.0
WATCHED = 14 * DAY
YOUNG_PAUSE, OLD_PAUSE = 600.0, 3600.0
LOOKS_BEFORE_GONE = 2
"""A server that answers "not found" is believed the second time; one that said "deleted" at once."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One note. Times are Unix seconds.

    Attributes:
        edited: When it was last edited, as the server writes it; "" for never.
        seen: When it was first kept. due: when to ask for it again.
        missing: How often in a row it was not found. Its deletion told counts as all of them.
    """

    edited: str
    seen: float
    due: float
    missing: int = 0


class Notes:
    """The notes that are watched, by their id at our server. No author is remembered."""

    def __init__(self, said: Mapping[str, Any]):
        """Args: said: what `plain` gave; of another form counts as nothing."""
        self._notes = {
            name: Watched(wire.text(each, "edited"), float(each["seen"]), float(each["due"]), each["missing"])
            for name, each in wire.obj(said).items()
            if isinstance(each, dict)
            and all(isinstance(each.get(key), int | float) for key in ("seen", "due", "missing"))
        }

    def plain(self) -> dict[str, dict[str, Any]]:
        """Return them as plain JSON."""
        return {name: asdict(each) for name, each in self._notes.items()}

    def keep(self, status: Mapping[str, Any], *, now: float) -> None:
        """Watch a note from now on, or note that its present state is known."""
        name = wire.name(status, "id")
        seen = self._notes[name].seen if name in self._notes else now
        self._notes[name] = Watched(wire.text(status, "edited_at"), seen, now + _pause(now - seen))
        for oldest in sorted(self._notes, key=lambda each: self._notes[each].seen)[:-MOST_NOTES]:
            del self._notes[oldest]

    def told(self, changed: Iterable[str], deleted: Iterable[str]) -> None:
        """Let the notes of which the server told something be asked for at once."""
        for name in {*changed, *deleted} & set(self._notes):
            each = self._notes[name]
            self._notes[name] = replace(each, due=0.0, missing=LOOKS_BEFORE_GONE if name in deleted else 0)

    def due(self, now: float) -> list[str]:
        """Return those to ask for now, those due longest first; what is old enough is watched no more."""
        self._notes = {name: each for name, each in self._notes.items() if now - each.seen < WATCHED}
        names = [name for name, each in self._notes.items() if each.due <= now]
        return sorted(names, key=lambda name: self._notes[name].due)[:MOST_LOOKS]

    def is_edited(self, status: Mapping[str, Any]) -> bool:
        """Tell whether a note is another than the one that was kept."""
        return self._notes[wire.name(status, "id")].edited != wire.text(status, "edited_at")

    def is_gone(self, name: str, *, now: float) -> bool:
        """Note that a note was not found; tell whether it is believed to be deleted, and watched no more."""
        each = self._notes[name]
        if each.missing + 1 < LOOKS_BEFORE_GONE:
            self._notes[name] = replace(each, missing=each.missing + 1, due=now + YOUNG_PAUSE)
            return False
        del self._notes[name]
        return True

    def put_off(self, *, now: float) -> None:
        """Ask for none of them for a while."""
        self._notes = {name: replace(each, due=now + OLD_PAUSE) for name, each in self._notes.items()}


def _pause(age: float) -> float:
    return YOUNG_PAUSE if age < DAY else OLD_PAUSE
