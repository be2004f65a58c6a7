"""Which lines of a mail its writer wrote: quoted older mails, forwarded ones, signatures, disclaimers."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from handbill.values import Block, BlockKind

_FORWARDING_SUBJECT = re.compile(
    r"\s*(?:re\s*:\s*)?(?:fwd?|wg|tr|rv|enc|i|doorst|vs|vb|pd|továbbítás|转发|轉寄)\s*[:：]", re.IGNORECASE
)
_SIGNATURE = re.compile(r"-- ?$")
_DASHES = r"[-_*=\s]"
_POSTSCRIPT = re.compile(r"(?:P\.? ?P?\.? ?S|N\.? ?B|З\.? ?Ы|Υ\.? ?Γ)\b", re.IGNORECASE)
_LONGEST_IMPRINT = 12
_WIDEST_OF_IMPRINT = 80
_LONGEST_FAREWELL = 60
_FIELDS_NEED = 2
_LONGEST_ATTRIBUTION = 300


@dataclass(frozen=True, slots=True)
class _Phrases:
    """What mail programs write, in all languages of quoting.toml, as patterns for the start of a line."""

    wrote: re.Pattern[str]
    original: re.Pattern[str]
    forwarded: re.Pattern[str]
    begins: re.Pattern[str]
    fields: re.Pattern[str]
    sent_from: re.Pattern[str]
    disclaimer: re.Pattern[str]
    farewell: re.Pattern[str]


@cache
def _phrases() -> _Phrases:
    languages = tomllib.loads(Path(__file__).with_name("quoting.toml").read_text(encoding="utf-8")).values()

    def any_of(key: str, gap: str = "") -> str:
        phrases = {phrase for language in languages for phrase in language.get(key, ())}
        longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
        return "|".join(re.escape(phrase).replace("…", gap) for phrase in longest_first)

    def pattern(source: str) -> re.Pattern[str]:
        return re.compile(source, re.IGNORECASE | re.DOTALL)

    fields = f"{any_of('from')}|{any_of('fields')}"
    return _Phrases(
        wrote=pattern(rf"(?:{any_of('wrote', '.{1,160}')})\s*[:：]$"),
        original=pattern(rf"{_DASHES}{{2,}}(?:{any_of('original')}){_DASHES}*$"),
        forwarded=pattern(rf"{_DASHES}*(?:{any_of('forwarded')})\s*[:：]?{_DASHES}*$"),
        begins=pattern(rf"\W{{0,3}}(?:{any_of('from')})\W{{0,2}}\s?[:：](?!\s*\d)"),
        fields=pattern(rf"\W{{0,3}}(?:{fields})\W{{0,2}}\s?[:：]"),
        sent_from=pattern(rf"(?:{any_of('sent_from')})\b.{{1,60}}$"),
        disclaimer=pattern(rf"(?:{any_of('disclaimer', '.{0,80}')})"),
        farewell=pattern(rf"(?:{any_of('farewell')})[\s,.!،，。]*$"),
    )


def is_forwarding(line: str) -> bool:
    """Tell whether *line* is what mail programs put above a mail that they forward."""
    return bool(_phrases().forwarded.match(line))


def is_attribution(words: str) -> bool:
    """Tell whether *words* (one line, or two where it was wrapped) are "On <date> <name> wrote:".

    Without a date or an address it is a sentence of the mail that leads to a quotation.
    """
    if len(words) > _LONGEST_ATTRIBUTION or not words.endswith((":", "：")):
        return False
    is_dated = any(letter.isdigit() or letter == "@" for letter in words)
    return is_dated and bool(_phrases().wrote.match(words))


def is_signature_mark(line: str) -> bool:
    """Tell whether *line* parts the mail from its signature (RFC 3676, section 4.3)."""
    return bool(_SIGNATURE.match(line))


def is_farewell(line: str) -> bool:
    """Tell whether *line* is nothing but the words with which a letter ends."""
    return len(line) <= _LONGEST_FAREWELL and bool(_phrases().farewell.match(line))


def tell_apart(blocks: Iterable[Block], text: str, *, subject: str = "") -> list[Block]:
    """Return *blocks* of a mail, those that its writer did not write now `quote` or `signature`.

    A forwarded mail counts as written, its header fields do not. Below a farewell, two lines are who writes;
    the rest is taken for a signature where it is short and holds nothing else.

    Args:
        text: The text in which their spans count.
        subject: "Fwd: ..." tells that a header above an older mail forwards it.
    """
    forwards = bool(_FORWARDING_SUBJECT.match(subject))
    return list(_Teller(list(blocks), text, forwards).told())


class _Teller:
    def __init__(self, blocks: list[Block], text: str, forwards: bool) -> None:
        self._blocks = blocks
        self._lines = [" ".join(block.span.of(text).split()) for block in blocks]
        self._forwards = forwards
        self._rest: BlockKind | None = None  # what everything is from here on
        self._fields = False  # within the header fields of an older or forwarded mail

    def told(self) -> Iterator[Block]:
        """Yield the blocks, each with the kind that it has in a mail."""
        signed = range(0)
        for place, block in enumerate(self._blocks):
            kind = None if block.kind == "data" else self._kind_at(place)
            if kind is None and is_farewell(self._lines[place]):
                signed = self._signed_below(place)
            kind = kind or ("signature" if place in signed else None)
            yield replace(block, kind=kind, level=0) if kind else block

    def _signed_below(self, place: int) -> range:
        """Return the blocks below the farewell at *place* that are no more than an imprint; none in doubt.

        The two lines below it name who writes, who may be who calls. A postscript, a list or a heading shows
        that the letter goes on.
        """
        most = min(len(self._blocks), place + _LONGEST_IMPRINT + 2)  # looking further costs n² lines, in vain
        end = next((at for at in range(place + 1, most) if self._ends_letter(at)), most)
        below = range(place + 1, end)
        if len(below) > _LONGEST_IMPRINT or not all(self._is_of_imprint(at) for at in below):
            return range(0)
        return below[2:]

    def _ends_letter(self, place: int) -> bool:
        line = self._lines[place]
        marks = is_signature_mark(line) or is_attribution(line) or bool(_phrases().original.match(line))
        return marks or self._blocks[place].kind in {"quote", "signature", "data"} or is_forwarding(line)

    def _is_of_imprint(self, place: int) -> bool:
        line = self._lines[place]
        plain = self._blocks[place].kind == "paragraph" and len(line) <= _WIDEST_OF_IMPRINT
        return plain and not _POSTSCRIPT.match(line)

    def _kind_at(self, place: int) -> BlockKind | None:
        line = self._lines[place]
        if is_forwarding(line) or (self._forwards and self._is_older_header(place)):
            self._rest, self._fields = None, True
            return "quote"
        if self._fields and _phrases().fields.match(line):
            return "quote"
        self._fields = False
        if self._blocks[place].kind in {"quote", "signature"}:
            return None
        return self._rest or self._kind_of(place, line)

    def _kind_of(self, place: int, line: str) -> BlockKind | None:
        if self._is_older_header(place) or _phrases().original.match(line):
            self._rest = "quote"
        elif is_attribution(line):
            return self._attribution(place)
        elif is_signature_mark(line) or _phrases().disclaimer.match(line):
            self._rest = "signature"
        elif _phrases().sent_from.match(line):
            return "signature"
        return self._rest

    def _attribution(self, place: int) -> BlockKind:
        """Take "... wrote:" for a quote, and all after it unless the quoted lines are marked themselves."""
        following = self._blocks[place + 1 : place + 2]
        if not (following and following[0].kind == "quote"):
            self._rest = "quote"
        return "quote"

    def _is_older_header(self, place: int) -> bool:
        """Tell whether "From:" and two more header fields begin here, as Outlook puts them above a reply."""
        if not _phrases().begins.match(self._lines[place]):
            return False
        near = self._lines[place + 1 : place + 5]
        return sum(bool(_phrases().fields.match(line)) for line in near) >= _FIELDS_NEED
