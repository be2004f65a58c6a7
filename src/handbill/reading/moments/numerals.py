"""Numbers: their classes by value and form, and numbers written in words put together."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from handbill.reading.moments.lexicon import ETHIOPIC, NUMERALS
from handbill.reading.moments.signs import Alphabet, Token

Form = str
"""`digit` written in digits, `word` in words, `ordinal` in either but as a rank."""

_SAMPLE_VALUES = (
    *range(101),
    366,
    999,
    1000,
    1231,
    1500,
    1799,
    1800,
    1900,
    2000,
    2100,
    2101,
    2959,
    2960,
    3000,
)
_DIGITS = (1, 2, 3, 4, 5, 8)


@lru_cache(maxsize=8192)
def classes_of(value: int, digits: int, form: Form) -> frozenset[str]:
    """Return the classes of a number: what it could stand for.

    d day of a month, m month, h hour, mi minute of two digits, y4 a year in full, Y a year that can stand
    alone, y2 a short year, ord a rank, num any count, dg written in digits, wd in words.
    """
    classes = {"ord"} if form == "ordinal" else {"num"}
    classes |= {"digit": {"dg"}, "word": {"wd"}}.get(form, set())
    short = form != "digit" or digits <= 2
    tests = {
        "d": short and 1 <= value <= 31,
        "m": short and 1 <= value <= 12,
        "h": form != "ordinal" and short and value <= 24,
        "mi": form == "digit" and digits == 2 and value < 60,
        "miw": form == "word" and value < 60,
        "y4": 1000 <= value <= 2999 and form != "ordinal" and (digits == 4 or form == "word"),
        "Y": 1800 <= value <= 2100 and form != "ordinal" and (digits == 4 or form == "word"),
        "y2": form == "digit" and digits == 2,
        "ymd": form == "digit" and digits == 8,
        "w": form == "digit" and short and 1 <= value <= 53,
        "late": form == "digit" and digits == 2 and value > 31,
        "dayish": short and 1 <= value <= 31 and (form == "digit" or (form == "word" and value > 12)),
        "ordm": form == "ordinal" and 1 <= value <= 12,
        "wh": form == "word" and 1 <= value <= 12,
    }
    return frozenset(classes | {name for name, holds in tests.items() if holds})


def give_signs(alphabet: Alphabet, words: Iterable[dict[str, Any]]) -> None:
    """Give every kind of number its sign, before rules are compiled.

    Args:
        words: Classes and values of the vocabulary, of which number words have further signs.
    """
    for values in words:
        number = values.get("cardinal", values.get("ordword"))
        if number is not None:
            word = Token("", 0, 0, values)
            _worded(alphabet, word, word, number, "cardinal" not in values)
    for value in _SAMPLE_VALUES:
        for digits in _DIGITS:
            for form in ("digit", "word", "ordinal"):
                alphabet.sign(classes_of(value, digits, form))
                alphabet.sign(number_classes(value, digits, form))


def number_token(alphabet: Alphabet, value: int, digits: int, form: Form, start: int, end: int) -> Token:
    """Return the token of one number written in digits; its values carry `n`, the number, and `digits`."""
    values: dict[str, Any] = {"n": value, "digits": digits, "form": form}
    return Token(alphabet.sign(number_classes(value, digits, form)), start, end, values)


def number_classes(value: int, digits: int, form: Form) -> frozenset[str]:
    """Return the classes of a number in digits; one with an ordinal suffix ("18th") is a `digitord` too."""
    classes = classes_of(value, digits, form)
    return classes | {"digitord"} if form == "ordinal" and "d" in classes else classes


def ideographic(run: str) -> int:
    """Return the number that a run of Han numerals writes, by place or by tens.

    >>> ideographic("二零零四"), ideographic("二十五"), ideographic("十")
    (2004, 25, 10)
    """
    values = [NUMERALS[letter] for letter in run]
    if all(value < 10 for value in values):
        return int("".join(map(str, values)))
    total = current = 0
    for value in values:
        if value < 10:
            current = current + value if current >= 20 else current * 10 + value
        elif value >= 20 and value < 100:
            current = current + value
        else:
            total, current = total + max(current, 1) * value, 0
    return total + current


def ethiopic(run: str) -> int:
    """Return the number that a run of Ethiopic numerals writes: hundreds multiply, the rest adds.

    >>> ethiopic("፲፭"), ethiopic("፳፻፲፱"), ethiopic("፻")
    (15, 2019, 100)
    """
    total = current = 0
    for value in (ETHIOPIC[letter] for letter in run):
        if value >= 100:
            total, current = (
                (total + max(current, 1)) * value if value > 100 else total + max(current, 1) * 100,
                0,
            )
        else:
            current += value
    return total + current


def spoken(values: Iterable[int]) -> int | None:
    """Return the number that a row of number words says; None where they are several numbers.

    >>> spoken([20, 9]), spoken([2, 1000, 15]), spoken([19, 90, 6]), spoken([9, 30])
    (29, 2015, 1996, None)
    """
    row = list(values)
    if len(row) > 1 and 16 <= row[0] <= 20 and 10 <= row[1] < 100:
        rest = spoken(row[1:])
        return None if rest is None or rest > 99 else row[0] * 100 + rest
    total = current = 0
    floor = 1_000_000
    for value in row:
        if value >= 100:
            if value >= 1000:
                total, current = total + max(current, 1) * value, 0
            else:
                current = max(current, 1) * value
            floor = value
        elif (
            current % 100 == 0
            or (20 <= current % 100 <= 90 and current % 10 == 0 and 0 < value < 10)
            or (current % 100 in (60, 80) and 10 <= value < 20)
        ):
            if value >= floor:
                return None
            current += value
            floor = value
        elif current % 100 == 4 and value == 20:  # quatre-vingt
            current += 76
            floor = 80
        else:
            return None
    return total + current


def joined_words(tokens: Sequence[Token], alphabet: Alphabet) -> list[Token]:
    """Put number words together: "twenty" "nine" becomes one token, each lone word one too."""
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        values = tokens[index].values
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if following and "mark.before_ordinal" in values and "n" in following.values:
            found.append(_ranked(alphabet, tokens[index], following, following.values["n"]))
            index += 2
        elif following and "mark.ordinal" in following.values and "n" in values:
            found.append(_ranked(alphabet, tokens[index], following, values["n"]))
            index += 2
        elif "cardinal" in values or "ordword" in values:
            token, index = _longest(tokens, index, alphabet)
            found.append(token)
        else:
            found.append(tokens[index])
            index += 1
    return found


def _ranked(alphabet: Alphabet, first: Token, last: Token, number: int) -> Token:
    """Return the rank that a mark makes of a number: 第2, 3번째."""
    return number_token(alphabet, number, len(str(number)), "ordinal", first.start, last.end)


def _longest(tokens: Sequence[Token], index: int, alphabet: Alphabet) -> tuple[Token, int]:
    """Return the longest number that begins at *index*, and the index after it."""
    row, best, after, rank = [], None, index + 1, False
    at = index
    while at < len(tokens):
        values = tokens[at].values
        if "cardinal" in values:
            row.append(values["cardinal"])
        elif "ordword" in values and (not row or (row[-1] >= 20 and 0 < values["ordword"] < 10)):
            row.append(values["ordword"])
        elif row and ("dash" in values or "ranges.and" in values or "clock.plus" in values):
            at += 1
            continue
        else:
            break
        number = spoken(row) if row[0] >= 0 else row[0]
        if number is None:
            break
        best, after, rank = number, at + 1, "cardinal" not in values
        at += 1
        if rank:
            break
    first, last = tokens[index], tokens[after - 1]
    return _worded(alphabet, first, last, best if best is not None else 0, rank), after


def _worded(alphabet: Alphabet, first: Token, last: Token, number: int, rank: bool) -> Token:
    form = "ordinal" if rank else "word"
    classes = set(classes_of(number, len(str(abs(number))), form))
    values: dict[str, Any] = {"n": number, "digits": len(str(abs(number))), "form": form}
    if first is last:  # "second" is a unit too, "couple" an article
        others = {name: value for name, value in first.values.items() if name not in ("cardinal", "ordword")}
        classes |= set(others)
        values |= others
    return Token(alphabet.sign(classes), first.start, last.end, values)
