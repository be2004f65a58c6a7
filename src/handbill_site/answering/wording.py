"""Sentences in the sender's language: an editor's, else ours in that language, else English."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from handbill_site.answering.models import Wording

ENGLISH = "en"
_WORD = re.compile(r"\{([a-z_]+)\}")


def sentence(key: str, language: str, **words: str) -> str:
    """Return the sentence of *key* ("hello", "reasons.past") with its {words} filled in.

    Filled in by hand and not by str.format, so that neither an editor's slip nor a sender's braces break it.

    Raises: KeyError for a key that no language has.
    """
    return _WORD.sub(lambda word: words.get(word[1], word[0]), _template(key, language))


def languages() -> list[str]:
    """Return the languages that have texts of ours."""
    return sorted(
        file.name.removesuffix(".toml") for file in _folder().iterdir() if file.name.endswith(".toml")
    )


def spoken(language: str) -> str:
    """Return the language of which texts are taken: "pt-BR", then "pt", else English."""
    known = {*languages(), *Wording.objects.values_list("language", flat=True).distinct()}
    return next((tag for tag in (language, language.partition("-")[0]) if tag in known), ENGLISH)


def ours(language: str) -> Mapping[str, str]:
    """Return our own sentences of a language by key; none where it has no texts."""
    return _texts(language)


def _template(key: str, language: str) -> str:
    tags = dict.fromkeys((language, language.partition("-")[0], ENGLISH))
    written = dict(Wording.objects.filter(key=key, language__in=tags).values_list("language", "text"))
    for tag in tags:
        if said := written.get(tag) or _texts(tag).get(key):
            return said
    raise KeyError(key)


@cache
def _texts(language: str) -> Mapping[str, str]:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
        return {}
    file = _folder() / f"{language}.toml"
    return dict(_flat("", tomllib.loads(file.read_text("utf-8")))) if file.is_file() else {}


def _flat(before: str, table: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in table.items():
        rows += _flat(f"{before}{key}.", value) if isinstance(value, dict) else [(f"{before}{key}", value)]
    return rows


def _folder() -> Any:
    return files("handbill_site.answering") / "texts"
