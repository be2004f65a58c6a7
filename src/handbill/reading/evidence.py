"""Where in an announcement given words stand."""

import re
import unicodedata
from collections.abc import Sequence

from handbill.values import Announcement, Span

_OLDER = ("quote", "signature", "data")
_AROUND = ("navigation", "footer")
_LONGEST = 200
"""Characters of words that may be looked for: a sentence, not a page."""


def told_spans(announcement: Announcement) -> tuple[Span, ...]:
    """Return the runs of text that speak of events themselves, in order.

    Older mail, signatures, navigation, footers and the copy of structured data are left out.
    """
    runs: list[Span] = []
    joins = False
    for block in announcement.blocks:
        told = block.kind not in _OLDER and block.region not in _AROUND
        if told and joins:
            runs[-1] = Span(runs[-1].start, block.span.end)
        elif told:
            runs.append(block.span)
        joins = told
    return tuple(runs)


def words_at(text: str, words: str, runs: Sequence[Span], near: Span | None = None) -> Span | None:
    """Return where *words* stand in one of the *runs* of *text*, None where they do not.

    Letters must be the same after NFC; blanks and line ends may differ. Of several places the one nearest
    to *near* is taken, else the first.

    >>> words_at("Walk at\\n7 pm, 7 pm sharp", "at 7  pm", (Span(0, 25),))
    Span(start=5, end=12)
    """
    parts = unicodedata.normalize("NFC", words).split()
    if not parts or sum(map(len, parts)) > _LONGEST:
        return None
    pattern = re.compile(_edge(parts[0][0], "<") + r"\s+".join(map(re.escape, parts)) + _edge(parts[-1][-1]))
    found = [Span(*match.span()) for run in runs for match in pattern.finditer(text, run.start, run.end)]
    if near is None:
        return next(iter(found), None)
    return min(found, key=lambda span: abs(span.start - near.start), default=None)


def _edge(letter: str, behind: str = "") -> str:
    """Return what keeps a match from beginning or ending within a word, where words are told by blanks."""
    cased = letter.lower() != letter.upper()
    return rf"(?{behind}!\w)" if cased or letter.isdigit() else ""
