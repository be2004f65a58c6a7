"""What the page of a case shows: evidence, doubts, choices, keys."""

import datetime as dt
import re

import pytest
from django.test import Client
from markupsafe import escape
from tests.site.desk.browsing import press, seen
from tests.site.desk.making import case, light, said
from tests.site.listing.making import NOW, delivery, found, source, walk

from handbill.values import Draft
from handbill_site.listing.models import Event
from handbill_site.listing.operations import create_call
from handbill_site.listing.operations import publish as list_event

pytestmark = pytest.mark.django_db

HOSTILE = [
    "<script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "{{ 7 * 7 }}{% raw %}",
    "[x](javascript:alert(1))",
    "\"'><b>",
]


def test_a_case_shows_each_value_beside_its_words(editor: Client) -> None:
    page = seen(editor, f"/desk/cases/{case().pk}/")

    assert re.findall(r'<mark class="(\w+)" id="e\d+" data-for="([^"]+)">([^<]+)</mark>', page) == [
        ("when", "dtstart", "this Saturday"),
        ("name", "name", "Light the Canal"),
        ("where", "venue", "Gas Street Basin"),
        ("where", "city place", "Birmingham"),
        ("who", "organizers", "Canal Lightkeepers"),
        ("who", "organizers", "Brum Walks Slowly"),
        ("what", "urls", "https://canallight.example/walk"),
    ]
    assert "counted from the day it was sent" in page
    assert "Sat 14 Nov 2026, 17:00" in page


def test_every_link_to_evidence_leads_to_words(editor: Client) -> None:
    page = seen(editor, f"/desk/cases/{case().pk}/")

    targets = re.findall(r'class="words \w*" href="#(e\d+)"', page)
    assert len(targets) == 6
    assert set(targets) <= set(re.findall(r'id="(e\d+)"', page))


def test_unsure_fields_come_first_with_their_alternatives(editor: Client) -> None:
    page = seen(editor, f"/desk/cases/{case().pk}/")

    fields = re.findall(r'<div class="field(?: (\w+))?" id="field-(\w+)">', page)
    assert fields[:2] == [("unsure", "city"), ("", "name")]
    assert "Birmingham, Alabama, US · 200,733 people" in page
    assert "Several cities have that name." in page


def test_each_act_has_its_key_and_is_a_real_button(editor: Client) -> None:
    case(number=2)
    page = seen(editor, f"/desk/cases/{case().pk}/")

    buttons = re.findall(r'<button[^>]* accesskey="(\w)"[^>]*>([^<]+) <kbd', page)
    assert buttons == [
        ("u", "Undo last"),
        ("p", "Publish"),
        ("r", "Reject"),
        ("s", "Split"),
        ("l", "Later"),
    ]
    assert re.search(r'<a class="button small" href="/desk/cases/\d+/" accesskey="n"', page)
    assert 'tabindex="-1"' not in page


def test_the_record_that_data_was_read_from_is_shown_and_the_rest_is_folded(editor: Client) -> None:
    prose = "We meet again this year. " * 12
    record = "name: Light the Canal\nlocation: Gas Street Basin"
    text = f"{prose}\n\n{record}\n"
    start = text.index("Light the Canal")
    draft = Draft(name=found("Light the Canal", (start, start + 15), "schemaorg.name"))

    waits = case(draft, text=text, data=[(text.index(record), len(text) - 1)])
    page = seen(editor, f"/desk/cases/{waits.pk}/")

    assert re.findall(r"<summary>([^<]+)</summary>", page) == ["302 more characters"]
    near = page[page.index('<div class="near"') :]
    assert re.sub(r"<[^>]+>", "", near[: near.index("</div>")]) == f"{record}\n"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text_wherever_it_stands(editor: Client, text: str) -> None:
    words = found(text, (0, len(text)))
    draft = Draft(name=words, venue=words, city=words, description=words, organizers=(words,), urls=(words,))
    of = delivery("r", of=source(text), url=f"javascript:{text}", file_name=text, state="tray", trouble=text)
    waits = case(draft, text=f"{text}\n", of=of, why=[text])
    path = f"/desk/cases/{waits.pk}/"
    stale = editor.post(path, {"act": "later", "version": "9", "name": f"{text}!"})

    pages = [seen(editor, where) for where in (path, "/desk/", "/desk/sources/", "/desk/ledger/")]

    assert stale.status_code == 409
    for page in (*pages, stale.content.decode()):
        assert str(escape(text)) in page
        assert not re.search(r"<script>|<svg|<img|<b>|href=.javascript:", page)


def test_reordering_characters_are_written_out(editor: Client) -> None:
    page = seen(editor, f"/desk/cases/{case(Draft(), text='poster' + chr(0x202E) + 'gpj.exe').pk}/")

    assert "poster‹U+202E›gpj.exe" in page


def test_reordering_characters_are_neither_entered_nor_listed(editor: Client) -> None:
    waits = case(light(name=said("Light the Canal", "Light" + chr(0x202E) + " the Canal")))

    page = seen(editor, f"/desk/cases/{waits.pk}/")
    queue = seen(editor, "/desk/")
    press(editor, waits.pk, "publish")

    assert 'name="name" value="Light the Canal"' in page
    assert "<bdi>Light‹U+202E› the Canal</bdi>" in queue
    assert Event.objects.get().name == "Light the Canal"


def test_calls_that_it_is_offered_to_come_first_picked_with_the_reason(editor: Client) -> None:
    for slug, names in (("a-week", ["nothing"]), ("lanterns", ["the towpath"])):
        create_call(
            slug,
            titles={"en": slug},
            first_day=dt.date(2026, 11, 1),
            last_day=dt.date(2026, 11, 30),
            names=names,
            by="user:ada",
            at=NOW,
        )
    waits = case(calls=["lanterns"])

    page = seen(editor, f"/desk/cases/{waits.pk}/")
    press(editor, waits.pk, "publish")

    assert re.findall(r'name="calls" value="([\w-]+)"( checked)?', page) == [
        ("lanterns", " checked"),
        ("a-week", ""),
    ]
    assert "the text says “the towpath”" in page
    assert [call.slug for call in Event.objects.get().calls.all()] == ["lanterns"]


def test_what_may_be_listed_already_is_shown_beside_and_return_alone_decides_nothing(editor: Client) -> None:
    list_event(walk(), delivery=delivery("r-0"), draft_index=0, by="policy", at=NOW)
    waits = case(light(name=said("we walk"), organizers=()))

    page = seen(editor, f"/desk/cases/{waits.pk}/")

    assert "May be listed already" in page
    assert "same time, same link, other name, same place, same city" in page
    differing = re.findall(r'<tr class="differs"><th scope="row">(\w+)</th>', page)
    assert differing == ["Name"]
    form = page[page.index('id="decision"') :]
    assert re.findall(r"<button[^>]*>", form)[0] == '<button type="submit" disabled hidden>'
    assert re.findall(r'name="act" value="(\w+)"', form)[:2] == ["apply", "publish"]
