"""Meeting places inside sentences."""

import pytest

from handbill.reading.sentences import place_in
from handbill.reading.vocabulary import vocabulary
from handbill.values import Span

SENTENCES = [
    ("en", "The board meets at the Mill House, 12 Weir Street, unless noted.", "Mill House, 12 Weir Street"),
    ("en", "We meet in Room 4 at the Lock House and walk.", "Room 4 at the Lock House"),
    ("en", "We gather outside St. Olave's Hall at dusk.", "St. Olave's Hall"),
    ("en", "Join us at once and bring a lamp.", None),
    ("en", "We meet in Leeds.", None),  # a city is no meeting place
    ("en", "We meet (at the Boat House) and row.", "Boat House"),
    ("de", "Wir treffen uns vor dem Alten Rathaus und gehen zum Fluss.", "Alten Rathaus"),
    ("fr", "On se retrouve devant le Théâtre du Quai à midi.", "Théâtre du Quai"),
    ("es", "Nos vemos en la Plaza del Molino y caminamos.", "Plaza del Molino"),
    ("it", "Ci troviamo in Piazza delle Erbe e partiamo.", "Piazza delle Erbe"),
    ("nl", "We verzamelen bij het Oude Stadhuis en lopen.", "Oude Stadhuis"),
    ("pt", "Encontro na Praça do Moinho com velas.", "Praça do Moinho"),
]


@pytest.mark.parametrize(("language", "sentence", "place"), SENTENCES, ids=[s for _, s, _ in SENTENCES])
def test_place_of_a_sentence(language: str, sentence: str, place: str | None):
    """It begins behind a preposition and its article, and runs over capitalised words and numbers."""
    found = place_in(sentence, Span(0, len(sentence)), vocabulary(language))

    assert (found.of(sentence) if found else None) == place


def test_a_time_is_no_place():
    """ "at 6:30" ends no sentence's search: the place stands further on."""
    said = "The board meets at 6:30 pm in the Lock House."

    found = place_in(said, Span(0, len(said)), vocabulary("en"), without=[Span(19, 26)])

    assert found is not None
    assert found.of(said) == "Lock House"
