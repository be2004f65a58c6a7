"""Pages in several languages: an event told in two is one draft, items of a mixed list stand apart."""

import datetime as dt
from typing import Any

import pytest

from handbill.formats import open_announcement
from handbill.reading import read
from handbill.values import Reading, plain_draft

NOTICES = {
    "German and Turkish": (
        "DE",
        """
Sommerfest im Gemeinschaftsgarten

Wann: Samstag, 5. Juni 2027, 15 bis 19 Uhr
Wo: Gemeinschaftsgarten Lindenhof, Gartenweg 12, Mannheim
Veranstalter: Gartenverein Lindenhof
Wir laden alle Nachbarinnen und Nachbarn herzlich ein.

---

Mahalle bahçesinde yaz şenliği

Ne zaman: 5 Haziran 2027 Cumartesi, saat 15.00-19.00
Nerede: Lindenhof Mahalle Bahçesi, Gartenweg 12, Mannheim
Düzenleyen: Lindenhof Bahçe Derneği
Bütün komşularımızı bahçemize davet ediyoruz.
""",
        {
            "name": "Sommerfest",
            "dtstart": "2027-06-05T15:00",
            "dtend": "2027-06-05T19:00",
            "city": "Mannheim",
            "organizers": ["Gartenverein Lindenhof"],
            "language": "de",
        },
    ),
    "English and French": (
        "CA",
        """
Community Seed Swap

Date: Saturday, April 10, 2027
Time: 1 pm to 4 pm
Place: Riverside Library, 240 Main Street, Moncton
Bring your seeds, and take home what you would like to grow. Everyone is welcome.

Échange de semences

Date : le samedi 10 avril 2027
Heure : de 13 h à 16 h
Lieu : Bibliothèque Riverside, 240, rue Main, Moncton
Apportez vos semences et repartez avec celles que vous aimeriez cultiver. Bienvenue à tous.
""",
        {
            "name": "Community Seed Swap",
            "dtstart": "2027-04-10T13:00",
            "dtend": "2027-04-10T16:00",
            "city": "Moncton",
            "language": "en",
        },
    ),
    "Ukrainian and Polish": (
        "PL",
        """
Вечір настільних ігор

Коли: п'ятниця, 12 березня 2027, 18:00
Де: Бібліотека «Затишок», вул. Квіткова, 7, Краків
Приходьте з друзями та дітьми, вхід вільний.

Wieczór gier planszowych

Kiedy: piątek, 12 marca 2027, godz. 18:00
Gdzie: Biblioteka „Zacisze”, ul. Kwiatowa 7, Kraków
Przyjdźcie z przyjaciółmi i dziećmi, wstęp wolny.
""",
        {"name": "Вечір настільних ігор", "dtstart": "2027-03-12T18:00", "language": "uk"},
    ),
    "Arabic and English": (
        "GB",
        """
ورشة إصلاح الدراجات

الزمان: السبت 17 أبريل 2027، الساعة 11 صباحا
المكان: مركز الجسر، 8 شارع ميل، ليدز
ندعو جميع سكان الحي إلى الحضور مع دراجاتهم، والدخول مجاني.

Bicycle Repair Workshop

When: Saturday 17 April 2027, 11 am
Where: Bridge Centre, 8 Mill Street, Leeds
All neighbours are welcome to come with their bicycles, and entry is free.
""",
        {"name": "ورشة إصلاح الدراجات", "dtstart": "2027-04-17T11:00", "country_code": "GB"},
    ),
    "Catalan and Spanish": (
        "ES",
        """
Concert de primavera a la plaça

Dissabte 8 de maig de 2027 a les 19 h, Plaça del Mercat, Tarragona
Us convidem a tots a escoltar la coral amb nosaltres i a cantar.

Concierto de primavera en la plaza

Sábado 8 de mayo de 2027 a las 19 h, Plaza del Mercado, Tarragona
Os invitamos a todos a escuchar al coro con nosotros y a cantar.
""",
        {
            "name": "Concert de primavera",
            "dtstart": "2027-05-08T19:00",
            "city": "Tarragona",
            "language": "ca",
        },
    ),
    "Dutch and Russian": (
        "NL",
        """
Buurtmaaltijd in het wijkcentrum

Op donderdag 18 maart 2027 om 18.00 uur eten wij samen in Wijkcentrum De Haven, Kade 3, Utrecht.
Iedereen is welkom, en de kinderen ook.

Общий ужин в районном центре

В четверг 18 марта 2027 года в 18:00 мы ужинаем вместе в центре «Гавань», Kade 3, Утрехт.
Приходите все, и дети тоже.
""",
        {"dtstart": "2027-03-18T18:00", "language": "nl"},
    ),
}


def read_text(text: str, home: str | None, received: dt.date = dt.date(2027, 3, 1)) -> Reading:
    return read(
        open_announcement(
            text.lstrip("\n").encode(),
            media_type="text/plain",
            received=dt.datetime.combine(received, dt.time()),
            home=home,
        )
    )


def drafts_of(text: str, home: str | None) -> list[dict[str, Any]]:
    return [plain_draft(draft) for draft in read_text(text, home).drafts]


@pytest.mark.parametrize("pair", NOTICES)
def test_a_notice_in_two_languages_is_one_draft_named_in_the_first(pair: str):
    home, text, want = NOTICES[pair]
    found = drafts_of(text, home)

    assert len(found) == 1, found
    assert {key: found[0][key] for key in want} == want


def test_items_of_a_mixed_list_stand_each_for_itself():
    """Each is read in its own language: other hours or other places are other events."""
    found = drafts_of(
        """
Programm im Kulturhaus Regenbogen, Bremen

Freitag, 5. März, 19 Uhr: Lesung mit Musik, in deutscher Sprache für alle
Cumartesi 6 Mart, saat 15.00: Çocuklar için masal okuma ve oyun
Sonntag, 7. März, 11 Uhr: Frühstück und Gespräch mit den Nachbarn
Pazar 7 Mart, saat 17.00: Türkü akşamı, herkes için açık
Montag, 8. März, 18 Uhr: Treffen der Gruppe und Kaffee für alle
""",
        "DE",
    )

    assert [(draft["dtstart"], draft["language"]) for draft in found] == [
        ("2027-03-05T19:00", "de"),
        ("2027-03-06T15:00", "tr"),
        ("2027-03-07T11:00", "de"),
        ("2027-03-07T17:00", "tr"),
        ("2027-03-08T18:00", "de"),
    ]


def test_items_of_one_hour_in_a_mixed_list_stand_apart_where_nothing_else_agrees():
    found = drafts_of(
        """
Samedi 10 avril 2027

14 h : Visite guidée du jardin botanique pour les enfants, Fribourg
14 Uhr: Konzert mit dem Kinderchor und für alle, Aula der Schule, Freiburg
18 h : Soirée de contes avec les voisins et pour tous, Fribourg
20 Uhr: Filmabend mit Gespräch in der Aula, Freiburg
""",
        "CH",
    )

    assert [(draft["dtstart"][-5:], draft["language"]) for draft in found] == [
        ("14:00", "fr"),
        ("14:00", "de"),
        ("18:00", "fr"),
        ("20:00", "de"),
    ]


def test_one_hour_in_two_cities_is_two_events():
    found = drafts_of(
        """
Samstag, 10. April 2027, 14 Uhr: Spaziergang für saubere Flüsse, Mainufer, Frankfurt am Main
Wir gehen am Ufer entlang und sammeln, was dort nicht hingehört.

Le samedi 10 avril 2027 à 14 h : promenade pour des rivières propres, quai des Bateliers, Strasbourg
Nous marchons le long de la rive et nous ramassons ce qui ne doit pas y être.
""",
        "DE",
    )

    assert [(draft["dtstart"], draft["city"]) for draft in found] == [
        ("2027-04-10T14:00", "Frankfurt am Main"),
        ("2027-04-10T14:00", "Strasbourg"),
    ]


def test_two_houses_of_one_city_are_two_events():
    """Numbers of their addresses tell venues apart, whatever the language."""
    found = drafts_of(
        """
Samstag, 10. April 2027, 14 Uhr: Flohmarkt für alle, Lindenweg 3, Mannheim
Wir freuen uns auf euch und eure Kinder.

10 Nisan 2027 Cumartesi, saat 14.00: Çay saati ve sohbet, Hafenstraße 28, Mannheim
Bütün komşularımızı ve çocukları davet ediyoruz.
""",
        "DE",
    )

    assert len(found) == 2, found


def test_a_programme_told_twice_is_told_once():
    found = drafts_of(
        """
Familientag im Stadtpark Ulm, Samstag, 12. Juni 2027

11 Uhr: Konzert mit dem Blasorchester und für alle
14 Uhr: Workshop für die Kinder, mit Ton und Farbe

Ulm Şehir Parkı'nda aile günü, 12 Haziran 2027 Cumartesi

Saat 11.00: Bando ile konser, herkes için
Saat 14.00: Çocuklar için atölye, kil ve boya ile
""",
        "DE",
    )

    assert [(draft["dtstart"], draft["language"]) for draft in found] == [
        ("2027-06-12T11:00", "de"),
        ("2027-06-12T14:00", "de"),
    ]


def test_a_summary_without_the_hour_is_the_same_event():
    """It is one event where a number of the address, a word or the kind agrees; the name is the main one."""
    (found,) = drafts_of(
        """
Public talk: how the old bridge was built

Date: Saturday 17 April 2027
Place: Bridge Centre, 8 Mill Street, Cardiff.
Everyone is welcome, and there will be tea and cake for all of you who come.
We look forward to seeing you there, and please tell your friends about it.

Conferencia pública: cómo se construyó el puente viejo

El sábado 17 de abril de 2027 a las 11 h en el Bridge Centre, 8 Mill Street, Cardiff.
Todos los vecinos están invitados a venir.
""",
        "GB",
    )
    assert (found["dtstart"], found["language"]) == ("2027-04-17T11:00", "en")
    assert found["name"].startswith("Public talk")


def test_a_cover_note_does_not_keep_an_announcement_from_being_read():
    found = drafts_of(
        """
Hello all, please see below what our friends have sent to us, and pass it on to everybody you know.

Fiesta de la cosecha

Sábado 24 de abril a las 17 h en la Plaza Mayor, Salamanca.
Organiza: Huerta Comunitaria El Olmo.
Invitamos a todos los vecinos a venir con sus hijos y a comer con nosotros.
""",
        "ES",
    )

    assert [(draft["dtstart"], draft["city"], draft["language"]) for draft in found] == [
        ("2027-04-24T17:00", "Salamanca", "es")
    ]


def test_the_language_of_a_reading_is_the_main_one():
    home, text, _ = NOTICES["German and Turkish"]
    assert read_text(text, home).language == "de"


def test_a_text_of_unknown_language_is_read_in_that_of_the_country():
    """Where the language is Danish, 19.30 is an hour; in English it is a number."""
    reading = read_text("Zzyzx Qorqo\n5/6 19.30", "DK", dt.date(2027, 1, 10))
    assert (reading.language, [d.dtstart.value for d in reading.drafts if d.dtstart]) == (
        "",
        [dt.datetime(2027, 6, 5, 19, 30)],
    )


def test_two_short_notices_in_two_languages_are_two_events() -> None:
    drafts = drafts_of(
        """Repair evening
Friday 30 April 2027, 6 pm, Library of Things, Berlin
Bring what is broken.

Spieleabend
Samstag, 1. Mai 2027, 19 Uhr, Nachbarschaftshaus, Berlin
Bringt Spiele mit.
""",
        "DE",
    )
    assert [(draft["name"], draft["dtstart"]) for draft in drafts] == [
        ("Repair evening", "2027-04-30T18:00"),
        ("Spieleabend", "2027-05-01T19:00"),
    ]
