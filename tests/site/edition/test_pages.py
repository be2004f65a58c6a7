"""The pages as a reader's browser gets them."""

import datetime as dt
import json

import brotli
import pytest
from django.conf import settings as django_settings
from lxml import html
from tests.site.edition.gatherings import NOW, PADOVA, TRIPOLI, changed, draft, listed
from tests.site.edition.test_follow import open_call
from tests.site.edition.trees import files_of

from handbill_site.edition.follow import follow
from handbill_site.edition.pages import pages_of
from handbill_site.listing.calls import create_call
from handbill_site.listing.models import Event

pytestmark = pytest.mark.django_db


def page(folder: str) -> html.HtmlElement:
    """Return the page of a folder, parsed."""
    name = f"{folder}/index.html" if folder else "index.html"
    body = next(page.body for page in pages_of([folder], NOW) if page.path == name)
    return html.fromstring(body.decode())


def page_of(event: Event) -> html.HtmlElement:
    return page(f"events/{event.slug}")


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_a_city_with_twenty_events_fits_into_one_round_trip() -> None:
    """14 kB is what a server may send before it must wait for an answer (RFC 6928)."""
    venues = ("Ponte Altinate", "Prato della Valle", "Golena San Massimo", "Sala Diego Carpitella")
    groups = ("Comitato Acqua e Portici", "Amici del Bacchiglione", "Barcaioli del Portello", "Quinta Riva")
    kinds = ("Passeggiata", "Letture", "Banchetto", "Assemblea", "Concerto")
    for number in range(20):
        listed(
            draft(
                f"{kinds[number % 5]} {number * 7919:x}",
                dt.datetime(2026, 4, 7 + number, 8 + number % 12, 30),
                dtend=dt.datetime(2026, 4, 7 + number, 10 + number % 12),
                venue=f"{venues[number % 4]}, civico {number * 31}",
                organizers=(groups[number % 4], groups[(number + 1) % 4]),
                urls=(f"https://{groups[number % 4].split()[-1].lower()}.example/post/{number * 104729}",),
                language="it",
            )
        )
    follow(now=NOW)
    sent = files_of(django_settings.EDITION)["cities/padova-it/index.html.br"]
    text = brotli.decompress(sent).decode()
    assert text.count('<li class="event') == 20
    assert "<style>" in text
    assert 'rel="stylesheet"' not in text
    assert len(sent) <= 14 * 1024


def test_every_text_carries_its_own_language_and_direction() -> None:
    event = listed(
        draft("لقاء حواري", dt.date(2026, 4, 8), TRIPOLI, city="طرابلس", venue="قاعة الخان", language="ar")
    )
    document = page_of(event)
    spoken = document.xpath("//*[@lang='ar' and @dir='rtl']")
    assert [words(element) for element in spoken] == [
        "لقاء حواري",
        "الأربعاء، 8 أبريل 2026",
        "قاعة الخان",
        "طرابلس",
    ]
    assert document.get("lang") == "en"


def test_times_say_their_offset() -> None:
    event = listed(draft("Regatta", dt.datetime(2026, 4, 9, 10), PADOVA, dtend=dt.datetime(2026, 4, 9, 12)))
    (time,) = page_of(event).xpath("//dd//time")
    assert (time.get("datetime"), words(time)) == (
        "2026-04-09T10:00+02:00",
        "Thursday 9 April 2026, 10:00–12:00",
    )


def test_a_moved_event_says_where_and_when_it_was() -> None:
    event = listed(draft("Regatta", dt.datetime(2026, 4, 9, 10), PADOVA, venue="Ponte Molino"))
    changed(event, draft("Regatta", dt.datetime(2026, 4, 11, 10), PADOVA, venue="Ponte Altinate"))
    (notice,) = page_of(event).xpath("//p[@class='notice']")
    assert words(notice) == "Moved. It was to be on Thursday 9 April 2026, 10:00, Ponte Molino."
    (old_row,) = page("days/2026-04-09").xpath("//li[contains(@class, 'off')]")
    assert "Now Saturday 11 April 2026, 10:00" in words(old_row)


def test_a_cancelled_event_is_struck_and_said_in_page_and_calendar() -> None:
    event = listed(draft("Regatta", dt.datetime(2026, 4, 9, 10), PADOVA))
    changed(event, draft("Regatta", dt.datetime(2026, 4, 9, 10), PADOVA, status="cancelled"))
    (row,) = page("cities/padova-it").xpath("//li[contains(@class, 'off')]")
    assert words(row.find_class("what")[0]) == "Cancelled Regatta"
    bodies = {each.path: each.body for each in pages_of(["cities/padova-it"], NOW)}
    assert b"STATUS:CANCELLED\r\n" in bodies["cities/padova-it/calendar.ics"]
    assert b"SUMMARY:Cancelled: Regatta\r\n" in bodies["cities/padova-it/calendar.ics"]


def test_the_jsonld_of_a_page_is_one_event_whatever_its_name() -> None:
    event = listed(draft("</script><script>alert(1)</script>", dt.datetime(2026, 4, 9, 10), PADOVA))
    document = page_of(event)
    (script,) = document.xpath("//script")
    assert script.get("type") == "application/ld+json"
    stated = json.loads(script.text)
    assert (stated["name"], stated["startDate"]) == (event.name, "2026-04-09T10:00+02:00")


def test_nothing_on_a_page_comes_from_elsewhere_or_runs() -> None:
    call = open_call("rivers")
    event = listed(
        draft("Regatta", dt.datetime(2026, 4, 9, 10), PADOVA, urls=("https://regatta.example/post",)),
        calls=[call],
    )
    for folder in ("", "calls/rivers", "cities/padova-it", "days/2026-04-09", f"events/{event.slug}"):
        document = page(folder)
        assert (
            document.xpath("//script[not(@type='application/ld+json')] | //img | //iframe | //@style") == []
        )
        fetched = document.xpath("//link[@rel='icon' or @rel='stylesheet']/@href")
        assert fetched == ["/static/favicon.svg"]
        outward = document.xpath("//a[starts-with(@href, 'http')]")
        assert {link.get("rel") for link in outward} == {"nofollow ugc noopener"}


def test_the_way_back_to_us_names_the_event() -> None:
    event = listed(draft("Regatta", dt.datetime(2026, 4, 9, 10), PADOVA))
    assert f"/tell/?about={event.slug}" in page_of(event).xpath("//a/@href")


def test_a_call_shows_its_statement_in_each_language_and_where_it_is_answered() -> None:
    call = create_call(
        "rivers",
        titles={"en": "Open Rivers", "ar": "أنهار مفتوحة"},
        statements={"en": "Come.", "ar": "تعالوا."},
        first_day=dt.date(2026, 4, 7),
        last_day=dt.date(2026, 4, 19),
        by="user:test",
        at=NOW,
    )
    listed(draft("Regatta", dt.datetime(2026, 4, 9, 10), PADOVA), calls=[call])
    document = page("calls/rivers")
    assert (
        words(document.find_class("dates")[0]) == "Tuesday 7 to Sunday 19 April 2026 · 1 gathering in 1 city"
    )
    (arabic,) = document.xpath("//details[@lang='ar' and @dir='rtl']")
    assert words(arabic.find_class("said")[0]) == "تعالوا."
    assert document.xpath("//nav//a/@href")[-1] == "/cities/padova-it/"


def test_empty_lists_invite() -> None:
    open_call("rivers")
    assert "Yours can be the first" in words(page(""))
    assert "Yours can be the first" in words(page("calls/rivers"))
