"""What a day of asking may use, and what it has used.

The most that a question may cost is set aside before it is asked, and put right when the answer tells. So a
process that dies, or a server that never answers, cannot make the count too low.
"""

import contextlib
import datetime as dt
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from handbill.errors import BudgetSpent


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens sent and tokens answered."""

    sent: int = 0
    answered: int = 0

    @property
    def tokens(self) -> int:
        """Both together."""
        return self.sent + self.answered

    def plus(self, other: "Usage", *, times: int = 1) -> "Usage":
        """Return the sum, never below nothing."""
        return Usage(max(0, self.sent + times * other.sent), max(0, self.answered + times * other.answered))


@dataclass
class Budget:
    """The caps of a day, UTC, and the file in which processes share the count.

    Attributes:
        day_tokens: Cap on tokens.
        day_cost: Cap on money; None for none. Prices are of a million tokens.
        path: Made with mode 600; None to count in this process alone.
    """

    day_tokens: int
    day_cost: float | None = None
    price_in: float = 0.0
    price_out: float = 0.0
    path: Path | None = None
    _here: dict[str, Usage] = field(default_factory=dict)

    def cost_of(self, usage: Usage) -> float:
        """Return what *usage* costs, in the currency of the prices."""
        return (usage.sent * self.price_in + usage.answered * self.price_out) / 1_000_000

    def reserve(self, most: Usage, day: dt.date) -> None:
        """Set *most* aside for a question. Raises: BudgetSpent where that would go over a cap."""
        with self._counted(day) as counted:
            after = counted[0].plus(most)
            if after.tokens > self.day_tokens:
                raise BudgetSpent(f"tokens of the day: {counted[0].tokens:,} of {self.day_tokens:,} used")
            if self.day_cost is not None and self.cost_of(after) > self.day_cost:
                used = self.cost_of(counted[0])
                raise BudgetSpent(f"cost of the day: {used:.4f} of {self.day_cost:g} used")
            counted[0] = after

    def settle(self, most: Usage, used: Usage, day: dt.date) -> None:
        """Count *used* for what was set aside as *most*."""
        with self._counted(day) as counted:
            counted[0] = counted[0].plus(most, times=-1).plus(used)

    def used(self, day: dt.date) -> Usage:
        """Return what the day has used, with what is set aside."""
        with self._counted(day) as counted:
            return counted[0]

    @contextlib.contextmanager
    def _counted(self, day: dt.date) -> Iterator[list[Usage]]:
        """Give the day's count as the one item of a list, and keep what stands in it at the end."""
        key = day.isoformat()
        if self.path is None:
            counted = [self._here.get(key, Usage())]
            yield counted
            self._here = {key: counted[0]}
            return
        with self._locked() as file:
            counted = [_read(file, key)]
            yield counted
            _write(file, key, counted[0])

    @contextlib.contextmanager
    def _locked(self) -> Iterator[int]:
        """Raises: BudgetSpent where the file cannot be kept; uncounted, nothing is asked."""
        assert self.path is not None  # noqa: S101 - asked by the caller
        try:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise BudgetSpent(f"the day's use cannot be counted: {error.strerror}") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        finally:
            os.close(file)


def _read(file: int, key: str) -> Usage:
    """Return the count of day *key*. Raises: BudgetSpent for a file that holds something else."""
    raw = os.pread(file, 4096, 0)
    if not raw:
        return Usage()
    try:
        kept = json.loads(raw)
        return Usage(int(kept["sent"]), int(kept["answered"])) if kept["day"] == key else Usage()
    except (ValueError, TypeError, KeyError) as error:
        raise BudgetSpent("the file of the day's use is damaged") from error


def _write(file: int, key: str, usage: Usage) -> None:
    raw = json.dumps({"day": key, "sent": usage.sent, "answered": usage.answered}).encode()
    os.pwrite(file, raw, 0)
    os.ftruncate(file, len(raw))
