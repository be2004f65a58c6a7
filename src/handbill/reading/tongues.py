"""The languages of a page, and which of them each block is in."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from handbill.languages import detect_all, language_of
from handbill.values import Announcement, Block, Span

_UNHEARD_KINDS = ("data", "quote", "signature")
_UNHEARD_REGIONS = ("navigation", "footer")
"""Menus, disclaimers and older mail are often in another language than what they stand around."""


@dataclass(frozen=True, slots=True)
class Tongues:
    """The languages of a page.

    Attributes:
        tags: BCP 47 tags, the main one first; () where none is known.
        starts, spoken, runs: Where each block begins, the tag it is in, and the number of its run of blocks
            in one language; empty where the page has one language.
    """

    tags: tuple[str, ...]
    starts: tuple[int, ...] = ()
    spoken: tuple[str, ...] = ()
    runs: tuple[int, ...] = ()

    @property
    def main(self) -> str:
        """The language that most is in; "" where none is known."""
        return self.tags[0] if self.tags else ""

    @property
    def alternates(self) -> bool:
        """Whether languages take turns, as in a mixed list; a notice says all in one, then all in another."""
        return bool(self.runs) and self.runs[-1] + 1 >= 2 * len(self.tags)

    def at(self, place: int) -> str:
        """Return the language of the block that holds the character *place*."""
        number = bisect_right(self.starts, place) - 1
        return self.spoken[number] if number >= 0 else self.main

    def container_at(self, place: int) -> tuple[int, ...]:
        """Return the number of the run of blocks in one language that holds *place*; () on other pages.

        What is said in one language stands together, as the lines of an element do.
        """
        number = bisect_right(self.starts, place) - 1
        return (self.runs[max(number, 0)],) if self.runs else ()


def tongues_of(announcement: Announcement) -> Tongues:
    """Return the languages of *announcement*, and those of its blocks where there are several."""
    heard = [b for b in announcement.blocks if _is_heard(b)]
    tags = detect_all(
        announcement.text,
        [block.span for block in heard],
        declared=announcement.languages,
        home=announcement.home,
    )
    if len(tags) < 2:
        return Tongues(tags)
    starts = tuple(block.span.start for block in heard)
    spoken = tuple(_spoken(heard, announcement.text, tags))
    changes = (int(one != other) for one, other in pairwise(spoken))
    return Tongues(tags, starts, spoken, tuple(accumulate(changes, initial=0)))


def _is_heard(block: Block) -> bool:
    return block.kind not in _UNHEARD_KINDS and block.region not in _UNHEARD_REGIONS


def _spoken(blocks: Sequence[Block], text: str, tags: Sequence[str]) -> Iterator[str]:
    """The language of each block: its own, else that of its group, else what is spoken around it.

    A heading, or what stands below a blank line, goes with the words that follow, other lines with those
    before; an item of a list goes with neither, since its neighbours say nothing about it.
    """
    groups = list(_groups(blocks, text))
    told = {group: language_of(group.of(text), tags) for group in dict.fromkeys(groups)}
    clear = [
        language_of(block.span.of(text), tags) or told[group]
        for block, group in zip(blocks, groups, strict=True)
    ]
    before, after = _last_known(clear), _last_known(clear[::-1])[::-1]
    opening = [
        block.kind == "heading" or group.start == block.span.start
        for block, group in zip(blocks, groups, strict=True)
    ]
    for block, own, above, below, opens in zip(blocks, clear, before, after, opening, strict=True):
        near = (below or above) if opens else (above or below)
        aside = above != below and block.kind in ("item", "row")
        yield own or (tags[0] if aside or not near else near)


def _groups(blocks: Sequence[Block], text: str) -> Iterator[Span]:
    """The span between blank lines, or of one item, that each block stands in."""
    runs: list[list[Block]] = []
    for block in blocks:
        parted = not runs or "\n\n" in text[runs[-1][-1].span.end : block.span.start]
        if parted or block.kind != "paragraph" or runs[-1][-1].path != block.path:
            runs.append([])
        runs[-1].append(block)
    for run in runs:
        yield from [Span(run[0].span.start, run[-1].span.end)] * len(run)


def _last_known(told: Sequence[str]) -> list[str]:
    known, last = [], ""
    for tag in told:
        last = tag or last
        known.append(last)
    return known
