"""What may be proposed for an announcement, and by whom: words of it, for fields left empty."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from handbill.values import Draft


@dataclass(frozen=True, slots=True)
class Said:
    """One field as a model tells it.

    Attributes:
        field: "date", "time" (these two make dtstart), "name", "city", "venue", "organizers", "offers",
            "kind" or "status"; others are passed over. Whom to ask is nobody's to propose.
        words: The exact words of the text.
        value: Which kind or status the words say; else "".
    """

    field: str
    words: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One event as a model tells it.

    Attributes:
        draft: Number of the draft that it adds to, from 0; None for an event that the rules did not find.
        said: In any order; "organizers" as often as there are any.
    """

    draft: int | None
    said: tuple[Said, ...]


class Proposer(Protocol):
    """Whoever is asked what the rules did not find."""

    def propose(
        self, text: str, *, language: str, received: dt.datetime, home: str | None, drafts: Sequence[Draft]
    ) -> Sequence[Proposal]:
        """Return proposals for *text*.

        Raises: ModelUnavailable, BudgetSpent, BadAnswer; the reading goes on without.
        """
        ...
