"""Trouble of the intake.

HandbillError
├── NotKept (OSError)               the bytes are not safely on disk or not entered: say "try later"
├── NotTaken (ValueError)           a file that is no announcement by its name or size
├── ReaderDied (RuntimeError)       the reader child was killed, crashed or took too long over a document
└── ReaderUnavailable (RuntimeError)  no reader can be started: no document's fault
"""

from handbill.errors import HandbillError


class NotKept(HandbillError, OSError):
    """The delivery was not accepted; nobody may be told that it was."""


class ReaderDied(HandbillError, RuntimeError):
    """The document took its reader with it; the reason is in words an editor understands."""


class ReaderUnavailable(HandbillError, RuntimeError):
    """A new reader does not answer even an empty request, so nothing is held against any document."""


class NotTaken(HandbillError, ValueError):
    """A file that is not an announcement by its name or size; the reason is in words."""
