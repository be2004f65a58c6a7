"""Trouble of sealing.

HandbillError
├── NoKey (RuntimeError)       a key is missing, is none, or lies open to others: nothing is sealed or opened
└── NotOpened (ValueError)     what is sealed was changed, moved, or needs a key that is not here
"""

from handbill.errors import HandbillError


class NoKey(HandbillError, RuntimeError):
    """No key can be had; the words name the setting and never its value."""


class NotOpened(HandbillError, ValueError):
    """Something sealed cannot be opened.

    Attributes:
        key_id: Of the key that is missing; "" where the key is here and the bytes are wrong.
    """

    def __init__(self, message: str, *, key_id: str = ""):
        super().__init__(message)
        self.key_id = key_id
