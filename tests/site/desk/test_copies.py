"""Copies of public pages: asked for by editors, seen by editors, evidence that others can open."""

import datetime as dt
import functools
import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from tests.library.fetch.test_fetch import guard
from tests.library.fetch.web import Seen, page, server
from tests.site.desk.making import case, light
from tests.site.listing.making import NOW, found
from warcio.archiveiterator import ArchiveIterator

from handbill.fetch import Fetched, fetch
from handbill_site.desk import copies
from handbill_site.desk.models import Case, PageCopy
from handbill_site.desk.operations import publish_case, reject_case
from handbill_site.desk.values import draft_of
from handbill_site.intake.models import Delivery
from handbill_site.ledger.models import Entry
from handbill_site.listing.models import Event
from handbill_site.retention.operations import retain
from handbill_site.sealing import seals

pytestmark = pytest.mark.django_db(transaction=True)
BODY = b"<h1>Light the Canal</h1><p>5 pm, Gas Street Basin</p>"
DAY = dt.timedelta(days=1)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Seen]:
    """A page on the loopback, which the guard lets through for this test."""
    with server(page(BODY, "Content-Type: text/html")) as seen:
        monkeypatch.setattr(copies, "fetch_page", functools.partial(fetch, guard=guard(seen.port)))
        yield seen


def waiting(web: Seen) -> tuple[Case, str]:
    """A case whose draft links to the page."""
    url = f"http://lanterns.example:{web.port}/walk"
    return case(light(urls=(found(url),))), url


def ask(browser: Client, url: str, **more: Any) -> Any:
    return browser.post("/desk/copies/", {"url": url, **more})


def test_an_editor_keeps_a_copy_and_downloads_it(editor: Client, web: Seen) -> None:
    held, url = waiting(web)
    assert f'Keep a copy<span class="unseen"> of {url}' in editor.get(f"/desk/cases/{held.pk}/").text
    answer = ask(editor, url, case=held.pk)
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/cases/{held.pk}/?notice=copied")
    copy = PageCopy.objects.get()
    assert (copy.url, copy.final_url, copy.case, copy.event, copy.until) == (url, url, held, None, None)
    assert copy.sha256 == hashlib.sha256(BODY).hexdigest()
    text = editor.get(answer["Location"]).text
    assert "A copy of the page is kept." in text
    assert f"/desk/copies/{copy.uid}/" in text
    assert copy.sha256 in text
    file = editor.get(f"/desk/copies/{copy.uid}/")
    assert file["Content-Disposition"] == f'attachment; filename="{copy.uid}.warc.gz"'
    records = [
        (each.rec_type, each.rec_headers.get_header("WARC-Target-URI"), each.content_stream().read())
        for each in ArchiveIterator(io.BytesIO(file.content), check_digests="raise")
        if each.rec_type != "warcinfo"
    ]
    assert records == [("response", url, BODY), ("request", url, b"")]
    assert copy.size == len(file.content)


def test_a_copy_is_sealed_and_in_the_ledger_without_its_address(editor: Client, web: Seen) -> None:
    held, url = waiting(web)
    ask(editor, url, case=held.pk)
    copy = PageCopy.objects.get()
    on_disk = (Path(site.VAR) / "copies" / copy.path).read_bytes()
    assert seals.is_sealed(on_disk)
    assert b"lanterns" not in on_disk
    entry = Entry.objects.get(verb="copy.kept")
    assert (entry.subject, entry.actor) == (f"case:{held.pk}", "user:ana")
    assert entry.facts == {"copy": copy.uid, "sha256": copy.sha256, "size": copy.size, "until": None}


def test_only_pages_that_speak_of_it_are_fetched_and_only_by_editors(editor: Client, web: Seen) -> None:
    (held, url), client = waiting(web), Client()
    assert ask(editor, "http://127.0.0.1/secret", case=held.pk).status_code == 404
    assert ask(editor, url, case=held.pk + 1).status_code == 404
    assert ask(editor, url, case="x").status_code == 404
    assert ask(client, url, case=held.pk)["Location"].startswith("/people/login/")
    assert web.requests == []
    ask(editor, url, case=held.pk)
    uid = PageCopy.objects.get().uid
    assert client.get(f"/desk/copies/{uid}/").status_code == 302
    assert client.get("/desk/copies/").status_code == 302


def test_a_link_inside_is_refused_by_the_guard_in_words(editor: Client) -> None:
    url = "http://10.0.0.7/walk"
    held = case(light(urls=(found(url),)))
    answer = ask(editor, url, case=held.pk)
    assert answer.status_code == 502
    assert "10.0.0.7 is not a public address" in answer.text
    assert PageCopy.objects.count() == Entry.objects.filter(verb="copy.kept").count() == 0


def test_a_page_that_does_not_answer_leaves_nothing(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with server(page(b"gone", status="404 Not Found")) as seen:
        monkeypatch.setattr(copies, "fetch_page", functools.partial(fetch, guard=guard(seen.port)))
        held, url = waiting(seen)
        answer = ask(editor, url, case=held.pk)
    assert (answer.status_code, "the server answered 404" in answer.text) == (502, True)
    assert list((Path(site.VAR) / "copies").rglob("*")) == []


def listed(held: Case) -> Event:
    draft = draft_of(held)
    return publish_case(
        held, draft, fields={}, pinned=(), calls=(), version=held.version, by="user:ana", at=NOW
    )


def test_an_event_has_a_page_at_the_desk_with_the_copies_of_its_cases(editor: Client, web: Seen) -> None:
    held, url = waiting(web)
    ask(editor, url, case=held.pk)
    event = listed(held)
    ask(editor, url, event=event.slug, keep="evidence")
    ours, early = PageCopy.objects.all()
    assert (ours.event, ours.case, early.case) == (event, None, held)
    assert ours.until == (ours.kept + 365 * DAY).date()
    text = editor.get(f"/desk/events/{event.slug}/").text
    assert all(f"/desk/copies/{each.uid}/" in text for each in (ours, early))
    assert f"kept until {ours.until}" in text
    assert Entry.objects.filter(verb="copy.kept", subject=f"event:{event.uid}").count() == 1
    assert f"/desk/events/{event.slug}/" in editor.get(f"/desk/cases/{held.pk}/").text


def test_a_damaged_or_lost_file_is_said_in_words(editor: Client, web: Seen) -> None:
    held, url = waiting(web)
    ask(editor, url, case=held.pk)
    copy = PageCopy.objects.get()
    path = Path(site.VAR) / "copies" / copy.path
    path.write_bytes(path.read_bytes()[:-1])
    assert editor.get(f"/desk/copies/{copy.uid}/").status_code == 500
    path.unlink()
    assert editor.get(f"/desk/copies/{copy.uid}/").status_code == 410


def kept(held: Case, *, evidence: bool) -> PageCopy:
    def give(url: str, witness: Callable[..., None]) -> Any:
        return Fetched(url, "text/html", BODY)

    return copies.keep_copy(
        "https://canallight.example/walk",
        of=held,
        as_evidence=evidence,
        by="user:ana",
        at=NOW,
        fetch=give,
    )


def test_copies_go_with_the_announcement_and_those_kept_as_evidence_after_a_year(editor: Client) -> None:
    held = case()
    Delivery.objects.update(state="routed")
    early, evidence = kept(held, evidence=False), kept(held, evidence=True)
    event = listed(held)
    over = dt.datetime(2026, 11, 14, 3, tzinfo=dt.UTC)
    assert retain(by="policy", now=over + 30 * DAY).counts["copies"] == 0
    assert retain(by="policy", now=over + 31 * DAY).counts["copies"] == 1
    assert [each.uid for each in PageCopy.objects.all()] == [evidence.uid]
    files = [path.name for path in copies.folder().rglob("*.gz")]
    assert files == [f"{evidence.uid}.warc.gz"]
    assert not (copies.folder() / early.path).exists()
    assert [each.uid for each in copies.copies_of(event)] == [evidence.uid]  # though its case is gone
    assert f"/desk/copies/{evidence.uid}/" in editor.get("/desk/copies/").text
    year = dt.datetime(2027, 11, 10, 3, tzinfo=dt.UTC)
    assert retain(by="user:ada", now=year, confirmed=0).counts["copies"] == 0
    assert retain(by="user:ada", now=year + DAY, confirmed=1).counts["copies"] == 1
    assert [path for path in copies.folder().rglob("*") if path.is_file()] == []


def test_copies_of_what_was_declined_go_too_and_of_what_waits_do_not() -> None:
    declined, open_case = case(number=1), case(number=2)
    Delivery.objects.update(state="routed")
    kept(declined, evidence=False)
    stays = kept(open_case, evidence=False)
    reject_case(declined, reason="scope", version=declined.version, by="user:ana", at=NOW)
    assert retain(by="policy", now=NOW + 31 * DAY).counts["copies"] == 1
    assert PageCopy.objects.get() == stays


def test_a_file_whose_row_was_never_written_goes_the_next_day() -> None:
    held = case()
    mine = kept(held, evidence=True)
    (copies.folder() / "2026-11-10/left.warc.gz").write_bytes(b"x")
    assert retain(by="policy", now=NOW).counts["files"] == 0
    assert retain(by="policy", now=NOW + DAY).counts["files"] == 1
    assert (copies.folder() / mine.path).exists()
