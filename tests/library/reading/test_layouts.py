"""Whole announcements, by layout: each case of layouts.toml and layouts/ is read as written there."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from handbill.formats import open_announcement
from handbill.reading import read
from handbill.values import Draft, Span, plain_draft

HERE = Path(__file__).parent
FILES = [HERE / "layouts.toml", *sorted((HERE / "layouts").glob("*.toml"))]
CASES = [case for file in FILES for case in tomllib.loads(file.read_text("utf-8"))["case"]]


def drafts_of(case: dict[str, Any]) -> tuple[str, tuple[Draft, ...]]:
    announcement = open_announcement(
        case["text"].lstrip("\n").encode(),
        media_type=case.get("media_type", "text/plain"),
        received=dt.datetime.combine(case["received"], dt.time()),
        home=case["home"],
    )
    return announcement.text, read(announcement).drafts


@pytest.mark.parametrize("case", CASES, ids=[case["story"] for case in CASES])
def test_layout(case: dict[str, Any]):
    """The drafts are those of the case, in order, in every field that the case names."""
    found = [plain_draft(draft) for draft in drafts_of(case)[1]]

    expected = case["drafts"]
    assert [
        {key: draft[key] for key in want} for draft, want in zip(found, expected, strict=False)
    ] == expected
    assert len(found) == len(expected), found


@pytest.mark.parametrize("case", [c for c in CASES if c["drafts"]], ids=lambda case: case["story"])
def test_evidence(case: dict[str, Any]):
    """Each field points to words of the text: a name to itself, a date to words that hold it."""
    text, drafts = drafts_of(case)
    for draft in drafts:
        assert (
            draft.name is None
            or draft.name.span is None
            or " ".join(draft.name.span.of(text).split()) == draft.name.value
        )
        assert draft.dtstart is not None
        assert draft.dtstart.span is not None
        spans = [draft.dtstart.span, *draft.dtstart.also]
        assert all(Span(0, len(text)).start <= s.start < s.end <= len(text) for s in spans)
        assert draft.city is None or draft.city.span is None or draft.city.span.of(text) == draft.city.value
