"""Cut a text into tokens that mean something to the rules of time."""

import re
from dataclasses import dataclass, field

from handbill.calendars.zones import ABBREVIATIONS, AMBIGUOUS
from handbill.reading.moments.lexicon import ETHIOPIC, NUMERALS, PIECE, SYMBOLS, UNSPACED, Entry, Lexicon
from handbill.reading.moments.numerals import ethiopic, ideographic, joined_words, number_token
from handbill.reading.moments.opaque import is_opaque, opaque_spans
from handbill.reading.moments.signs import Token
from handbill.reading.moments.stretches import TELLING, telling

ZONES = frozenset(ABBREVIATIONS) | frozenset(AMBIGUOUS)
WRAPPED = 60
"""A line of at least so many characters was broken by its width, not by its writer."""

_RAW = re.compile(PIECE.pattern + r"|\n")
JOINTS = frozenset(["apos", "dash", "colon"])
"""What writers put between a number or name and its ending: "5'te", "5-én", "5:e"."""
_MONEY_BEFORE = frozenset("$€£¥₹₺₪₩№#")
_MONEY_AFTER = re.compile(r"\s?(?:[%‰€$£₺₪₹₩円元원％]|°\s?[CFcf]\b)")
_ABOVE = re.compile(r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
"""Signs over or under a Thai letter: a spelling does not end before one."""
_ROMAN_DAY = re.compile(r"(?<![\d.,:/])(\d{1,2})(\s?[./\-–]\s?|[ \xa0])\Z")
"""What stands before a month in Roman numerals: a search to the end of the part looked at."""
_ROMAN_FIRST = re.compile(r"\.\s?\d{1,2}(?:\.|\s?[-–]\s?\d{1,2}\.)(?!\d)")
"""What stands behind one that comes first: Hungarian "XI. 10."."""
_ROMAN_YEAR = re.compile(r"\s?[./\-–]?\s?[12]\d{3}\b")
_ENDED = re.compile(r"\s*(?:[,;:)\n.]|[-–]\s|\Z)")
_CAPACITY = 50_000
LONGEST_WORD = 40
_COMPOUND = (
    ("Weekday", "part"),
    ("relday", "part"),
    ("Weekday", "latepart"),
    ("relday", "latepart"),
    ("Weekday", "weekly"),
    ("mod", "unit"),
    ("mod", "part"),
)

Parts = tuple[tuple[int, int, Entry], ...]
"""Meaningful parts of one word: half-open letters of the word, and their entry."""


@dataclass(eq=False)
class Lexer:
    """Cuts texts of one language; remembers the words it met, so that prose is cut quickly.

    Attributes:
        known: Folded word -> its parts, for words that are not in the lexicon as they stand.
        idle: Words, as written, that never mean time; `quiet` those that do not without others.
    """

    lexicon: Lexicon
    known: dict[str, Parts] = field(default_factory=dict)
    idle: set[str] = field(default_factory=set)
    quiet: set[str] = field(default_factory=set)

    def tokens(self, text: str, start: int, end: int) -> list[Token]:
        """Return the tokens of text[start:end] in order; a run without meaning is one token."""
        if self._says_nothing(_RAW.findall(text, start, end)):
            return []
        opaque = opaque_spans(text, start, end)
        pieces = list(_RAW.finditer(text, start, end))
        cut = Cut(self, text, pieces, opaque)
        while cut.at < len(pieces):
            cut.step()
        return joined_words(telling(cut.found), self.lexicon.alphabet)

    def _says_nothing(self, words: list[str]) -> bool:
        """Tell whether no word begins what every date or time has: most lines of prose are passed over."""
        for word in set(words) - self.quiet:
            if not self._is_quiet(word):
                return False
            if len(self.quiet) < _CAPACITY:
                self.quiet.add(word)
        return True

    def _is_quiet(self, word: str) -> bool:
        if word[0].isdecimal() or word[0] in ETHIOPIC:
            return False
        if UNSPACED.match(word) and self.lexicon.by_letter:
            return False
        folded = self.lexicon.fold(word)
        entries = [entry for _, entry in self.lexicon.phrases.get(folded, ())]
        entries += [entry for _, _, entry in self.parts_of(folded)]
        return all(TELLING.isdisjoint(entry.values) for entry in entries)

    def parts_of(self, folded: str) -> Parts:
        """Return the meaningful parts of a word that is not in the lexicon as it stands."""
        parts = self.known.get(folded)
        if parts is None:
            if len(self.known) > _CAPACITY:
                self.known.clear()
            parts = self.known[folded] = self._analysed(folded)
        return parts

    def _analysed(self, folded: str) -> Parts:
        if len(folded) > LONGEST_WORD:
            return ()
        return self._prefixed(folded) or self._suffixed(folded) or self._compound(folded)

    def _prefixed(self, folded: str) -> Parts:
        """Take off a particle written onto the front: Arabic "بال", Hebrew "ב"."""
        for prefix in self.lexicon.prefixes:
            rest = folded[len(prefix) :]
            if len(rest) > 1 and folded.startswith(prefix):
                inner = self.lexicon.word(rest)
                parts: Parts = ((len(prefix), len(folded), inner),) if inner else ()
                particle = self.lexicon.word(prefix)
                if parts:
                    return (((0, len(prefix), particle),) if particle else ()) + parts
        return ()

    def _suffixed(self, folded: str) -> Parts:
        """Take off a case ending: Turkish "Salıya"; Hungarian "hétkor", Bengali "সাতটায়" keep their sense."""
        for suffix, ending in self.lexicon.endings.items():
            stem = folded[: -len(suffix)]
            if len(stem) > 1 and folded.endswith(suffix):
                inner = self.lexicon.word(stem)
                if inner:
                    tail = ((len(stem), len(folded), ending),) if ending else ()
                    return ((0, len(stem), inner), *tail)
        return ()

    def _compound(self, folded: str) -> Parts:
        """Part a compound: German "Montagabend", Dutch "morgenavond"."""
        for cut in range(3, len(folded) - 3) if len(folded) > 7 else ():
            head, tail = self.lexicon.word(folded[:cut]), self.lexicon.word(folded[cut:])
            if head and tail and any(a in head.values and b in tail.values for a, b in _COMPOUND):
                return ((0, cut, head), (cut, len(folded), tail))
        return ()


@dataclass(eq=False)
class Cut:
    """One text being cut: where we are, and what was found so far."""

    lexer: Lexer
    text: str
    pieces: list[re.Match[str]]
    opaque: list[tuple[int, int]]
    at: int = 0
    found: list[Token] = field(default_factory=list)

    def step(self) -> None:
        """Read one piece or phrase and go past it."""
        piece = self.pieces[self.at]
        letters = piece.group()
        if letters in self.lexer.lexicon.romans and self._is_month(piece):
            self._give(piece.start(), piece.end(), self.lexer.lexicon.romans[letters])
            self.at += 1
        elif letters in self.lexer.idle or (self.opaque and is_opaque(piece.start(), self.opaque)):
            self._other(piece.start(), piece.end())
            self.at += 1
        elif letters == "\n":
            self._line_end(piece)
        elif letters[0].isdecimal():
            if self._before_unspaced() or not self._phrase(piece):
                self._number(piece)
        elif letters[0] in ETHIOPIC:
            value = ethiopic(letters)
            self._digits(value, len(str(value)), "digit", piece.start(), piece.end())
            self.at += 1
        elif UNSPACED.match(letters) and self.lexer.lexicon.by_letter:
            if not self._phrase(piece, spaced=True):
                self._unspaced(piece)
        else:
            self._word(piece)

    def _is_month(self, piece: re.Match[str]) -> bool:
        """Tell the month of "10 XI 2027" from floors, kings and the Polish "I": figures beside it say so."""
        text, start, end = self.text, piece.start(), piece.end()
        if _ROMAN_FIRST.match(text, end):
            return True
        day = _ROMAN_DAY.search(text, max(0, start - 8), start)
        if day is None or not 1 <= int(day[1]) <= 31:
            return False
        if day[2].strip() or _ROMAN_YEAR.match(text, end):
            return True
        following = self._entry_after()
        if len(piece.group()) > 1 and _ENDED.match(text, end):
            return True
        return following is not None and not {"clock", "ranges", "weekday"}.isdisjoint(following.values)

    def _entry_after(self) -> Entry | None:
        after = self.pieces[self.at + 1 : self.at + 2]
        fold = self.lexer.lexicon.fold
        return self.lexer.lexicon.word(fold(after[0].group())) if after else None

    def _give(self, start: int, end: int, entry: Entry) -> None:
        self.found.append(Token(entry.sign, start, end, entry.values))

    def _plain(self, name: str, start: int, end: int) -> None:
        self._give(start, end, self.lexer.lexicon.plain(name))

    def _other(self, start: int, end: int) -> None:
        before = self.found[-1] if self.found else None
        if before is None or "other" not in before.values:
            self._plain("other", start, end)
        else:
            self.found[-1] = Token(before.sign, before.start, end, before.values)

    def _line_end(self, piece: re.Match[str]) -> None:
        before = self.text.rfind("\n", 0, piece.start()) + 1
        if piece.start() - before < WRAPPED or self.text[piece.end() : piece.end() + 1] in ("\n", ""):
            self._plain("newline", piece.start(), piece.end())
        self.at += 1

    def _before_unspaced(self) -> bool:
        """Tell whether letters such as 月 follow, which mark the number rather than make a name with it."""
        after = self.pieces[self.at + 1 : self.at + 2]
        return bool(after and UNSPACED.match(after[0].group()))

    def _phrase(self, piece: re.Match[str], *, spaced: bool = False) -> bool:
        """Go past the longest phrase that begins here, if any; *spaced* takes none of a single word."""
        fold = self.lexer.lexicon.fold
        phrases = self.lexer.lexicon.phrases.get(fold(piece.group()))
        if phrases is None:
            return False
        after = fold(self.pieces[self.at + 1].group()) if self.at + 1 < len(self.pieces) else ""
        for rest, entry in phrases:
            if (rest[0] == after and self._follows(rest)) if rest else not spaced:
                last = self.pieces[self.at + len(rest)]
                self._give(piece.start(), last.end(), entry)
                self.at += 1 + len(rest)
                return True
        return False

    def _word(self, piece: re.Match[str]) -> None:
        if self._phrase(piece):
            return
        folded = self.lexer.lexicon.fold(piece.group())
        self.at += 1
        if piece.group() in SYMBOLS:
            self._symbol(piece)
        elif piece.group() in ZONES and self.found and self._closes_time(self.found[-1]):
            zone = {"zone": piece.group()}
            self.found.append(Token(self.lexer.lexicon.alphabet.sign(zone), piece.start(), piece.end(), zone))
        else:
            self._inflected(piece, folded)

    def _closes_time(self, token: Token) -> bool:
        """Tell whether a time may end here, so that "ET" after it is a zone and no word."""
        return bool({"digits", "clock", "lpar"} & set(token.values))

    def _follows(self, rest: tuple[str, ...]) -> bool:
        at, fold = self.at, self.lexer.lexicon.fold
        if at + len(rest) >= len(self.pieces):
            return False
        for wanted in rest:
            at += 1
            if fold(self.pieces[at].group()) != wanted:
                return False
        return True

    def _symbol(self, piece: re.Match[str]) -> None:
        name = SYMBOLS[piece.group()]
        if name in JOINTS and self._ending(piece.start()):
            return
        self._plain(name, piece.start(), piece.end())

    def _ending(self, joint: int) -> bool:
        """Go past a case ending after a joint: "Ocak'ta", "5-én", "18:ksi"; keep what the ending says."""
        lexicon = self.lexer.lexicon
        if not self.found or self.found[-1].end != joint or self.at >= len(self.pieces):
            return False
        piece = self.pieces[self.at]
        ending = lexicon.fold(piece.group())
        if piece.start() != joint + 1 or ending not in lexicon.endings:
            return False
        entry = lexicon.endings[ending]
        if entry:
            self._give(piece.start(), piece.end(), entry)
        elif ending in lexicon.suffixes_at and self._is_lone_number():
            self._plain("located", piece.start(), piece.end())
        self.at += 1
        return True

    def _is_lone_number(self) -> bool:
        """Tell "22'de", at 22, from "14.00'te", whose minutes end it."""
        inside = len(self.found) > 1 and {"dot", "colon"} & set(self.found[-2].values)
        return "n" in self.found[-1].values and not inside

    def _inflected(self, piece: re.Match[str], folded: str) -> None:
        parts = self.lexer.parts_of(folded)
        if not parts:
            self._other(piece.start(), piece.end())
            self._remember(piece.group(), folded)
        whole = len(piece.group()) == len(folded)
        for start, end, entry in parts:
            first = piece.start() + start if whole else piece.start()
            self._give(first, piece.start() + end if whole else piece.end(), entry)

    def _remember(self, word: str, folded: str) -> None:
        """Keep a word that never means time, so that it is not looked up again."""
        if (
            folded not in self.lexer.lexicon.phrases
            and word not in ZONES
            and len(self.lexer.idle) < _CAPACITY
        ):
            self.lexer.idle.add(word)

    def _unspaced(self, piece: re.Match[str]) -> None:
        """Cut a run of letters without spaces by the longest spelling at each place."""
        run, at = piece.group(), 0
        while at < len(run):
            at += self._spelling(run, at, piece.start())
        while self.at < len(self.pieces) and self.pieces[self.at].start() < piece.start() + at:
            self.at += 1

    def _spelling(self, run: str, at: int, offset: int) -> int:
        for spelling, entry in self.lexer.lexicon.by_letter.get(run[at], ()):
            if self._stands(spelling, run, at, offset):
                self._give(offset + at, offset + at + len(spelling), entry)
                return len(spelling)
        if run[at] in NUMERALS:
            length = next((n for n in range(1, len(run) - at) if run[at + n] not in NUMERALS), len(run) - at)
            value = ideographic(run[at : at + length])
            self._digits(value, len(str(value)), "word", offset + at, offset + at + length)
            return length
        length = len(run) - at if "\uac00" <= run[at] <= "\ud7a3" else 1
        self._other(offset + at, offset + at + length)
        return length

    def _stands(self, spelling: str, run: str, at: int, offset: int) -> bool:
        """Tell whether a spelling stands here; one with a sign in it ("ม.ค.") reaches over the run."""
        end = offset + at + len(spelling)
        whole = at + len(spelling) <= len(run) or not UNSPACED.match(self.text, end)
        return whole and self.text.startswith(spelling, offset + at) and not _ABOVE.match(self.text, end)

    def _digits(self, value: int, digits: int, form: str, start: int, end: int) -> None:
        self.found.append(number_token(self.lexer.lexicon.alphabet, value, digits, form, start, end))

    def _number(self, piece: re.Match[str]) -> None:
        start, end = piece.span()
        self.at += 1
        after = self.pieces[self.at] if self.at < len(self.pieces) else None
        rank = self._rank_suffix(end)
        if self._is_quantity(piece, after):
            self._other(start, end)
        elif rank:
            self.at = self.pieces.index(rank, self.at) + 1
            self._digits(int(piece.group()), end - start, "ordinal", start, rank.end())
        else:
            self._digits(int(piece.group()), end - start, "digit", start, end)
            self._glued(after, end)

    def _rank_suffix(self, end: int) -> re.Match[str] | None:
        """Return the letters that make the number ending here a rank, after a joint or none: "5th", "5:e"."""
        ahead = self.pieces[self.at : self.at + 2]
        if ahead and SYMBOLS.get(ahead[0].group()) in JOINTS and ahead[0].start() == end:
            ahead, end = ahead[1:], ahead[0].end()
        suffixes = self.lexer.lexicon.ordinal_suffixes
        glued = ahead and ahead[0].start() == end and self.lexer.lexicon.fold(ahead[0].group()) in suffixes
        return ahead[0] if glued else None

    def _is_quantity(self, piece: re.Match[str], after: re.Match[str] | None) -> bool:
        """Tell prices, percentages, counted things and codes ("A4", "5G") from numbers of time."""
        start, end = piece.span()
        if end - start > 8 or (self.text[start - 1 : start] in _MONEY_BEFORE and start):
            return True
        if _MONEY_AFTER.match(self.text, end):
            return True
        lettered = start > 0 and self.text[start - 1].isalpha() and not UNSPACED.match(self.text[start - 1])
        if lettered and self.found and "other" in self.found[-1].values:
            return True
        if after is None or after.group() == "\n":
            return False
        folded = self.lexer.lexicon.fold(after.group())
        entry = self.lexer.lexicon.word(folded)
        if entry and "counted" in entry.values:
            return True
        return after.start() == end and after.group()[0].isalpha() and not self._is_time(folded)

    def _is_time(self, folded: str) -> bool:
        """Tell whether letters written onto a number may belong to a time or date."""
        lexicon = self.lexer.lexicon
        known = (
            folded in lexicon.glued
            or folded == "z"
            or folded in lexicon.ordinal_suffixes
            or folded in lexicon.phrases
        )
        return known or bool(UNSPACED.match(folded)) or bool(self.lexer.parts_of(folded))

    def _glued(self, after: re.Match[str] | None, end: int) -> None:
        """Read the letters of "7p", "18h30", which mean something only there; "5ean" just ends so."""
        if after and after.start() == end:
            entry = self.lexer.lexicon.glued.get(self.lexer.lexicon.fold(after.group()))
            if entry and "ending" in entry.values:
                self.found[-1] = self.found[-1]._replace(end=after.end())
            elif entry:
                self._give(after.start(), after.end(), entry)
            self.at += bool(entry)
