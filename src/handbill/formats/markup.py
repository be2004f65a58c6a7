"""Markup inside values: descriptions that calendars and structured data hold as HTML."""

import re

from handbill.formats.clean import displayable

_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]{0,1000})?/?>|&(?:[a-z]{2,8}|#\d{2,6});", re.IGNORECASE)


def plain_words(value: str) -> str:
    """Return *value* displayable, as the lines a person would see where it holds HTML.

    >>> plain_words("<p>Bring a cup.</p><p>Soup &amp; songs</p>")
    'Bring a cup.\\n\\nSoup & songs'
    """
    if not _TAG.search(value):
        return displayable(value).strip()
    from handbill.formats.html import words_of  # lxml, only where there is markup

    return words_of(value)
