"""Each file in data/ opens to the announcement written beside it: all blocks, links, events, problems."""

import datetime as dt
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from handbill.formats import open_announcement
from handbill.values import Announcement, Draft, Finding

DATA = Path(__file__).with_name("data")
RECEIVED = dt.datetime(2027, 8, 1, 12)
FILES = sorted(path.name for path in DATA.iterdir() if path.suffix != ".toml")


def opened(name: str) -> Announcement:
    """Return the announcement in the file *name*."""
    return open_announcement(
        (DATA / name).read_bytes(), file_name=name, received=RECEIVED, url=expected(name).get("url", "")
    )


def expected(name: str) -> dict[str, Any]:
    """Return what was written down for the file *name*."""
    return tomllib.loads((DATA / name).with_suffix(".toml").read_text(encoding="utf-8"))


def stated_values(draft: Draft) -> dict[str, Any]:
    """Return the fields of *draft* that say something, without spans and rules."""
    plain = {field.name: plain_value(getattr(draft, field.name)) for field in fields(draft)}
    return {name: value for name, value in plain.items() if value not in (None, [], "")}


def plain_value(value: Any) -> Any:
    """Return a finding's value, a problem's code, a tuple of them as a list."""
    if isinstance(value, tuple):
        return [plain_value(each) for each in value]
    return value.value if isinstance(value, Finding) else getattr(value, "code", value)


@pytest.mark.parametrize("name", FILES)
def test_blocks_are_what_a_person_sees(name: str) -> None:
    announcement = opened(name)
    blocks = [[block.kind, block.span.of(announcement.text)] for block in announcement.blocks]

    assert blocks == expected(name)["blocks"]


@pytest.mark.parametrize("name", FILES)
def test_what_the_container_says_of_itself_is_kept(name: str) -> None:
    announcement, said = opened(name), expected(name)

    assert (announcement.title, announcement.sender, list(announcement.languages), announcement.received) == (
        said.get("title", ""),
        said.get("sender", ""),
        said.get("languages", []),
        said.get("received", RECEIVED),
    )


@pytest.mark.parametrize("name", FILES)
def test_links_and_stamps_stand_on_their_words(name: str) -> None:
    announcement, said = opened(name), expected(name)
    links = [[link.span.of(announcement.text), link.href] for link in announcement.links]
    stamps = [[stamp.span.of(announcement.text), stamp.datetime] for stamp in announcement.stamps]
    data = {link for draft in said.get("stated", []) for link in draft.get("urls", [])}

    assert ([link for link in links if link[1] not in data], stamps) == (
        said.get("links", []),
        said.get("stamps", []),
    )


@pytest.mark.parametrize("name", FILES)
def test_stated_events_are_read_whole(name: str) -> None:
    drafts = [stated_values(draft) for draft in opened(name).stated]

    assert drafts == expected(name).get("stated", [])


@pytest.mark.parametrize("name", FILES)
def test_problems_are_named(name: str) -> None:
    problems, said = opened(name).problems, expected(name)

    assert [problem.code for problem in problems] == said.get("problems", [])
    assert "details" not in said or [problem.detail for problem in problems] == said["details"]


@pytest.mark.parametrize("name", [name for name in FILES if "cells" in expected(name)])
def test_cells_know_their_columns_and_hang_into_the_rows_below(name: str) -> None:
    announcement = opened(name)
    rows = [block for block in announcement.blocks if block.kind == "row"]
    cells = [
        [[cell.column, cell.span.of(announcement.text), cell.header] for cell in row.cells] for row in rows
    ]

    assert cells == expected(name)["cells"]


def test_parts_of_a_page_are_told_apart() -> None:
    announcement = opened("programme.html")
    regions = {
        block.span.of(announcement.text): block.region
        for block in announcement.blocks
        if block.region != "main"
    }

    assert regions == expected("programme.html")["regions"]


def test_microdata_points_to_the_words_on_the_page() -> None:
    """The page writes UTC without a sign into `content`; only its words show that it is 10:30 there."""
    announcement = opened("hearing.html")
    (draft,) = announcement.stated
    found = {"dtstart": draft.dtstart, "name": draft.name, "venue": draft.venue}
    words = {
        name: finding.span.of(announcement.text)
        for name, finding in found.items()
        if finding is not None and finding.span is not None
    }

    assert words == expected("hearing.html")["words"]
