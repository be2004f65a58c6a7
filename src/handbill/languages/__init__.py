"""Vocabulary, one folder a language: `words.toml` kept by hand over tables generated from CLDR.

A language is a folder: whoever speaks it can write its `words.toml` and `cases.toml` and needs no Python.
"""

from handbill.languages.cldr_tables import CldrTable, cldr_table, numeric_order
from handbill.languages.detection import detect, detect_all, known_tag, language_of
from handbill.languages.kinds import KINDS, schema_type
from handbill.languages.words import OTHER_MONTHS, LanguageWords, TimeWords, tags, words_for, words_for_all

__all__ = [
    "KINDS",
    "OTHER_MONTHS",
    "CldrTable",
    "LanguageWords",
    "TimeWords",
    "cldr_table",
    "detect",
    "detect_all",
    "known_tag",
    "language_of",
    "numeric_order",
    "schema_type",
    "tags",
    "words_for",
    "words_for_all",
]
