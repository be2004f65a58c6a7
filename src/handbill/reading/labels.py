"""Labels that stand on a line of their own: what they say of the line below."""

from collections import Counter
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
_OF_TIME = ("when", "date", "time")
_LONGEST_VALUE = 160
"""Characters of what a label above may say; more is a text under a heading."""


def with_labels_above(segments: Sequence[Segment], text: str, vocabulary: Vocabulary) -> list[Segment]:
    """Give what stands below a label alone on its line ("Location:") the role of that label.

    A term or a heading is one without a colon too, where it is said once: of several events it is not plain
    whose it is. A value that begins with a label of its own, is a heading or runs on for a paragraph takes
    none.
    """
    labelled = list(segments)
    roles = [_role_alone(segment, text, vocabulary) for segment in segments]
    bare = Counter(
        role for segment, role in zip(segments, roles, strict=True) if not _has_colon(segment, text)
    )
    for place, (segment, role) in enumerate(zip(segments[:-1], roles, strict=False)):
        if not _has_colon(segment, text) and bare[role] > 1:
            continue
        below = labelled[place + 1]
        if role and _may_be_value(below, text) and not _heads_a_list(role, labelled[place + 1 : place + 3]):
            labelled[place] = replace(segment, role="", body=Span(segment.span.end, segment.span.end))
            labelled[place + 1] = replace(below, role=role, body=trim(text, below.span))
    return labelled


def _role_alone(segment: Segment, text: str, vocabulary: Vocabulary) -> str:
    """The role of a line that is a label and nothing else, "" for any other."""
    if segment.moments or segment.block.kind == "row" or segment.span.end - segment.span.start > _LONGEST:
        return ""
    words = segment.span.of(text).strip()
    if not (_has_colon(segment, text) or segment.block.kind in _APART):
        return ""
    role = vocabulary.labels.get(words.strip(_MARKS).casefold(), "")
    return role if role in _ROLES else ""


def _has_colon(segment: Segment, text: str) -> bool:
    return segment.span.of(text).rstrip("*_ \n").endswith(_COLONS)


def _heads_a_list(role: str, below: Sequence[Segment]) -> bool:
    """Whether the label stands over several lines of one sort ("Dates:"): then it holds for no single one."""
    if len(below) < 2:
        return False
    first, second = below
    if role in _OF_TIME and second.moments:
        return True
    return first.block.kind == second.block.kind == "item" and first.path[:-1] == second.path[:-1]


def _may_be_value(segment: Segment, text: str) -> bool:
    if segment.role or segment.is_heading or segment.block.kind == "row":
        return False
    short = segment.span.end - segment.span.start <= _LONGEST_VALUE
    return short and not _has_colon(segment, text)
