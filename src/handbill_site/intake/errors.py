"""Trouble of the intake.

HandbillError
├── NotKept (OSError)               the bytes are not safely on disk or not entered: say "try later"
├── Refused (ValueError)            the guard would not go to this address
├── NotFetched (OSError)            the address was asked and gave nothing that can be kept
├── NotTaken (ValueError)           a file that is no announcement by its name or size
├── ReaderDied (RuntimeError)       the reader child was killed, crashed or took too long over a document
└── ReaderUnavailable (RuntimeError)  no reader can be started: no document's fault
"""

from handbill.errors import HandbillError


class NotKept(HandbillError, OSError):
    """The delivery was not accepted; nobody may be told that it was."""


class Refused(HandbillError, ValueError):
    """An address outside the public web, or in a form that a guard should not have to guess at."""

    def __init__(self, url: str, reason: str):
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class NotFetched(HandbillError, OSError):
    """The fetch failed.

    Attributes:
        permanent: Whether asking again later is pointless (404, too large), as opposed to a timeout.
    """

    def __init__(self, url: str, reason: str, *, permanent: bool):
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason
        self.permanent = permanent


class ReaderDied(HandbillError, RuntimeError):
    """The document took its reader with it; the reason is in words an editor understands."""


class ReaderUnavailable(HandbillError, RuntimeError):
    """A new reader does not answer even an empty request, so nothing is held against any document."""


class NotTaken(HandbillError, ValueError):
    """A file that is not an announcement by its name or size; the reason is in words."""
