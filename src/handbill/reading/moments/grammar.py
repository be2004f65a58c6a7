"""Rules over tokens, and the cascade that applies them.

A rule is a pattern of word classes and a builder. The tokens it matches are replaced by one token
of the classes that the builder names; later rules read that token like any word. A builder returns
None to let the words be.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

from handbill.calendars import DateOrder
from handbill.languages import LanguageWords
from handbill.reading.moments.signs import BRANCH, Alphabet, Token

Built: TypeAlias = dict[str, Any]
"""Class -> value of the token that takes the place of the matched ones."""

_SHORT, _CAPACITY = 64, 16_384
"""Signs of a text whose rules are kept, and of how many texts."""
_PART = re.compile(r"\(|\)|\||(?:\w+=)?[A-Za-z_][\w./]*[?*]?")
MACROS = {
    "GL": "(?: glue/comma/dot ){0,6}",
    "OF": "(?: glue/comma ){0,6}",
    "SEP": "slash/dash/dot",
    "TO": "(?: ranges.from? ranges.to | dash ranges.to? )",
    "HOUR": "clock.hour/clock.oclock/glued.hours",
    "APM": "clock.am/clock.pm",
    "JOIN": "(?: glue/comma/clock.at/bar/dash/dot/lpar/ranges.from/rpar/colon/tee/mark.before_day ){0,6}",
    "ALSO": "(?: (?: comma? ranges.and | comma | slash ) weekday/weekly ){0,6}",
    "AND": "(?: comma? ranges.and | comma | slash )",
    "TAIL": "(?: dot | mark.day )? (?: glue/comma/dash/slash/apos/ranges.from ){0,6}",
    "UNTIL": "(?: ranges.to/ranges.between )?",
}
COMPOSITES: tuple[frozenset[str], ...] = tuple(
    frozenset(names.split())
    for names in (
        "DATE DAY",
        "DATE PERIOD",
        "DATE PERIOD WEEK",
        "DATE PERIOD MONTH",
        "DATE PERIOD YEAR",
        "DATE INSTANT",
        "DATES",
        "AMOUNT",
        "n digits form num dg y4 Y",
        "mark mark.year",
        "TIME",
        "TIME LOOSE",
        "TIME TOWARD",
        "TIMES",
        "HOURS",
        "HOURS FROMTO",
        "WHEN",
        "relpart",
        "newline",
        "other",
        "zone",
        "tee",
    )
)
"""Sets of classes that builders give, besides those of the vocabulary."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules may look at besides the words.

    Attributes:
        received: Day and time of writing, naive.
        near: Day of the heading above, completing dates that leave out their month.
        order: Of numeric dates in this text.
        home: Sender's country, None where unknown.
        year: Said by the headings above, completing dates that leave out their year.
    """

    text: str
    words: LanguageWords
    received: dt.datetime
    near: dt.date | None
    order: DateOrder
    home: str | None
    year: int | None = None

    @property
    def today(self) -> dt.date:
        """The day of writing."""
        return self.received.date()


@dataclass(frozen=True, slots=True)
class Match:
    """The tokens that a pattern matched, by the names it bound."""

    context: Context
    tokens: Sequence[Token]
    found: re.Match[str]

    def token(self, name: str) -> Token | None:
        """Return the token bound to *name*; None where that part is absent."""
        groups, branch = self.found.re.groupindex, 1
        while (key := f"{name}{BRANCH}{branch}") in groups:
            if (at := self.found.start(key)) >= 0:
                return self.tokens[at]
            branch += 1
        return None

    def n(self, name: str) -> int | None:
        """Return the number bound to *name*."""
        return self.value(name, "n")  # type: ignore[no-any-return]

    def value(self, name: str, of: str) -> Any:
        """Return the value that the token bound to *name* has in class *of*; None where absent."""
        token = self.token(name)
        return None if token is None else token.values.get(of)

    def before(self) -> Token | None:
        """Return the token in front of the match."""
        at = self.found.start()
        return self.tokens[at - 1] if at else None

    def after(self) -> Token | None:
        """Return the token behind the match."""
        at = self.found.end()
        return self.tokens[at] if at < len(self.tokens) else None

    def inner(self) -> Sequence[Token]:
        """Return all tokens of the match."""
        return self.tokens[self.found.start() : self.found.end()]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to say something of time.

    Attributes:
        name: Dotted; ends up in `Finding.rule`.
        pattern: Word classes, see `Alphabet.compile`; the upper-case words of `MACROS` stand for more.
    """

    name: str
    pattern: str
    build: Callable[[Match], Built | None]


@dataclass(eq=False)
class Line:
    """A rule as one language applies it.

    Attributes:
        pattern: With its macros written out.
        needs: Sets of classes of which the text must have one each; else the rule is not even tried.
    """

    rule: Rule
    pattern: str
    needs: tuple[frozenset[str], ...]
    compiled: re.Pattern[str] | None = None

    def expression(self, alphabet: Alphabet) -> re.Pattern[str]:
        """Return the compiled pattern; most rules meet no text that needs them, so it is made when asked."""
        if self.compiled is None:
            self.compiled = alphabet.compile(self.pattern)
        return self.compiled


@dataclass(eq=False)
class Cascade:
    """The rules of one language, in the order in which they are applied."""

    alphabet: Alphabet
    lines: tuple[Line, ...]
    _met: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _known: dict[tuple[str, int], int | None] = field(default_factory=dict)

    def run(self, tokens: list[Token], context: Context) -> list[Token]:
        """Apply each rule once from left to right; return the tokens as they then stand."""
        signs = "".join([token.sign for token in tokens])
        number = self._next(signs, 0)
        while number is not None:
            tokens = self._applied(self.lines[number], tokens, signs, context)
            signs = "".join([token.sign for token in tokens])
            number = self._next(signs, number + 1)
        return tokens

    def _next(self, signs: str, first: int) -> int | None:
        """Return the number of the first rule from *first* on that matches *signs*, None for none.

        The lines of a list, the rows of a table say their dates alike; so answers for short ones are kept.
        """
        key = (signs, first)
        if key in self._known:
            return self._known[key]
        number = self._first_match(signs, first)
        if len(signs) <= _SHORT:
            if len(self._known) >= _CAPACITY:
                self._known.clear()
            self._known[key] = number
        return number

    def _first_match(self, signs: str, first: int) -> int | None:
        fitting = self._fitting(signs) >> first << first
        while fitting:
            number = (fitting & -fitting).bit_length() - 1
            if self.lines[number].expression(self.alphabet).search(signs):
                return number
            fitting &= fitting - 1
        return None

    def _fitting(self, signs: str) -> int:
        """Return the rules whose needs *signs* meet, a bit for each by its number."""
        met = [self._met.get(sign) or self._met_by(sign) for sign in set(signs)]
        fitting = -1 if met else 0
        for of_one_need in zip(*met, strict=True):
            some = 0
            for rules in of_one_need:
                some |= rules
            fitting &= some
        return fitting

    def _met_by(self, sign: str) -> tuple[int, ...]:
        """Return for the first need, the second, …, the rules of which *sign* meets it, or that have none."""
        classes, most = self.alphabet.classes(sign), max(len(line.needs) for line in self.lines)
        met = self._met[sign] = tuple(
            sum(
                1 << number
                for number, line in enumerate(self.lines)
                if len(line.needs) <= place or line.needs[place] & classes
            )
            for place in range(most)
        )
        return met

    def _applied(self, line: Line, tokens: list[Token], signs: str, context: Context) -> list[Token]:
        found: list[Token] = []
        done = at = 0
        while match := line.expression(self.alphabet).search(signs, at):
            built = self._built(line.rule, Match(context, tokens, match))
            if built is None:
                at = match.start() + 1
                continue
            found += tokens[done : match.start()]
            found.append(self._token(line.rule, built, tokens[match.start()], tokens[match.end() - 1]))
            done = at = match.end()
        return found + tokens[done:]

    def _built(self, rule: Rule, match: Match) -> Built | None:
        """Build, or let be: nothing matched, or a date outside the years 1-9999 ("in 1000 centuries")."""
        try:
            return rule.build(match) if match.inner() else None
        except (ValueError, OverflowError):
            return None

    def _token(self, rule: Rule, built: Built, first: Token, last: Token) -> Token:
        return Token(self.alphabet.sign(built.keys()), first.start, last.end, built | {"rule": rule.name})


@cache
def expanded(pattern: str) -> str:
    """Return a pattern with its macros written out."""
    for name, meaning in MACROS.items():
        pattern = re.sub(rf"\b{name}\b", meaning, pattern)
    return pattern


@cache
def needs_of(pattern: str) -> tuple[frozenset[str], ...]:
    """Return the sets of classes of which every match of *pattern* has one each.

    >>> needs_of("mo=month dot? (?: d )? y=Y/y4") == (frozenset({"month"}), frozenset({"Y", "y4"}))
    True
    """
    needs, depth = [], 0
    for part in _PART.finditer(pattern):
        text = part.group()
        depth += text.startswith("(") - text.startswith(")")
        if text == "|" and depth == 0:
            return ()
        counted = pattern[part.end() : part.end() + 1] == "{"
        if text[0].isalpha() and depth == 0 and text[-1] not in "?*" and not counted:
            needs.append(frozenset(text.rpartition("=")[2].split("/")))
    return tuple(needs)


def cascade(alphabet: Alphabet, rules: Iterable[Rule]) -> Cascade:
    """Make *rules* ready for one language; every sign must have been given before."""
    for classes in COMPOSITES:
        alphabet.sign(classes)
    patterns = [(rule, expanded(rule.pattern)) for rule in rules]
    return Cascade(alphabet, tuple(Line(rule, pattern, needs_of(pattern)) for rule, pattern in patterns))
