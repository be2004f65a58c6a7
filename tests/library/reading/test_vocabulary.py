"""Phrases of the vocabulary match whole words, in every script and all languages of a page."""

import pytest

from handbill.reading.telling import is_generic
from handbill.reading.vocabulary import vocabulary


def test_a_vowel_sign_belongs_to_the_word():
    """ "বন্ধ" (closed) stands before a sign in "বন্ধু" (friend), which is another word."""
    hours = vocabulary("bn").hours
    assert (hours.findall("নদীপাড়ের বন্ধু"), hours.findall("আজ বন্ধ")) == ([], ["বন্ধ"])


@pytest.mark.parametrize(
    ("tag", "heading"),
    [
        ("de", "Die nächsten Termine"),
        ("fr", "Prochains rendez-vous"),
        ("pl", "Najbliższe wydarzenia 2027"),
        ("ru", "Ближайшие события"),
        ("tr", "Gelecek etkinlikler"),
        ("he", "האירועים הקרובים"),
        ("hi", "आगामी कार्यक्रम"),
        ("ja", "今後の予定"),
        ("vi", "Sự kiện sắp tới"),
    ],
)
def test_a_heading_of_any_list_names_nothing(tag: str, heading: str):
    assert is_generic(heading, vocabulary(tag))


@pytest.mark.parametrize(
    ("tag", "heading"),
    [
        ("de", "Laternenumzug"),
        ("hi", "आगामी मेला"),
        ("th", "งานวัด"),
        ("bn", "সবুজ মেলা"),
        ("ja", "夏休み工作教室"),
    ],
)
def test_a_heading_that_says_what_comes_is_a_name(tag: str, heading: str):
    """A letter counts with the vowel sign on it: "मेला" is more than two lone letters."""
    assert not is_generic(heading, vocabulary(tag))


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


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("which was to be in May", ["was to be in"]),
        ("which WAS TO  BE inside", ["WAS TO  BE"]),
        ("it wasn't to be", []),
    ],
)
def test_the_longest_phrase_of_whole_words_is_found(words: str, found: list[str]):
    assert vocabulary("en").former.findall(words) == found


def test_a_word_may_go_on_where_its_phrase_is_open():
    assert vocabulary("fr").kinds["march"].findall("deux Manifestations, une manifeste") == ["Manifestations"]
    assert vocabulary("de").venue.findall("am Marktplatz bei Platzregen") == ["Marktplatz"]


@pytest.mark.parametrize("words", ["scrapped", "put off", "now at the pier", "tbc"])
def test_words_of_each_status_are_words_of_any(words: str):
    told = [status for status, pattern in vocabulary("en").status.items() if pattern.search(words)]

    assert told
    assert vocabulary("en").any_status.search(words)
