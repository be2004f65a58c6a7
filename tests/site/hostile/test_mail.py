"""Hostile mails that `intake/channels/mail` has not: charsets, boundaries, sealed parts, remote pictures."""

import socket
import tracemalloc

import pytest
from tests.site.hostile.taking import by_mail, problems, starts
from tests.site.intake.channels.mail.mails import mail

from handbill_site.intake.child import Reader
from handbill_site.intake.models import AnnouncementRow
from handbill_site.intake.operations import raw_of

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Evening of lanterns\r\n\r\nFriday 30 April 2027, 8 pm, Praça do Comércio, Lisbon\r\n"
PART = "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"


def encoded(charset: str, text: str, declared: str = "") -> bytes:
    """A mail whose body is in *charset*, and says *declared* of it."""
    head, _, _ = mail("", Content_Type=f"text/plain; charset={declared or charset}").partition(b"\r\n\r\n")
    return head + b"\r\n\r\n" + text.encode(charset)


def test_row_08_of_a_boundary_that_is_used_twice_no_part_is_lost(reader: Reader) -> None:
    inner = f"{PART}We meet.\r\n--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{PART}{TEXT}--b--\r\n"
    delivery = by_mail(mail(inner, Content_Type="multipart/mixed; boundary=b"), reader)
    assert delivery.state == "routed"
    assert starts() == ["2027-04-30T20:00"]


@pytest.mark.parametrize(
    ("charset", "declared"),
    [("gb18030", "gb18030"), ("shift_jis", "gb18030"), ("gb18030", "utf-8"), ("utf-7", "utf-7")],
)
def test_row_09_a_charset_that_lies_hides_no_figures_and_the_raw_bytes_stay(
    reader: Reader, charset: str, declared: str
) -> None:
    raw = encoded(charset, "灯祭\r\n2027-04-30 20:00 Lisbon\r\n", declared)
    delivery = by_mail(raw, reader)
    assert raw_of(delivery) == raw
    assert starts() == ["2027-04-30T20:00"]
    assert "\x00" not in AnnouncementRow.objects.get().text


def test_row_09_utf_7_brings_no_markup_in(reader: Reader) -> None:
    """+ADw- is "<" in UTF-7: who decodes it after cleaning has a script."""
    by_mail(
        encoded(
            "ascii",
            f"+ADw-script+AD4-alert(1)+ADw-/script+AD4-\r\n{TEXT}".replace("ç", "c").replace("é", "e"),
            "utf-7",
        ),
        reader,
    )
    assert starts() == ["2027-04-30T20:00"]


def test_row_10_what_is_shown_has_no_controls(reader: Reader) -> None:
    by_mail(mail(TEXT + "\x00\x07\x1b[31m" + "x" * 5_000), reader)
    assert [c for c in AnnouncementRow.objects.get().text if ord(c) < 32 and c not in "\n\t"] == []


def test_row_12_a_mail_of_two_senders_is_nobody_whom_we_trust(reader: Reader) -> None:
    raw = mail(TEXT).replace(b"From: ", b"From: Eve <eve@rivers.example>\r\nFrom: ", 1)
    delivery = by_mail(raw, reader)
    assert (delivery.sender, delivery.proven) == ("", False)
    assert delivery.silent


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        (
            "application/pkcs7-mime; smime-type=enveloped-data",
            "MIAGCSqGSIb3DQEHA6CAMIACAQAx",
            "mime.encrypted",
        ),
        ('application/ms-tnef; name="winmail.dat"', "eJ8+", "mime.tnef"),
        (
            'multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b',
            (
                "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\n"
                "Content-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--b--\r\n"
            ),
            "mime.encrypted",
        ),
    ],
)
def test_row_15_a_sealed_part_is_named_to_a_person(reader: Reader, kind: str, body: str, code: str) -> None:
    delivery = by_mail(mail(body, Content_Type=kind, Subject="Sealed"), reader)
    assert code in problems() or delivery.trouble == code


def test_row_15_pgp_in_the_text_is_left_to_a_person(reader: Reader) -> None:
    delivery = by_mail(mail("-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA5\r\n-----END PGP MESSAGE-----"), reader)
    assert delivery.state == "tray" or starts() == [""]


def test_row_21_no_connection_is_made_for_pictures_of_a_mail(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process; what the child may do is asked with the canary, in test_links.py."""

    def nobody(*arguments: object, **_: object) -> None:
        raise AssertionError(f"asked for {arguments}")

    monkeypatch.setattr(socket.socket, "connect", nobody)
    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    page = (
        f'<p>{TEXT}</p><img src="http://tracker.example/1.gif"><link rel=stylesheet href="//t.example/a.css">'
    )
    delivery = by_mail(mail(page, Content_Type="text/html; charset=utf-8"), reader)
    assert delivery.state == "routed"
    assert starts() == ["2027-04-30T20:00"]


def test_row_04_mails_within_mails_are_looked_at_within_bounds() -> None:
    """The headers are looked at before the child reads them: what that takes is a few times the mail."""
    from handbill_site.intake.channels.mail.message import incoming_of

    raw = b"From: a@x.example\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 20_000
    tracemalloc.start()
    try:
        from django.utils import timezone

        incoming_of(raw, base="list@town.example", now=timezone.now(), return_path="a@x.example")
        assert tracemalloc.get_traced_memory()[1] < 20 * len(raw)
    finally:
        tracemalloc.stop()
