"""Hostile calendar files that somebody hands in: rules without end, nesting, folding, links that run."""

import pytest
from django.conf import settings
from django.utils import timezone
from tests.site.desk.browsing import press
from tests.site.hostile.outputs import in_days
from tests.site.hostile.taking import by_mail, by_upload, editor
from tests.site.intake.channels.feed.world import calendar, vevent
from tests.site.intake.channels.mail.mails import mail

from handbill_site.desk.models import Case
from handbill_site.edition.follow import follow
from handbill_site.intake.child import Reader
from handbill_site.intake.models import Delivery
from handbill_site.intake.values import reading_of
from handbill_site.listing.models import Event, Occurrence
from handbill_site.listing.operations import publish
from handbill_site.listing.parts import set_occurrences

pytestmark = pytest.mark.django_db(transaction=True)
DAY = f"{in_days(60):%Y%m%d}"


def rule(rrule: str, day: str = DAY) -> bytes:
    return calendar(vevent("a", day=day, RRULE=rrule)).encode()


RULES = {
    "row_57_by_the_second": rule("FREQ=SECONDLY"),
    "row_57_by_the_second_since_1970": rule("FREQ=SECONDLY", day="19700101"),
    "row_57_by_the_minute_of_every_year": rule("FREQ=MINUTELY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12"),
    "row_58_an_interval_of_nothing": rule("FREQ=DAILY;INTERVAL=0"),
    "row_58_an_interval_below_nothing": rule("FREQ=DAILY;INTERVAL=-1"),
    "row_59_a_count_without_measure": rule("FREQ=DAILY;COUNT=1000000000"),
    "row_60_ten_thousand_days": rule("FREQ=YEARLY;BYDAY=" + ",".join(["MO"] * 10_000)),
    "row_60_ten_thousand_places": rule("FREQ=YEARLY;BYDAY=MO;BYSETPOS=" + ",".join(["1"] * 10_000)),
}


@pytest.mark.parametrize("raw", RULES.values(), ids=RULES.keys())
def test_a_rule_without_measure_is_named_and_only_the_first_date_stays(reader: Reader, raw: bytes) -> None:
    started = reader.started
    delivery = by_upload("a.ics", raw, reader)
    assert (delivery.state, delivery.attempts) == ("routed", 1)
    assert reader.started <= max(started, 1)
    [case] = Case.objects.all()
    assert any(code.startswith("rrule.") for code in case.why)
    assert not case.draft.get("rrule")


def test_row_61_a_rule_that_never_fits_ends(reader: Reader) -> None:
    delivery = by_upload("a.ics", rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), reader)
    assert (delivery.state, delivery.attempts) == ("routed", 1)
    assert "rrule.no_instance" in Case.objects.get().why


def test_row_57_what_is_listed_is_written_out_for_a_year_at_most(reader: Reader) -> None:
    by_upload("a.ics", rule("FREQ=DAILY"), reader)
    [case] = Case.objects.all()
    [draft] = reading_of(case.reading).drafts
    event = publish(draft, delivery=Delivery.objects.get(), draft_index=0, by="user:ada", at=timezone.now())
    set_occurrences(event, timezone.now().date())
    assert 300 < Occurrence.objects.count() <= 367


def test_row_62_alarms_of_a_file_are_not_listed(reader: Reader) -> None:
    alarm = "BEGIN:VALARM\r\nTRIGGER:-PT1H\r\nREPEAT:1000000000\r\nDURATION:PT1S\r\nEND:VALARM\r\nEND:VEVENT"
    delivery = by_upload(
        "a.ics", calendar(vevent("a", day=DAY).replace("END:VEVENT", alarm)).encode(), reader
    )
    assert (delivery.state, delivery.attempts) == ("routed", 1)
    assert "1000000000" not in str(Case.objects.get().draft)


NESTED = "BEGIN:VCALENDAR\r\n" + "BEGIN:X\r\n" * 10_000 + vevent("a", day=DAY) + "END:X\r\n" * 10_000
MANY = vevent("a", day=DAY).replace("SUMMARY", "SUMMARY" + ";X=y" * 100_000)
FOLDED = "\r\n ".join(["x" * 60] * 70_000)
SIZES = {
    "row_63_nested_10000_deep": f"{NESTED}END:VCALENDAR\r\n",
    "row_63_a_folded_line_of_megabytes": calendar(vevent("a", day=DAY, DESCRIPTION=FOLDED)),
    "row_63_a_line_that_is_not_folded": calendar(vevent("a", day=DAY, DESCRIPTION="x" * 4_900_000)),
    "row_63_a_hundred_thousand_properties": calendar(vevent("a", day=DAY) + "X-A:b\r\n" * 100_000),
    "row_63_a_hundred_thousand_parameters": calendar(MANY),
}  # fmt: skip


@pytest.mark.parametrize("text", SIZES.values(), ids=SIZES.keys())
def test_a_calendar_without_measure_is_read_in_part_or_refused(reader: Reader, text: str) -> None:
    started = reader.started
    delivery = by_upload("a.ics", text.encode(), reader)
    assert (delivery.state in ("routed", "tray"), delivery.attempts) == (True, 1)
    assert reader.started <= max(started, 1)


def test_row_63_on_a_mail_it_costs_the_words_nothing(reader: Reader) -> None:
    body = (
        "--b\r\nContent-Type: text/plain\r\n\r\nEvening of lanterns\r\n30 April 2027, 8 pm, Lisbon\r\n"
        f"--b\r\nContent-Type: text/calendar\r\n\r\n{SIZES['row_63_nested_10000_deep']}\r\n--b--\r\n"
    )
    delivery = by_mail(mail(body, Content_Type="multipart/mixed; boundary=b"), reader)
    assert (delivery.state, delivery.attempts) == ("routed", 1)
    assert Case.objects.exists()


@pytest.mark.parametrize("name", ["UID", "SUMMARY", "X-NAME", "DESCRIPTION"])
def test_row_63_line_ends_in_a_value_add_no_property_to_ours(reader: Reader, name: str) -> None:
    value = "a\\nBEGIN:VEVENT\\r\\nUID:smuggled\\\\nATTENDEE:mailto:x@x.example"
    lines = vevent("a", day=DAY, **{name.replace("-", "_"): value})
    by_upload("a.ics", calendar(lines).encode(), reader)
    press(editor(), Case.objects.get().pk, "publish")
    assert Event.objects.count() == 1

    follow(now=timezone.now())

    for file in (settings.EDITION / "current").rglob("*.ics"):
        assert not any(
            line.startswith((b"UID:smuggled", b"ATTENDEE")) for line in file.read_bytes().split(b"\r\n")
        )


RUNNING = [
    *(
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "java\\nscript:alert(1)",
    ),
    *(" javascript:alert(1)", "//evil.example/x", "file:///etc/passwd"),
]


@pytest.mark.parametrize("link", RUNNING)
def test_row_64_a_link_that_runs_is_no_link(reader: Reader, link: str) -> None:
    by_upload("a.ics", calendar(vevent("a", day=DAY, URL=link)).encode(), reader)
    [case] = Case.objects.all()
    assert case.draft.get("urls", []) == []
    assert Event.objects.count() == 0
