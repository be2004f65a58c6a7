"""Listening to our account (streaming), to poll when something happened instead of every few seconds.

It is a bell only: what came is always asked for by polling, from the cursor, so nothing is lost while nobody
listens, and a server without streaming is polled as before.
"""

import contextlib
import threading

from handbill_site.intake.channels import wire
from handbill_site.intake.channels.calling import parsed
from handbill_site.intake.channels.fediverse.account import NOTIFICATION_STREAM, USER_STREAM, Account
from handbill_site.intake.errors import ChannelTrouble

STREAM_SECONDS = 900.0
"""After so long a new connection is made: an old one may be dead without a word."""
AGAIN_SECONDS = 5.0
REFUSED_SECONDS = 300.0
RINGING = ("", "notification", "conversation", "delete", "status.update")
"""Of "", which says that listening has begun, something may have come before."""


class Bell:
    """Rings when the account is notified of something. One thread, begun when first asked for."""

    def __init__(self, account: Account, *, again: float = AGAIN_SECONDS, refused: float = REFUSED_SECONDS):
        """Args: again, refused: seconds before listening anew, after it had begun and after it had not."""
        self._account = account
        self._again, self._refused = again, refused
        self._ring, self._stopped, self._listening = threading.Event(), threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._path = USER_STREAM
        self._lock = threading.Lock()
        self._changed: set[str] = set()
        self._deleted: set[str] = set()

    @property
    def is_listening(self) -> bool:
        """Whether the server would tell us now."""
        return self._listening.is_set()

    def start(self) -> None:
        """Begin to listen; harmless when that has begun."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="fediverse listen", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Listen no more; a thread that waits for the server ends with the process."""
        self._stopped.set()

    def rang(self, wait: float) -> bool:
        """Wait at most *wait* seconds for the bell, where somebody listens; tell whether it rang since."""
        rang = self._ring.wait(wait) if self.is_listening else self._ring.is_set()
        self._ring.clear()
        return rang

    def told(self) -> tuple[set[str], set[str]]:
        """Return the ids of notes of which an edit, and of which a deletion, was told since the last time."""
        with self._lock:
            told = (self._changed, self._deleted)
            self._changed, self._deleted = set(), set()
        return told

    def _run(self) -> None:
        while not self._stopped.is_set():
            had_begun = self._listen()
            self._stopped.wait(self._again if had_begun else self._refused)

    def _hear(self, name: str, data: str) -> None:
        with self._lock:
            if name == "delete":
                self._deleted.add(data)
            elif name == "status.update":
                self._changed.add(wire.name(parsed(data.encode()), "id"))
        if name in RINGING:
            self._ring.set()

    def _listen(self) -> bool:
        """Listen until it breaks off; tell whether it had begun."""
        had_begun = False
        with contextlib.suppress(ChannelTrouble):
            for name, data in self._account.events(seconds=STREAM_SECONDS, path=self._path):
                had_begun = True
                self._listening.set()
                self._hear(name, data)
                if self._stopped.is_set():
                    break
        self._listening.clear()
        if not had_begun:  # a token without read:statuses, or a server without the whole stream
            self._path = NOTIFICATION_STREAM if self._path == USER_STREAM else USER_STREAM
        return had_begun
