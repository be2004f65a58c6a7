"""Plain text: which lines are headings, items, rows and paragraphs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handbill.formats.columns import with_columns
from handbill.formats.limits import MOST_CHARACTERS, MOST_LINES
from handbill.formats.links import addresses_in
from handbill.formats.quoting import is_attribution, is_signature_mark, tell_apart
from handbill.formats.sheet import Sheet
from handbill.formats.wrapping import fill_width, goes_on_small, is_continued, small_letters_go_on
from handbill.values import Block, Cell, Problem, Span

_MARKDOWN_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+(?P<words>\S.*?)(?:[ \t]+#+)?$")
_BOLD_LINE = re.compile(r"(?P<mark>\*{1,3}|__)(?P<words>[^*_\s](?:[^*_]{0,98}[^*_\s])?)(?P=mark):?$")
_BRACKETED = re.compile(r"【[^】]{1,40}】.{0,40}$")
_UNDERLINE = re.compile(r"([=\-~‾])\1{2,}$")
_ORNAMENT = re.compile(r"[^\w\s](?:[\W_]*[^\w\s])?$")
_BULLET = re.compile(r"(?:[-*+–—][ \t]+|[•·‣⁃◦▪▫■□●○◆◇►▶▸➤➢➜→✓✔★☆][ \t]*)(?=\S)")
_EMOJI = re.compile(
    r"[\u2139\u231a\u231b\u23e9-\u23fa\u25fb-\u25fe\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
    r"|[0-9#*]\ufe0f?\u20e3"
)
_NUMBER = re.compile(r"\(?(\d{1,3})[.)][ \t]+(?=\S)")
_COLUMNS = re.compile(r"[ \t]*\t[ \t]*")
_SMALL_LETTER = re.compile(r"[a-z]")
_LONGEST_HEADING = 80
_CHAT = re.compile(
    r"\[\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[:.]\d{2}[^\]\n]{0,12}\] ?(?:~ ?)?[^:\[\]\n]{1,40}: ?"
)
"""What a messenger writes before each message of a chat that is copied: "[05/10/2026, 06:48] Ebele: "."""


_ANSWER = re.compile(r"\s*[^>\s][^\n]*\n(?:[^\n]*\n)*?> ?\w")
"""A mail that was pasted: it quotes older mail below."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text: `start` counts in the text, `words` are without the blanks around them."""

    start: int
    words: str
    indent: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.words))

    @property
    def indented(self) -> str:
        """The words behind as many blanks as they are set in: as wide as they stand in the text."""
        return " " * self.indent + self.words


def set_text(sheet: Sheet, text: str, *, mail: bool = False) -> None:
    """Set *text* on *sheet* with its blocks and web addresses.

    A paragraph wrapped at a fixed width is one block over several lines; other lines are blocks of their
    own. A bullet is left out of the span of its item, a number is not: it may be a day. Columns parted by
    tabs, in two lines or more, become rows with cells.

    Args:
        text: Displayable (`clean.displayable`).
        mail: Lines after ">" are a quote, and marks that belong to mails stay blocks; so they are in a
            text that begins otherwise, as one pasted from a mail does.
    """
    sheet.space(2)
    body = _with_bars(_bounded(sheet, text.strip("\n")))
    span = sheet.write(body)
    pasted = not mail and _ANSWER.match(body) is not None
    blocks = _Layout(sheet, lines_of(body, span.start), _is_numbered(body), mail or pasted).blocks()
    sheet.blocks += tell_apart(blocks, sheet.text()) if pasted else blocks
    sheet.links += addresses_in(body, span.start)


def _bounded(sheet: Sheet, text: str) -> str:
    """Return the part of *text* for which there is room, with a problem on *sheet* where that is not all."""
    lines = text[: max(MOST_CHARACTERS - sheet.length, 0)].split("\n", MOST_LINES)[:MOST_LINES]
    bounded = "\n".join(lines)
    if len(bounded) < len(text):
        sheet.problems.append(Problem("text.too_long", detail=f"{len(text):,} characters"))
    return bounded


def lines_of(text: str, start: int) -> list[Line]:
    """Return all lines of *text*, blank ones with no words, places counted from *start*."""
    lines = []
    for raw in text.split("\n"):
        words = raw.strip()
        indent = len(raw) - len(raw.lstrip())
        lines.append(Line(start + indent, words, len(raw[:indent].expandtabs(4))))
        start += len(raw) + 1
    return lines


def _with_bars(text: str) -> str:
    """Return *text* with the tabs and columns of lines that follow each other as " | "."""
    lines = text.split("\n")
    tabbed = ["\t" in line.strip() for line in lines]
    for place, has_tab in enumerate(tabbed):
        if has_tab and (tabbed[place - 1 : place] == [True] or tabbed[place + 1 : place + 2] == [True]):
            lines[place] = _COLUMNS.sub(" | ", lines[place].strip())
    return "\n".join(with_columns(lines))


def _is_numbered(text: str) -> bool:
    """Tell whether *text* numbers its items: some line begins with "1." and a later one with "2."."""
    found = re.findall(r"^[ \t]*\(?(\d{1,3})[.)][ \t]+\S", text, re.MULTILINE)
    return "1" in found and "2" in found[found.index("1") :]


class _Layout:
    """Reads the blocks of a text from its lines."""

    def __init__(self, sheet: Sheet, lines: list[Line], numbered: bool, mail: bool) -> None:
        self._sheet = sheet
        self._lines = lines
        self._numbered = numbered
        self._mail = mail
        self._width = fill_width([line.indented for line in lines])
        self._small_goes_on = small_letters_go_on([line.words for line in lines])
        self._number = 0
        self._group = 0
        self._touching = False

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks in order."""
        place = 0
        while place < len(self._lines):
            if self._is_empty(self._lines[place].words):
                self._touching, used = False, 1
            else:
                block, used = self._block_at(place)
                self._touching = True
                yield block
            place += used

    def _is_empty(self, words: str) -> bool:
        """Tell whether a line holds nothing to read: blanks, stars, dashes."""
        return not words or (bool(_ORNAMENT.match(words)) and not (self._mail and is_signature_mark(words)))

    def _block_at(self, place: int) -> tuple[Block, int]:
        """Return the block that begins at line *place*, and the number of its lines."""
        line = self._lines[place]
        if (sent := _CHAT.match(line.words)) and line.words[sent.end() :].strip():
            return self._sender(place, sent.end())
        if self._mail and (quoted := self._lines_from_mail(place)):
            return quoted
        following = self._lines[place + 1].words if place + 1 < len(self._lines) else ""
        heading = _heading(line, following)
        if heading is not None:
            self._group = 0
            return heading, 2 if _UNDERLINE.match(following) else 1
        if _bars(line.words) and self._is_table(place):
            return self._row(line), 1
        return self._item_or_paragraph(place)

    def _sender(self, place: int, length: int) -> tuple[Block, int]:
        """Part the sender of a message from its first line, which is read next."""
        line = self._lines[place]
        words = line.words[length:].lstrip()
        start = line.start + len(line.words) - len(words)
        self._lines[place] = Line(start, words, 0)
        self._group = 0
        return Block("quote", Span(line.start, line.start + length)), 0

    def _lines_from_mail(self, place: int) -> tuple[Block, int] | None:
        """Return the block of lines after ">", or of "On <date> <name> wrote:" wrapped into two or three."""
        used = 0
        while place + used < len(self._lines) and self._lines[place + used].words.startswith(">"):
            used += 1
        if used:
            last = self._lines[place + used - 1].span.end
            return Block("quote", Span(self._lines[place].start, last)), used
        for used in (2, 3):
            wrapped = self._lines[place : place + used]
            quoted = any(line.words.startswith(">") for line in wrapped)
            if (
                len(wrapped) == used
                and not quoted
                and is_attribution(" ".join(line.words for line in wrapped))
            ):
                return Block("paragraph", Span(wrapped[0].start, wrapped[-1].span.end)), used
        return None

    def _item_or_paragraph(self, place: int) -> tuple[Block, int]:
        line = self._lines[place]
        used = self._lines_of_paragraph(place)
        last = self._lines[place + used - 1].span.end
        marker = self._marker(line.words)
        if marker is not None:
            if found := _NUMBER.match(line.words):
                self._number = int(found[1])
            self._group = self._group or self._sheet.new_group()
            level = min(1 + line.indent // 2, 6)
            return Block("item", Span(line.start + marker, last), level=level, group=self._group), used
        self._group = self._group if self._touching else 0
        return Block("paragraph", Span(line.start, last), group=self._group), used

    def _lines_of_paragraph(self, place: int) -> int:
        used = 1
        while place + used < len(self._lines):
            line, following = self._lines[place + used - 1], self._lines[place + used]
            if following.indent > line.indent and following.words.startswith("("):
                used += 1  # "(under the trees) | 9 am", set in below its line
                continue
            begins = self._marker(following.words) is not None or _heading(following, "") is not None
            small = self._small_goes_on and goes_on_small(line.words, following.words)
            if begins or not (small or is_continued(line.indented, following.words, self._width)):
                break
            used += 1
        return used

    def _marker(self, words: str) -> int | None:
        """Return how many characters of *words* are a bullet, 0 for a number or emoji; None for no item."""
        if bullet := _BULLET.match(words):
            return bullet.end()
        return 0 if _EMOJI.match(words) or self._is_next_number(words) else None

    def _is_next_number(self, words: str) -> bool:
        """Tell whether *words* are the next numbered item, rather than a line that begins with a day."""
        found = _NUMBER.match(words) if self._numbered else None
        return found is not None and int(found[1]) in {1, self._number, self._number + 1, self._number + 2}

    def _is_table(self, place: int) -> bool:
        """Tell whether the line above or below has as many cells, and they were columns, not remarks."""
        bars = _bars(self._lines[place].words)
        near = [self._lines[at] for at in (place - 1, place + 1) if 0 <= at < len(self._lines)]
        return any(_bars(line.words) == bars for line in near)

    def _row(self, line: Line) -> Block:
        self._group = self._group if self._touching and self._group else self._sheet.new_group()
        cells, start = [], line.start
        for column, words in enumerate(line.words.removesuffix(" |").split(" | ")):
            cells.append(Cell(Span(start, start + len(words)), column))
            start += len(words) + len(" | ")
        return Block("row", line.span, group=self._group, cells=tuple(cells))


def _bars(words: str) -> int:
    """Return how many borders between cells a line has; one at its end parts off an empty cell."""
    return words.count(" | ") + words.endswith(" |")


def _heading(line: Line, following: str) -> Block | None:
    """Return the heading that *line* is: by Markdown, by the line under it, by its capitals."""
    if marked := _MARKDOWN_HEADING.match(line.words):
        return _heading_block(line, marked, len(marked["marks"]))
    underline = _UNDERLINE.match(following)
    if underline and len(line.words) <= _LONGEST_HEADING:
        return Block("heading", line.span, level=1 if underline[1] == "=" else 2)
    if bold := _BOLD_LINE.match(line.words):
        return _heading_block(line, bold, 3)
    if _is_capitals(line.words) or _BRACKETED.match(line.words):
        return Block("heading", line.span, level=2)
    return None


def _heading_block(line: Line, found: re.Match[str], level: int) -> Block:
    start, end = found.span("words")
    return Block("heading", Span(line.start + start, line.start + end), level=level)


def _is_capitals(words: str) -> bool:
    """Tell whether *words* are a short line in capitals; a time or an abbreviation alone is none."""
    if len(words) > _LONGEST_HEADING or _SMALL_LETTER.search(words):
        return False
    letters = [letter for letter in words if letter.isalpha()]
    long_enough = len(letters) >= 4 and any(len(word) >= 4 for word in re.findall(r"[^\W\d_]+", words))
    return long_enough and all(letter.isupper() for letter in letters)
