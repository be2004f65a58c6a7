"""Hebrew numerals, as days and years are written in them: ט"ו, כ"ח, תשפ"ז."""

_LETTERS = (
    (400, "ת"), (300, "ש"), (200, "ר"), (100, "ק"), (90, "צ"), (80, "פ"), (70, "ע"), (60, "ס"), (50, "נ"),
    (40, "מ"), (30, "ל"), (20, "כ"), (10, "י"), (9, "ט"), (8, "ח"), (7, "ז"), (6, "ו"), (5, "ה"), (4, "ד"),
    (3, "ג"), (2, "ב"), (1, "א"),
)  # fmt: skip
_FINAL = str.maketrans("כמנפצ", "ךםןףץ")


def hebrew_numeral(number: int) -> str:
    """Write 1-999 in Hebrew letters, with geresh or gershayim; 15 and 16 avoid the name of God.

    >>> hebrew_numeral(15), hebrew_numeral(28), hebrew_numeral(787), hebrew_numeral(3)
    ('ט"ו', 'כ"ח', 'תשפ"ז', "ג'")
    """
    letters, rest = "", number
    for value, letter in _LETTERS:
        if rest in (15, 16):
            letters, rest = letters + "ט" + ("ו" if rest == 15 else "ז"), 0
        while rest >= value:
            letters, rest = letters + letter, rest - value
    return f'{letters[:-1]}"{letters[-1]}' if len(letters) > 1 else f"{letters}'"


def day_spellings(day: int) -> tuple[str, ...]:
    """Return how a day of the month is written, alone and with "in" or "to" before it."""
    numeral = hebrew_numeral(day)
    bare = (numeral.replace('"', ""),) if len(numeral) > 2 else ()
    return (*bare, numeral, f"ב{numeral}", f"ל{numeral}", f"ב-{numeral}")


def year_spellings(year: int) -> tuple[str, ...]:
    """Return how a year from 5001 on is written: without its thousands and with them.

    >>> year_spellings(5787)[:3]
    ('תשפ"ז', 'התשפ"ז', 'ה\\'תשפ"ז')
    """
    numeral = hebrew_numeral(year - 5000)
    plain = dict.fromkeys((numeral, numeral[:-1] + numeral[-1].translate(_FINAL)))
    return tuple(before + word for word in plain for before in ("", "ה", "ה'", "ב", "בה"))
