"""Could a draft and a listed event be the same, are they, and why.

A wrong merge costs an organiser more than a missed one costs an editor: when in doubt, `unsure`.
"""

from handbill.matching.compare import compare
from handbill.matching.confusable import foreign_letters, looks_like, skeleton
from handbill.matching.keys import keys_of_draft, keys_of_event
from handbill.values import name_key

__all__ = [
    "compare",
    "foreign_letters",
    "keys_of_draft",
    "keys_of_event",
    "looks_like",
    "name_key",
    "skeleton",
]
