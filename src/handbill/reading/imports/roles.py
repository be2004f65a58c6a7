"""Which column says what: by the words at its head, in any language, else by what stands in it."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import mean

from handbill.languages import tags, words_for
from handbill.places import gazetteer
from handbill.reading.imports.cells import When, WhenReader, Wrong

ROLES = ("what", "when", "date", "time", "end", "where", "city", "country", "who", "link", "note")
"""As [labels] of words.toml names them; "note" is whatever else is told."""
MANY = frozenset({"where", "who", "link", "note", "end"})
"""Roles that several columns may have: their cells are taken together."""
_NOTES = """
description details notes note text remarks beschreibung bemerkung bemerkungen hinweis descripción notas
descrição descrizione omschrijving beskrivelse beskrivning kuvaus opis popis leírás descriere açıklama
описание опис περιγραφή وصف توضیحات תיאור विवरण 说明 說明 説明 내용 keterangan maelezo
"""
_FURTHER = {
    "summary": "what",
    "dtstart": "when",
    "starts at": "when",
    "start at": "when",
    "begin": "when",
    "dtend": "end",
    "ends at": "end",
    "end at": "end",
    "url": "link",
    "permalink": "link",
} | dict.fromkeys(_NOTES.split(), "note")
"""Words at the head of columns that no list of announcements uses as labels."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MAIL = re.compile(r"\S+@\S+\.\w+")
WHY = "why not imported"
"""Head of the column that says so in the table of rows that were left out, which may come back corrected."""
_SOME_DAY = dt.datetime(2027, 1, 1)  # noqa: DTZ001 - naive, and any will do: only that a day is said counts
_MOSTLY = 0.6
_SAMPLES = 60
_LONG = 60.0
"""Characters, on average, from which a column tells more than it names."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column is taken for, "" for nothing, and by what: "header", "content", or "" for neither."""

    role: str
    by: str


def guesses(header: Sequence[str], columns: Sequence[Sequence[str]], language: str) -> list[Guess]:
    """Guess the role of each column.

    Args:
        header: Words at the head of the columns; () where the table has none.
        columns: The cells below, of each column those that are not empty.
    """
    found = [Guess(role, "header" if role else "") for role in _by_header(header, language)]
    found += [Guess("", "")] * (len(columns) - len(found))
    found = _once(found)
    reader = WhenReader(language or "en", _SOME_DAY, "dmy")
    for place, cells in enumerate(columns):
        if place < len(header) and _is_known_noise(header[place]):
            found[place] = Guess("", "header")
        elif not found[place].role:
            role = _by_content(cells[:_SAMPLES], {each.role for each in found}, reader)
            found[place] = Guess(role, "content" if role else "")
    return _with_name(found, columns)


def is_header(row: Sequence[str], language: str) -> bool:
    """Tell whether a first row names the columns: a known word, or no figure in any cell that is filled."""
    if any(_by_header(row, language)):
        return True
    filled = [words for words in row if words]
    return len(filled) > 1 and not any(re.search(r"\d|https?:|@", words) for words in filled)


def _by_header(header: Sequence[str], language: str) -> list[str]:
    heads = [_folded(words) for words in header]
    own = _labels(language or "en")
    known = own | {word: role for word, role in _labels("en").items() if word not in own} | _FURTHER
    roles = [_role(head, known) for head in heads]
    if any(roles):
        return [role or _role(head, _all_labels()) for head, role in zip(heads, roles, strict=True)]
    return [_role(head, _all_labels()) for head in heads]


def _role(head: str, labels: dict[str, str]) -> str:
    """Return the role of a head that is a label, or ends in one ("Meeting place", "Event name")."""
    if head in labels:
        return _ours(labels[head])
    parts = [part.strip() for part in re.split(r"[/&,+]", head)]
    roles = [labels[part] for part in parts if part in labels]
    if {"date", "time"} <= set(roles):
        return "when"
    last = head.split()[-1:] if 1 < len(head.split()) <= 3 else []
    return _ours(next((role for role in [*roles, *(labels.get(word, "") for word in last)] if role), ""))


def _ours(role: str) -> str:
    return role if role in ROLES else ""


def _is_known_noise(head: str) -> bool:
    """Whether a head names what is never guessed from the content: a person to ask, a price, a number."""
    labels = _labels("en") | _all_labels() | {WHY: "contact"}
    return labels.get(_folded(head), "") in ("contact", "cost", "access", "online")


def _folded(words: str) -> str:
    """Return the words at a head as labels are written: "startDate", "START_DATE:" are "start date"."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words.replace("_", " "))
    words = re.sub(r"[(\[].*?[)\]]", " ", words)
    return " ".join(words.casefold().strip(" :*#.-").split())


@cache
def _labels(language: str) -> dict[str, str]:
    found = words_for(language).section("labels")
    return {phrase.casefold(): role for role, phrases in found.items() for phrase in phrases}


@cache
def _all_labels() -> dict[str, str]:
    """Return the labels of all languages; a word of several goes with the most of them."""
    counts: dict[str, Counter[str]] = {}
    for tag in tags():
        for word, role in _labels(tag).items():
            counts.setdefault(word, Counter())[role] += 1
    return {word: count.most_common(1)[0][0] for word, count in counts.items()} | _FURTHER


def _once(found: list[Guess]) -> list[Guess]:
    """Leave roles that one column has to the first of them."""
    seen: set[str] = set()
    kept = []
    for guess in found:
        is_second = guess.role in seen and guess.role not in MANY
        kept.append(Guess("", "") if is_second else guess)
        seen.add(guess.role)
    return kept


def _by_content(cells: Sequence[str], taken: set[str], reader: WhenReader) -> str:
    if not cells:
        return ""
    if _share(cells, lambda words: _ADDRESS.fullmatch(words) is not None) >= _MOSTLY:
        return "link"
    if _share(cells, lambda words: _MAIL.fullmatch(words) is not None) >= _MOSTLY:
        return ""
    said = [reader.read(words) for words in cells if len(words) <= _LONG]
    if len(said) >= _MOSTLY * len(cells) and (role := _time_role(said, taken)):
        return role
    if "city" not in taken and _share(cells, lambda words: len(words) > 2 and _is_city(words)) >= _MOSTLY:
        return "city"
    is_country = "country" not in taken and _share(cells, lambda words: bool(_country(words))) >= _MOSTLY
    return "country" if is_country else ""


def _time_role(said: Sequence[When | Wrong], taken: set[str]) -> str:
    days = sum(isinstance(each, When) and each.day is not None for each in said)
    hours = sum(isinstance(each, When) and each.start is not None for each in said)
    least = _MOSTLY * len(said)
    if days >= least:
        if taken & {"when", "date"}:
            return "end"
        return "when" if hours >= least else "date"
    if hours >= least and "when" not in taken:
        return "end" if "time" in taken else "time"
    return ""


def _share(cells: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, cells)) / len(cells)


def _is_city(words: str) -> bool:
    return len(words) <= _LONG and bool(gazetteer().named(words.partition(",")[0].strip()))


def _country(words: str) -> str | None:
    if re.fullmatch(r"[A-Z]{2}", words):
        return words
    return gazetteer().country_named(words) if len(words) <= _LONG else None


def country_of(words: str) -> str | None:
    """Return the ISO 3166 code of the country that *words* name; None where they name none."""
    return _country(words.strip())


def _with_name(found: list[Guess], columns: Sequence[Sequence[str]]) -> list[Guess]:
    """Let the first column of short words name the event where none does; one of long ones tells more."""
    roles = {guess.role for guess in found}
    for place, cells in enumerate(columns):
        if found[place].role or not cells or found[place].by:
            continue
        lengths = mean(map(len, cells[:_SAMPLES]))
        letters = _share(cells[:_SAMPLES], lambda words: any(map(str.isalpha, words)))
        if letters < _MOSTLY or _share(cells[:_SAMPLES], lambda w: _MAIL.search(w) is not None) >= _MOSTLY:
            continue
        if "what" not in roles and lengths < _LONG:
            found[place] = Guess("what", "content")
        elif "note" not in roles and lengths >= _LONG:
            found[place] = Guess("note", "content")
        roles.add(found[place].role)
    return found
