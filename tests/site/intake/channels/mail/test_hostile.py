"""Hostile mails, by the rows of the list of hostile inputs: each is kept as it came, and ends well.

There is no third outcome: it is refused before it is accepted, or kept byte by byte and then read or put into
the tray with a reason. Reading happens in the real child, with its real limits.
"""

import datetime as dt
import smtplib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from tests.site.intake.channels.mail.harness import MailHarness
from tests.site.intake.channels.mail.mails import ADA, LIST, mail

from handbill_site.desk.models import Case
from handbill_site.flow import run_once
from handbill_site.intake.channels import MAIL
from handbill_site.intake.channels.mail.message import incoming_of
from handbill_site.intake.child import Reader
from handbill_site.intake.models import Arrival, Delivery
from handbill_site.intake.operations import raw_of

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Evening of lanterns\r\n\r\nFriday 30 April 2027, 8 pm, Praça do Comércio, Lisbon\r\n"
HEAD = b"From: Ada <ada@lanterns.example>\r\nTo: list@town.example\r\nMessage-ID: <1@x.example>\r\n"


def parts(number: int) -> bytes:
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * number + b"--b--\r\n"


def nested(depth: int) -> bytes:
    levels = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
        for level in range(depth)
    )
    return HEAD + levels + b"Content-Type: text/plain\r\n\r\nx\r\n"


def messages_in_messages(depth: int) -> bytes:
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * depth + b"Subject: x\r\n\r\nx\r\n"


HOSTILE = {
    "row_02_10000_parts": parts(10_000),
    "row_03_nested_1000_deep": nested(1_000),
    "row_04_messages_in_messages": messages_in_messages(1_000),
    "row_05_20000_parameters": HEAD + b"Content-Type: text/plain" + b"; a=b" * 20_000 + b"\r\n\r\nx\r\n",
    "row_06_20000_brackets_in_to": mail(TEXT, To="(" * 20_000),
    "row_07_a_file_name_in_5000_pieces": HEAD
    + b"Content-Type: text/plain"
    + b"".join(b';\r\n filename*%d="x"' % number for number in range(5_000))
    + b"\r\n\r\nx\r\n",
    "row_10_nul_bare_cr_and_lf_a_long_line": mail(TEXT + "\x00" + "x" * 5_000).replace(b"8 pm", b"8\rpm"),
    "row_15_s_mime": mail("MIAGCSqGSIb3DQEHA6CAMIACAQAx", Content_Type="application/pkcs7-mime"),
    "row_15_winmail_dat": mail("eJ8+", Content_Type='application/ms-tnef; name="winmail.dat"'),
}
"""What may end either way, but ends."""
READABLE = {
    "row_08_a_boundary_that_is_missing": mail(TEXT, Content_Type="multipart/mixed"),
    "row_08_a_boundary_that_is_never_closed": mail(
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{TEXT}",
        Content_Type="multipart/mixed; boundary=b",
    ),
    "row_09_an_unknown_charset": mail(TEXT, Content_Type="text/plain; charset=klingon"),
    "row_09_a_lone_0xff": mail(TEXT).replace(b"\r\n\r\nFriday", b"\xff\r\n\r\nFriday"),
}
"""Out of which the best is made."""


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


def take(raw: bytes, reader: Reader) -> Delivery:
    """Keep a mail, let it be read, and return what became of it; the next mail is read by the same reader."""
    incoming = incoming_of(raw, base=LIST, now=timezone.now(), return_path=ADA)
    kept = MAIL.keep(incoming, now=timezone.now()).delivery
    run_once(now=timezone.now(), reader=reader)
    kept.refresh_from_db()
    return kept


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_mail_is_kept_whole_and_ends_in_reading_or_tray(raw: bytes, reader: Reader) -> None:
    delivery = take(raw, reader)
    assert raw_of(delivery) == raw
    assert delivery.state in ("routed", "tray")
    assert (delivery.state == "tray") == bool(delivery.trouble)
    after = take(mail(TEXT, Message_ID="<2@x.example>"), reader)
    assert (after.state, after.attempts) == ("routed", 1)


@pytest.mark.parametrize("raw", READABLE.values(), ids=READABLE.keys())
def test_out_of_a_broken_mail_the_best_is_read(raw: bytes, reader: Reader) -> None:
    delivery = take(raw, reader)
    assert raw_of(delivery) == raw
    starts = [case.draft["dtstart"]["value"] for case in Case.objects.all() if case.draft.get("dtstart")]
    assert [str(start)[:16] for start in starts] == ["2027-04-30T20:00"]


def test_row_15_a_sealed_mail_is_left_to_a_person(reader: Reader) -> None:
    raw = mail(
        "MIAGCSqGSIb3DQEHA6CAMIACAQAx", Content_Type="application/pkcs7-mime; smime-type=enveloped-data"
    )
    delivery = take(raw, reader)
    waiting = [case.why for case in Case.objects.filter(state="open")]
    assert delivery.state == "routed"
    assert [[code for code in why if not code.startswith("mime.date")] for why in waiting] == [
        ["nothing_found", "mime.encrypted"]
    ]


def test_row_19_a_client_that_is_gone_before_the_yes_and_comes_again_makes_no_double(tmp_path: Path) -> None:
    harness = MailHarness()
    harness.start(tmp_path)
    try:
        raw = mail(TEXT)
        with smtplib.LMTP("127.0.0.1", harness.receiver.port, timeout=30) as client:
            client.docmd("lhlo", "test.example")
            client.mail(ADA)
            client.rcpt(LIST)
            client.docmd("data")
            client.send(raw + b".\r\n")
            assert client.sock
            client.sock.close()
            client.close()
        _until_accepted(harness.receiver.port, raw)
    finally:
        harness.stop()
    assert Delivery.objects.count() == 1
    assert Arrival.objects.count() <= 1


def _until_accepted(port: int, raw: bytes) -> None:
    """Come again after a "try later", as mail servers do: SQLite in memory does not wait for a lock."""
    for _ in range(50):
        try:
            with smtplib.LMTP("127.0.0.1", port, timeout=30) as client:
                assert client.sendmail(ADA, [LIST], raw) == {}
            return
        except smtplib.SMTPDataError:
            time.sleep(0.1)
    raise TimeoutError


def test_row_56_tomorrow_counts_from_when_it_was_sent(reader: Reader) -> None:
    text = "Evening of lanterns\r\n\r\nTomorrow, 8 pm, Praça do Comércio, Lisbon\r\n"
    delivery = take(mail(text, Date="Mon, 20 Apr 2026 13:00:00 +0200"), reader)
    assert delivery.sent == dt.datetime(2026, 4, 20, 11, tzinfo=dt.UTC)
    [case] = Case.objects.all()
    assert str(case.draft["dtstart"]["value"])[:16] == "2026-04-21T20:00"
    assert "past" in case.why
