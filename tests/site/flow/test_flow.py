"""The journey, with a reader that finds what the test says and everything else real."""

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.site.listing.making import LISBON, found, walk

from handbill.errors import NotFetched, Refused
from handbill.fetch import Fetched
from handbill.values import Announcement, Draft, Reading, Span, to_json
from handbill_site import flow
from handbill_site.desk.models import Case
from handbill_site.flow import run_once
from handbill_site.intake.child import Reader
from handbill_site.intake.errors import ReaderDied, ReaderUnavailable
from handbill_site.intake.models import Delivery, Source
from handbill_site.intake.operations import accept, raw_of, source_of
from handbill_site.ledger.models import Entry
from handbill_site.ledger.operations import last_number
from handbill_site.listing.calls import create_call
from handbill_site.listing.models import Event, Sighting

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC)
LINK = "https://lanterns.example/evening"
PAGE = Fetched(LINK, "text/html", b"<h1>Evening of lanterns</h1>")


class Finds(Reader):
    """A reader that finds the same drafts in every document; *stated* ones are structured data."""

    def __init__(self, *drafts: Draft, stated: bool = False, deaths: int = 0, text: str = "Lanterns"):
        super().__init__(())
        self._text = text
        self._answers = (drafts, drafts if stated else ())
        self.deaths = deaths
        self.asked: list[str] = []

    def start(self) -> None:
        """Needs no child."""

    def read(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(request["id"])
        if len(self.asked) <= self.deaths:
            raise ReaderDied("it hurts")
        drafts, stated = self._answers
        received = dt.datetime.fromisoformat(request["received"])
        opened = Announcement(self._text, (), received, stated=stated)
        return {
            "id": request["id"],
            "announcement": to_json(opened),
            "reading": to_json(Reading("en", drafts)),
        }


def source(kind: Source.Kind = Source.Kind.FORM, **fields: Any) -> Source:
    made = source_of(kind, "lightkeepers", name="Lightkeepers", now=NOW)
    Source.objects.filter(pk=made.pk).update(**fields)
    made.refresh_from_db()
    return made


def deliver(
    raw: bytes = b"Lanterns", *, of: Source | None = None, media_type: str = "text/plain"
) -> Delivery:
    of = of or source()
    return accept(raw, source=of, received=NOW, media_type=media_type, by=f"source:{of.pk}", contact="ada")


def test_prose_of_a_stranger_waits_at_the_desk_with_the_reasons() -> None:
    delivery = deliver()
    counts = run_once(now=NOW, reader=Finds(walk(), walk(name=found("Second walk"))))
    delivery.refresh_from_db()
    assert dict(counts.by) == {"read": 1, "drafts": 2, "cases": 2}
    assert delivery.state == "routed"
    assert [(case.draft_index, case.why) for case in Case.objects.all()] == [
        (0, ["first_time_sender", "prose"]),
        (1, ["first_time_sender", "prose"]),
    ]
    assert Event.objects.count() == 0


def test_data_of_a_trusted_source_is_published_and_answers_its_calls() -> None:
    window = {"first_day": dt.date(2026, 11, 1), "last_day": dt.date(2026, 11, 30)}
    create_call("lights", titles={"en": "Lights"}, **window, by="user:ada", at=NOW)
    delivery = deliver(of=source(trusted=True, calls=["lights"]))
    counts = run_once(now=NOW, reader=Finds(walk(), stated=True))
    event = Event.objects.get()
    assert dict(counts.by) == {"read": 1, "drafts": 1, "published": 1}
    assert (event.name, [call.slug for call in event.calls.all()]) == ("Light the Canal", ["lights"])
    assert Sighting.objects.get().delivery == delivery
    assert counts.edition == last_number()


def test_data_stays_data_when_the_words_of_its_page_say_the_same() -> None:
    """The reading adds the visible words as evidence; policy still sees a fact."""
    stated = walk(dtstart=found(dt.datetime(2027, 4, 10, 18, 0)))
    assert stated.dtstart
    told = replace(stated, dtstart=replace(stated.dtstart, also=(Span(0, 8),)))
    announcement = Announcement("Lanterns", (), dt.datetime(2026, 11, 10), stated=(stated,))

    assert flow.is_structured(told, announcement)
    assert not flow.is_structured(replace(told, dtstart=found(dt.datetime(2027, 4, 10, 19, 0))), announcement)


def test_facts_that_are_not_sure_count_as_prose() -> None:
    """OpenGraph tags speak of a page for its sharing; policy alone may not publish what they say."""
    weak = walk(dtstart=replace(found(dt.datetime(2027, 4, 10, 18, 0)), confidence=0.7))
    announcement = Announcement("a page", (), NOW.replace(tzinfo=None), stated=(weak,))

    assert not flow.is_structured(weak, announcement)


def test_the_same_event_from_another_delivery_is_only_seen_again() -> None:
    deliver(of=source(trusted=True))
    run_once(now=NOW, reader=Finds(walk(uid="walk@canal"), stated=True))
    second = deliver(b"again", of=source(trusted=True))
    counts = run_once(now=NOW, reader=Finds(walk(uid="walk@canal"), stated=True))
    assert dict(counts.by) == {"read": 1, "drafts": 1, "known": 1}
    assert Event.objects.get().sightings.filter(delivery=second).count() == 1


def test_a_higher_sequence_updates_by_arithmetic() -> None:
    deliver(of=source(trusted=True))
    run_once(now=NOW, reader=Finds(walk(uid="walk@canal", sequence=0), stated=True))
    deliver(b"moved", of=source(trusted=True))
    later = walk(uid="walk@canal", sequence=1, dtstart=found(dt.datetime(2026, 11, 14, 18, 0)))
    counts = run_once(now=NOW, reader=Finds(later, stated=True))
    event = Event.objects.get()
    assert dict(counts.by) == {"read": 1, "drafts": 1, "updated": 1}
    assert (event.dtstart, event.sequence, event.previous_start) == (
        "2026-11-14T18:00:00",
        1,
        "2026-11-14T17:00:00",
    )


def test_data_of_a_trusted_source_that_lacks_a_city_goes_to_the_desk() -> None:
    deliver(of=source(trusted=True))
    counts = run_once(now=NOW, reader=Finds(walk(city=None, place=None, venue=None), stated=True))
    assert dict(counts.by) == {"read": 1, "drafts": 1, "cases": 1}


@pytest.mark.parametrize(("kind", "cases"), [("form", 1), ("upload", 1), ("url", 0), ("file", 0)])
def test_what_a_person_sent_is_seen_by_a_person_though_no_event_was_found(kind: str, cases: int) -> None:
    deliver(of=source(Source.Kind(kind)))
    run_once(now=NOW, reader=Finds())
    assert [case.why for case in Case.objects.all()] == [["nothing_found"]] * cases


def test_a_second_pass_finds_nothing_to_do() -> None:
    deliver()
    run_once(now=NOW, reader=Finds(walk()))
    before = last_number()
    reader = Finds(walk())
    counts = run_once(now=NOW, reader=reader)
    assert (dict(counts.by), reader.asked, last_number()) == ({}, [], before)
    assert counts.edition == before


def test_a_pass_killed_in_the_middle_of_a_delivery_leaves_all_or_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first of its drafts was done when it ended; the next pass does both, once."""
    deliver(of=source(trusted=True))
    real, calls = flow.open_case, itertools.count()

    def dying(*args: Any, **kwargs: Any) -> Case:
        if next(calls) == 1:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    monkeypatch.setattr(flow, "open_case", dying)
    drafts = (walk(), walk(name=found("Second walk")))
    with pytest.raises(KeyboardInterrupt):
        run_once(now=NOW, reader=Finds(*drafts))
    assert (Case.objects.count(), Delivery.objects.get().state) == (0, "read")
    counts = run_once(now=NOW, reader=Finds())
    assert dict(counts.by) == {"drafts": 2, "cases": 2}
    assert Entry.objects.filter(verb="case.opened").count() == 2


def test_a_fault_of_ours_costs_one_delivery_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = deliver(), deliver(b"another")
    real, calls = flow.comparison_of, itertools.count()

    def faulty(draft: Draft) -> Any:
        return 1 / 0 if next(calls) == 0 else real(draft)

    monkeypatch.setattr(flow, "comparison_of", faulty)
    run_once(now=NOW, reader=Finds(walk()))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.trouble) == ("tray", "a fault of ours, see the log (route)")
    assert second.state == "routed"
    assert "ZeroDivisionError" in caplog.text


def test_a_delivery_that_kills_its_reader_thrice_goes_to_the_tray_in_one_pass() -> None:
    delivery = deliver()
    counts = run_once(now=NOW, reader=Finds(deaths=3))
    delivery.refresh_from_db()
    assert (dict(counts.by), delivery.state, delivery.attempts) == ({"tray": 1}, "tray", 3)


def test_without_a_reader_deliveries_wait_and_nothing_is_held_against_them() -> None:
    class Gone(Finds):
        def start(self) -> None:
            raise ReaderUnavailable("no reader can be started")

    delivery = deliver()
    run_once(now=NOW, reader=Gone())
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("kept", 0)
    run_once(now=NOW, reader=Finds())
    delivery.refresh_from_db()
    assert delivery.state == "routed"


def link() -> Delivery:
    return deliver(f"{LINK}\r\n".encode(), media_type="text/uri-list")


def test_a_link_leads_to_its_page_which_is_read_in_the_same_pass() -> None:
    told = link()
    counts = run_once(now=NOW, reader=Finds(walk(place=found(LISBON))), fetch=lambda _: PAGE)
    told.refresh_from_db()
    page = Delivery.objects.exclude(pk=told.pk).get()
    assert dict(counts.by) == {"fetched": 1, "read": 1, "drafts": 1, "cases": 1}
    assert told.state == "routed"
    assert (raw_of(page), page.url, page.media_type, page.contact) == (PAGE.raw, LINK, "text/html", "ada")
    assert (page.source.kind, page.source.address) == ("url", "https://lanterns.example")


def test_the_same_page_told_of_twice_is_one_delivery() -> None:
    link()
    link()
    run_once(now=NOW, reader=Finds(), fetch=lambda _: PAGE)
    assert Delivery.objects.filter(media_type="text/html").count() == 1


@pytest.mark.parametrize(
    "error", [Refused(LINK, "it leads inside"), NotFetched(LINK, "the server answered 404", permanent=True)]
)
def test_a_link_that_leads_nowhere_goes_to_the_tray_with_the_reason(error: Exception) -> None:
    told = link()
    counts = run_once(now=NOW, reader=Finds(), fetch=failing(error))
    told.refresh_from_db()
    assert (dict(counts.by), told.state, told.trouble) == ({"tray": 1}, "tray", str(error))
    assert raw_of(told) == f"{LINK}\r\n".encode()


def test_a_site_that_does_not_answer_is_asked_three_times_at_growing_distances() -> None:
    told = link()
    asked: list[int] = []
    silent = failing(NotFetched(LINK, "no answer within 10 seconds", permanent=False), asked, lambda: minute)
    for minute in range(20):
        run_once(now=NOW + dt.timedelta(minutes=minute), reader=Finds(), fetch=silent)
    told.refresh_from_db()
    assert asked == [0, 1, 15]
    assert (told.state, told.attempts) == ("tray", 3)


def failing(
    error: Exception, asked: list[int] | None = None, when: Callable[[], int] = lambda: 0
) -> Callable[[str], Fetched]:
    def fetch(_: str) -> Fetched:
        if asked is not None:
            asked.append(when())
        raise error

    return fetch
