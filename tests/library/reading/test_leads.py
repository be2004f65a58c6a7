"""What a line begins with: a city, an hour, or both."""

import datetime as dt

import pytest

from handbill.formats import announcement_of_text
from handbill.languages import words_for
from handbill.places import gazetteer
from handbill.reading.leads import leads_of
from handbill.reading.localities import Localities
from handbill.reading.segments import segments_of
from handbill.reading.vocabulary import vocabulary

LINES = [
    # home, language, line, (city of the gazetteer, words in its place, whether an hour leads)
    ("GB", "en", "Leeds: Lamp walk, Canal Wharf", ("Leeds", "Leeds", False)),
    ("GB", "en", "2pm, Leeds: Lamp walk, Canal Wharf", ("Leeds", "Leeds", True)),
    ("GB", "en", "3. Leeds - Lamp walk", ("Leeds", "Leeds", False)),
    ("GB", "en", "Upper Wobbleton: Lamp walk, Canal Wharf", (None, "Upper Wobbleton", False)),
    ("GB", "en", "6pm Lamp walk, Canal Wharf", (None, None, True)),
    ("GB", "en", "all who walked in Leeds: thank you", (None, None, False)),
    ("DE", "de", "• Kassel – 18 Uhr, Königsplatz", ("Kassel", "Kassel", False)),
    ("DE", "de", "19.30 Uhr | Bremen | Nachtkonzert", ("Bremen", "Bremen", True)),
    ("ES", "es", "Sevilla: marcha por el agua", ("Sevilla", "Sevilla", False)),
    ("JP", "ja", "札幌：水辺の音楽会", ("Sapporo", "札幌", False)),
]


@pytest.mark.parametrize(("home", "language", "line", "lead"), LINES, ids=[line[2] for line in LINES])
def test_head_of_a_line(home: str, language: str, line: str, lead: tuple[str | None, str | None, bool]):
    """A city before a mark, words that stand where one would, an hour before or behind it."""
    announcement = announcement_of_text(line, received=dt.datetime(2027, 3, 1), home=home)
    known = vocabulary(language)
    segments = segments_of(announcement, words_for(language), known)
    spans = [block.span for block in announcement.blocks]
    localities = Localities(announcement, gazetteer(), (language,), spans, known.venue)

    found = leads_of(segments, announcement.text, localities)[0]

    assert (
        found.place.place.name if found.place else None,
        found.town.of(announcement.text) if found.town else None,
        found.timed,
    ) == lead
