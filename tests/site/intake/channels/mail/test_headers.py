"""The head of a mail, hostile ones among them (rows of the list of hostile inputs)."""

import datetime as dt

import pytest

from handbill_site.intake.channels.mail.headers import (
    date_of,
    head_and_body,
    message_id,
    only,
    only_address,
    without_comments,
    words_of,
)

NOW = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)


def test_fields_are_unfolded_and_the_body_is_the_rest() -> None:
    raw = (
        b"Subject: Lanterns\r\n on the quay\r\nTo: a@x.example\r\nto: b@x.example\r\n\r\nHello\r\n\r\nall\r\n"
    )
    assert head_and_body(raw) == (
        {"subject": ["Lanterns on the quay"], "to": ["a@x.example", "b@x.example"]},
        b"Hello\r\n\r\nall\r\n",
    )


def test_a_mail_without_a_body_or_without_a_head_is_read_as_far_as_it_goes() -> None:
    assert head_and_body(b"Subject: Lanterns") == ({"subject": ["Lanterns"]}, b"")
    assert head_and_body(b"\r\nHello")[0] == {}
    assert head_and_body(b"") == ({}, b"")


def test_a_head_without_end_is_read_for_64_kb_and_a_value_for_2000_characters() -> None:
    head, body = head_and_body(b"Subject: " + b"a" * 100_000)
    assert (len(head["subject"][0]), len(body)) == (2000, 100_009 - 64 * 1024)


def test_rows_5_and_6_cost_nothing() -> None:
    """20,000 parameters; 20,000 brackets in To: seconds and a recursion error for the usual parsers."""
    head, _ = head_and_body(
        b"Content-Type: text/plain" + b"; a=b" * 20_000 + b"\nTo: " + b"(" * 20_000 + b"\n\n"
    )
    assert len(only(head, "content-type")) == 2000
    assert only_address("(" * 20_000) == ""
    assert without_comments("(" * 20_000 + "a") == ""


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("ada@lanterns.example", "ada@lanterns.example"),
        ("<ada@lanterns.example>", "ada@lanterns.example"),
        ("Ada Quay <Ada.Q+x@Mail.Lanterns.example>", "ada.q+x@mail.lanterns.example"),
        ('"eve@rivers.example" <ada@lanterns.example>', "ada@lanterns.example"),
        ("a@x.example)b@y.example", ""),  # row 12
        ("eve@rivers.example <ada@lanterns.example>", ""),
        ("Ada <ada@lanterns.example>, Eve <eve@rivers.example>", ""),
        ("Ada (of the <quay>) <ada@lanterns.example>", ""),
        ("ada@localhost", ""),
        ("ada", ""),
        ("", ""),
    ],
)
def test_row_12_an_address_is_one_without_any_doubt_or_none(value: str, address: str) -> None:
    assert only_address(value) == address


def test_row_12_two_from_fields_are_no_sender() -> None:
    head, _ = head_and_body(b"From: ada@lanterns.example\nFrom: eve@rivers.example\n\n")
    assert only(head, "from") == ""


@pytest.mark.parametrize(
    ("value", "found"),
    [("<1.2@x.example>", "<1.2@x.example>"), ("1.2@x", ""), ("<a b@x>", ""), ("<a@x> <b@x>", "")],
)
def test_a_message_id_is_one_or_none(value: str, found: str) -> None:
    assert message_id({"message-id": [value]}) == found


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("=?utf-8?b?RsOqdGUgZGVzIGxhbnRlcm5lcw==?=", "Fête des lanternes"),
        ("=?utf-8?q?Lanterns=0D=0ABcc:_eve@rivers.example?=", "Lanterns Bcc: eve@rivers.example"),  # row 13
        ("gpj\u202eexe", "gpjexe"),
        ("=?nonsense?q?Lanterns?=", "=?nonsense?q?Lanterns?="),
        ("=?utf-8?b?%%%?=", ""),
        ("a" * 2000, "a" * 255),
    ],
)
def test_a_subject_is_one_plain_line(value: str, words: str) -> None:
    assert words_of(value) == words


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("Tue, 20 Apr 2027 13:00:00 +0200", dt.datetime(2027, 4, 20, 11, tzinfo=dt.UTC)),
        ("Tue, 20 Apr 2027 13:00:00 -0000", dt.datetime(2027, 4, 20, 13, tzinfo=dt.UTC)),
        ("Fri, 20 Apr 2029 13:00:00 +0000", None),
        ("1 Jan 1970 00:00:00 +0000", None),
        ("soon", None),
        ("99 Foo 99999999999999999999 99:99:99 +9999", None),
        ("", None),
    ],
)
def test_the_time_of_sending_is_a_likely_one_or_none(value: str, sent: dt.datetime | None) -> None:
    assert date_of({"date": [value]}, now=NOW) == sent
