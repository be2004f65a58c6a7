"""The words of all languages of a page together."""

from handbill.reading.vocabulary import vocabulary


def test_words_of_every_language_of_the_page_count():
    both = vocabulary("de", "tr")

    assert both.labels["veranstalter"] == "who"
    assert both.labels["nerede"] == "where"
    assert both.kinds["concert"].search("Konzert")
    assert both.kinds["concert"].search("konseri")
    assert both.status["cancelled"].search("abgesagt")
    assert both.status["cancelled"].search("iptal")


def test_alone_a_language_knows_only_its_own_words():
    assert "nerede" not in vocabulary("de").labels


def test_the_main_language_decides_what_a_label_says():
    """ "Kraj" is the end in Croatian and the country in Polish."""
    assert vocabulary("hr", "pl").labels["kraj"] == "end"
    assert vocabulary("pl", "hr").labels["kraj"] == "country"
    assert vocabulary("en", "da").labels["by"] == "who"
    assert vocabulary("da", "en").labels["by"] == "city"
