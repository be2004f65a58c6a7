"""Drafts read from pictures: what rests on words that were hardly made out is less sure, and says so."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from handbill.values import Announcement, Draft, Finding, PictureRegion, Problem
from handbill.values.copies import replace

_FIELDS = tuple(field.name for field in fields(Draft) if field.name != "description")
"""A description is most of the flyer: a smudge in it says nothing of the event."""


def with_legibility(draft: Draft, announcement: Announcement) -> Draft:
    """Return *draft* less sure where words of a picture were hardly legible, with a problem for each field.

    The confidence of a finding is multiplied by that of its least legible word. Problems are
    `picture.poorly_legible`, with the span of the finding and the field as their detail.
    """
    poor = [region for region in announcement.regions if not region.is_legible]
    if not poor:
        return draft
    changes: dict[str, Any] = {}
    problems: list[Problem] = []
    for field, finding in _findings(draft):
        worst = min((region.confidence for region in poor if _rests_on(finding, region)), default=None)
        if worst is not None:
            lowered = replace(finding, confidence=round(finding.confidence * worst, 3))
            changes[field] = _replaced(changes.get(field, getattr(draft, field)), finding, lowered)
            problems.append(Problem("picture.poorly_legible", finding.span, field))
    return replace(draft, problems=(*draft.problems, *dict.fromkeys(problems)), **changes)


def _findings(draft: Draft) -> Iterator[tuple[str, Finding[Any]]]:
    for field in _FIELDS:
        held = getattr(draft, field)
        for finding in held if isinstance(held, tuple) else (held,):
            if isinstance(finding, Finding):
                yield field, finding


def _rests_on(finding: Finding[Any], region: PictureRegion) -> bool:
    spans = (span for span in (finding.span, *finding.also) if span)
    return any(span.overlaps(region.span) for span in spans)


def _replaced(held: Any, finding: Finding[Any], lowered: Finding[Any]) -> Any:
    if not isinstance(held, Sequence):
        return lowered
    return tuple(lowered if each is finding else each for each in held)
