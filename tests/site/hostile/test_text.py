"""Hostile texts in every output, and letters that hide, reorder, pile up or grow."""

import datetime as dt
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from django.test import Client
from lxml import html
from tests.site.edition.gatherings import draft, listed
from tests.site.hostile.outputs import troubles_of
from tests.site.hostile.payloads import CORPUS, SCRIPTS
from tests.site.hostile.shown import Shown, all_shown
from tests.site.hostile.taking import by_form, by_mail, by_upload, editor
from tests.site.intake.channels.mail.mails import mail

from handbill.formats.clean import displayable, one_line
from handbill.matching import name_key
from handbill_site.answering.letters import plain
from handbill_site.desk.models import Case
from handbill_site.edition.look import host
from handbill_site.intake.child import Reader
from handbill_site.intake.models import AnnouncementRow, Delivery
from handbill_site.listing.models import Organizer

ALLOWED = {
    *("BEGIN", "END", "VERSION", "PRODID", "METHOD", "CALSCALE", "NAME", "X-WR-CALNAME", "X-WR-TIMEZONE"),
    *("SOURCE", "URL", "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "LAST-MODIFIED", "UID", "DTSTAMP", "CREATED"),
    *("SEQUENCE", "STATUS", "SUMMARY", "DESCRIPTION", "LOCATION", "GEO", "DTSTART", "DTEND", "CATEGORIES"),
    *("ORGANIZER", "TZID", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE", "RDATE", "EXDATE", "TRANSP"),
}
"""Properties that our own calendars have."""
ATOM = {
    *("feed", "title", "id", "updated", "published", "link", "author", "name", "entry", "category", "content")
}
ATOM_TYPE = "application/atom+xml"

pytestmark = pytest.mark.django_db(transaction=True)


def lines_of(calendar: str) -> list[str]:
    """Return the content lines, unfolded by RFC 5545 3.1 alone, without our own reader."""
    return re.sub("\r\n[ \t]", "", calendar).removesuffix("\r\n").split("\r\n")


@pytest.fixture
def shown(reader: Reader) -> Shown:
    return all_shown(reader)


def test_row_34_and_35_no_page_runs_loads_or_leads_into_anything(shown: Shown) -> None:
    assert len(shown.pages) > 150
    assert {(page.path, page.status) for page in shown.pages if page.status not in (200, 404)} == set()
    assert {page.path: found for page in shown.pages if (found := troubles_of(page))} == {}


def test_row_34_a_page_with_an_open_script_would_be_found(shown: Shown) -> None:
    """The check itself: a page with one text that is not escaped."""
    page = next(page for page in shown.pages if b"&lt;svg onload=" in page.body)
    body = page.body.replace(b"&lt;svg onload=top.pwned=1&gt;", b"<svg onload=top.pwned=1>")
    assert "svg onload" in troubles_of(replace(page, body=body))


def test_row_34_what_was_sent_is_shown_as_the_text_it_is(shown: Shown) -> None:
    seen = "\n".join(
        html.document_fromstring(page.body).text_content() for page in shown.edition if page.is_page
    )
    assert [name for name in shown.names if " ".join(name.split()) not in " ".join(seen.split())] == []
    assert len(shown.names) >= 25


def test_row_34_every_page_forbids_inline_scripts_by_its_policy(shown: Shown) -> None:
    for page in shown.pages:
        policy = page.headers["Content-Security-Policy"]
        scripts = [part for part in policy.split("; ") if part.startswith(("script-src", "default-src"))]
        assert scripts, page.path
        assert not any("unsafe" in part or "http" in part for part in scripts), page.path


def test_row_34_feeds_and_data_hold_the_texts_and_nothing_of_their_own(shown: Shown) -> None:
    kinds = {each.path.rpartition(".")[2] for each in shown.edition}
    assert {"ics", "atom", "json"} <= kinds
    for each in shown.edition:
        if each.path.endswith(".ics"):
            assert {
                line.partition(":")[0].partition(";")[0] for line in lines_of(each.body.decode())
            } <= ALLOWED
        elif each.path.endswith(".atom"):
            root = ET.fromstring(each.body)  # noqa: S314 - our own feed, and a second parser
            assert {node.tag.rpartition("}")[2] for node in root.iter()} <= ATOM
            assert all(node.get("type") in (None, "text", "text/html", ATOM_TYPE) for node in root.iter())
        elif each.path.endswith(".json"):
            json.loads(each.body)


def test_row_34_structured_data_in_a_page_cannot_end_its_script(shown: Shown) -> None:
    pages = [page for page in shown.edition if b"application/ld+json" in page.body]
    assert len(pages) >= 25
    for page in pages:
        [script] = html.document_fromstring(page.body).xpath("//script[@type='application/ld+json']")
        assert json.loads(script.text)["@context"] == "https://schema.org"


def test_row_34_in_answers_each_word_of_the_sender_is_one_plain_line() -> None:
    """Answers are text/plain (row 14); no text of the corpus begins a line of its own or makes a link."""
    for text in CORPUS:
        assert "\n" not in plain(text)
        assert "://" not in plain(text)


@pytest.mark.parametrize(
    "mark", ["\u202e", "\u202d", "\u2066", "\u2067", "\u2068", "\u2069", "\u200f", "\u061c"]
)
def test_row_36_marks_that_reorder_are_shown_to_nobody(reader: Reader, mark: str) -> None:
    text = f"Evening{mark} of lan{mark}terns\n30 April 2027, 8 pm, Lisbon\n"
    by_form(reader, text=text)
    by_mail(mail(text, Subject=f"x{mark}y"), reader)
    assert mark not in "".join(AnnouncementRow.objects.values_list("text", flat=True))
    assert [case.draft["name"]["value"] for case in Case.objects.all()] == ["Evening of lanterns"] * 2
    desk = editor()
    for path in ("/desk/", *(f"/desk/cases/{case.pk}/" for case in Case.objects.all())):
        assert mark not in desk.get(path).text


@pytest.mark.parametrize(
    "letter",
    ["\u200b", "\u00ad", "\U000e0041", "\u2060", "\ufeff", "\ufe0f", "\ufe01", "\U000e0100", "\u034f"],
)
def test_row_37_what_nobody_sees_is_no_part_of_what_is_compared(letter: str) -> None:
    assert name_key(displayable(f"Evening of lan{letter}terns")) == "evening of lanterns"
    assert name_key(f"Evening of lan{letter}terns") == "evening of lanterns"


@pytest.mark.parametrize("text", ["می\u200cخواهم", "क्\u200dष", "👩\u200d🌾", "❤\ufe0f"])
def test_row_37_what_shapes_letters_stays(text: str) -> None:
    assert displayable(text) == text


@pytest.mark.parametrize(
    ("link", "shows"),
    [
        ("https://l\u0430nterns.example/evening", "xn--lnterns-2fg.example"),
        ("https://xn--lnterns-2fg.example/evening", "xn--lnterns-2fg.example"),
        ("https://münchen.example/", "xn--mnchen-3ya.example"),
    ],
)
def test_row_39_a_host_in_look_alike_letters_is_shown_in_ascii(reader: Reader, link: str, shows: str) -> None:
    by_form(reader, text=f"Evening of lanterns\n30 April 2027, 8 pm, Lisbon\n{link}\n")
    [case] = Case.objects.all()
    assert shows in editor().get(f"/desk/cases/{case.pk}/").text
    assert host(link) == shows


@pytest.mark.parametrize(
    "link", ["https://lanterns.example@evil.example/", "https://evil.example\\@lanterns.example/"]
)
def test_row_39_a_host_behind_another_is_no_link(reader: Reader, link: str) -> None:
    by_form(reader, text=f"Evening of lanterns\n30 April 2027, 8 pm, Lisbon\n{link}\n")
    [case] = Case.objects.all()
    assert [
        each["value"] for each in case.draft.get("urls", ()) if "@" in each["value"] or "\\" in each["value"]
    ] == []


@pytest.mark.parametrize(
    "letter", ["e\u0301", "e\u0300\u0301", "ש\u05b0", "ب\u064e", "ก\u0e49", "е\u0483", "が\u3099"]
)
def test_row_40_of_500_marks_on_a_letter_five_stay(letter: str) -> None:
    shown = displayable("Lant" + letter[0] + letter[-1] * 500 + "rns")
    assert len(shown) <= len("Lant.....rns") + 1
    assert shown.startswith("Lant")
    assert shown.endswith("rns")


def test_row_41_letters_that_grow_are_counted_when_they_are_grown(reader: Reader) -> None:
    """U+FDFA is eighteen letters when it is compared: a key of 200 letters stays one of 200."""
    by_mail(mail("30 April 2027, 8 pm, Lisbon\r\nDurée des lanternes\r\n", Subject="\ufdfa" * 1000), reader)
    assert all(len(value) <= 300 for value in Delivery.objects.values_list("subject", flat=True))

    listed(draft("Evening", dt.datetime(2027, 4, 9, 10), organizers=("\ufdfa" * 200,)))
    assert len(Organizer.objects.get().key) <= 200
    assert len(one_line("\ufdfa" * 1000, limit=300)) == 300


def test_row_42_a_title_of_a_megabyte_is_refused_with_the_count(reader: Reader) -> None:
    answer = Client().post("/tell/", {"what": "x" * 1_000_000, "when": "30 April 2027"})
    assert answer.status_code == 400
    assert "at most 200 characters (it has 1000000)" in answer.text
    assert Delivery.objects.count() == 0


def test_row_42_a_title_of_a_mail_that_is_too_long_is_for_a_person(reader: Reader) -> None:
    delivery = by_mail(mail("30 April 2027, 8 pm, Lisbon\r\n", Subject="lantern " * 10_000), reader)
    assert delivery.state in ("routed", "tray")
    assert all(
        len(case.draft["name"]["value"]) <= 300 for case in Case.objects.all() if case.draft.get("name")
    )


@pytest.mark.parametrize(("tag", "text"), SCRIPTS.items(), ids=SCRIPTS.keys())
def test_row_44_every_script_is_legible_in_all_outputs(shown: Shown, tag: str, text: str) -> None:
    assert text in shown.names
    slugs = [page for page in shown.edition if page.path.startswith("/events/") and page.path.endswith("/")]
    [page] = [page for page in slugs if text in html.document_fromstring(page.body).findtext(".//h1", "")]
    ics = next(each for each in shown.edition if each.path == f"{page.path}event.ics")
    summaries = [line for line in lines_of(ics.body.decode()) if line.startswith("SUMMARY")]
    assert [line.partition(":")[2] for line in summaries] == [text]
    listing = next(each for each in shown.edition if each.path == "/events.json")
    assert text in [event["name"] for event in json.loads(listing.body)["events"]]
    feed = next(each for each in shown.edition if each.path.endswith(".atom") and text in each.body.decode())
    assert text in "".join(node.text or "" for node in ET.fromstring(feed.body).iter())  # noqa: S314


def test_row_44_lines_from_right_to_left_say_so(shown: Shown) -> None:
    pages = [
        page.body.decode() for page in shown.edition if page.path.startswith("/events/") and page.is_page
    ]
    for tag in ("ar", "he", "fa"):
        [page] = [page for page in pages if f">{SCRIPTS[tag]}</h1>" in page]
        assert 'dir="rtl"' in page[page.index("<h1") : page.index("</h1>")] or "dir=auto" in page


BAIT = {
    "row_45_a_word_without_end": "a" * 50_000 + "!",
    "row_45_an_address_without_end": "a@b.c," * 15_000,
    "row_45_a_link_without_end": "http://" + "a." * 40_000,
    "row_45_blanks": "x" + " " * 90_000 + "x",
    "row_45_brackets": "(" * 40_000 + ")" * 40_000,
    "row_45_figures": "1-" * 45_000,
    "row_45_days_of_months": "31 February of de d' " * 4_500,
    "row_45_clocks": "99:99," * 16_000,
    "row_45_marks": "e" + "\u0301" * 40_000,
}


@pytest.mark.parametrize("text", BAIT.values(), ids=BAIT.keys())
def test_bait_is_read_within_the_limits_of_one_reader(reader: Reader, text: str) -> None:
    """The child has 20 seconds; a reading that grows with the square of 50,000 letters takes minutes."""
    started = reader.started
    delivery = by_form(reader, text=f"Evening of lanterns\n30 April 2027, 8 pm, Lisbon\n{text}\n")
    assert (delivery.state, delivery.attempts) == ("routed", 1)
    assert reader.started <= max(started, 1)


JSON = {
    "row_46_deep": b'{"@context":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "row_46_nan": b'{"@context":"https://schema.org","@type":"Event","name":NaN,"startDate":"2027-04-30"}',
    "row_46_infinite": b'{"@context":"https://schema.org","@type":"Event","startDate":1e400}',
    "row_46_doubled_keys": b'{"@context":"https://schema.org","@type":"Event","name":"A","name":"B",'
    b'"startDate":"2027-04-30T20:00","location":"Lisbon"}',
    "row_43_a_lone_surrogate": b'{"@context":"https://schema.org","@type":"Event","name":"A \\ud800",'
    b'"startDate":"2027-04-30T20:00","location":"Lisbon"}',
    "row_43_broken_utf_8": b'{"@context":"https://schema.org","@type":"Event","name":"A \xff",'
    b'"startDate":"2027-04-30T20:00","location":"Lisbon"}',
}


@pytest.mark.parametrize("raw", JSON.values(), ids=JSON.keys())
def test_json_that_is_none_of_ours_is_for_a_person(reader: Reader, raw: bytes) -> None:
    delivery = by_upload("a.json", raw, reader)
    assert delivery.attempts == 1
    assert delivery.state == "tray" or Case.objects.filter(state="open").exists()
    assert "\ud800" not in "".join(AnnouncementRow.objects.values_list("text", flat=True))


def test_row_43_what_was_no_unicode_is_shown_as_replaced(reader: Reader) -> None:
    by_upload("a.json", JSON["row_43_a_lone_surrogate"], reader)
    assert "A \ufffd" in AnnouncementRow.objects.get().text
