"""The same event told in another language: names that share no word, one day and hour, one place."""

import datetime as dt
import re
from collections.abc import Sequence

from handbill.values import Draft, Finding, day_of, name_key

_NUMBER = re.compile(r"\d+")
_NEVER = -9
_SHORTEST = 4
"""Letters of a word that both languages have alike: a name, not a small word."""


def translated(
    draft: Draft, others: Sequence[int], drafts: Sequence[Draft], *, sure: bool = False
) -> int | None:
    """Return which of *drafts* tells of the event of *draft* in another language; None for none.

    Args:
        others: The numbers of those that may.
        sure: Whether hour and place are not enough, so that a word, a number or the kind must agree too;
            they must where one telling says no hour.
    """
    likeness = {n: _likeness(drafts[n], draft) for n in others}
    likeness = {
        n: alike for n, alike in likeness.items() if alike >= int(sure or _one_hour(drafts[n], draft))
    }
    return max(likeness, key=lambda n: likeness[n], default=None)


def _likeness(a: Draft, b: Draft) -> int:
    """How alike two drafts are; below 0 where they are not one event in two languages."""
    if a.language == b.language or not a.dtstart or not b.dtstart:
        return _NEVER
    if a.dtstart.value != b.dtstart.value and not _one_hour(a, b):
        return _NEVER
    if differ(a.place, b.place) or differ(a.rrule, b.rrule) or _numbersdiffer(a.venue, b.venue):
        return _NEVER
    alike = 2 * (_share(a.venue, b.venue) + _share(a.name, b.name))
    if a.kind and b.kind:
        alike += 1 if a.kind.value == b.kind.value else -1
    return alike


def _one_hour(a: Draft, b: Draft) -> bool:
    """Whether both are on one day, and only one says at what hour."""
    if not a.dtstart or not b.dtstart or day_of(a.dtstart.value) != day_of(b.dtstart.value):
        return False
    return isinstance(a.dtstart.value, dt.datetime) != isinstance(b.dtstart.value, dt.datetime)


def differ(a: Finding[object] | None, b: Finding[object] | None) -> bool:
    """Whether both say something, and not the same."""
    return a is not None and b is not None and a.value != b.value


def _numbersdiffer(a: Finding[str] | None, b: Finding[str] | None) -> bool:
    """Whether two venues have numbers and none in common: two houses."""
    return bool(_numbers(a) and _numbers(b) and not _numbers(a) & _numbers(b))


def _share(a: Finding[str] | None, b: Finding[str] | None) -> bool:
    """Whether both have a number or a longer word in common, as names and addresses do in any language.

    The same words of the page, such as the address that it prints for all, say nothing.
    """
    if a and b and a.span and b.span and a.span.overlaps(b.span):
        return False
    return bool(_numbers(a) & _numbers(b) or _words(a) & _words(b))


def _numbers(finding: Finding[str] | None) -> set[int]:
    return {int(number) for number in _NUMBER.findall(finding.value)} if finding else set()


def _words(finding: Finding[str] | None) -> set[str]:
    return {w for w in name_key(finding.value).split() if len(w) >= _SHORTEST} if finding else set()
