"""Which of our languages a text is written in."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from handbill.languages.words import tags, words_for

SAMPLE = 20_000
"""Characters looked at: enough to tell, and long pages stay cheap."""

_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("fa", re.compile(r"[\u06cc\u06a9\u06af\u067e\u0686\u0698]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
_LETTER = re.compile(r"[^\W\d_]")


def detect(text: str, *, declared: Iterable[str] = (), home: str | None = None) -> str:
    """Return the BCP 47 tag of the language *text* is mostly written in.

    Args:
        text: Plain text; the first `SAMPLE` characters are looked at.
        declared: Tags that the container declares, best first; one wins when the text bears it out
            or is too short to speak against it.
        home: Sender's country; decides nothing yet known from the text, breaks ties only.

    Returns:
        One of `tags()`, or "" when the text gives no sign.

    Source: Unicode blocks for the script; `function_words` of each words.toml for Latin.
    """
    sample = text[:SAMPLE]
    plausible = [tag for tag in map(_known, declared) if tag]
    by_script = _by_script(sample)
    if by_script:
        return by_script
    scores = _latin_scores(sample)
    best = max(scores.values(), default=0)
    for tag in plausible:
        if scores.get(tag, 0) * 2 >= best:
            return tag
    if not best:
        return ""
    leaders = [tag for tag, score in scores.items() if score == best]
    return next((tag for tag in leaders if home and tag == home.lower()), leaders[0])


def _known(tag: str) -> str:
    """Return the tag among ours that *tag* belongs to; "" for none."""
    base = tag.strip().partition("-")[0].lower()
    return base if base in tags() else ""


def _by_script(sample: str) -> str:
    """Return the language of a script that only one of ours uses, where a third of the letters are in it."""
    letters = len(_LETTER.findall(sample))
    counts = {tag: len(script.findall(sample)) for tag, script in _SCRIPTS}
    counts["ja"] = counts["ja"] + counts["zh"] if counts["ja"] * 10 >= counts["zh"] and counts["ja"] else 0
    if counts["fa"] * 50 >= counts["ar"] and counts["fa"]:
        counts["fa"] = counts["ar"]
        counts["ar"] = 0
    tag = max(counts, key=lambda t: counts[t])
    return tag if counts[tag] * 3 >= letters and counts[tag] and tag in tags() else ""


def _latin_scores(sample: str) -> dict[str, int]:
    """Count for each language the running words of the sample that it claims."""
    running = Counter(word.casefold() for word in _WORD.findall(sample))
    return {
        tag: sum(running[word] for word in claimed if word in running)
        for tag, claimed in _claims().items()
        if any(word in running for word in claimed)
    }


@lru_cache(maxsize=1)
def _claims() -> dict[str, frozenset[str]]:
    """Return the words that speak for each language; months and weekdays too, they fill event lists."""
    claims = {}
    for tag in tags():
        words = words_for(tag)
        names = (*words.time.months.values(), *words.time.weekdays.values())
        spoken = {name.casefold() for spellings in names for name in spellings if len(name) > 3}
        claims[tag] = frozenset(spoken | set(words.function_words))
    return claims
