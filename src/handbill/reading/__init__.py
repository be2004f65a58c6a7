"""Reading: an announcement to drafts with evidence.

    blocks ─▶ segments (lines, sentences, with dates and times) ─▶ outline (headings handed down,
    one card an event) ─▶ fields ─▶ drafts ─▶ joined with what structured data states

Every rule reads vocabulary, none reads a language by name.
"""

from handbill.reading.reader import read

__all__ = ["read"]
