"""A brake on guessing passwords: by name only, in memory only, so that no visitor's address is held."""

import datetime as dt
from collections import OrderedDict

MOST_FAILURES = 10
WINDOW = dt.timedelta(minutes=15)
MOST_NAMES = 10_000
"""Names that are remembered; the one that failed longest ago is forgotten first."""


class Throttle:
    """Failed logins of late, by name. Each server process has one of its own."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, list[dt.datetime]] = OrderedDict()

    def is_closed(self, name: str, *, now: dt.datetime) -> bool:
        """Tell whether this name failed too often in the last quarter of an hour."""
        return len(self._recent(name, now)) >= MOST_FAILURES

    def failed(self, name: str, *, now: dt.datetime) -> None:
        """Remember a failure."""
        self._failures[name.casefold()] = [*self._recent(name, now), now]
        self._failures.move_to_end(name.casefold())
        while len(self._failures) > MOST_NAMES:
            self._failures.popitem(last=False)

    def succeeded(self, name: str) -> None:
        """Forget the failures of a name."""
        self._failures.pop(name.casefold(), None)

    def _recent(self, name: str, now: dt.datetime) -> list[dt.datetime]:
        return [at for at in self._failures.get(name.casefold(), []) if at > now - WINDOW]
