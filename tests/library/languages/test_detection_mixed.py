"""Texts in more than one language, and texts that only borrow words from one."""

import re

import pytest

from handbill.languages import detect_all, language_of

GERMAN = """Sommerfest im Gemeinschaftsgarten
Am Samstag, dem 5. Juni, laden wir alle Nachbarn herzlich zu uns ein.
Es gibt Kuchen, Musik und ein Quiz für die Kinder."""
TURKISH = """Mahalle bahçesinde yaz şenliği
5 Haziran Cumartesi günü bütün komşularımızı bahçemize davet ediyoruz.
Kek, müzik ve çocuklar için bir bilgi yarışması var."""
ENGLISH = """Summer party in the community garden
On Saturday the 5th of June all our neighbours are invited to join us.
There will be cake, music and a quiz for the children."""
FRENCH = """Fête d'été au jardin partagé
Le samedi 5 juin, nous invitons tous les voisins à nous rejoindre.
Il y aura des gâteaux, de la musique et un jeu pour les enfants."""
ARABIC = """حفل الصيف في حديقة الحي
يوم السبت 5 يونيو ندعو جميع الجيران إلى الحضور معنا.
هناك كعك وموسيقى ومسابقة للأطفال."""
UKRAINIAN = """Літнє свято в сусідському саду
У суботу, 5 червня, запрошуємо всіх сусідів до нашого саду.
Буде пиріг, музика та вікторина для дітей."""
POLISH = """Letnie święto w ogrodzie sąsiedzkim
W sobotę 5 czerwca zapraszamy wszystkich sąsiadów do naszego ogrodu.
Będzie ciasto, muzyka oraz quiz dla dzieci."""
SPANISH = """Fiesta de verano en la huerta comunitaria
El sábado 5 de junio invitamos a todos los vecinos a venir con nosotros.
Habrá pasteles, música y un concurso para los niños."""


def lines(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(r"[^\n]+", text)]


def told(*texts: str, **given: str) -> tuple[str, ...]:
    text = "\n\n".join(texts)
    return detect_all(text, lines(text), **given)


@pytest.mark.parametrize(
    ("first", "second", "tags"),
    [
        (GERMAN, TURKISH, ("de", "tr")),
        (TURKISH, GERMAN, ("tr", "de")),
        (ENGLISH, FRENCH, ("en", "fr")),
        (UKRAINIAN, POLISH, ("uk", "pl")),
        (ARABIC, ENGLISH, ("ar", "en")),
        (ENGLISH, ARABIC, ("en", "ar")),
        (SPANISH, ENGLISH, ("es", "en")),
    ],
)
def test_a_text_said_twice_has_both_languages_the_first_one_leading(first: str, second: str, tags: tuple):
    assert told(first, second) == tags


def test_three_languages_are_the_most():
    assert told(GERMAN, TURKISH, ARABIC, ENGLISH)[0] == "de"
    assert len(told(GERMAN, TURKISH, ARABIC, ENGLISH)) == 3


def test_a_declared_language_leads_a_text_said_twice():
    assert told(GERMAN, TURKISH, declared=("tr",)) == ("tr", "de")


def test_a_cover_note_adds_its_language_to_that_of_what_it_covers():
    note = "Please see below what our friends have sent to us, and pass it on to all of yours."
    assert told(note, SPANISH, SPANISH) == ("es", "en")


@pytest.mark.parametrize(
    ("text", "tag"),
    [(GERMAN, "de"), (TURKISH, "tr"), (FRENCH, "fr"), (POLISH, "pl"), (UKRAINIAN, "uk"), (SPANISH, "es")],
)
def test_english_words_strewn_in_make_no_second_language(text: str, tag: str):
    strewn = "Follow us on Facebook\nOpen Stage: “The Long Way Home” & “Let It Rain”\nNewsletter | Contact"
    assert told(text, text, strewn) == (tag,)


@pytest.mark.parametrize("text", [ENGLISH, GERMAN, ARABIC])
def test_a_text_in_one_language_has_one(text: str):
    assert len(told(text)) == 1


def test_neighbours_that_share_most_words_are_one():
    danish = "Marchen begynder lørdag klokken 14 på torvet, kom og vær med. Vi ses til kaffe bagefter."
    assert told(danish, danish) == ("da",)


def test_no_letters_no_language():
    assert told("12345 !!!") == ()


def test_a_part_belongs_to_the_language_that_it_is_clearly_in():
    assert language_of("Cumartesi, 5 Haziran", ("de", "tr")) == "tr"
    assert language_of("Samstag, den 5. Juni", ("de", "tr")) == "de"
    assert language_of("Café Motor 12", ("de", "tr")) == ""
    assert language_of("субота 18:00", ("pl", "uk")) == "uk"
    assert language_of("Zoom: https://meet.example/1", ("ar", "en")) == ""
