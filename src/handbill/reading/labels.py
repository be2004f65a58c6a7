"""Labels that stand on a line of their own: what they say of the line below."""

from collections.abc import Sequence
from dataclasses import replace

from handbill.reading.pieces import trim
from handbill.reading.segments import Segment
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Span

_MARKS = " \t:：፦*_"
_COLONS = (":", "：", "፦")
_LONGEST = 40
"""Characters of a label."""
_APART = ("term", "heading")
"""Blocks that need no colon to be the label of what follows."""
_ROLES = ("when", "date", "time", "end", "where", "city", "cost", "contact", "link")
"""Labels that hold for one value below; hosts may be a whole list, which their own rules read."""
_LONGEST_VALUE = 160
"""Characters of what a label above may say; more is a text under a heading."""


def with_labels_above(segments: Sequence[Segment], text: str, vocabulary: Vocabulary) -> list[Segment]:
    """Give what stands below a label alone on its line ("Location:") the role of that label.

    A term or a heading is one without a colon too. A value that begins with a label of its own, is a heading
    or runs on for a paragraph takes none.
    """
    labelled = list(segments)
    for place, segment in enumerate(labelled[:-1]):
        role = _role_alone(segment, text, vocabulary)
        below = labelled[place + 1]
        if role and _may_be_value(below, text):
            labelled[place] = replace(segment, role="", body=Span(segment.span.end, segment.span.end))
            labelled[place + 1] = replace(below, role=role, body=trim(text, below.span))
    return labelled


def _role_alone(segment: Segment, text: str, vocabulary: Vocabulary) -> str:
    """The role of a line that is a label and nothing else, "" for any other."""
    if segment.moments or segment.block.kind == "row" or segment.span.end - segment.span.start > _LONGEST:
        return ""
    words = segment.span.of(text).strip()
    if not (words.rstrip("*_ ").endswith(_COLONS) or segment.block.kind in _APART):
        return ""
    role = vocabulary.labels.get(words.strip(_MARKS).casefold(), "")
    return role if role in _ROLES else ""


def _may_be_value(segment: Segment, text: str) -> bool:
    if segment.role or segment.is_heading or segment.block.kind == "row":
        return False
    short = segment.span.end - segment.span.start <= _LONGEST_VALUE
    return short and not segment.span.of(text).rstrip("*_ ").endswith(_COLONS)
