"""What senders sent goes 30 days after the event, and never much at once without a person."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.site.desk.making import case
from tests.site.listing.making import NOW, delivery, found, reading, source, walk

from handbill_site.answering.models import Answer
from handbill_site.desk.models import Case
from handbill_site.desk.operations import publish_case, reject_case
from handbill_site.desk.values import draft_of
from handbill_site.intake import pictures, spool
from handbill_site.intake.incoming import Incoming
from handbill_site.intake.keeping import keep
from handbill_site.intake.models import AnnouncementRow, Delivery, Import, ReadingRow, Source
from handbill_site.intake.operations import forget, source_of
from handbill_site.ledger.models import Entry
from handbill_site.ledger.operations import enter
from handbill_site.listing import operations as listing
from handbill_site.listing.models import Event, Organizer, Proof
from handbill_site.people.models import Role, User
from handbill_site.retention.due import due
from handbill_site.retention.errors import NeedsPerson
from handbill_site.retention.operations import retain, retain_daily

pytestmark = pytest.mark.django_db
ADA = "ada@lanterns.example"
DAY = dt.timedelta(days=1)
WALK = dt.date(2026, 11, 14)
"""Of the walk that the tests announce; NOW is four days before."""


def at(days: int, of: dt.date = WALK) -> dt.datetime:
    """So many days after a day, in the small hours."""
    return dt.datetime.combine(of, dt.time(3), dt.UTC) + days * DAY


def routed(uid: str, *, received: dt.datetime = NOW, **fields: Any) -> Delivery:
    return delivery(uid, state="routed", received=received, **fields)


def announced(uid: str = "r1", **draft: Any) -> Event:
    """A walk that is listed, from a delivery of its own."""
    draft = {"dtstart": found(dt.datetime(2026, 11, 14, 17, 0)), **draft}
    return listing.publish(walk(**draft), delivery=routed(uid), draft_index=0, calls=(), by="policy", at=NOW)


def due_at(now: dt.datetime) -> list[str]:
    rows = Delivery.objects.in_bulk(due(now=now).ids)
    return [row.uid for row in rows.values()]


def test_a_delivery_is_due_more_than_thirty_days_after_its_event() -> None:
    announced()
    assert (due_at(at(30)), due_at(at(31))) == ([], ["r1"])
    assert due(now=at(30)).waits == {"event": 1}


def test_one_that_led_to_no_event_is_due_thirty_days_after_it_came() -> None:
    routed("spam")
    assert (due_at(NOW + 30 * DAY), due_at(NOW + 30 * DAY + dt.timedelta(seconds=1))) == ([], ["spam"])
    assert due(now=NOW + 30 * DAY).waits == {"young": 1}


def test_the_last_of_its_events_counts() -> None:
    first = announced()
    later = {"dtstart": found(dt.datetime(2026, 12, 20, 17, 0)), "name": found("Second walk")}
    row = Delivery.objects.get(sightings__event=first)
    listing.publish(walk(**later), delivery=row, draft_index=1, calls=(), by="policy", at=NOW)
    assert (due_at(at(31)), due_at(at(31, dt.date(2026, 12, 20)))) == ([], ["r1"])


def test_an_exhibition_counts_from_its_last_day() -> None:
    announced(dtstart=found(dt.date(2026, 11, 14)), dtend=found(dt.date(2027, 2, 1)))
    assert (due_at(at(30, dt.date(2027, 2, 1))), due_at(at(31, dt.date(2027, 2, 1)))) == ([], ["r1"])


def test_a_moved_event_counts_from_its_new_day() -> None:
    event = announced()
    listing.move(event, 60 * DAY, by="user:ada", at=NOW)
    assert (due_at(at(31)), due_at(at(91))) == ([], ["r1"])


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY", "FREQ=YEARLY", "FREQ=MONTHLY;BYDAY=2SA"])
def test_a_series_without_end_waits(rule: str) -> None:
    announced(rrule=found(rule))
    assert due_at(at(2000)) == []


def test_a_series_with_an_end_counts_from_there_though_only_a_year_of_it_is_written_out() -> None:
    event = announced(rrule=found("FREQ=WEEKLY;UNTIL=20280318T170000"))
    assert max(each.last_day for each in event.occurrences.all()) < dt.date(2028, 1, 1)
    assert (due_at(at(30, dt.date(2028, 3, 18))), due_at(at(31, dt.date(2028, 3, 18)))) == ([], ["r1"])


def test_a_series_that_was_cancelled_or_withdrawn_is_over() -> None:
    event = announced(rrule=found("FREQ=WEEKLY"))
    Event.objects.update(status="cancelled")
    assert due_at(at(2000)) == ["r1"]
    Event.objects.update(status="scheduled")
    listing.withdraw(event, by="user:ada", at=NOW + DAY)
    assert (due_at(NOW + 31 * DAY), due_at(NOW + 32 * DAY)) == ([], ["r1"])


def test_what_somebody_is_still_at_waits() -> None:
    waits = case(of=routed("case"))
    row = routed("answer")
    answer = Answer.objects.create(
        entry=1, kind="arrived", delivery=row, channel="mail", to=ADA, language="en", text="Hello",
        created=NOW, not_before=NOW,
    )  # fmt: skip
    delivery("kept")
    delivery("tray", state="tray")
    found = due(now=at(500))
    assert (found.held, found.ids) == (4, ())
    assert found.waits == {"case": 1, "answer": 1, "unread": 1, "tray": 1}
    reject_case(waits, reason="past", version=waits.version, by="user:ana", at=NOW)
    Answer.objects.filter(pk=answer.pk).update(state="sent")
    assert due_at(at(500)) == ["case", "answer"]


def test_a_link_waits_for_what_becomes_of_its_page() -> None:
    event = announced("page")
    page = Delivery.objects.get(sightings__event=event)
    routed("link", page=page)
    routed("message", page=Delivery.objects.get(uid="link"))
    assert due_at(at(30)) == []
    assert due(now=at(30)).waits == {"event": 1, "page": 2}
    assert due_at(at(31)) == ["page", "link", "message"]
    Delivery.objects.filter(uid="page").update(forgotten=NOW)
    assert due_at(at(31)) == ["link", "message"]


@pytest.mark.parametrize("state", ["waits", "looked", "confirmed", "undoing", "taken", "undone", "refused"])
def test_a_table_waits_while_it_is_imported_or_any_of_its_rows_is_held(state: str) -> None:
    table, rows = routed("table"), Source.objects.create(kind="upload", name="x", address="x", created=NOW)
    Import.objects.create(
        uid="i", delivery=table, source=rows, name="t.csv", seen={"good": 1}, wrong=[1], state=state,
        made=NOW, made_by="user:ana",
    )  # fmt: skip
    over = state in ("taken", "undone", "refused")
    assert due_at(at(31)) == (["table"] if over else [])
    row = routed("row", of=rows, received=at(20))
    assert due_at(at(31)) == []
    assert due(now=at(31)).waits == {"import": 1, "young": 1}
    Delivery.objects.filter(pk=row.pk).update(forgotten=at(21))
    if over:
        retain(by="policy", now=at(31))
        assert (Import.objects.get().seen, Import.objects.get().wrong) == ({}, [])


def sent(text: str = "Lanterns", **more: Any) -> Delivery:
    """A mail that is on the disk and was read and routed."""
    fields = {"sender": ADA, "contact": ADA, "subject": text, "external_id": f"<{text}>", **more}
    source = source_of(Source.Kind.MAIL, fields["sender"], name="Ada", now=NOW)
    made = keep(Incoming(text.encode(), "text/plain", **fields), source=source, now=NOW).delivery
    made.state = "routed"
    made.save()
    return made


@pytest.mark.django_db(transaction=True)
def test_contents_go_and_what_is_public_stays() -> None:
    mail = sent()
    held = case(of=mail)
    publish = {"fields": {}, "pinned": (), "calls": (), "version": held.version, "by": "user:ana", "at": NOW}
    event = publish_case(held, draft_of(held), **publish)
    Answer.objects.create(
        entry=1, kind="listed", delivery=mail, channel="mail", to=ADA, language="en", text="Hello",
        change_address="list+x@town.example", state="sent", created=NOW, not_before=NOW, case=held,
    )  # fmt: skip
    removed = retain(by="policy", now=at(31))
    assert dict(removed.counts) == {
        "deliveries": 1, "announcements": 1, "readings": 1, "cases": 1, "copies": 0,
        "answers": 1, "senders": 1, "files": 1,
    }  # fmt: skip
    row = Delivery.objects.get()
    told = (row.contact, row.sender, row.subject, row.external_id, row.identity, row.sha256, row.forgotten)
    assert told == ("", "", "", "", None, "", at(31))
    assert [path for path in site.SPOOL.rglob("*") if path.is_file()] == []
    assert (AnnouncementRow.objects.count(), ReadingRow.objects.count(), Case.objects.count()) == (0, 0, 0)
    answer = Answer.objects.get()
    assert (answer.to, answer.text, answer.change_address, answer.state) == ("", "", "", "sent")
    assert (row.source.name, row.source.address) == ("forgotten", f"forgotten:{row.source_id}")
    event.refresh_from_db()
    assert (event.name, event.listed, event.sightings.get().delivery) == ("Light the Canal", True, row)
    assert [link.url for link in event.links.all()] == ["https://canallight.example/walk"]
    entry = Entry.objects.latest("number")
    counts = {word: number for word, number in removed.counts.items() if word != "files"}
    assert (entry.verb, entry.subject) == ("retention.done", "retention:2026-12-15")
    assert entry.facts == {"held": 1, "due": 1, **counts}
    assert due(now=at(500)).held == 0


@pytest.mark.django_db(transaction=True)
def test_who_writes_again_later_is_a_new_sender_and_the_same_words_are_news() -> None:
    before = sent("Lanterns every year")
    retain(by="policy", now=NOW + 31 * DAY)
    again = sent("Lanterns every year")
    assert again.pk != before.pk
    assert again.source_id != before.source_id


@pytest.mark.django_db(transaction=True)
def test_a_sender_of_whom_we_hold_more_or_whom_an_admin_trusts_stays() -> None:
    sent("old")
    young = sent("young")
    Delivery.objects.filter(pk=young.pk).update(received=at(20))
    sent("of eve", sender="eve@lanterns.example")
    Source.objects.filter(address="eve@lanterns.example").update(trusted=True)
    assert retain(by="policy", now=NOW + 31 * DAY).counts["senders"] == 0
    assert set(Source.objects.values_list("address", flat=True)) == {ADA, "eve@lanterns.example"}


@pytest.mark.django_db(transaction=True)
def test_what_its_sender_deleted_leaves_no_address_in_answers_either() -> None:
    mail = sent()
    Answer.objects.create(
        entry=1, kind="arrived", delivery=mail, channel="mail", to=ADA, language="en", text="Hello",
        state="sent", created=NOW, not_before=NOW,
    )  # fmt: skip
    forget(mail, by="source:1", at=NOW)
    retain(by="policy", now=NOW + 31 * DAY)
    row = Delivery.objects.get()
    assert (row.identity, row.external_id, Answer.objects.get().to) == (None, "", "")
    assert Source.objects.get().name == "forgotten"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("state", "stays"), [("verified", True), ("pending", True), ("withdrawn", False)])
def test_a_verified_organiser_stays_known(state: str, stays: bool) -> None:
    mail = sent()
    organizer = Organizer.objects.create(name="Lightkeepers", key="lightkeepers")
    Proof.objects.create(
        organizer=organizer, method="page-code", url="https://quay.example/", code="x", source=mail.source,
        delivery=mail, state=state, made=NOW, made_by="policy",
    )  # fmt: skip
    retain(by="policy", now=NOW + 31 * DAY)
    assert (Source.objects.get().address == ADA) == stays
    assert Delivery.objects.get().sender == ""


@pytest.mark.django_db(transaction=True)
def test_copies_of_pictures_go_too_and_what_a_crash_left_of_them() -> None:
    row = routed("r1", path="2026-11-10/r1.png")
    reading("Lanterns", of=row)
    for page in (1, 2):
        spool.keep(pictures.folder(), b"RIFF", name=f"r1-{page}.webp", day=NOW.date())
    retain(by="policy", now=NOW + 31 * DAY)
    assert [path for path in pictures.folder().rglob("*") if path.is_file()] == []
    spool.keep(pictures.folder(), b"RIFF", name="r1-1.webp", day=NOW.date())
    assert retain(by="policy", now=NOW + 32 * DAY).counts["files"] == 1


def many(number: int, *, received: dt.datetime = NOW) -> None:
    of = source()
    Delivery.objects.bulk_create(
        Delivery(
            uid=f"{received:%j}-{each}", source=of, received=received, path=f"{each}", sha256="0", size=1,
            media_type="text/plain", state="routed", contact=ADA,
        )
        for each in range(number)
    )  # fmt: skip


def contacts() -> int:
    return Delivery.objects.exclude(contact="").count()


@pytest.mark.parametrize(
    ("old", "young", "may"), [(20, 0, True), (21, 300, False), (25, 475, True), (26, 475, False)]
)
def test_row_104_more_than_one_in_twenty_needs_a_person(old: int, young: int, may: bool) -> None:
    """Up to 20 always may, else a small site could never let anything go."""
    many(old)
    Source.objects.update(address="before")
    many(young, received=NOW + 20 * DAY)
    now = NOW + 31 * DAY
    if may:
        assert retain(by="policy", now=now).counts["deliveries"] == old
        assert contacts() == young
        return
    with pytest.raises(NeedsPerson, match=f"removed: {old} of {old + young} deliveries are due") as told:
        retain(by="policy", now=now)
    assert told.value.due == old
    assert contacts() == old + young
    entry = Entry.objects.get()
    assert (entry.verb, entry.facts) == (
        "retention.refused",
        {"held": old + young, "due": old, "why": "share"},
    )
    assert retain(by="user:ada", now=now, confirmed=old).counts["deliveries"] == old


def test_a_person_must_say_the_very_number() -> None:
    many(30)
    now = NOW + 31 * DAY
    for wrong in (29, 31, 0):
        with pytest.raises(NeedsPerson, match=f"{wrong} were confirmed and 30 are due"):
            retain(by="user:ada", now=now, confirmed=wrong)
    assert contacts() == 30
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("jump", [3650 * DAY, 8 * DAY, -2 * DAY, -3650 * DAY])
def test_row_104_a_clock_that_was_set_lets_nothing_go_however_little(jump: dt.timedelta) -> None:
    """And a day later, when the wrong time has become usual, still nothing."""
    many(5)
    today = NOW + 40 * DAY
    enter("retention.done", "retention:2026-12-20", by="policy", at=today)
    if jump < -30 * DAY:
        Delivery.objects.update(received=today + jump - 31 * DAY)
    for now in (today + jump, today + jump + DAY, today + jump + 2 * DAY):
        with pytest.raises(NeedsPerson, match=r"is the clock right|the last run was refused"):
            retain(by="policy", now=now)
    assert contacts() == 5
    assert retain(by="user:ada", now=today + jump + 2 * DAY, confirmed=5).counts["deliveries"] == 5


def test_the_worker_runs_it_once_a_day_and_on_after_a_clock_came_back() -> None:
    many(2)
    start = NOW + 31 * DAY
    for hours in (0, 1, 23, 24, 47, 48):
        retain_daily(now=start + dt.timedelta(hours=hours))
    assert [entry.at - start for entry in Entry.objects.order_by("number")] == [0 * DAY, DAY, 2 * DAY]
    assert contacts() == 0
    retain_daily(now=start + 400 * DAY)
    retain_daily(now=start + 3 * DAY)
    assert Entry.objects.latest("number").at == start + 3 * DAY


@pytest.mark.django_db(transaction=True)
def test_a_file_that_a_crash_left_goes_with_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    mail = sent()
    raw = (site.SPOOL / mail.path).read_bytes()
    retain(by="policy", now=NOW + 31 * DAY)
    (site.SPOOL / mail.path).write_bytes(raw)  # the power was cut before the folder was flushed
    other = sent("other")
    assert retain(by="policy", now=NOW + 32 * DAY, confirmed=1).counts["files"] == 2
    assert not (site.SPOOL / other.path).exists()


def test_a_file_that_cannot_be_removed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    routed("r1", path="2026-11-10/r1.txt")
    (site.SPOOL / "2026-11-10").mkdir(parents=True)
    (site.SPOOL / "2026-11-10/r1.txt").write_bytes(b"x")
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: (_ for _ in ()).throw(PermissionError()))
    removed = retain(by="policy", now=NOW + 31 * DAY)
    assert (removed.counts["files"], removed.left) == (0, ("2026-11-10/r1.txt",))


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("retention", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_reports_in_plain_words_refuses_and_takes_a_number(admin_client: Client) -> None:
    many(30, received=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    dry = run("--dry-run")
    assert "30 deliveries are held, 30 of them are due:\n" in dry
    assert "30 of 30 deliveries are due, more than 20, which is what may go without a person" in dry
    assert Entry.objects.count() == 0
    with pytest.raises(CommandError, match=r"To let them go: `manage.py retention --confirm 30`") as refused:
        run()
    assert refused.value.returncode == 3
    assert contacts() == 30
    said = run("--confirm", "30")
    assert "removed: the contents of 30 deliveries\n" in said
    assert contacts() == 0
    assert Entry.objects.latest("number").actor.startswith("user:")


def test_the_desk_shows_that_it_was_refused_until_a_run_went_through() -> None:
    user = User.objects.create_user("ana", password="x", role=Role.EDITOR)
    browser = Client()
    browser.force_login(user)
    many(30)
    with pytest.raises(NeedsPerson):
        retain(by="policy", now=NOW + 31 * DAY)
    assert "manage.py retention --confirm 30" in browser.get("/desk/").text
    retain(by="user:ada", now=NOW + 31 * DAY, confirmed=30)
    assert "Retention" not in browser.get("/desk/").text


@pytest.mark.django_db(transaction=True)
def test_a_receipt_and_the_desk_say_that_it_was_removed() -> None:
    browser = Client()
    where = browser.post("/tell/", {"text": "Lanterns", "contact": ADA})["Location"]
    row = Delivery.objects.get()
    assert "Lanterns" in browser.get(where).text
    Delivery.objects.update(state="routed", received=NOW)
    retain(by="policy", now=NOW + 31 * DAY)
    text = browser.get(where).text
    assert "removed on 11 December 2026" in text
    assert "Lanterns" not in text
    browser.force_login(User.objects.create_user("ana", password="x", role=Role.EDITOR))
    answer = browser.get(reverse("desk:raw", args=[row.uid]))
    assert (answer.status_code, answer.text) == (410, "It was removed on 2026-12-11.")


def test_another_number_of_days_can_be_set(settings: Settings) -> None:
    announced()
    settings.RETENTION_DAYS = 7
    assert (due_at(at(7)), due_at(at(8))) == ([], ["r1"])
