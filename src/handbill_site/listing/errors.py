"""Trouble with what is asked of the listing.

HandbillError
├── IncompleteDraft (ValueError)      fields without which nothing can be listed; `.problems` names them
└── NotProvable (ValueError)          no proof of an organiser can be looked for there; says why in words
"""

from handbill.errors import HandbillError
from handbill.values import Problem


class IncompleteDraft(HandbillError, ValueError):
    """A draft lacks what an entry of the listing cannot do without, or contradicts itself."""

    def __init__(self, problems: tuple[Problem, ...]):
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


class NotProvable(HandbillError, ValueError):
    """What is asked for proves nothing, or too much is asked for at once."""
