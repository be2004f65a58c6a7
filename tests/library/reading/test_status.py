"""Status of an event, and the day and place that no longer hold."""

import datetime as dt

import pytest

from handbill.formats import announcement_of_text
from handbill.reading import read
from handbill.values import Draft


def drafts_of(text: str) -> list[Draft]:
    return list(read(announcement_of_text(text, received=dt.datetime(2027, 3, 1, 9))).drafts)


STATUS = [
    ("CANCELLED: Pond walk, Saturday 6 March, 2pm, Mill Hall, Leeds", "cancelled"),
    ("Pond walk, Saturday 6 March, 2pm, Mill Hall, Leeds. It is not cancelled, whatever you heard.", None),
    (
        "Pond walk, Saturday 6 March, 2pm, Mill Hall, Leeds. Rain or shine. If cancelled we will tell you.",
        None,
    ),
    ("Pond walk, Saturday 6 March, 2pm, Canal Green, Leeds. In case of rain moved to the Mill Hall.", None),
    ("Pond walk, Saturday 6 March, 2pm, Leeds, moved indoors to the Mill Hall.", "changed"),
    ("The pond walk planned for Saturday 6 March at 2pm in the Mill Hall, Leeds, is cancelled.", "cancelled"),
    ("Harmonium recital\nSaturday 6 March, 7pm, Mill Hall, Leeds\nTentative", "tentative"),
    ("Harmonium recital, Saturday 6 March, 7pm, Mill Hall, Leeds, soloist to be confirmed", None),
    ("Abgesagt! Teichrundgang am Samstag, 6. März, 14 Uhr, Mühlenhalle, Kassel", "cancelled"),
    ("Teichrundgang am Samstag, 6. März, 14 Uhr, Mühlenhalle, Kassel. Nicht abgesagt!", None),
    ("Der Rundgang fällt leider aus: Samstag, 6. März, 14 Uhr, Mühlenhalle, Kassel", "cancelled"),
    ("Bei Regen wird der Rundgang verschoben. Samstag, 6. März, 14 Uhr, Mühlenhalle, Kassel", None),
    ("ANNULÉ - Randonnée des étangs, samedi 6 mars à 14h, place du Moulin, Nantes", "cancelled"),
    ("Randonnée, samedi 6 mars à 14h, place du Moulin, Nantes. En cas de pluie, annulé.", None),
    ("Paseo de los molinos, sábado 6 de marzo, 12:00, Plaza del Molino, Córdoba. CANCELADO", "cancelled"),
    ("Passeggiata, sabato 6 marzo, ore 15, Piazza Mulino, Torino. Annullata in caso di pioggia.", None),
    ("Molenwandeling, zaterdag 6 maart, 14.00 uur, Utrecht. Gaat niet door!", "cancelled"),
]


@pytest.mark.parametrize(("text", "status"), STATUS, ids=[text for text, _ in STATUS])
def test_status_of_a_line(text: str, status: str | None):
    """Words of status count unless their clause denies or only supposes them."""
    found = [draft.status and draft.status.value for draft in drafts_of(text)]

    assert found == [status]


MOVED = [
    "Pond walk moved from Saturday 6 March to Sunday 14 March, 2pm, Mill Hall, Leeds",
    "The pond walk planned for Saturday 6 March is postponed to Sunday 14 March, 2pm, Mill Hall, Leeds.",
    "Il canto in Piazza Mulino, Torino, previsto per sabato 6 marzo, è RINVIATO a domenica 14 marzo, ore 14.",
    "Pond walk: Sunday 14 March (instead of Saturday 6 March), 2pm, Mill Hall, Leeds",
    "Der Teichrundgang wird vom 6. März auf den 14. März verschoben, 14 Uhr, Mühlenhalle, Kassel.",
    "Teichrundgang, nicht am Samstag, 6. März, sondern am Sonntag, 14. März, 14 Uhr, Mühlenhalle, Kassel",
    "Randonnée reportée au dimanche 14 mars à 14h, place du Moulin, Nantes (initialement le samedi 6 mars)",
    (
        "Paseo: se aplaza al domingo 14 de marzo a las 14:00, Plaza del Molino, Córdoba. "
        "Estaba previsto para el sábado 6 de marzo."
    ),
    "Passeggiata RINVIATA da sabato 6 marzo a domenica 14 marzo, ore 14, Piazza Mulino, Torino",
    (
        "Passeio adiado para domingo, 14 de março, 14h, Praça do Moinho, Recife. "
        "Estava marcado para sábado, 6 de março."
    ),
    (
        "Molenwandeling verplaatst naar zondag 14 maart, 14.00 uur, Marktplein, Utrecht "
        "(in plaats van zaterdag 6 maart)"
    ),
]


@pytest.mark.parametrize("text", MOVED)
def test_a_new_day_counts(text: str):
    """The new day is dtstart, the old one with the same hour is kept, wherever each stands."""
    (draft,) = drafts_of(text)

    found = [f and f.value for f in (draft.status, draft.dtstart, draft.previous_start)]
    assert found == ["postponed", dt.datetime(2027, 3, 14, 14), dt.datetime(2027, 3, 6, 14)]


PLACES = [
    (
        "Pond walk, Saturday 6 March, 2pm, Leeds, in the Mill Hall instead of the Boat Shed.",
        "Mill Hall",
        "Boat Shed",
    ),
    (
        "Pond walk, Saturday 6 March, 2pm, Leeds. Moved from the Boat Shed to the Mill Hall.",
        "Mill Hall",
        "Boat Shed",
    ),
    (
        "Rundgang, Samstag, 6. März, 14 Uhr, Kassel: nicht im Bootshaus, sondern in der Mühlenhalle",
        "Mühlenhalle",
        "Bootshaus",
    ),
    (
        "Sortie, samedi 6 mars à 14h, Nantes, salle du Moulin au lieu de la place du Port",
        "salle du Moulin",
        "Port",
    ),
]


@pytest.mark.parametrize(("text", "new", "old"), PLACES, ids=[text for text, _, _ in PLACES])
def test_a_new_place_counts(text: str, new: str, old: str):
    """The place that no longer holds is none of those that the venue is looked for in."""
    (draft,) = drafts_of(text)

    found = [f and f.value.removeprefix("to the ") for f in (draft.status, draft.venue, draft.previous_venue)]
    assert found == ["changed", new, old]


def test_a_status_belongs_to_its_own_item():
    text = """What is on

Saturday 6 March
2pm, Leeds: Pond walk, Mill Hall. CANCELLED
4pm, Leeds: Seed swap, Town Hall
6pm, Leeds: Tango class, Boat House (venue tbc)
"""
    found = [draft.status and draft.status.value for draft in drafts_of(text)]

    assert found == ["cancelled", None, None]


def test_a_title_speaks_of_a_single_event():
    """The title of the announcement says it of its only event, not of a list."""
    one = "Cancelled: choir evening\n\nSaturday 6 March, 7pm, Mill Hall, Leeds\n"

    assert [draft.status and draft.status.value for draft in drafts_of(one)] == ["cancelled"]


def test_a_sentence_after_a_repetition_takes_a_day_out_of_it():
    """Dutch "niet op" puts nothing off."""
    (draft,) = drafts_of(
        "Breigroep elke woensdag, 13.30 uur, Buurthuis De Brug, Utrecht. Niet op woensdag 17 maart."
    )

    assert draft.status is None
    assert [day.value for day in draft.exdates] == [dt.date(2027, 3, 17)]


def test_words_that_are_more_than_one_thing_cut_nothing_off():
    """Dutch "voor" is no deadline before a level, French "place" belongs to the name of a square."""
    (course,) = drafts_of("Cursus voor beginners op dinsdag 9 maart om 19.30 uur, Buurthuis De Brug, Utrecht")
    (rally,) = drafts_of("Rassemblement samedi 6 mars à 14h place du Marché, Nantes")

    assert course.dtstart
    assert course.dtstart.value == dt.datetime(2027, 3, 9, 19, 30)
    assert rally.venue
    assert rally.venue.value == "place du Marché"
