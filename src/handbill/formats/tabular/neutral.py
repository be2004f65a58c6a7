"""Cells that a spreadsheet would run (formula injection), and how they are handed out."""

import re

_RUNS = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?")
_HELD = re.compile(r"'(?=[=+\-@\t\r])")


def neutral(words: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: one that might be begins with an apostrophe.

    Source: OWASP, CSV injection; ASVS 1.2.10. Numbers stay numbers.

    >>> neutral('=HYPERLINK("https://evil.example")'), neutral("-1.5"), neutral("- 3 people")
    ('\\'=HYPERLINK("https://evil.example")', '-1.5', "'- 3 people")
    """
    return f"'{words}" if _RUNS.match(words) and not _NUMBER.fullmatch(words) else words


def as_it_was(words: str) -> str:
    """Return what `neutral` was given; for tables that we handed out and that come back corrected."""
    return _HELD.sub("", words, count=1) if _HELD.match(words) else words
