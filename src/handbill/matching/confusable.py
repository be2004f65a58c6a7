"""Names that look the same and are written with other letters (Unicode UTS 39, 4 "Confusable Detection").

The table is a small one of our own: letters of Cyrillic, Greek and a few other scripts that most typefaces
draw like a Latin letter, and Latin letters and digits that are taken for each other. UTS 39 knows thousands;
most of them stand in no name that a person would type.
"""

import unicodedata

from handbill.values import name_key

_ALIKE = {
    # Cyrillic
    "АаӐӒ": "a", "В": "b", "СсҪ": "c", "ԁ": "d", "ЕеЁ": "e", "НҺһ": "h", "ІіӀӏ": "i", "Јј": "j", "К": "k",
    "М": "m", "ОоӦ": "o", "Рр": "p", "Ԛԛ": "q", "Ѕѕ": "s", "Т": "t", "Ѵѵ": "v", "Ԝԝ": "w", "ХхҲ": "x",
    "УуҮү": "y", "З": "3", "Ь": "b", "Ԍ": "g",
    # Greek
    "Αα": "a", "Β": "b", "Ϲϲ": "c", "Ε": "e", "Η": "h", "Ιι": "i", "Ϳϳ": "j", "Κκ": "k", "Μ": "m", "Ν": "n",
    "Οοσ": "o", "Ρρ": "p", "Τ": "t", "ν": "v", "Χχ": "x", "Υγ": "y", "Ζ": "z", "υ": "u", "ω": "w",
    # Armenian, Cherokee, small capitals and look-alikes within Latin
    "օՕ": "o", "ս": "u", "հ": "h", "ո": "n", "ց": "g", "Ꭺ": "a", "Ꭼ": "e", "Ꮋ": "h", "ᴀ": "a", "ᴇ": "e",
    "ᴏ": "o", "ı": "i", "ȷ": "j", "ɡ": "g", "ɑ": "a", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ł": "l",
    "Ł": "l", "ħ": "h",
}  # fmt: skip
_LETTER = str.maketrans({letter: plain for letters, plain in _ALIKE.items() for letter in letters})
_TAKEN_FOR = str.maketrans({"1": "l", "i": "l", "|": "l", "j": "l", "0": "o", "5": "s", "3": "e"})
_TWO_AS_ONE = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def skeleton(name: str) -> str:
    """Return what *name* looks like: names that look alike have the same, though their letters differ.

    It is for comparison only and reads like nothing. Blanks and marks do not count.

    >>> skeleton("Саnаl Lіghtkеереrѕ") == skeleton("Canal Lightkeepers")
    True
    >>> skeleton("Canal Lightkeepers") == skeleton("Canal Lamplighters")
    False
    """
    replaced = name.translate(_LETTER)  # before NFKD too, which makes a sigma of the lunate one
    plain = "".join(c for c in unicodedata.normalize("NFKD", replaced) if not unicodedata.combining(c))
    key = name_key(plain.translate(_LETTER)).replace(" ", "").translate(_LETTER)
    for two, one in _TWO_AS_ONE:
        key = key.replace(two, one)
    return key.translate(_TAKEN_FOR)


def looks_like(name: str, other: str) -> bool:
    """Tell whether two names look alike and are not the same, whatever their case, marks and blanks.

    >>> looks_like("Canal Iightkeepers", "Canal Lightkeepers"), looks_like("CANAL Choir", "Canal choir")
    (True, False)
    """
    return name_key(name) != name_key(other) and skeleton(name) == skeleton(other)


def foreign_letters(name: str, other: str) -> tuple[str, ...]:
    """Return the letters of *name* that *other* has not, each once, as Unicode names them.

    >>> foreign_letters("Саnal", "Canal")
    ('CYRILLIC CAPITAL LETTER ES', 'CYRILLIC SMALL LETTER A')
    """
    held = set(unicodedata.normalize("NFC", other).casefold())
    found = [c for c in unicodedata.normalize("NFC", name) if c.isalnum() and c.casefold() not in held]
    return tuple(unicodedata.name(c, f"U+{ord(c):04X}") for c in dict.fromkeys(found))
