"""The languages of a page, and which of them each block is in."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
        starts, spoken: Where each block begins, and the tag it is in; empty where the page has one language.
    """

    tags: tuple[str, ...]
    starts: tuple[int, ...] = ()
    spoken: tuple[str, ...] = ()

    @property
    def main(self) -> str:
        """The language that most is in; "" where none is known."""
        return self.tags[0] if self.tags else ""

    def at(self, place: int) -> str:
        """Return the language of the block that holds the character *place*."""
        number = bisect_right(self.starts, place) - 1
        return self.spoken[number] if number >= 0 else self.main


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
    return Tongues(tags, starts, tuple(_spoken(heard, announcement.text, tags)))


def _is_heard(block: Block) -> bool:
    return block.kind not in _UNHEARD_KINDS and block.region not in _UNHEARD_REGIONS


def _spoken(blocks: Sequence[Block], text: str, tags: Sequence[str]) -> Iterator[str]:
    """The language of each block: its own, else that of its group, else what is spoken on both sides."""
    groups = list(_groups(blocks, text))
    told = {group: language_of(group.of(text), tags) for group in dict.fromkeys(groups)}
    clear = [
        language_of(block.span.of(text), tags) or told[group]
        for block, group in zip(blocks, groups, strict=True)
    ]
    before, after = _last_known(clear), _last_known(clear[::-1])[::-1]
    for own, above, below in zip(clear, before, after, strict=True):
        yield own or (above if above and below in (above, "") else tags[0])


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
