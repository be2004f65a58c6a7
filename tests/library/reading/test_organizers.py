"""Who calls or hosts, by the words around the names."""

import pytest

from handbill.reading.organizers import organizers_in, organizers_listed
from handbill.reading.vocabulary import vocabulary
from handbill.values import Span

SENTENCES = [
    ("en", "Called by Warm Quays and the Tenants' Table.", ["Warm Quays", "Tenants' Table"]),
    ("en", "Hosted by @LanternsNbo w/ @PierFolk", ["@LanternsNbo", "@PierFolk"]),
    ("en", "A walk organised by Harbour Lamps at the pier", ["Harbour Lamps"]),
    ("en", "Compiled by the Lantern Yard volunteers.", []),
    (
        "de",
        "Veranstaltet vom Singverein Eis und der Stadtkapelle West.",
        ["Singverein Eis", "Stadtkapelle West"],
    ),
    (
        "fr",
        "Marche organisée par le Collectif des Quais et les Amis du Port.",
        ["Collectif des Quais", "Amis du Port"],
    ),
    ("es", "Concierto a cargo de la Peña del Faro.", ["Peña del Faro"]),
    ("ja", "主催:さっぽろ水辺の会", ["さっぽろ水辺の会"]),
]


@pytest.mark.parametrize(("language", "sentence", "names"), SENTENCES, ids=[s[1] for s in SENTENCES])
def test_named_in_a_sentence(language: str, sentence: str, names: list[str]):
    """Names stand after the usual phrases; who keeps the list is not one of them."""
    found = organizers_in(sentence, Span(0, len(sentence)), vocabulary(language))

    assert [finding.value for finding in found] == names
    assert [finding.span.of(sentence) for finding in found if finding.span] == names


def test_listed_behind_a_label():
    """A span that holds nothing but names is split at "and", commas and slashes."""
    words = "Steel Choir, the Gate Cooks & Mill Readers"

    found = organizers_listed(words, Span(0, len(words)), vocabulary("en"), "organizer.label")

    assert [finding.value for finding in found] == ["Steel Choir", "Gate Cooks", "Mill Readers"]
