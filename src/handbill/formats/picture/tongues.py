"""In which languages to look for words: those of the sender, in the script that is seen."""

from collections.abc import Iterable, Sequence

from handbill.errors import UnknownPlace
from handbill.languages import known_tag

_CODES = {
    "am": "amh", "ar": "ara", "be": "bel", "bg": "bul", "bn": "ben", "ca": "cat", "cs": "ces", "da": "dan",
    "de": "deu", "el": "ell", "en": "eng", "es": "spa", "et": "est", "eu": "eus", "fa": "fas", "fi": "fin",
    "fil": "fil", "fr": "fra", "gl": "glg", "he": "heb", "hi": "hin", "hr": "hrv", "hu": "hun", "id": "ind",
    "it": "ita", "ja": "jpn", "ko": "kor", "lt": "lit", "lv": "lav", "mk": "mkd", "mr": "mar", "ms": "msa",
    "nb": "nor", "nl": "nld", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sk": "slk", "sl": "slv",
    "sr": "srp", "sv": "swe", "sw": "swa", "ta": "tam", "te": "tel", "th": "tha", "tr": "tur", "uk": "ukr",
    "ur": "urd", "vi": "vie", "zh": "chi_sim", "zh-Hant": "chi_tra",
}  # fmt: skip
"""Our tags and Tesseract's names (ISO 639-2/T mostly). Source: tesseract-ocr.github.io, "Data Files"."""
_SCRIPTS = {
    "Arabic": ("ar", "fa", "ur"), "Bengali": ("bn",), "Cyrillic": ("ru", "uk", "bg", "be", "mk", "sr"),
    "Devanagari": ("hi", "mr"), "Ethiopic": ("am",), "Greek": ("el",), "Han": ("zh", "zh-Hant", "ja"),
    "Hangul": ("ko",), "Hebrew": ("he",), "Japanese": ("ja", "zh"), "Korean": ("ko",), "Tamil": ("ta",),
    "Telugu": ("te",), "Thai": ("th",),
}  # fmt: skip
"""Script as Tesseract tells it, and our languages in it, commonest first; all others are Latin."""
_NOT_LATIN = {tag for tags in _SCRIPTS.values() for tag in tags} - {"sr"}
MOST = 2
"""Languages at once: each more takes as long again, and their words get in each other's way."""


def code_of(tag: str) -> str:
    """Return Tesseract's name of a BCP 47 tag; "" for a language that is not ours.

    >>> code_of("pt-BR"), code_of("zh-TW")
    ('por', 'chi_tra')
    """
    return _CODES.get(known_tag(tag), "")


def package_for(tag: str) -> str:
    """Return Debian's package for one of our tags.

    >>> package_for("zh")
    'tesseract-ocr-chi-sim'
    """
    return f"tesseract-ocr-{code_of(tag).replace('_', '-')}"


def likely(spoken: Iterable[str], home: str | None, script: str) -> tuple[str, ...]:
    """Return our tags of the languages to look for, best first, `MOST` at most; never none.

    Args:
        spoken: BCP 47 tags that sender or container declare.
        home: ISO 3166 country of the sender.
        script: As Tesseract tells it; "" where it could not tell.
    """
    tags = [known_tag(tag) for tag in (*spoken, *_spoken_at(home))]
    wanted = [tag for tag in dict.fromkeys(tags) if tag in _CODES and _is_in(tag, script)]
    return tuple(wanted[:MOST]) or (_SCRIPTS.get(script, ("en",))[0],)


def available(tags: Sequence[str], installed: frozenset[str], script: str) -> tuple[str, ...]:
    """Return Tesseract's names of those of *tags* that are installed, else of one of the script; else ()."""
    here = [_CODES[tag] for tag in tags if _CODES[tag] in installed]
    others = _SCRIPTS.get(script) or [tag for tag in ("en", *_CODES) if tag not in _NOT_LATIN]
    return tuple(here) or tuple(_CODES[tag] for tag in others if _CODES[tag] in installed)[:1]


def one_a_script(installed: frozenset[str]) -> tuple[str, ...]:
    """Return the commonest installed language of each script but Latin, by Tesseract's names."""
    first = ((tag for tag in tags if _CODES[tag] in installed) for tags in _SCRIPTS.values())
    return tuple(dict.fromkeys(_CODES[tag] for tags in first if (tag := next(tags, ""))))


def share_script(code: str, other: str) -> bool:
    """Tell whether two languages, by Tesseract's names, are written in one script.

    >>> share_script("deu", "eng"), share_script("ara", "eng")
    (True, False)
    """
    return _script_of(code) == _script_of(other)


def _script_of(code: str) -> str:
    return next((script for script, tags in _SCRIPTS.items() if code in {_CODES[tag] for tag in tags}), "")


def _is_in(tag: str, script: str) -> bool:
    if not script:
        return True
    return tag in _SCRIPTS[script] if script in _SCRIPTS else tag not in _NOT_LATIN


def _spoken_at(home: str | None) -> tuple[str, ...]:
    from handbill.places import gazetteer

    try:
        return gazetteer().languages_of(home)[:3] if home else ()
    except UnknownPlace:
        return ()
