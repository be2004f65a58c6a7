"""The hours of one gathering: doors, assembly, start, departure, end."""

import datetime as dt

import pytest

from handbill.formats import announcement_of_text
from handbill.reading import read
from handbill.reading.durations import duration_in
from handbill.reading.vocabulary import vocabulary
from handbill.values import Finding, Span, WallTime

HOURS = [
    # text, start, end, doors
    ("Folk night\nSaturday 6 March, doors 7pm, start 8pm, Mill Hall, Leeds", "20:00", None, "19:00"),
    ("Folk night\nSaturday 6 March, 8pm (doors 7.15), Mill Hall, Leeds", "20:00", None, "19:15"),
    (
        "Folk night\nSaturday 6 March, Mill Hall, Leeds\nDoors: 7pm\nStart: 8pm\nFinish: 11pm",
        "20:00",
        "23:00",
        "19:00",
    ),
    ("Folk night\nSaturday 6 March, doors 7pm, Mill Hall, Leeds", "19:00", None, None),
    ("Konzert\nSamstag, 6. März, Einlass 19 Uhr, Beginn 20 Uhr, Mühlenhalle, Kassel", "20:00", None, "19:00"),
    ("Konzert\nSamstag, 6. März, 19 Uhr Einlass, 20 Uhr Beginn, Mühlenhalle, Kassel", "20:00", None, "19:00"),
    (
        "Concierto\nSábado 6 de marzo, apertura de puertas 19:00, concierto 20:00, Teatro Río, Córdoba",
        "20:00",
        None,
        "19:00",
    ),
    (
        "Radumzug\nSamstag, 6. März, Treffpunkt 14 Uhr, Abmarsch 14:30 Uhr, Königsplatz, Kassel",
        "14:00",
        None,
        None,
    ),
    (
        "Marche pour l'eau\nSamedi 6 mars, 11h rassemblement, 12h départ, place du Marché, Nantes",
        "11:00",
        None,
        None,
    ),
    (
        "March for buses\nSaturday 6 March: assembly 2pm, march off 2.30pm, Mill Square, Leeds",
        "14:00",
        None,
        None,
    ),
    (
        "Corteo\nSabato 6 marzo, ritrovo ore 15, partenza ore 15.30, Piazza Mulino, Torino",
        "15:00",
        None,
        None,
    ),
    (
        "Passeio\nSábado, 6 de março, concentração 15h, saída 15h30, Praça do Moinho, Recife",
        "15:00",
        None,
        None,
    ),
    (
        "Optocht\nZaterdag 6 maart, verzamelen 13.00 uur, vertrek 13.30 uur, Marktplein, Utrecht",
        "13:00",
        None,
        None,
    ),
    ("Silent vigil\nSaturday 6 March, 12.30pm, Mill Steps, Leeds, until 1pm.", "12:30", "13:00", None),
    ("Seed talk\nSaturday 6 March, 6pm, Mill Hall, Leeds. Lasts two hours.", "18:00", "20:00", None),
    (
        "Moorvortrag\nSamstag, 6. März, 18 Uhr, Mühlenhalle, Kassel. Dauer ca. 90 Minuten.",
        "18:00",
        "19:30",
        None,
    ),
    ("Moorvortrag\nSamstag, 6. März, 18 Uhr, Mühlenhalle, Kassel\nEnde: 22 Uhr", "18:00", "22:00", None),
    ("Fête des moulins\nSamedi 6 mars à 15h, place du Marché, Nantes. Fin à 18h.", "15:00", "18:00", None),
]


def hour(found: Finding[WallTime] | None) -> str | None:
    return f"{found.value:%H:%M}" if found else None


@pytest.mark.parametrize(("text", "start", "end", "doors"), HOURS, ids=[row[0] for row in HOURS])
def test_hours_of_one_event(text: str, start: str, end: str | None, doors: str | None):
    """One event, at its assembly or start; a later stage is neither an event nor an end."""
    drafts = read(announcement_of_text(text, received=dt.datetime(2027, 3, 1, 9))).drafts

    assert [(hour(d.dtstart), hour(d.dtend), hour(d.door_time)) for d in drafts] == [(start, end, doors)]


def test_a_departure_below_its_assembly_is_no_event():
    text = "March for buses\n\nSaturday 6 March\n2pm: Assembly, Mill Square, Leeds\n2.30pm: March off\n"
    drafts = read(announcement_of_text(text, received=dt.datetime(2027, 3, 1, 9))).drafts

    assert [hour(draft.dtstart) for draft in drafts] == ["14:00"]


LENGTHS = [
    ("en", "Lasts two hours.", 120),
    ("en", "The tour takes about 2.5 hours", 150),
    ("en", "Five minutes' walk from the station", None),
    ("en", "Doors 15 minutes before", None),
    ("de", "Dauer: 1,5 Stunden", 90),
    ("fr", "15 h, place du Port", None),
    ("fr", "Durée : 45 minutes", 45),
    ("es", "Duración: 2 horas", 120),
    ("it", "Durata 50 minuti", 50),
]


@pytest.mark.parametrize(("language", "words", "minutes"), LENGTHS, ids=[row[1] for row in LENGTHS])
def test_how_long_it_lasts(language: str, words: str, minutes: int | None):
    found = duration_in(words, Span(0, len(words)), vocabulary(language))

    assert (found and found.value) == (dt.timedelta(minutes=minutes) if minutes else None)
