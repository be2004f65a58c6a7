"""`words.toml`: the vocabulary of one language, kept by hand, over its CLDR table."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeVar
from unicodedata import normalize

from handbill.errors import BrokenData, UnknownLanguage
from handbill.languages.cldr_tables import WEEKDAYS, CldrTable, cldr_table

Phrases = tuple[str, ...]
Table = Mapping[str, Phrases]
K = TypeVar("K")
OTHER_MONTHS = ("hijri", "persian", "hebrew", "ethiopic", "chinese")
"""Calendars whose months have names of their own, each a table under [time]."""


@dataclass(frozen=True, slots=True)
class TimeWords:
    """How a language speaks of time: the tables under [time] of words.toml, with CLDR's names in.

    Attributes:
        months: 1-12 -> names.
        weekdays: 0 (Monday) - 6 -> names.
        short_weekdays: 0-6 -> single letters, where words are not spaced: 火 is Tuesday only after "every".
        weekly: 0-6 -> forms of a weekday that mean every week ("Saturdays").
        relative_days: Days from today -> words ("tomorrow" is 1).
        relative_parts: "days part" -> words ("tonight" is "0 night").
        units: "minute" ... "century", "weekend", "workday" -> words.
        amounts: "count unit" -> single words for it ("יומיים" is "2 day").
        modifiers: this, next, last, past, coming, after_next, before_last -> words.
        ranges: from, to, between, and, or -> words, before or after what they join.
        clock: at, oclock, am, pm, noon, midnight, half, half_to, quarter_past ... -> words.
        parts: Parts of the day -> words.
        part_hours: Part of the day -> first and last hour where the language differs from the usual.
        numbers, ordinals: Value -> words.
        recurrence, offsets, edges: Words by their role, see docs in words.toml of "en".
        marks: Words around numbers: year, month, day after them, before_day before, quarter, half ...
        feasts: "MM-DD", "easter+N" or "orthodox+N" -> names of feasts.
        other_months: Calendar ("hijri", "persian", ...) -> number -> names of its months.
        eras: Era or calendar -> words beside a year counted by it.
        calendars: Those whose years stand in numeric dates without a word that says so.
        weak: Names of months and weekdays that are ordinary words too: they need a number beside them.
        glue: Words skipped between the parts of one expression.
        plain: Words that begin like words of time and are none ("열리다" is no ten), whatever CLDR says.
        streets: Words of addresses that may be named after a date ("Platz des").
        counted: Words that make the number before them a quantity.
        prefixes, suffixes: Letters that may be written onto a word of time.
        suffixes_from, suffixes_at: Suffixes that say "from", and "at" behind an hour.
        glued: Role -> letters written onto a number ("7p", "18h", "1st").
        spaced: False where words are written without spaces between them.
        named_hours: "7:30" -> words that say a whole time ("επτάμισι").
        hours_from: Hour -> words that count hours from it (Thai "ทุ่ม" from 18).
        clock_shift: Hours between midnight and the hour from which the language counts (Swahili 6).
        dotted_hours: True where 19.30 is an hour without any word, since decimals have a comma.
        accents: True where accents tell words apart (Vietnamese "tôi" I, "tối" evening).
        roman_months: True where months are numbered in Roman numerals too ("10 XI").
        hours: 12 where a bare hour of an announcement is usually a half-day hour, else 24.
        order: Of a numeric date where the sender's country is unknown.
    """

    months: Mapping[int, Phrases]
    weekdays: Mapping[int, Phrases]
    short_weekdays: Mapping[int, Phrases]
    weekly: Mapping[int, Phrases]
    relative_days: Mapping[int, Phrases]
    relative_parts: Table
    units: Table
    amounts: Table
    modifiers: Table
    ranges: Table
    clock: Table
    parts: Table
    part_hours: Mapping[str, tuple[int, int]]
    numbers: Mapping[int, Phrases]
    ordinals: Mapping[int, Phrases]
    recurrence: Table
    offsets: Table
    edges: Table
    marks: Table
    feasts: Table
    other_months: Mapping[str, Mapping[int, Phrases]]
    eras: Table
    calendars: Phrases
    approximate: Phrases
    weak: Phrases
    glue: Phrases
    counted: Phrases
    streets: Phrases
    plain: Phrases
    articles: Phrases
    prefixes: Phrases
    suffixes: Phrases
    suffixes_from: Phrases
    suffixes_at: Phrases
    glued: Table
    named_hours: Table
    hours_from: Mapping[int, Phrases]
    clock_shift: int
    dotted_hours: bool
    accents: bool
    spaced: bool
    roman_months: bool
    hours: int
    order: str


@dataclass(frozen=True, eq=False)
class LanguageWords:
    """The vocabulary of one language.

    Attributes:
        tag: BCP 47 tag of the folder it comes from.
        time: Words of time, typed.
        function_words: Frequent small words that tell the language from its neighbours.
    """

    tag: str
    cldr: CldrTable
    time: TimeWords
    function_words: Phrases
    _sections: Mapping[str, Any] = field(repr=False, default_factory=dict)

    def section(self, name: str) -> dict[str, Phrases]:
        """Return another table of words.toml, such as "labels"; empty where the language has none."""
        table = self._sections.get(name, {})
        return {key: (words,) if isinstance(words, str) else tuple(words) for key, words in table.items()}


@lru_cache(maxsize=1)
def tags() -> tuple[str, ...]:
    """Return the BCP 47 tags of all languages that have a words.toml, sorted."""
    folder = files("handbill.languages")
    return tuple(sorted(e.name for e in folder.iterdir() if e.joinpath("words.toml").is_file()))


@lru_cache(maxsize=64)
def words_for(tag: str) -> LanguageWords:
    """Return the vocabulary of *tag*, or of its base language ("pt-BR" falls back to "pt").

    Raises: UnknownLanguage; BrokenData, when the shipped file cannot be read.
    """
    candidate = tag
    while candidate:
        path = files("handbill.languages").joinpath(candidate, "words.toml")
        if path.is_file():
            return _words(candidate, path.read_text("utf-8"), str(path))
        candidate = candidate.rpartition("-")[0]
    raise UnknownLanguage(tag)


@lru_cache(maxsize=64)
def words_for_all(*tags: str) -> LanguageWords:
    """Return the vocabulary of *tags* together: what is said of time is that of the first.

    Articles, small words and all tables beside time hold the phrases of each, those of the first before.

    Raises: UnknownLanguage.
    """
    every = [words_for(tag) for tag in dict.fromkeys(tags)]
    if len(every) == 1:
        return every[0]
    main = every[0]
    time = replace(
        main.time,
        articles=_chained(words.time.articles for words in every),
        glue=_chained(words.time.glue for words in every),
        ranges=_together(words.time.ranges for words in every),
    )
    function_words = _chained(words.function_words for words in every)
    names = dict.fromkeys(name for words in every for name, table in words._sections.items() if table)
    tables = [name for name in names if all(isinstance(w._sections.get(name, {}), dict) for w in every)]
    sections = {n: _together(w.section(n) for w in every) for n in tables if n != "time"}
    return replace(main, time=time, function_words=function_words, _sections=sections)


def _chained(tables: Iterable[Phrases]) -> Phrases:
    return tuple(dict.fromkeys(phrase for table in tables for phrase in table))


def _together(tables: Iterable[Table]) -> dict[str, Phrases]:
    joined: dict[str, Phrases] = {}
    for table in tables:
        for key, phrases in table.items():
            joined[key] = _chained((joined.get(key, ()), phrases))
    return joined


def _words(tag: str, text: str, path: str) -> LanguageWords:
    try:
        tables = tomllib.loads(normalize("NFC", text))  # as texts are read; editors write both forms
        cldr = cldr_table(tag)
        return LanguageWords(
            tag=tag,
            cldr=cldr,
            time=_time_words(tables.get("time", {}), cldr),
            function_words=tuple(tables.get("function_words", ())),
            _sections=tables,
        )
    except (tomllib.TOMLDecodeError, ValueError, TypeError, AttributeError) as trouble:
        raise BrokenData(str(trouble), path=path) from trouble


def _time_words(time: dict[str, Any], cldr: CldrTable) -> TimeWords:
    return TimeWords(
        months=_merged(cldr.months, _numbered(time, "months")),
        weekdays=_merged(
            _weekdays(cldr, time), {WEEKDAYS.index(d): w for d, w in _table(time, "weekdays").items()}
        ),
        short_weekdays=_short_weekdays(cldr, time),
        weekly={WEEKDAYS.index(d): w for d, w in _table(time, "weekly").items()},
        relative_days=_numbered(time, "relative_days"),
        relative_parts=_table(time, "relative_parts"),
        units=_merged(_table(time, "units"), cldr.units),
        amounts=_table(time, "amounts"),
        modifiers=_table(time, "modifiers"),
        ranges=_table(time, "ranges"),
        clock=_table(time, "clock"),
        parts=_table(time, "parts"),
        part_hours={part: (hours[0], hours[1]) for part, hours in time.get("part_hours", {}).items()},
        numbers=_numbered(time, "numbers"),
        ordinals=_numbered(time, "ordinals"),
        recurrence=_table(time, "recurrence"),
        offsets=_table(time, "offsets"),
        edges=_table(time, "edges"),
        marks=_table(time, "marks"),
        feasts=_table(time, "feasts"),
        other_months={name: _numbered(time, name) for name in OTHER_MONTHS if name in time},
        eras=_table(time, "eras"),
        calendars=tuple(time.get("calendars", ())),
        approximate=tuple(time.get("approximate", ())),
        weak=tuple(time.get("weak", ())),
        glue=tuple(time.get("glue", ())),
        plain=tuple(time.get("plain", ())),
        streets=tuple(time.get("streets", ())),
        counted=tuple(time.get("counted", ())),
        articles=tuple(time.get("articles", ())),
        prefixes=tuple(time.get("prefixes", ())),
        suffixes=tuple(time.get("suffixes", ())),
        suffixes_from=tuple(time.get("suffixes_from", ())),
        suffixes_at=tuple(time.get("suffixes_at", ())),
        glued=_table(time, "glued"),
        named_hours=_table(time, "named_hours"),
        hours_from=_numbered(time, "hours_from"),
        clock_shift=time.get("clock_shift", 0),
        dotted_hours=time.get("dotted_hours", False),
        accents=time.get("accents", False),
        spaced=time.get("spaced", True),
        roman_months=time.get("roman_months", False),
        hours=time.get("hours", 24),
        order=time.get("order", cldr.order),
    )


def _weekdays(cldr: CldrTable, time: dict[str, Any]) -> Mapping[int, Phrases]:
    """Return CLDR's weekdays; where words are not spaced a lone letter such as 日 says too little."""
    if time.get("spaced", True):
        return cldr.weekdays
    return {day: tuple(name for name in names if len(name) > 1) for day, names in cldr.weekdays.items()}


def _short_weekdays(cldr: CldrTable, time: dict[str, Any]) -> Mapping[int, Phrases]:
    if time.get("spaced", True):
        return {}
    return {day: tuple(name for name in names if len(name) == 1) for day, names in cldr.weekdays.items()}


def _table(time: dict[str, Any], name: str) -> dict[str, Phrases]:
    return {key: tuple(words) for key, words in time.get(name, {}).items()}


def _numbered(time: dict[str, Any], name: str) -> dict[int, Phrases]:
    return {int(key): words for key, words in _table(time, name).items()}


def _merged(base: Mapping[K, Phrases], extra: Mapping[K, Phrases]) -> dict[K, Phrases]:
    keys = list(base) + [key for key in extra if key not in base]
    return {key: tuple(dict.fromkeys((*base.get(key, ()), *extra.get(key, ())))) for key in keys}
