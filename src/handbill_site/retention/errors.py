"""Trouble of retention.

HandbillError
└── NeedsPerson (RuntimeError)      more would go than a program may decide alone; nothing was removed
"""

from handbill.errors import HandbillError


class NeedsPerson(HandbillError, RuntimeError):
    """Nothing was removed; the words say why, and what a person would have to say.

    Attributes:
        due: How many deliveries would go.
    """

    def __init__(self, message: str, *, due: int):
        super().__init__(message)
        self.due = due
