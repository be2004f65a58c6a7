"""Signs: one character for each set of word classes, so that rules over words are regular expressions.

The word "second" is a unit and an ordinal; its sign stands for the set of both. A rule that
asks for a unit accepts every sign whose set has "unit" in it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

_FIRST_SIGN = 0xE000  # the private use area of Unicode
BRANCH = "__"
"""Parts a bound name from the number of its branch: `mi__2`."""
_ELEMENT = re.compile(r"(?:(\w+)=)?([A-Za-z_][\w./]*)")


class Token(NamedTuple):
    """A piece of the text that means something to a rule.

    Attributes:
        sign: Character of its set of classes.
        start, end: Half-open characters in the text.
        values: Class -> value; the same mapping is shared by equal words.
    """

    sign: str
    start: int
    end: int
    values: dict[str, Any]


@dataclass(eq=False)
class Alphabet:
    """The signs of one language: a set of classes for each, given out as they come."""

    signs: dict[frozenset[str], str] = field(default_factory=dict)
    named: dict[str, frozenset[str]] = field(default_factory=dict)
    of_class: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def sign(self, classes: Iterable[str]) -> str:
        """Return the sign of this set of classes, a new one for a set not seen before."""
        key = frozenset(classes)
        if key not in self.signs:
            self.signs[key] = chr(_FIRST_SIGN + len(self.signs))
            self.named[self.signs[key]] = key
            for one in key:
                self.of_class[one].append(self.signs[key])
        return self.signs[key]

    def classes(self, sign: str) -> frozenset[str]:
        """Return the set of classes that *sign* stands for."""
        return self.named[sign]

    def compile(self, pattern: str) -> re.Pattern[str]:
        """Compile a rule's pattern: words are classes, `name=class` binds one, the rest is `re` syntax.

        "a/b" is a token of either class; a name may be bound in several branches; spaces part the
        elements. A class that no sign has matches nothing. Call it when all signs are given.
        """
        bound: Counter[str] = Counter()

        def written(element: re.Match[str]) -> str:
            name, some = element[1], self._any_of(set(element[2].split("/")))
            if not name:
                return some
            bound[name] += 1
            return f"(?P<{name}{BRANCH}{bound[name]}>{some})"

        return re.compile(_ELEMENT.sub(written, pattern).replace(" ", ""))

    def _any_of(self, wanted: set[str]) -> str:
        codes = sorted({ord(sign) for one in wanted for sign in self.of_class.get(one, ())})
        return f"[{_ranges(codes)}]" if codes else "(?:(?!))"


def _ranges(codes: Sequence[int]) -> str:
    """Return *codes*, in order, as ranges of a set in a pattern: `re` reads one faster than its letters."""
    starts = [code for code, before in zip(codes, (-1, *codes), strict=False) if code != before + 1]
    ends = [code for code, after in zip(codes, (*codes[1:], -1), strict=True) if code + 1 != after]
    return "".join(
        chr(start) if start == end else f"{chr(start)}-{chr(end)}"
        for start, end in zip(starts, ends, strict=True)
    )
