"""Find dates and times: rules that know no language over words that each language brings.

text ─lexer─▶ tokens of word classes ─cascade of rules─▶ dates, times ─joining─▶ moments

`signs` and `grammar` are the machinery; `times`, `dates`, `periods`, `joining`, `repetitions` hold the rules.
"""

from handbill.reading.moments.answering import answer, answers
from handbill.reading.moments.finding import find_moments
from handbill.reading.moments.values import Moment, Precision

__all__ = ["Moment", "Precision", "answer", "answers", "find_moments"]
