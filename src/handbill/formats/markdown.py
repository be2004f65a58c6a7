"""Markdown (CommonMark, and tables): its marks are taken out, its links and tables kept, the rest is text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from handbill.formats.clean import one_line
from handbill.formats.links import LONGEST, web_address
from handbill.formats.plaintext import set_text
from handbill.formats.sheet import Sheet
from handbill.values import Block, Link, Span

_LONGEST_LINE = 5_000
"""Characters; a longer line keeps its marks. Nobody writes one, and each search would cost its square."""
_OPEN, _CLOSE, _DIGITS = "\ue000", "\ue001", 0xE010
"""Private letters around the words of a link while marks are taken out; ten for its number."""
_PRIVATE = re.compile("(\ue000[\ue010-\ue019]+|\ue001)")
_ANY_PRIVATE = re.compile("[\ue000\ue001\ue010-\ue019]+")

_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$")
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_BOLD_LINE = re.compile(r"(?:[ \t]*)(\*\*|__)(?=\S)[^*_]{1,98}\1:?[ \t]*$")
_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+")
_TASK = re.compile(r"([ \t]*[-*+][ \t]+)\[[ xX]\][ \t]+")
_DEFINITION = re.compile(
    r"[ ]{0,3}\[([^\]\n]{1,100})\]:[ \t]*<?(\S{1,2000}?)>?(?:[ \t]+[\"'(].{0,300})?[ \t]*$"
)
_IMAGE = re.compile(r"!\[([^\[\]]{0,300})\]\([^()\s]{1,2000}(?:[ \t]+\"[^\"]{0,200}\")?\)")
_INLINE = re.compile(
    r"\[([^\[\]]{1,300})\]\([ \t]*<?([^()\s<>]{1,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?)>?"
    r"(?:[ \t]+[\"'][^\"']{0,200}[\"'])?[ \t]*\)"
)
_BY_NAME = re.compile(r"\[([^\[\]]{1,300})\]\[([^\[\]]{0,100})\]")
_BARE = re.compile(r"<(https?://[^\s<>]{1,2000})>", re.IGNORECASE)
_EMPHASIS = (
    re.compile(r"(?<!\\)(\*{1,3})(?=[^\s*])([^*]{1,300}?)(?<=[^\s\\])\1"),
    re.compile(r"(?<![\w\\])(_{1,3})(?=[^\s_])([^_]{1,300}?)(?<=[^\s\\])\1(?!\w)"),
    re.compile(r"(?<!\\)(~~)(?=\S)([^~]{1,300}?)(?<=\S)\1"),
    re.compile(r"(`{1,3})([^`]{1,300})\1"),
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_ABOUT_END = re.compile(r"(?:---|\.\.\.)[ \t]*$")
_ABOUT_TITLE = re.compile(r"title[ \t]*:[ \t]*[\"']?(.{1,300}?)[\"']?[ \t]*$", re.IGNORECASE)
_MOST_ABOUT = 60

_SURE = re.compile(
    r"\[[^\[\]\n]{1,300}\]\(https?://[^\s()]{3,500}\)"
    r"|^[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)+\|?[ \t]*$",
    re.MULTILINE,
)


def looks_markdown(text: str) -> bool:
    """Tell whether *text*, of unknown name, is surely Markdown: it has its links or its tables.

    Headings, lists and bold lines are no sign: plain texts have them too, and are read with them.
    """
    return bool(_SURE.search(text))


@dataclass(slots=True)
class _Taken:
    """What was taken out of the lines so far: addresses by name, addresses in order, lines of table heads."""

    named: dict[str, str] = field(default_factory=dict)
    hrefs: list[str] = field(default_factory=list)
    heads: set[str] = field(default_factory=set)


def set_markdown(sheet: Sheet, text: str) -> None:
    """Set *text* on *sheet* as plain text is set, with links on their words and heads of tables marked.

    Args:
        text: Displayable (`clean.displayable`).
    """
    lines = _without_about(sheet, _ANY_PRIVATE.sub("", text).replace("\t", "    ").strip("\n").split("\n"))
    taken = _Taken({found[1].lower(): found[2] for line in lines if (found := _definition(line))})
    marked = "\n".join(_plain_lines(lines, taken)).strip("\n")
    sheet.space(2)
    start, first, before = sheet.length, len(sheet.blocks), len(sheet.links)
    plain, links = _links(marked, taken.hrefs, start)
    set_text(sheet, plain)
    kept = [link for link in links if link.span.end <= sheet.length]
    linked = {place for link in kept for place in range(*link.span)}
    sheet.links[before:] = [*(bare for bare in sheet.links[before:] if bare.span.start not in linked), *kept]
    sheet.blocks[first:] = [_with_head(block, sheet.text(), taken.heads) for block in sheet.blocks[first:]]


def _without_about(sheet: Sheet, lines: list[str]) -> list[str]:
    """Return *lines* without what generators of sites keep above a text; of it only the title is said.

    Its dates are those of publication.
    """
    if not lines or lines[0].strip() != "---":
        return lines
    end = next((at for at in range(1, min(len(lines), _MOST_ABOUT)) if _ABOUT_END.match(lines[at])), 0)
    for line in lines[1:end]:
        if found := _ABOUT_TITLE.match(line):
            sheet.title = sheet.title or one_line(found[1], limit=300)
    return lines[end + 1 :] if end else lines


def _definition(line: str) -> re.Match[str] | None:
    return _DEFINITION.match(line) if len(line) <= _LONGEST_LINE else None


def _plain_lines(lines: list[str], taken: _Taken) -> Iterator[str]:
    fenced = False
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if _FENCE.match(line):
            fenced = not fenced
        elif fenced or len(line) > _LONGEST_LINE:
            yield line
        elif not _definition(line) and not (_RULE.match(line) and "|" in line):
            yield from _plain_line(line, following, taken)


def _plain_line(line: str, following: str, taken: _Taken) -> Iterator[str]:
    line = _TASK.sub(r"\1", _QUOTE.sub("", line, count=1)) if ">" in line or "[" in line else line
    if "|" in line and (line.strip().startswith("|") or ("|" in following and _RULE.match(following))):
        row = " | ".join(_inline(cell.strip(), taken) for cell in _cells(line))
        if "|" in following and _RULE.match(following):
            taken.heads.add(_ANY_PRIVATE.sub("", row))
        yield row
    elif _BOLD_LINE.match(line):
        yield line.strip()
    else:
        yield from _BREAK.sub("\n", _inline(line, taken)).split("\n")


def _cells(line: str) -> list[str]:
    bare = line.strip().removeprefix("|").removesuffix("|")
    return [_BREAK.sub(" ", cell.replace("\0", "|")) for cell in bare.replace("\\|", "\0").split("|")]


def _inline(line: str, taken: _Taken) -> str:
    """Return *line* without its marks; the words of a link stand between private letters.

    The addresses of inline links and of those by name are found one kind after the other, so each notes its
    number, as private letters too.
    """
    if "[" in line:
        line = _IMAGE.sub(r"\1", line)
        line = _INLINE.sub(lambda found: _held(found[1], found[2], taken), line)
    if "[" in line and taken.named:
        line = _BY_NAME.sub(lambda found: _held_by_name(found, taken), line)
    if "<" in line:
        line = _BARE.sub(r"\1", line)
    for pattern in _EMPHASIS:
        line = pattern.sub(r"\2", line)
    return _ESCAPED.sub(r"\1", line) if "\\" in line else line


def _held(words: str, href: str, taken: _Taken) -> str:
    address = web_address(href) if len(href) <= LONGEST else ""
    if not address:
        return words
    taken.hrefs.append(address)
    return f"{_OPEN}{_number(len(taken.hrefs) - 1)}{words}{_CLOSE}"


def _held_by_name(found: re.Match[str], taken: _Taken) -> str:
    href = taken.named.get((found[2] or found[1]).lower())
    return _held(found[1], href, taken) if href else found[0]


def _number(number: int) -> str:
    return "".join(chr(_DIGITS + int(digit)) for digit in str(number))


def _links(marked: str, hrefs: list[str], start: int) -> tuple[str, list[Link]]:
    """Return *marked* without private letters, and the links, places counted from *start*."""
    pieces, links, length = [], [], start
    begun: tuple[int, str] | None = None
    for piece in _PRIVATE.split(marked):
        if piece.startswith(_OPEN):
            begun = length, hrefs[int("".join(str(ord(digit) - _DIGITS) for digit in piece[1:]))]
        elif piece == _CLOSE:
            if begun is not None and length > begun[0]:
                links.append(Link(Span(begun[0], length), begun[1]))
            begun = None
        else:
            pieces.append(piece)
            length += len(piece)
    return "".join(pieces), links


def _with_head(block: Block, text: str, heads: set[str]) -> Block:
    if block.kind != "row" or block.span.of(text) not in heads:
        return block
    return replace(block, cells=tuple(replace(cell, header=True) for cell in block.cells))
