"""Who calls or hosts, by the words around the names."""

import datetime as dt

import pytest

from handbill.formats import announcement_of_text, open_announcement
from handbill.reading import read
from handbill.reading.organizers import organizers_in, organizers_listed
from handbill.reading.vocabulary import vocabulary
from handbill.values import Draft, Span

SENTENCES = [
    ("en", "Called by Warm Quays and the Tenants' Table.", ["Warm Quays", "Tenants' Table"]),
    ("en", "Hosted by @LanternsNbo w/ @PierFolk", ["@LanternsNbo", "@PierFolk"]),
    ("en", "A walk organised by Harbour Lamps at the pier", ["Harbour Lamps"]),
    ("en", "Compiled by the Lantern Yard volunteers.", []),
    ("en", "Put together by the Lantern Yard Volunteers, sponsored by Ferry Paints Ltd.", []),
    ("en", "Thanks to the Gate Cooks for the soup.", []),
    ("en", "Confirm with the hosts, plans change.", []),
    ("en", "From the organizers: bring a cup.", []),
    (
        "en",
        "Hosts: Mill Readers, St. Bride's Kitchen and the Tide Choir.",
        ["Mill Readers", "St. Bride's Kitchen", "Tide Choir"],
    ),
    ("en", "Called by the Peace and Justice Circle.", ["Peace and Justice Circle"]),
    ("en", "Called by Clerks & Porters United", ["Clerks & Porters United"]),
    ("en", "Organised by Mothers for Clean Air in Leeds", ["Mothers for Clean Air"]),
    ("en", "Called by the Quay Cleaners' Branch, County Hall", ["Quay Cleaners' Branch"]),
    ("en", "The Weir Society and the Ropewalk Club invite you to supper.", ["Weir Society", "Ropewalk Club"]),
    ("en", "Hosted by Thorn Orchard together with the local bands", ["Thorn Orchard"]),
    ("en", "Rivulet Menders, together with the Sandgate Brass.", ["Rivulet Menders", "Sandgate Brass"]),
    ("en", "Pond clean-up with the Hollow Lane Gardeners", ["Hollow Lane Gardeners"]),
    ("en", "Concert with the Blue Reed Trio", []),
    ("en", "Run by Uphill Allotments \U0001f345 01632 555 017", ["Uphill Allotments"]),
    ("en", "An evening by the Tern Street Players: soup and songs.", ["Tern Street Players"]),
    ("en", "We, the Friends of Alder Pond, invite everyone to the spring clean.", ["Friends of Alder Pond"]),
    ("en", "Sponsored by Brightwell Bakery. Hosted by the Alder Trust in the Mill Hall.", ["Alder Trust"]),
    ("en", "Speakers: two gardeners. Music by The Reeds.", []),
    (
        "en",
        "Presented by Tern Street Players & Copper Lane Library",
        ["Tern Street Players", "Copper Lane Library"],
    ),
    ("en", "Harbour Rowing Club presents: Boats of Yore", ["Harbour Rowing Club"]),
    ("en", "Rosa Quince presents the prizes.", []),  # a person, no group
    ("en", "Brought to you by Slow Sundays x Tern Street Players", ["Slow Sundays", "Tern Street Players"]),
    ("en", "Hosts: TBC", []),
    ("en", "Run by volunteers.", []),
    (
        "de",
        "Veranstaltet vom Singverein Eis und der Stadtkapelle West.",
        ["Singverein Eis", "Stadtkapelle West"],
    ),
    (
        "de",
        "Das Bündnis Leise Nacht und der Radverein Weser rufen auf.",
        ["Bündnis Leise Nacht", "Radverein Weser"],
    ),
    ("de", "Veranstalter ist in allen Städten das Klangnetz Ufer.", ["Klangnetz Ufer"]),
    (
        "de",
        "Veranstalter: Ahorn e. V. in Kooperation mit dem Radverein Weser",
        ["Ahorn e. V.", "Radverein Weser"],
    ),
    ("de", "Morgen lädt die Gartengruppe Ahorn zum Pflanzentausch.", ["Gartengruppe Ahorn"]),
    ("de", "Mit freundlicher Unterstützung der Sparkasse Ahorn.", []),
    ("de", "Zusammengestellt von der Redaktion Uferblatt.", []),
    (
        "fr",
        "Marche organisée par le Collectif des Quais et les Amis du Port.",
        ["Collectif des Quais", "Amis du Port"],
    ),
    ("fr", "Banquet de l'Amicale des Tonneliers (15 €)", ["Amicale des Tonneliers"]),
    ("fr", "À l'appel du Syndicat des Bateliers, place du Marché", ["Syndicat des Bateliers"]),
    ("fr", "Avec le soutien de la Ville de Moulins.", []),
    ("fr", "Concert de la fanfare Les Bleuets", []),
    ("es", "Organiza la Peña del Faro, colabora el Ayuntamiento de Moral", ["Peña del Faro"]),
    (
        "es",
        "Organizan la Peña El Faro y el Club La Torre. Anima la orquesta Los Brillos.",
        ["Peña El Faro", "Club La Torre"],
    ),
    ("it", "Organizzato dall'Associazione Rive e dal Circolo Remi", ["Associazione Rive", "Circolo Remi"]),
    ("pt", "Apoio: Prefeitura de Moinho", []),
    ("he", "מארגנים: עמותת הנחל וועד השכונה", ["עמותת הנחל", "ועד השכונה"]),
    ("zh", "主办：河边读书会、老街书店", ["河边读书会", "老街书店"]),
    ("es", "Concierto a cargo de la Peña del Faro.", ["Peña del Faro"]),
    ("es", "Organiza: Cooperativa Hilo y Barro", ["Cooperativa Hilo y Barro"]),
    ("es", "La Red de Riberas, que convoca, confirmó el recorrido.", ["Red de Riberas"]),
    (
        "it",
        "Con noi ci sono la Pro Loco Fornaci e gli Scout del Mulino.",
        ["Pro Loco Fornaci", "Scout del Mulino"],
    ),
    ("pt", "Quem chama: @maredecima e o Bloco Siri Feliz", ["@maredecima", "Bloco Siri Feliz"]),
    (
        "nl",
        "Georganiseerd door Buurtgroep Zuidkade en de Fietsersbond Lek.",
        ["Buurtgroep Zuidkade", "Fietsersbond Lek"],
    ),
    (
        "ar",
        "تدعو هيئة أهالي المرفأ و«لجنة معلمي الشاطئ» إلى لقاء",
        ["هيئة أهالي المرفأ", "لجنة معلمي الشاطئ"],
    ),
    ("tr", "Sahil Komşuları Ağı derledi, 1 Nisan", []),
    ("ja", "主催:さっぽろ水辺の会", ["さっぽろ水辺の会"]),
    (
        "ru",
        "Организатор: общество садоводов «Тихий дол». Заявки до 17 мая",
        ["общество садоводов «Тихий дол»"],
    ),
    ("en", "The Alder Curiosity Club begins its winter talks on Monday.", ["Alder Curiosity Club"]),
    ("en", "The Mill Talk begins its tour in Leeds.", []),
    ("en", "Signed: *Gutter Watch Mothers*", ["Gutter Watch Mothers"]),
    ("en", "Steel Valley Choir invites you to sing.", ["Steel Valley Choir"]),
    ("en", "Alder City Council invites you to a hearing.", ["Alder City Council"]),
    ("en", "Signed: Rosa Quince", []),  # a person, no group
    (
        "es",
        "La preparan los Vecinos del Molino y el Taller Tinta y Barro. Entrada libre.",
        ["Vecinos del Molino", "Taller Tinta y Barro"],
    ),
    ("nl", "Zadenruil, met de Moestuinders van De Wei.", ["Moestuinders van De Wei"]),
    ("sv", "Arrangörer: Hamnbussnätet och Hamnens kvällslag.", ["Hamnbussnätet", "Hamnens kvällslag"]),
    ("ar", "تدعوكم جمعية ضفاف النهر إلى لقاء", ["جمعية ضفاف النهر"]),
    ("ar", "تنظم جمعية ضفاف النهر أمسية شعرية", ["جمعية ضفاف النهر"]),
    ("de", "Der Gartenverein Ahorn eröffnet seine Saison.", ["Gartenverein Ahorn"]),
    ("es", "La Feria del Libro abre su segunda edición.", []),
    ("es", "La Asociación Vecinal El Faro celebra su cena.", ["Asociación Vecinal El Faro"]),
    ("fr", "Le Club des Curieux ouvre sa saison à Nantes.", ["Club des Curieux"]),
    ("he", "ערב סיפורים של קבוצת חוט הזהב", ["חוט הזהב"]),
    ("fa", "گروه «باد و باران» با همراهی انجمن دشت برگزار می‌کند:", ["گروه «باد و باران»", "انجمن دشت"]),
    ("id", "Disusun oleh Jejaring Muara, Sabtu", []),
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


def _drafts(text: str) -> tuple[Draft, ...]:
    return read(announcement_of_text(text, received=dt.datetime(2027, 3, 1, 9), home="GB")).drafts


def hosts_by_name(text: str) -> dict[str, list[str]]:
    return {
        draft.name.value: [finding.value for finding in draft.organizers]
        for draft in _drafts(text)
        if draft.name
    }


def test_one_item_does_not_host_another():
    """A phrase in one item is its own; a name in brackets too; an item without one has none."""
    text = """What is on by the water

Saturday 6 March
2pm, Leeds: Barge picnic, Canal Wharf. Called by the Weir Society.
4pm, Leeds: Seed swap, Mill Hall (Garden Street Growers)
6pm, Leeds: Harmonium recital, Chapel Hall
"""
    assert hosts_by_name(text) == {
        "Barge picnic": ["Weir Society"],
        "Seed swap": ["Garden Street Growers"],
        "Harmonium recital": [],
    }


@pytest.mark.parametrize("place", ["above", "below"])
def test_a_line_of_its_own_holds_for_all(place: str):
    """Who calls the whole list stands above its first item or below its last."""
    line = "All walks are called by the Weir Society.\n"
    items = "Saturday 6 March\n2pm, Leeds: Barge walk, Canal Wharf\n4pm, Leeds: Lock walk, Mill Hall\n"
    text = f"Walks\n\n{line}\n{items}" if place == "above" else f"Walks\n\n{items}\n{line}"

    assert hosts_by_name(text) == {"Barge walk": ["Weir Society"], "Lock walk": ["Weir Society"]}


def test_names_in_a_list_below_their_label():
    text = "Lantern night\nSaturday 6 March, 6pm, Mill Square, Leeds\n"
    text += "Hosted by:\n- Weir Society\n- Moth Circle\n"

    assert hosts_by_name(text) == {"Lantern night": ["Weir Society", "Moth Circle"]}


LETTER = """From: {sender} <post@pond.example>
To: all@lists.pond.example
Date: Mon, 1 Mar 2027 09:00:00 +0000
Subject: Spring clean
Content-Type: text/plain; charset=utf-8

Our spring clean is on Saturday 6 March, 10am-1pm, at the Mill Hall, Leeds.

{sender}
"""


@pytest.mark.parametrize(
    ("sender", "hosts"), [("Alder Pond Trust", ["Alder Pond Trust"]), ("Rosa Quince", [])]
)
def test_the_sender_of_a_letter(sender: str, hosts: list[str]):
    """A group that signs its letter hosts what it tells of; a person does not."""
    raw = LETTER.format(sender=sender).encode()
    announcement = open_announcement(raw, media_type="message/rfc822", received=dt.datetime(2027, 3, 1, 9))
    (draft,) = read(announcement).drafts

    assert [finding.value for finding in draft.organizers] == hosts


def test_a_group_opens_the_title():
    """ "Friends of …: …" names who calls what follows."""
    text = "Friends of the Old Pier: spring walks\n\nSaturday 6 March, 2pm, Leeds: Barge walk, Canal Wharf\n"

    assert list(hosts_by_name(text).values()) == [["Friends of the Old Pier"]]


@pytest.mark.parametrize(
    "title",
    ["Day of the Neighbours: the dates", "Festival of Friends: the dates", "NEWTOWN NEIGHBOURS - DATES"],
)
def test_a_feast_or_a_sheet_is_no_group(title: str):
    """A title that opens with a kind or a day names an occasion; one in capitals may be a sheet."""
    text = f"{title}\n\nSaturday 6 March, 2pm, Leeds: Barge walk, Canal Wharf\n"

    assert list(hosts_by_name(text).values()) == [[]]


def test_a_label_above_a_list_keeps_to_its_first_sentence():
    """A deadline behind it makes no item of the label: it holds for all that follow."""
    text = """SPRING SEEDS: swaps in all the land
Organiser: Loose Seed Network. List closed on 4 March, 10pm.

SATURDAY 6 MARCH

Leeds - Canal Wharf | 8am
York - Mill Hall | 4.30pm
Hull - Pier Shed | 10am
"""
    listed = [draft for draft in _drafts(text) if draft.dtstart and draft.dtstart.value.date().day == 6]

    assert [[host.value for host in draft.organizers] for draft in listed] == [["Loose Seed Network"]] * 3
