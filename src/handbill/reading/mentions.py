"""Days said again beside the papers of an event: they make no entry of their own."""

from collections.abc import Sequence

from handbill.reading.entries import Entry
from handbill.reading.pieces import trim
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Span


def without_mentions(entries: Sequence[Entry], text: str, vocabulary: Vocabulary) -> list[Entry]:
    """Leave out papers of a day on which something is said with its hour: "Agenda: 3 May Board Meeting".

    Where no line says an hour of that day, papers are all that tells of the meeting.
    """
    timed = {entry.first for entry in entries if entry.time is not None and entry.time.span is not None}
    return [
        entry
        for entry in entries
        if entry.time is not None
        or entry.first not in timed
        or entry.day.value.rrule
        or not names_papers(text, entry.part, vocabulary)
    ]


def names_papers(text: str, span: Span, vocabulary: Vocabulary) -> bool:
    """Whether *span* begins with papers as with a label ("Agenda: …"), or ends with them."""
    said = trim(text, span)
    for found in vocabulary.documents.finditer(text, said.start, said.end):
        if found.end() == said.end and found.start() > said.start:
            return True
        if found.start() == said.start and text[found.end() : said.end].lstrip()[:1] in (":", "："):
            return True
    return False
