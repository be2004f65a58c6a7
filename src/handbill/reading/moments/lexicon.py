"""The vocabulary of one language, ready for the lexer: spelling -> classes and values."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from unicodedata import category

from handbill.calendars.hebrew_numerals import day_spellings, year_spellings
from handbill.languages import OTHER_MONTHS, LanguageWords, TimeWords
from handbill.places import gazetteer
from handbill.reading.moments.feasts import observance_names
from handbill.reading.moments.folding import fold, fold_case
from handbill.reading.moments.signs import Alphabet

_INDIC = "".join(chr(code) for code in range(0x900, 0xE00) if category(chr(code)) in ("Mn", "Mc"))
MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"  # Latin, Hebrew, Arabic
    f"{_INDIC}\u200c\u200d"  # vowel signs from Devanagari to Sinhala, joiners
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"  # Thai
)
"""Signs that stand inside words though they are no letters, as a range of a character class."""
PIECE = re.compile(rf"[\u1369-\u137c]+|[^\W\d_][^\W\d_{MARKS}]*(?:[{MARKS}]+[^\W\d_]*)*|\d+|[^\w\s]|_")
UNSPACED = re.compile(r"[\u0e01-\u0e4e\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")

SYMBOL_LETTERS: Mapping[str, str] = {
    "dash": "-–—−‐‑~〜～ー→⁓",
    "colon": ":：∶፡",
    "dot": ".．",
    "comma": ",،、，፣",
    "slash": "/／",
    "lpar": "(（[",
    "rpar": ")）]",
    "apos": "'’",
    "bar": "|•·;",
    "clock.at": "@",
    "ranges.and": "&",
    "plus": "+",
    "degree": "º°ª",
}
"""Class -> the symbols that have it."""
SYMBOLS: Mapping[str, str] = {letter: name for name, letters in SYMBOL_LETTERS.items() for letter in letters}
ROMANS: Mapping[str, int] = {
    numeral: number
    for number, numeral in enumerate(
        ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"], start=1
    )
}
"""Months as central Europe numbers them."""
NUMERALS: Mapping[str, int] = (
    {letter: number for number, letter in enumerate("零一二三四五六七八九十")}
    | {"〇": 0, "两": 2, "兩": 2, "廿": 20, "卅": 30}
    | {"百": 100, "千": 1000}
)
ETHIOPIC: Mapping[str, int] = (
    {chr(0x1369 + i): i + 1 for i in range(9)}
    | {chr(0x1372 + i): (i + 1) * 10 for i in range(10)}
    | {"፼": 10_000}
)
"""Numerals of Ethiopia, ፩ to ፼: units, tens, hundred, ten thousand."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One spelling: its sign, and the value of each class it has."""

    sign: str
    values: dict[str, Any]


@dataclass(eq=False)
class Lexicon:
    """Spelling -> entry for one language.

    Attributes:
        phrases: First piece -> (following pieces, entry), longest first.
        prefixes, suffixes_at: Those of the vocabulary, folded as words are.
        by_letter: For text without spaces: first letter -> (spelling, entry), longest first.
        endings: Case endings, and what each says by itself ("from", "o'clock"); None for nothing.
    """

    words: LanguageWords
    alphabet: Alphabet
    phrases: dict[str, list[tuple[tuple[str, ...], Entry]]] = field(default_factory=dict)
    by_letter: dict[str, list[tuple[str, Entry]]] = field(default_factory=dict)
    glued: dict[str, Entry] = field(default_factory=dict)
    symbols: dict[str, Entry] = field(default_factory=dict)
    endings: dict[str, Entry | None] = field(default_factory=dict)
    ordinal_suffixes: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    suffixes_at: frozenset[str] = frozenset()

    @cached_property
    def romans(self) -> Mapping[str, Entry]:
        """Entries of the months in Roman numerals; none where the language does not write them so."""
        if not self.words.time.roman_months:
            return {}
        sign = self.alphabet.sign({"month"})
        return {numeral: Entry(sign, {"month": number}) for numeral, number in ROMANS.items()}

    @cached_property
    def fold(self) -> Callable[[str], str]:
        """How the spellings of a word are brought together in this language."""
        return folding_of(self.words.time)

    def all_values(self) -> Iterator[dict[str, Any]]:
        """Give classes and values of every spelling."""
        yield from (entry.values for found in self.phrases.values() for _, entry in found)

    def plain(self, name: str) -> Entry:
        """Return the entry of a symbol, a line end or a word without meaning."""
        entry = self.symbols.get(name)
        if entry is None:
            group, _, role = name.partition(".")
            values = {name: name, group: role or name}
            entry = self.symbols[name] = Entry(self.alphabet.sign(values), values)
        return entry

    def word(self, folded: str) -> Entry | None:
        """Return the entry of a single word; None where it is no word of time."""
        for rest, entry in self.phrases.get(folded, ()):
            if not rest:
                return entry
        return None


def folding_of(time: TimeWords) -> Callable[[str], str]:
    """Return how the spellings of a word are brought together in a language."""
    return fold_case if time.accents else fold


def pieces(text: str, folded: Callable[[str], str] = fold) -> tuple[str, ...]:
    """Cut a phrase as the lexer cuts a text: words, runs of digits, single symbols; folded."""
    return tuple(folded(piece) for piece in PIECE.findall(text))


@lru_cache(maxsize=64)
def lexicon_of(words: LanguageWords) -> Lexicon:
    """Build the lexicon of a language; once in a process."""
    classes: dict[tuple[str, ...], dict[str, Any]] = {}
    folded = folding_of(words.time)
    for phrase, name, value in _vocabulary(words.tag, words.time):
        key = pieces(phrase, folded)
        if key:
            classes.setdefault(key, {}).setdefault(name, value)
    for word in words.time.plain:  # CLDR shortens Polish Sunday to "nie", which is "not"
        classes[pieces(word, folded)] = {"other": 1}
    _mark_weak(classes, words.time)
    for values in classes.values():
        if "relday" in values and "part" in values:  # German "morgen": tomorrow, but morning after a weekday
            values["latepart"] = values.pop("part")
    return _indexed(words, classes)


def _vocabulary(tag: str, time: TimeWords) -> Iterator[tuple[str, str, Any]]:
    """Give every (phrase, class, value) of the language."""
    yield from _valued("month", time.months)
    yield from _valued("weekday", time.weekdays)
    yield from _valued("weekly", time.weekly)
    for day, letters in time.short_weekdays.items():
        yield from ((letter, "shortday", day) for letter in letters if letter not in NUMERALS)
    yield from _valued("relday", time.relative_days)
    yield from _valued("relpart", time.relative_parts)
    yield from _valued("cardinal", time.numbers)
    yield from _valued("ordword", time.ordinals)
    yield from _valued("part", time.parts)
    yield from _valued("feast", time.feasts)
    yield from _observances(tag, time)
    yield from _valued("hourname", time.named_hours)
    yield from _valued("hourfrom", time.hours_from)
    yield from _other_calendars(time)
    yield from _valued("amount", time.amounts)
    for table, name in (
        (time.units, "unit"),
        (time.modifiers, "mod"),
        (time.ranges, "ranges"),
        (time.clock, "clock"),
        (time.recurrence, "recur"),
        (time.offsets, "offset"),
        (time.edges, "edge"),
        (time.marks, "mark"),
    ):
        for phrase, group, role in _valued(name, table):
            yield phrase, group, role
            yield phrase, f"{group}.{role}", role
    for listed, name in (
        (time.glue, "glue"),
        (time.articles, "article"),
        (time.approximate, "approximate"),
        (time.counted, "counted"),
        (time.streets, "street"),
    ):
        yield from ((phrase, name, 1) for phrase in listed)


def _observances(tag: str, time: TimeWords) -> Iterator[tuple[str, str, Any]]:
    """Give the names of the catalogue, marked as such, where the vocabulary does not know them better."""
    folded = folding_of(time)
    known = {pieces(name, folded) for names in time.feasts.values() for name in names}
    for name, rule in observance_names(tag).items():
        dated = any(letter.isdigit() for letter in name)  # "8 Mart" says its day itself
        placed = gazetteer().named(name)  # "Saint-Étienne" is where
        if not (dated or placed or pieces(name, folded) in known):
            yield name, "feast", rule
            yield name, "feast.named", rule


def _other_calendars(time: TimeWords) -> Iterator[tuple[str, str, Any]]:
    """Give months of other calendars, words for eras, and the numerals of Hebrew dates."""
    for system, months in time.other_months.items():
        for number, names in months.items():
            for name in names:  # "12 Av" may be an avenue
                weak = len(name) <= 2 and name.isascii()
                yield name, "cmonth.weak" if weak else "cmonth", (system, number)
    for era, words in time.eras.items():
        for word in words:
            initial = len(word) == 1 and word.isascii()
            yield word, "era.own" if era in OTHER_MONTHS else "era.initial" if initial else "era.shift", era
    if "hebrew" in time.other_months and not time.other_months["hebrew"][1][0].isascii():
        yield from ((word, "hday", day) for day in range(1, 31) for word in day_spellings(day))
        yield from ((word, "hyear", year) for year in range(5760, 5821) for word in year_spellings(year))


def _valued(name: str, table: Mapping[Any, Iterable[str]]) -> Iterator[tuple[str, str, Any]]:
    for value, phrases in table.items():
        for phrase in phrases:
            yield phrase, name, value
            if name in ("month", "weekday") and len(phrase) > 3 and phrase.endswith("."):
                yield phrase[:-1], name, value


def _mark_weak(classes: dict[tuple[str, ...], dict[str, Any]], time: TimeWords) -> None:
    """Give the classes Month and Weekday to the names that need no number beside them."""
    folded = folding_of(time)
    weak = {pieces(word, folded) for word in time.weak}
    weak |= {key for key in classes if len(key[0]) <= 2 and not UNSPACED.match(key[0]) and len(key) <= 2}
    for key, values in classes.items():
        bare = key[:-1] if key[-1] == "." else key
        for weak_class, strong_class in (("month", "Month"), ("weekday", "Weekday")):
            if weak_class in values and bare not in weak:
                values[strong_class] = values[weak_class]


def _indexed(words: LanguageWords, classes: dict[tuple[str, ...], dict[str, Any]]) -> Lexicon:
    time = words.time
    folded = folding_of(time)
    lexicon = Lexicon(
        words,
        Alphabet(),
        ordinal_suffixes=frozenset(map(folded, time.glued.get("ordinal", ()))),
        prefixes=tuple(map(folded, time.prefixes)),
        suffixes_at=frozenset(map(folded, time.suffixes_at)),
    )
    for key, values in classes.items():
        entry = Entry(lexicon.alphabet.sign(values), values)
        lexicon.phrases.setdefault(key[0], []).append((key[1:], entry))
        if UNSPACED.match(key[0]):
            spelling = "".join(key)
            lexicon.by_letter.setdefault(spelling[0], []).append((spelling, entry))
    for found in lexicon.phrases.values():
        found.sort(key=lambda pair: -len(pair[0]))
    for spellings in lexicon.by_letter.values():
        spellings.sort(key=lambda pair: -len(pair[0]))
    lexicon.glued = _glued(lexicon)
    ending = {"ranges": "from", "ranges.from": "from"}
    lexicon.phrases["-from"] = [((), Entry(lexicon.alphabet.sign(ending), ending))]
    lexicon.plain("located")
    lexicon.alphabet.sign({"month"})
    lexicon.endings = _endings(lexicon)
    return lexicon


def _endings(lexicon: Lexicon) -> dict[str, Entry | None]:
    """Return the case endings; one that is a small word too keeps its sense (Hungarian "-kor", "-ig").

    Estonian "-l" is no Saturday, though "L" is: only words that say at, from, to or after count.
    """
    time = lexicon.words.time
    found = {lexicon.fold(suffix): lexicon.word("-from") for suffix in time.suffixes_from}
    for end in map(lexicon.fold, time.suffixes):
        entry = lexicon.word(end)
        says = entry is not None and not {"clock", "ranges", "offset"}.isdisjoint(entry.values)
        found.setdefault(end, entry if says else None)
    return found


def _glued(lexicon: Lexicon) -> dict[str, Entry]:
    """Return the letters that mean something only when they are written onto a number."""
    found = {}
    for role, letters in lexicon.words.time.glued.items():
        if role != "ordinal":
            values = _glued_values(role)
            entry = Entry(lexicon.alphabet.sign(values), values)
            found.update({lexicon.fold(letter): entry for letter in letters})
    tee = {"tee": "tee"}
    return {"t": Entry(lexicon.alphabet.sign(tee), tee)} | found


def _glued_values(role: str) -> dict[str, Any]:
    """Return the classes of letters written onto a number: of a clock, or a case ending ("5etik 7ra")."""
    if role in ("from", "to"):
        return {"ranges": role, f"ranges.{role}": role}
    if role == "ending":
        return {"ending": 1}
    name = f"glued.{role}" if role in ("hours", "decade") else f"clock.{role}"
    return {name: role, "clock": role}
