"""Which of our languages a text is written in, and which further ones fill a good part of it."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from unicodedata import category

from handbill.languages.words import Phrases, tags, words_for

SAMPLE = 20_000
"""Characters looked at: enough to tell, and long pages stay cheap."""

_SIGNS = "".join(chr(code) for code in range(0x900, 0xE80) if category(chr(code)) in ("Mn", "Mc"))
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_SIGNS}])*")
"""A word; the vowel signs of Indic scripts and of Thai are no letters, yet stand inside one."""
_SCRIPTS: Mapping[str, re.Pattern[str]] = {
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
_TELLING = 5.0
"""So much more the text must say to speak against what its container declares."""
_NEAR = 0.9
"""A language with so much of the best score may be the right one, if its sender's country speaks it."""
_MOST = 3
"""Languages that one text may be in."""
_SHARE = 7
"""A further language fills one letter of so many."""
_HINT = 12
"""So much more may speak for the main language than for a further one that is looked for in the parts."""
_CLEARLY = 1.5
"""By so much a part must speak for one language, beyond twice what it says for the next."""
_TELLING_WORDS, _DIFFERENT_WORDS = 2, 4
"""Words of its own that a language of Latin letters must have in a part, and in all of them together."""
_SENTENCE = 5
"""Words of its own that make a part more than a title; beside a figure, as in dates, fewer say as much."""
_EVEN = 0.6
"""Languages with so much of the most letters fill a text alike: it says everything twice."""
_COMMONEST = {"arabic": "ar", "cyrillic": "ru", "devanagari": "hi", "han": "zh"}
"""Where the text says nothing but its script. Source: CLDR likelySubtags, "und-Cyrl" and the like."""
_HOMES = {
    "ar": "AE BH DZ EG EH IQ JO KM KW LB LY MA MR OM PS QA SA SD SS SY TD TN YE", "be": "BY", "bg": "BG",
    "ca": "AD", "cs": "CZ", "da": "DK", "de": "AT CH DE LI", "et": "EE", "fa": "AF IR", "fi": "FI",
    "en": "AG AU BB BS BZ CA DM FJ GB GD GH GM GY IE JM LR MT NG NZ SG SL TT US VC ZA ZM ZW",
    "es": "AR BO CL CO CR CU DO EA EC ES GQ GT HN IC MX NI PA PE PR SV UY VE", "fil": "PH",
    "fr": "BF BJ BL CD CG CI CM DJ FR GA GF GN GP LU MC MF MQ MU NC PF PM RE SC TF TG WF YT", "hi": "IN",
    "hr": "HR", "hu": "HU", "id": "ID", "it": "IT SM VA", "lt": "LT", "lv": "LV", "mk": "MK",
    "ms": "BN CC MY", "nb": "BV NO SJ", "nl": "AW BE NL SR", "pl": "PL", "pt": "AO BR CV GW MZ PT ST TL",
    "ro": "MD RO", "ru": "KZ RU", "sk": "SK", "sl": "SI", "sr": "ME RS", "sv": "AX SE", "sw": "KE TZ UG",
    "tr": "TR", "uk": "UA", "ur": "PK", "vi": "VN", "zh": "CN", "zh-Hant": "HK MO TW",
}  # fmt: skip
"""Countries that mostly speak a language which shares its script with another of ours.

Source: CLDR likelySubtags, "und-RS" and the like.
"""
_SPOKEN_AT = {country: tag for tag, countries in _HOMES.items() for country in countries.split()}


@dataclass(frozen=True, slots=True)
class _Claims:
    """What speaks for the languages of one script: how much each word, and each letter, says for each."""

    words: Mapping[str, Mapping[str, float]]
    letters: Mapping[str, Mapping[str, float]]
    tags: tuple[str, ...]


def detect(text: str, *, declared: Iterable[str] = (), home: str | None = None) -> str:
    """Return the BCP 47 tag of the language *text* is mostly written in.

    Args:
        text: Plain text; the first `SAMPLE` characters are looked at.
        declared: Tags that the container declares, best first; one wins when the text bears it out
            or is too short to speak against it.
        home: Sender's country; it decides between languages that the text speaks for almost alike.

    Returns:
        One of `tags()`, or "" when the text gives no sign.

    Source: Unicode blocks for the script; within it the `function_words` and some words of time of
    each words.toml, and the letters that only some languages use.
    """
    return _main(_Sample(text[:SAMPLE]), declared, home)


def _main(sample: "_Sample", declared: Iterable[str], home: str | None) -> str:
    claims = _claims().get(sample.script)
    if claims is None:
        return ""
    if len(claims.tags) == 1:
        return claims.tags[0]
    scores = _scores(sample, claims)
    best = max(scores.values(), default=0)
    for tag in (known for known in map(known_tag, declared) if known):
        if scores.get(tag, 0) * 3 + _TELLING >= best:
            return tag
    at_home = _SPOKEN_AT.get((home or "").upper(), "")
    if not best:
        commonest = at_home if at_home in claims.tags else _COMMONEST.get(sample.script, claims.tags[0])
        return "" if sample.script == "latin" else commonest
    if scores.get(at_home, 0) >= best * _NEAR:
        return at_home
    return max(scores, key=lambda tag: scores[tag])


def detect_all(
    text: str,
    parts: Iterable[tuple[int, int]] = (),
    *,
    declared: Iterable[str] = (),
    home: str | None = None,
) -> tuple[str, ...]:
    """Return the tags of the languages that *text* is written in, the main one first, three at most.

    A further language fills a seventh of the letters, in parts that are clearly in it: words strewn
    into a text of another (titles of songs, names of services) make none.

    Args:
        parts: Start and end of the blocks of *text* that count; all of it is one part where there are none.
        declared, home: As for `detect`, which finds the main language.

    Returns:
        () when the text gives no sign of any of our languages.
    """
    sample = _Sample(text[:SAMPLE])
    main = _main(sample, declared, home)
    others = _hinted(sample, main) if main else []
    if not others:
        return (main,) if main else ()
    pieces = [text[start:end] for start, end in parts if start < SAMPLE] or [sample.text]
    return _borne_out(pieces, (main, *others), [known_tag(tag) for tag in declared])


def language_of(part: str, among: Sequence[str]) -> str:
    """Return which language of *among* a part of a text is clearly in; "" where it might be in several."""
    return _won(part, among)[0]


def _hinted(sample: "_Sample", main: str) -> list[str]:
    """The languages that the text as a whole gives a sign of, beside *main*: most give none, at little cost.

    A language of another script needs its share of the letters; one of the same needs words that neither
    the main language nor one found before it has.
    """
    found = [tag for script in sample.further_scripts if (tag := _likely(sample, script))]
    claims = _claims()[sample.script]
    said = [(claimed, n) for word, n in sample.words.items() if (claimed := claims.words.get(word))]
    least = sum(claimed.get(main, 0.0) * n for claimed, n in said) / _HINT
    chosen = [main]
    while len(chosen) < _MOST and (likely := _next_likely(said, chosen[-1], least)):
        said = [(claimed, n) for claimed, n in said if chosen[-1] not in claimed]
        chosen.append(likely)
    return [tag for tag in dict.fromkeys((*found, *chosen)) if tag != main]


def _likely(sample: "_Sample", script: str) -> str:
    """The language of *script* that the sample says most for; "" where it says nothing for any."""
    claims = _claims().get(script)
    if claims is None or len(claims.tags) == 1:
        return claims.tags[0] if claims else ""
    scores = _scores(sample, claims)
    return max(scores, key=lambda tag: scores[tag], default="")


def _next_likely(said: Iterable[tuple[Mapping[str, float], int]], without: str, least: float) -> str:
    """The language that words which *without* lacks speak for most; "" where they say too little."""
    own: dict[str, float] = {}
    for claimed, number in said:
        if without not in claimed:
            for tag, weight in claimed.items():
                own[tag] = own.get(tag, 0.0) + weight * number
    likely = max(own, key=lambda tag: own[tag], default="")
    if not likely or own[likely] < least:
        return ""
    different = sum(likely in claimed and without not in claimed for claimed, _ in said)
    return likely if different >= _DIFFERENT_WORDS else ""


def _borne_out(pieces: Iterable[str], seen: Sequence[str], declared: Sequence[str]) -> tuple[str, ...]:
    """Return those of *seen* that win enough of *pieces*, the one with most letters first.

    Where a text says everything twice, the language declared or else the one it says it in first leads.
    """
    letters: Counter[str] = Counter()
    words: dict[str, set[str]] = {}
    spoken: set[str] = set()
    total = 0
    for piece in pieces:
        count = _letters_of(piece)
        total += count
        tag, telling = _won(piece, seen)
        if tag and (len(telling) >= _TELLING_WORDS or not _is_latin(tag)):
            letters[tag] += count
            words.setdefault(tag, set()).update(telling)
            if len(telling) >= _SENTENCE or any(map(str.isdigit, piece)) or not _is_latin(tag):
                spoken.add(tag)
    proven = [
        tag
        for tag, count in letters.items()
        if count * _SHARE >= total
        and tag in spoken
        and (len(words[tag]) >= _DIFFERENT_WORDS or not _is_latin(tag))
    ]
    if seen[0] not in proven:  # its words are strewn over lines too short to tell
        proven.insert(0, seen[0])
        letters[seen[0]] = total
    even = [tag for tag in proven if letters[tag] >= letters[max(proven, key=letters.__getitem__)] * _EVEN]
    main = next((tag for tag in declared if tag in even), even[0])
    rest = sorted((tag for tag in proven if tag != main), key=lambda tag: -letters[tag])
    return (main, *rest[: _MOST - 1])


def _won(piece: str, among: Sequence[str]) -> tuple[str, set[str]]:
    """Return the language of *among* that *piece* is clearly in, "" for none, and the words that tell it."""
    sample = _Sample(piece)
    script = sample.letters_in
    here = [tag for tag in among if _shares_script(tag, script)]
    if not here:
        return "", set()
    if len(here) == 1 and script != "latin":
        return here[0], set()
    claims = _claims()[script]
    scores = dict.fromkeys(here, 0.0)
    telling: dict[str, set[str]] = {tag: set() for tag in here}
    for counted, said in ((sample.words, claims.words), (sample.letters, claims.letters)):
        for item, number in counted.items():
            claimants = [tag for tag in here if tag in said.get(item, ())]
            if claimants and (len(claimants) < len(here) or len(here) == 1):
                for tag in claimants:
                    scores[tag] += said[item][tag] * number
                    if said is claims.words:
                        telling[tag].add(item)
    first, *rest = sorted(here, key=lambda tag: -scores[tag])
    second = scores[rest[0]] if rest else 0.0
    least = 1 if rest else _TELLING_WORDS
    clear = len(telling[first]) >= least and scores[first] >= second * 2 + _CLEARLY
    return (first, telling[first]) if clear else ("", set())


def _letters_of(piece: str) -> int:
    """The letters of *piece*; one of Han, Kana or Hangul says as much as two of an alphabet."""
    dense = sum(len(_SCRIPTS[script].findall(piece)) for script in ("han", "kana", "hangul"))
    return dense + sum(map(str.isalpha, piece))


def _is_latin(tag: str) -> bool:
    return _shares_script(tag, "latin")


def _shares_script(tag: str, script: str) -> bool:
    claims = _claims().get(script)
    return claims is not None and tag in claims.tags


def known_tag(tag: str) -> str:
    """Return the tag among ours that *tag* belongs to, longest first; "" for none.

    >>> known_tag("pt-BR")
    'pt'
    """
    candidate = tag.strip().replace("_", "-")
    candidate = _REGION_SCRIPTS.get(candidate.lower(), candidate)
    ours = {known.lower(): known for known in tags()}
    while candidate:
        if candidate.lower() in ours:
            return ours[candidate.lower()]
        candidate = candidate.rpartition("-")[0]
    return ""


_REGION_SCRIPTS = {
    "zh-tw": "zh-Hant", "zh-hk": "zh-Hant", "zh-mo": "zh-Hant", "no": "nb", "nn": "nb",
    "tl": "fil",
}  # fmt: skip
"""Tags that stand for another one of ours. Source: CLDR likelySubtags; Bokmål for plain "no"."""


class _Sample:
    """A text with its letters, words and scripts counted, each once it is asked for."""

    def __init__(self, text: str):
        self.text = text
        self.folded = text.casefold()

    @cached_property
    def words(self) -> Counter[str]:
        return Counter(_WORD.findall(self.folded))

    @cached_property
    def letters(self) -> Counter[str]:
        return Counter(self.folded)

    @cached_property
    def scripts(self) -> dict[str, int]:
        """Script -> letters in it; the Han characters of Japanese text count as Kana."""
        counts = dict.fromkeys(_SCRIPTS, 0)
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

    @property
    def further_scripts(self) -> list[str]:
        """The other scripts that have their share of the letters."""
        letters = sum(self.scripts.values())
        return [s for s, n in self.scripts.items() if s != self.script and n * _SHARE >= letters]

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
    return next((name for name, script in _SCRIPTS.items() if script.match(letter)), "")


def _script_of(text: str) -> str:
    """Return the script most letters are in; "" for none."""
    return _Sample(text).script


def _scores(sample: _Sample, claims: _Claims) -> dict[str, float]:
    """Add up for each language what the running words and letters of the sample say for it."""
    scores: dict[str, float] = dict.fromkeys(claims.tags, 0.0)
    for counted, said in ((sample.words, claims.words), (sample.letters, claims.letters)):
        for item, number in counted.items():
            for tag, weight in said.get(item, {}).items():
                scores[tag] += weight * number
    return {tag: score for tag, score in scores.items() if score}


@lru_cache(maxsize=1)
def _claims() -> dict[str, _Claims]:
    """Return the claims of every script, from the vocabularies that use it."""
    words = {tag: _words_of(tag) for tag in tags()}
    scripts = {tag: {_script_of(word) for word in claimed} - {""} for tag, claimed in words.items()}
    found = {}
    for script in _SCRIPTS:
        here = tuple(tag for tag in tags() if script in scripts[tag] and _writes_in(script, words[tag]))
        spoken = {tag: frozenset(w for w in words[tag] if _script_of(w) == script) for tag in here}
        letters = {tag: frozenset(c for c in "".join(spoken[tag]) if not c.isascii()) for tag in here}
        if here:
            found[script] = _Claims(_weights(spoken, 1.0), _weights(letters, _LETTER_WEIGHT, least=0.0), here)
    return found


def _writes_in(script: str, words: frozenset[str]) -> bool:
    """Whether a fifth of the words are in *script*: Serbian has two, and no language one for a few loans."""
    return sum(_script_of(word) == script for word in words) * 5 >= len(words)


def _words_of(tag: str) -> frozenset[str]:
    """Return the words that speak for a language; those of time too, which fill event lists."""
    words = words_for(tag)
    time = words.time
    names = _phrases(time.months, time.weekdays, time.weekly, time.relative_days)
    small = _phrases(time.parts, words.section("labels"), {0: time.clock.get("at", ())})
    spoken = {name.casefold() for name in names if len(name) > 3 or not name.isascii()}
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
