"""Which of our languages a text is written in, and which further ones fill a good part of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from handbill.languages.claims import SCRIPTS, Sample, claims_of_scripts, scores_of
from handbill.languages.words import tags

SAMPLE = 20_000
"""Characters looked at: enough to tell, and long pages stay cheap."""

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
    return _main(Sample(text[:SAMPLE]), declared, home)


def _main(sample: Sample, declared: Iterable[str], home: str | None) -> str:
    claims = claims_of_scripts().get(sample.script)
    if claims is None:
        return ""
    if len(claims.tags) == 1:
        return claims.tags[0]
    scores = scores_of(sample, claims)
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
    sample = Sample(text[:SAMPLE])
    main = _main(sample, declared, home)
    others = _hinted(sample, main) if main else []
    if not others:
        return (main,) if main else ()
    pieces = [text[start:end] for start, end in parts if start < SAMPLE] or [sample.text]
    return _borne_out(pieces, (main, *others), [known_tag(tag) for tag in declared])


def language_of(part: str, among: Sequence[str]) -> str:
    """Return which language of *among* a part of a text is clearly in; "" where it might be in several."""
    return _won(part, among)[0]


def _hinted(sample: Sample, main: str) -> list[str]:
    """The languages that the text as a whole gives a sign of, beside *main*: most give none, at little cost.

    A language of another script needs its share of the letters; one of the same needs words that neither
    the main language nor one found before it has.
    """
    found = [tag for script in sample.further_scripts(_SHARE) if (tag := _likely(sample, script))]
    claims = claims_of_scripts()[sample.script]
    said = [(claimed, n) for word, n in sample.words.items() if (claimed := claims.words.get(word))]
    least = sum(claimed.get(main, 0.0) * n for claimed, n in said) / _HINT
    chosen = [main]
    while len(chosen) < _MOST and (likely := _next_likely(said, chosen[-1], least)):
        said = [(claimed, n) for claimed, n in said if chosen[-1] not in claimed]
        chosen.append(likely)
    return [tag for tag in dict.fromkeys((*found, *chosen)) if tag != main]


def _likely(sample: Sample, script: str) -> str:
    """The language of *script* that the sample says most for; "" where it says nothing for any."""
    claims = claims_of_scripts().get(script)
    if claims is None or len(claims.tags) == 1:
        return claims.tags[0] if claims else ""
    scores = scores_of(sample, claims)
    return max(scores, key=lambda tag: scores[tag], default="")


def _next_likely(said: Iterable[tuple[Mapping[str, float], int]], without: str, least: float) -> str:
    """The language that several words which *without* lacks speak for most; "" where they say too little."""
    own: dict[str, float] = {}
    for claimed, number in said:
        if without not in claimed:
            for tag, weight in claimed.items():
                own[tag] = own.get(tag, 0.0) + weight * number
    likely = sorted((tag for tag in own if own[tag] >= least), key=lambda tag: -own[tag])
    return next((tag for tag in likely if _different(said, tag, without) >= _DIFFERENT_WORDS), "")


def _different(said: Iterable[tuple[Mapping[str, float], int]], tag: str, without: str) -> int:
    return sum(tag in claimed and without not in claimed for claimed, _ in said)


def _borne_out(pieces: Iterable[str], seen: Sequence[str], declared: Sequence[str]) -> tuple[str, ...]:
    """Return those of *seen* that win enough of *pieces*, the one with most letters first.

    Where a text says everything twice, the language declared or else the one it says it in first leads.
    """
    tally = _Tally(seen)
    for piece in pieces:
        tally.add(piece)
    letters = tally.letters
    proven = [tag for tag in letters if tally.is_spoken(tag)]
    if seen[0] not in proven:  # its words are strewn over lines too short to tell
        proven.insert(0, seen[0])
        letters[seen[0]] = tally.total
    most = max(letters[tag] for tag in proven)
    even = [tag for tag in proven if letters[tag] >= most * _EVEN]
    main = next((tag for tag in declared if tag in even), even[0])
    rest = sorted((tag for tag in proven if tag != main), key=lambda tag: -letters[tag])
    return (main, *rest[: _MOST - 1])


class _Tally:
    """How much of a text each of some languages wins, part by part."""

    def __init__(self, tags_seen: Sequence[str]):
        self.tags = tags_seen
        self.total = 0
        self.letters: Counter[str] = Counter()
        self._words: dict[str, set[str]] = {}
        self._in_sentences: set[str] = set()
        self._last = ""

    def add(self, piece: str) -> None:
        """Count a part for the language that wins it; below a part that several words tell one is enough."""
        count = _letters_of(piece)
        self.total += count
        tag, telling = _won(piece, self.tags)
        if tag and (len(telling) >= _TELLING_WORDS or tag == self._last or not _is_latin(tag)):
            self._last = tag
            self.letters[tag] += count
            self._words.setdefault(tag, set()).update(telling)
            if len(telling) >= _SENTENCE or any(map(str.isdigit, piece)):
                self._in_sentences.add(tag)

    def is_spoken(self, tag: str) -> bool:
        """Whether enough letters are in it; in Latin ones also several words, in a sentence or date."""
        if self.letters[tag] * _SHARE < self.total:
            return False
        told = tag in self._in_sentences and len(self._words[tag]) >= _DIFFERENT_WORDS
        return told or not _is_latin(tag)


def _won(piece: str, among: Sequence[str]) -> tuple[str, set[str]]:
    """Return the language of *among* that *piece* is clearly in, "" for none, and the words that tell it."""
    sample = Sample(piece)
    script = sample.letters_in
    here = [tag for tag in among if _shares_script(tag, script)]
    if not here:
        return "", set()
    if len(here) == 1 and script != "latin":
        return here[0], set()
    claims = claims_of_scripts()[script]
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
    dense = sum(len(SCRIPTS[script].findall(piece)) for script in ("han", "kana", "hangul"))
    return dense + sum(map(str.isalpha, piece))


def _is_latin(tag: str) -> bool:
    return _shares_script(tag, "latin")


def _shares_script(tag: str, script: str) -> bool:
    claims = claims_of_scripts().get(script)
    return claims is not None and tag in claims.tags


@lru_cache(maxsize=1024)
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
