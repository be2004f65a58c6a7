"""Trouble of the intake.

HandbillError
├── NotKept (OSError)               the bytes are not safely on disk or not entered: say "try later"
│   └── TryLater                    not even tried: the disk is nearly full, or too much waits already
├── ChannelTrouble (RuntimeError)   a service refuses us or does not answer; says whether trying again helps
├── NotSetUp (RuntimeError)         a setting of a channel is missing, wrong or open to others
├── NotSubscribed (ValueError)       an address, country or zone with which no feed can be subscribed to
├── NotTaken (ValueError)           a file that is no announcement by its name or size
├── StaleImport (RuntimeError)      an import is not in the state that somebody saw; `made` is what it is now
├── ReaderDied (RuntimeError)       the reader child was killed, crashed or took too long over a document
└── ReaderUnavailable (RuntimeError)  no reader can be started: no document's fault
"""

from typing import TYPE_CHECKING

from handbill.errors import HandbillError

if TYPE_CHECKING:
    from handbill_site.intake.models import Import


class NotKept(HandbillError, OSError):
    """The delivery was not accepted; nobody may be told that it was."""


class TryLater(NotKept):
    """Nothing was tried, since it would be likely to fail; `seconds` says when to come again."""

    def __init__(self, message: str, *, seconds: int = 60):
        super().__init__(message)
        self.seconds = seconds


class ChannelTrouble(HandbillError, RuntimeError):
    """A service refuses us or does not answer, in words for an operator; no secret is in them.

    Attributes:
        permanent: Whether trying the same again is useless (a bad password, a recipient that is gone).
        seconds: When to come again, where the service says so; None where it does not.
    """

    def __init__(self, message: str, *, permanent: bool = False, seconds: float | None = None):
        super().__init__(message)
        self.permanent = permanent
        self.seconds = seconds


class NotSetUp(HandbillError, RuntimeError):
    """A setting is missing, wrong, or readable by others; the words name it and never its value."""


class NotSubscribed(HandbillError, ValueError):
    """No feed can be subscribed to in this way; the reason is in words."""


class StaleImport(HandbillError, RuntimeError):
    """Somebody else was quicker, or something is not decided yet; nothing was written."""

    def __init__(self, made: "Import"):
        super().__init__(f"import {made.uid} is {made.state}")
        self.made = made


class ReaderDied(HandbillError, RuntimeError):
    """The document took its reader with it; the reason is in words an editor understands."""


class ReaderUnavailable(HandbillError, RuntimeError):
    """A new reader does not answer even an empty request, so nothing is held against any document."""


class NotTaken(HandbillError, ValueError):
    """A file that is not an announcement by its name or size; the reason is in words."""
