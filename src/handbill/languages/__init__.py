"""Vocabulary, one folder a language: `words.toml` kept by hand over tables generated from CLDR.

A language is a folder: whoever speaks it can write its `words.toml` and `cases.toml` and needs no Python.
"""

from handbill.languages.cldr_tables import CldrTable, cldr_table, numeric_order
from handbill.languages.detection import detect
from handbill.languages.kinds import KINDS, schema_type
from handbill.languages.words import OTHER_MONTHS, LanguageWords, TimeWords, tags, words_for

__all__ = [
    "KINDS",
    "OTHER_MONTHS",
    "CldrTable",
    "LanguageWords",
    "TimeWords",
    "cldr_table",
    "detect",
    "numeric_order",
    "schema_type",
    "tags",
    "words_for",
]
