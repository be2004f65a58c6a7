"""What speaks for each language that shares a script with others: its small words, words of time, letters."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from unicodedata import category

from handbill.languages.words import Phrases, tags, words_for

_SIGNS = "".join(chr(code) for code in range(0x900, 0xE80) if category(chr(code)) in ("Mn", "Mc"))
_WORD = re.compile(rf"[^\W\d_]+(?:[{_SIGNS}]+[^\W\d_]*)*")
"""A word; the vowel signs of Indic scripts and of Thai are no letters, yet stand inside one."""
_HALF_DAY = re.compile(r"(\d)\s?[ap]\.?m\b")
"""am and pm behind a figure: a list of hours in English is not German for its "am"."""
SCRIPTS: Mapping[str, re.Pattern[str]] = {
    "kana": re.compile(r"[\u3040-\u30ff]"),
    "hangul": re.compile(r"[\uac00-\ud7a3]"),
    "han": re.compile(r"[\u3400-\u9fff]"),
    "devanagari": re.compile(r"[\u0900-\u0963\u0970-\u097f]"),
    "bengali": re.compile(r"[\u0980-\u09ff]"),
    "gurmukhi": re.compile(r"[\u0a00-\u0a7f]"),
    "gujarati": re.compile(r"[\u0a80-\u0aff]"),
    "tamil": re.compile(r"[\u0b80-\u0bff]"),
    "telugu": re.compile(r"[\u0c00-\u0c7f]"),
    "thai": re.compile(r"[\u0e00-\u0e7f]"),
    "georgian": re.compile(r"[\u10a0-\u10ff]"),
    "armenian": re.compile(r"[\u0530-\u058f]"),
    "ethiopic": re.compile(r"[\u1200-\u137f]"),
    "hebrew": re.compile(r"[\u0590-\u05ff]"),
    "arabic": re.compile(r"[\u0600-\u06ff]"),
    "greek": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
}
"""Unicode blocks. Japanese text holds Han, so Kana is asked for first."""
_KANA_SHARE = 10
"""Text with one Kana among so many Han characters is Japanese."""
_LETTER_WEIGHT = 0.3
"""What one letter says beside a word: there are many more letters, and names of strangers have them too."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What speaks for the languages of one script: how much each word, and each letter, says for each."""

    words: Mapping[str, Mapping[str, float]]
    letters: Mapping[str, Mapping[str, float]]
    tags: tuple[str, ...]


class Sample:
    """A text with its letters, words and scripts counted, each once it is asked for."""

    def __init__(self, text: str):
        self.text = text
        self.folded = text.casefold()

    @cached_property
    def words(self) -> Counter[str]:
        return Counter(_WORD.findall(_HALF_DAY.sub(r"\1 ", self.folded)))

    @cached_property
    def letters(self) -> Counter[str]:
        return Counter(self.folded)

    @cached_property
    def scripts(self) -> dict[str, int]:
        """Script -> letters in it; the Han characters of Japanese text count as Kana."""
        counts = dict.fromkeys(SCRIPTS, 0)
        for letter, number in self.letters.items():
            if script := _script_with(letter):
                counts[script] += number
        if counts["kana"] and counts["kana"] * _KANA_SHARE >= counts["han"]:
            counts["kana"] += counts["han"]
            counts["han"] = 0
        return counts

    @property
    def script(self) -> str:
        """The script of most letters, Latin ones halved: addresses and links are in them everywhere."""
        return self._most(2)

    def further_scripts(self, share: int) -> list[str]:
        """The scripts beside that of most letters that one letter of *share* is in."""
        letters, main = sum(self.scripts.values()), self.script
        return [s for s, n in self.scripts.items() if s != main and n * share >= letters]

    @property
    def letters_in(self) -> str:
        """The script of most letters; "" for none."""
        return self._most(1)

    def _most(self, latin: int) -> str:
        counts = {**self.scripts, "latin": self.scripts["latin"] // latin}
        name = max(counts, key=lambda script: counts[script])
        return name if counts[name] else "latin" if _WORD.search(self.text) else ""


@lru_cache(maxsize=8192)
def _script_with(letter: str) -> str:
    return next((name for name, script in SCRIPTS.items() if script.match(letter)), "")


def _script_of(text: str) -> str:
    """Return the script most letters are in; "" for none."""
    if text.isascii():
        return "latin" if _WORD.search(text) else ""
    return Sample(text).script


def scores_of(sample: Sample, claims: Claims) -> dict[str, float]:
    """Add up for each language what the running words and letters of the sample say for it."""
    scores: dict[str, float] = dict.fromkeys(claims.tags, 0.0)
    for counted, said in ((sample.words, claims.words), (sample.letters, claims.letters)):
        for item, number in counted.items():
            if claimed := said.get(item):
                for tag, weight in claimed.items():
                    scores[tag] += weight * number
    return {tag: score for tag, score in scores.items() if score}


@lru_cache(maxsize=1)
def claims_of_scripts() -> dict[str, Claims]:
    """Return the claims of every script, from the vocabularies that use it."""
    words = {tag: _words_of(tag) for tag in tags()}
    scripts = {word: _script_of(word) for word in frozenset().union(*words.values())}
    counts = {tag: Counter(scripts[word] for word in claimed) for tag, claimed in words.items()}
    found = {}
    for script in SCRIPTS:
        here = tuple(tag for tag in tags() if _writes_in(script, counts[tag]))
        spoken = {tag: frozenset(w for w in words[tag] if scripts[w] == script) for tag in here}
        letters = {tag: frozenset(c for c in "".join(spoken[tag]) if not c.isascii()) for tag in here}
        if here:
            found[script] = Claims(_weights(spoken, 1.0), _weights(letters, _LETTER_WEIGHT, least=0.0), here)
    return found


def _writes_in(script: str, words: Counter[str]) -> bool:
    """Whether a fifth of the words are in *script*: Serbian has two, and no language one for a few loans."""
    return script in words and words[script] * 5 >= words.total()


def _words_of(tag: str) -> frozenset[str]:
    """Return the words that speak for a language; those of time too, which fill event lists.

    Short names of days and months are left out, since many languages cut them alike; whole ones such as "May"
    and "Mai" stay, or they speak for none but a language in which they are small words.
    """
    words = words_for(tag)
    time = words.time
    names = _phrases(time.months, time.weekdays, time.weekly, time.relative_days)
    whole = {max(phrases, key=len).casefold() for phrases in time.months.values() if phrases}
    small = _phrases(time.parts, words.section("labels"), {0: time.clock.get("at", ())})
    spoken = whole | {name.casefold() for name in names if len(name) > 3 or not name.isascii()}
    return frozenset(spoken | {word for word in small if len(word) > 1} | set(words.function_words))


def _phrases(*tables: Mapping[Any, Phrases]) -> Iterator[str]:
    return (phrase for table in tables for phrases in table.values() for phrase in phrases)


def _weights(
    claims: Mapping[str, frozenset[str]], scale: float, least: float = 0.1
) -> dict[str, dict[str, float]]:
    """Return item -> language -> weight: what all languages claim says least, what one does most."""
    claimants = Counter(item for claimed in claims.values() for item in claimed)
    weighed: dict[str, dict[str, float]] = {}
    for tag, claimed in claims.items():
        for item in claimed:
            weight = scale * (least + math.log(len(claims) / claimants[item]))
            if weight > 0:
                weighed.setdefault(item, {})[tag] = weight
    return weighed
