"""Trouble at the desk.

HandbillError
├── StaleCase (RuntimeError)        the case is no longer what the person saw; `.case` is what it is now
├── CannotUndo (RuntimeError)       nothing to take back, or others built on it since; `.code` says which
└── EnteredWrong (ValueError)       an entry cannot be understood; `.errors` by form field
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from handbill.errors import HandbillError
from handbill.values import Place

if TYPE_CHECKING:
    from handbill_site.desk.models import Case


class StaleCase(HandbillError, RuntimeError):
    """Somebody acted on the case after the page was served, so nothing was written."""

    def __init__(self, case: "Case"):
        super().__init__(f"{case} is at version {case.version}, {case.state}")
        self.case = case


class CannotUndo(HandbillError, RuntimeError):
    """The last act of a case cannot be taken back: "open", "changed_since" or "parts_decided"."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


class EnteredWrong(HandbillError, ValueError):
    """A person entered what no draft can hold.

    Attributes:
        errors: Code of the trouble by form field.
        places: Cities that an ambiguous entry may mean, likeliest first.
    """

    def __init__(self, errors: Mapping[str, str], places: tuple[Place, ...] = ()):
        super().__init__(", ".join(f"{field}: {code}" for field, code in errors.items()))
        self.errors = dict(errors)
        self.places = places
