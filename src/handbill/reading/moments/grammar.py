"""Rules over tokens, and the cascade that applies them.

A rule is a pattern of word classes and a builder. The tokens it matches are replaced by one token
of the classes that the builder names; later rules read that token like any word. A builder returns
None to let the words be.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from handbill.calendars import DateOrder
from handbill.languages import LanguageWords
from handbill.reading.moments.signs import BRANCH, Alphabet, Token

Built: TypeAlias = dict[str, Any]
"""Class -> value of the token that takes the place of the matched ones."""

MACROS = {
    "GL": "(?: glue/comma/dot )*",
    "OF": "(?: glue/comma )*",
    "SEP": "slash/dash/dot",
    "TO": "(?: ranges.from? ranges.to | dash ranges.to? )",
    "HOUR": "clock.hour/clock.oclock/glued.hours",
    "APM": "clock.am/clock.pm",
    "JOIN": "(?: glue/comma/clock.at/bar/dash/dot/lpar/ranges.from/rpar/colon/tee )*",
    "UNTIL": "(?: ranges.to/ranges.between )?",
}
COMPOSITES: tuple[frozenset[str], ...] = tuple(
    frozenset(names.split())
    for names in (
        "DATE DAY", "DATE DAY ONE", "DATE PERIOD", "DATE PERIOD WEEK", "DATE PERIOD MONTH", "DATE PERIOD YEAR",
        "DATE INSTANT", "TIME", "TIME LOOSE", "TIMES", "HOURS", "HOURS FROMTO", "street", "RECUR", "MOMENT", "AMOUNT", "INSTANTS DATE",
        "DATES", "WHEN", "relpart", "newline", "other", "zone", "tee",
    )
)  # fmt: skip


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
class Cascade:
    """The rules of one language, compiled, in the order in which they are applied."""

    alphabet: Alphabet
    rules: tuple[tuple[Rule, re.Pattern[str]], ...]

    def run(self, tokens: list[Token], context: Context) -> list[Token]:
        """Apply each rule once from left to right; return the tokens as they then stand."""
        signs = "".join(token.sign for token in tokens)
        for rule, pattern in self.rules:
            if pattern.search(signs):
                tokens = self._applied(rule, pattern, tokens, signs, context)
                signs = "".join(token.sign for token in tokens)
        return tokens

    def _applied(
        self, rule: Rule, pattern: re.Pattern[str], tokens: list[Token], signs: str, context: Context
    ) -> list[Token]:
        found: list[Token] = []
        done = at = 0
        while match := pattern.search(signs, at):
            built = rule.build(Match(context, tokens, match)) if match.end() > match.start() else None
            if built is None:
                at = match.start() + 1
                continue
            found += tokens[done : match.start()]
            found.append(self._token(rule, built, tokens[match.start()], tokens[match.end() - 1]))
            done = at = match.end()
        return found + tokens[done:]

    def _token(self, rule: Rule, built: Built, first: Token, last: Token) -> Token:
        values = built if "rule" in built else built | {"rule": rule.name}
        return Token(self.alphabet.sign(built.keys() - {"rule"}), first.start, last.end, values)


def expanded(pattern: str) -> str:
    """Return a pattern with its macros written out."""
    for name, meaning in MACROS.items():
        pattern = re.sub(rf"\b{name}\b", meaning, pattern)
    return pattern


def cascade(alphabet: Alphabet, rules: Iterable[Rule]) -> Cascade:
    """Compile *rules* for one language; every sign must have been given before."""
    for classes in COMPOSITES:
        alphabet.sign(classes)
    return Cascade(alphabet, tuple((rule, alphabet.compile(expanded(rule.pattern))) for rule in rules))
