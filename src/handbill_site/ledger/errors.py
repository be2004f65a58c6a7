"""Trouble of the ledger.

HandbillError
├── NoTransaction (RuntimeError)    an entry outside a transaction could outlive the act it records
└── AppendOnly (PermissionError)    an entry is never changed and never deleted
"""

from handbill.errors import HandbillError


class NoTransaction(HandbillError, RuntimeError):
    """An act and its entry succeed or fail together, so there must be a transaction to share."""

    def __init__(self, verb: str):
        super().__init__(f"{verb} was to be entered outside a transaction")
        self.verb = verb


class AppendOnly(HandbillError, PermissionError):
    """An entry was to be changed or deleted."""
