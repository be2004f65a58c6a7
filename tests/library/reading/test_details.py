"""How to attend, what it costs, access and contact, from the card of the entry."""

import datetime as dt

import pytest

from handbill.formats import announcement_of_text
from handbill.reading import read
from handbill.values import Draft

PLACE = "Choir evening\nSaturday 6 March 2027, 7pm, Mill Hall, Leeds\n"
KONZERT = "Singabend\nSamstag, 6. März 2027, 19 Uhr, Mühlenhalle, Kassel\n"
SOIREE = "Soirée chorale\nSamedi 6 mars 2027 à 19h, salle du Moulin, Nantes\n"


def draft_of(text: str) -> Draft:
    (draft,) = read(announcement_of_text(text, received=dt.datetime(2027, 3, 1, 9))).drafts
    return draft


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        (PLACE + "Admission free", "Admission free"),
        (PLACE + "Tickets £8/£5", "£8/£5"),
        (PLACE + "Cost: £4, under-tens nothing", "£4, under-tens nothing"),
        (PLACE + "Smoke-free house, free parking", None),
        (KONZERT + "Eintritt frei", "Eintritt frei"),
        (KONZERT + "Eintritt 12 €, ermäßigt 8 €", "12 €, ermäßigt 8 €"),
        (SOIREE + "6 € par équipe", "6 € par équipe"),
        (SOIREE + "Entrée libre", "Entrée libre"),
    ],
)
def test_what_it_costs(text: str, offers: str | None):
    found = draft_of(text).offers

    assert (found and found.value) == offers


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        (PLACE, None),
        (PLACE + "Hybrid: in person and online", "mixed"),
        (PLACE + "Also streamed", "mixed"),
        (PLACE + "Tickets online or at the door", None),
        ("Reading circle\nSaturday 6 March 2027, 7pm, via Zoom\n", "online"),
        (KONZERT + "Anmeldung online", None),
        ("Lesekreis\nSamstag, 6. März 2027, 19 Uhr, per Zoom\n", "online"),
    ],
)
def test_how_to_attend(text: str, mode: str | None):
    """Online tickets make no online event; online alone counts where no place is named."""
    found = draft_of(text).event_attendance_mode

    assert (found and found.value) == mode


def test_an_online_event_has_no_place():
    """ "Via Zoom" is neither a venue nor in the city that the page names elsewhere."""
    text = """What is on in Leeds

Saturday 6 March
2pm, Leeds: Pond walk, Mill Hall
4pm, online: Seed talk, via Zoom
"""
    drafts = read(announcement_of_text(text, received=dt.datetime(2027, 3, 1, 9))).drafts

    found = [(d.venue and d.venue.value, d.city and d.city.value) for d in drafts]
    assert found == [("Mill Hall", "Leeds"), (None, None)]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            PLACE + "Step-free, BSL interpreted, induction loop.",
            ["Step-free", "BSL interpreted", "induction loop"],
        ),
        (PLACE, []),
        (KONZERT + "Barrierefrei, mit Gebärdensprache", ["Barrierefrei", "Gebärdensprache"]),
    ],
)
def test_access(text: str, facts: list[str]):
    assert [finding.value for finding in draft_of(text).accessibility] == facts


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        (PLACE + "Phone: 01632 555 017", "01632 555 017"),
        (PLACE + "Questions: choir@millhall.example", "choir@millhall.example"),
        (PLACE + "Bring 20 friends", None),
    ],
)
def test_contact(text: str, contact: str | None):
    found = draft_of(text).contact

    assert (found and found.value) == contact


def test_details_stay_with_their_item():
    text = """What is on

Saturday 6 March
2pm, Leeds: Pond walk, Mill Hall. £4
4pm, Leeds: Seed swap, Town Hall. Step-free.
"""
    drafts = read(announcement_of_text(text, received=dt.datetime(2027, 3, 1, 9))).drafts

    assert [(d.offers and d.offers.value, [a.value for a in d.accessibility]) for d in drafts] == [
        ("£4", []),
        (None, ["Step-free"]),
    ]
