"""Which of our languages a text is written in."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
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
_TELLING = 2.0
"""So much more the text must say to speak against what its container declares."""
_NEAR = 0.9
"""A language with so much of the best score may be the right one, if its sender's country speaks it."""
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
    sample = text[:SAMPLE]
    script = _script_of(sample)
    claims = _claims().get(script)
    if claims is None:
        return ""
    if len(claims.tags) == 1:
        return claims.tags[0]
    scores = _scores(sample, claims)
    best = max(scores.values(), default=0)
    for tag in (known for known in map(_known, declared) if known):
        if scores.get(tag, 0) * 3 + _TELLING >= best:
            return tag
    at_home = _SPOKEN_AT.get((home or "").upper(), "")
    if not best:
        commonest = at_home if at_home in claims.tags else _COMMONEST.get(script, claims.tags[0])
        return "" if script == "latin" else commonest
    if scores.get(at_home, 0) >= best * _NEAR:
        return at_home
    return max(scores, key=lambda tag: scores[tag])


def _known(tag: str) -> str:
    """Return the tag among ours that *tag* belongs to, longest first; "" for none.

    >>> _known("pt-BR")
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


_REGION_SCRIPTS = {"zh-tw": "zh-Hant", "zh-hk": "zh-Hant", "zh-mo": "zh-Hant", "no": "nb", "nn": "nb"}
"""Tags that stand for another one of ours. Source: CLDR likelySubtags; Bokmål for plain "no"."""


def _script_of(sample: str) -> str:
    """Return the script most letters are in; "" for none."""
    counts = {name: len(script.findall(sample)) for name, script in _SCRIPTS.items()}
    if counts["kana"] and counts["kana"] * _KANA_SHARE >= counts["han"]:
        counts["kana"] += counts["han"]
        counts["han"] = 0
    counts["latin"] //= 2  # addresses and links are in Latin letters in every language
    name = max(counts, key=lambda script: counts[script])
    return name if counts[name] else "latin" if _WORD.search(sample) else ""


def _scores(sample: str, claims: _Claims) -> dict[str, float]:
    """Add up for each language what the running words and letters of the sample say for it."""
    folded = sample.casefold()
    scores: dict[str, float] = dict.fromkeys(claims.tags, 0.0)
    for counted, said in ((Counter(_WORD.findall(folded)), claims.words), (Counter(folded), claims.letters)):
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
