"""Organisers at the desk: proofs are asked for, confirmed, looked for again, withdrawn."""

import html

import pytest
from django.test import Client
from tests.site.desk.browsing import seen
from tests.site.desk.making import case, light
from tests.site.listing.making import found
from tests.site.listing.proving import NOW, SITE, Web, heard, in_text, lightkeepers, listed

from handbill_site.listing.models import Proof
from handbill_site.listing.proofs import ask_proof
from handbill_site.listing.proving import check_due

pytestmark = pytest.mark.django_db(transaction=True)


def path() -> str:
    return f"/desk/organizers/{lightkeepers().pk}/"


def press(browser: Client, act: str) -> int:
    return browser.post(f"/desk/organizers/proofs/{Proof.objects.latest('pk').pk}/", {"act": act}).status_code


def test_an_editor_asks_by_the_known_host_and_sees_code_and_places(editor: Client) -> None:
    listed(heard("river@club.example"))
    assert editor.post(path(), {"url": "canallight.example", "account": ""}).status_code == 302
    proof = Proof.objects.get()
    assert (proof.url, proof.confirmed_by, proof.state) == (SITE, "user:ana", "pending")
    page = html.unescape(seen(editor, path()))
    assert f"handbill-verify={proof.code}" in page
    assert f'<meta name="handbill-verify" content="{proof.code}">' in page
    assert f"/.well-known/handbill-verify.txt: {proof.code}" in page


def test_another_host_needs_the_word_of_the_editor(editor: Client) -> None:
    listed(heard("river@club.example"))
    refused = editor.post(path(), {"url": "https://lights.example/<b>", "account": ""})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "lights.example is not known to be theirs" in page
    assert 'value="https://lights.example/&lt;b&gt;"' in page
    assert Proof.objects.count() == 0
    sent = {"url": "https://lights.example/", "account": "@Ada@quay.example", "theirs": "yes"}
    assert editor.post(path(), sent).status_code == 302
    assert (Proof.objects.get().account, Proof.objects.get().method) == ("ada@quay.example", "rel-me")


def test_what_a_sender_asked_is_confirmed_here_and_its_code_is_not_shown(editor: Client) -> None:
    listed(heard("river@club.example"))
    asked = heard("700700", "x", text="verify")
    proof = ask_proof(lightkeepers(), SITE, by="source:2", at=NOW, delivery=asked)
    assert proof.code not in seen(editor, path()), "the code binds whoever knows it"
    web = Web()
    web.put(SITE, in_text(proof))
    check_due(now=NOW, fetch=web.fetch)
    assert "found, to be confirmed" in seen(editor, path())
    assert 'Organisers <span class="count">1</span>' in seen(editor, "/desk/")
    assert press(editor, "confirm") == 302
    proof.refresh_from_db()
    assert (proof.state, proof.confirmed_by) == ("verified", "user:ana")
    assert "verified · code on a page" in seen(editor, "/desk/organizers/?q=canal")
    assert press(editor, "withdraw") == 302
    assert Proof.objects.get().state == "withdrawn"


def test_looking_now_makes_it_due(editor: Client) -> None:
    listed(heard("river@club.example"))
    proof = ask_proof(lightkeepers(), SITE, by="user:ed", at=NOW, confirmed=True)
    check_due(now=NOW, fetch=Web().fetch)
    before = Proof.objects.get().not_before
    assert press(editor, "look") == 302
    after = Proof.objects.get().not_before
    assert before
    assert after
    assert after != before
    assert (press(editor, "burn"), proof.pk) == (400, Proof.objects.get().pk)


def test_only_people_of_the_desk_see_and_press(editor: Client) -> None:
    listed(heard("river@club.example"))
    ask_proof(lightkeepers(), SITE, by="user:ed", at=NOW)
    number = Proof.objects.get().pk
    stranger = Client()
    for address in ("/desk/organizers/", path()):
        assert stranger.get(address).status_code == 302
    assert stranger.post(path(), {"url": SITE}).status_code == 302
    assert stranger.post(f"/desk/organizers/proofs/{number}/", {"act": "confirm"}).status_code == 302
    assert editor.get(f"/desk/organizers/proofs/{number}/").status_code == 405
    assert (Proof.objects.get().confirmed_by, Proof.objects.count()) == ("", 1)


def test_a_name_that_is_searched_for_is_found_in_other_spellings(editor: Client) -> None:
    listed(heard("river@club.example"), organizers=(found("Café Zoë"),))
    assert "Café Zoë" in seen(editor, "/desk/organizers/?q=cafe zoe")
    assert "No organiser of that name" in seen(editor, "/desk/organizers/?q=drums")


def test_row_38_the_case_names_the_letters_of_a_look_alike(editor: Client) -> None:
    listed(heard("river@club.example"))
    number = case(light(organizers=(found("Саnal Lightkeepers"),))).pk
    page = html.unescape(seen(editor, f"/desk/cases/{number}/"))
    assert "looks like “<bdi>Canal Lightkeepers</bdi>”" in page
    assert "cyrillic capital letter es, cyrillic small letter a" in page
    assert "a verified organiser" not in page
