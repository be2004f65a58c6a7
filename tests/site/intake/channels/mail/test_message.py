"""What is kept of a mail: whom it is from, what it is about, who is answered."""

import datetime as dt
import re

import pytest
from tests.site.intake.channels.mail.mails import ADA, LIST, mail

from handbill_site.intake.channels.mail.addresses import about_of, change_address, found_in, is_ours
from handbill_site.intake.channels.mail.message import incoming_of
from handbill_site.intake.incoming import Incoming

NOW = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
EVENT = "event:0b7e1f86-5a5c-4b1e-9f3e-2f1f6f0f0a11"


def read(raw: bytes, **more: object) -> Incoming:
    given: dict[str, object] = {"base": LIST, "now": NOW, "return_path": ADA, **more}
    return incoming_of(raw, **given)  # type: ignore[arg-type]


def test_what_is_kept_of_a_plain_mail() -> None:
    raw = mail()
    got = read(raw)
    assert (got.raw, got.media_type, got.sender, got.external_id, got.subject, got.sent) == (
        raw,
        "message/rfc822",
        ADA,
        "<1@lanterns.example>",
        "Evening of lanterns",
        dt.datetime(2027, 4, 20, 11, tzinfo=dt.UTC),
    )
    assert (got.about, got.proven, got.silent, got.settled) == ("", False, "", "")


def test_row_17_two_copies_of_a_mail_are_the_same_though_the_way_has_left_traces() -> None:
    other = b"Received: from a by b\r\nDelivered-To: x@y.example\r\n" + mail().replace(b"\r\n", b"\n")
    assert read(mail()).identity() == read(other).identity()


def test_row_18_another_body_under_the_same_id_is_another_mail() -> None:
    assert read(mail()).identity() != read(mail("Lanterns on Saturday")).identity()


def test_two_mails_without_an_id_are_told_apart_by_their_dates() -> None:
    first = read(mail(Message_ID=None))
    assert first.identity() == read(mail(Message_ID=None)).identity()
    later = read(mail(Message_ID=None, Date="Wed, 21 Apr 2027 13:00:00 +0200"))
    assert first.identity() != later.identity()


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"List_Id": "<walks.example>"}, "a mailing list"),
        ({"List_Unsubscribe": "<https://x.example>"}, "a mailing list"),
        ({"Precedence": "bulk"}, "a mass mailing"),
        ({"Auto_Submitted": "auto-generated"}, "sent by a program"),
        ({"X_Auto_Response_Suppress": "DR, OOF"}, "its sender wants no automatic answers"),
        ({"From": "noreply@lanterns.example"}, "its sender is a program"),
        ({"From": "bounces+7@lanterns.example"}, "its sender is a program"),
        ({"From": "a@x.example, b@y.example"}, "its sender is unclear"),
        ({"From": None}, "its sender is unclear"),
        ({"From": "ada@rivers.example"}, "its return path is of another domain"),
    ],
)
def test_row_16_lists_robots_and_the_unclear_are_read_but_not_answered(
    fields: dict[str, str | None], why: str
) -> None:
    got = read(mail(**fields))
    assert (got.silent, got.settled) == (why, "")


@pytest.mark.parametrize(
    ("fields", "path", "why"),
    [
        ({}, "<>", "a bounce"),
        ({}, "", "a bounce"),
        ({"Content_Type": "multipart/report; boundary=x"}, ADA, "a report of a mail server"),
        ({"Auto_Submitted": "auto-replied (vacation)"}, ADA, "an automatic answer"),
        ({"Message_ID": "<handbill-answer.7@town.example>"}, ADA, "our own answer came back"),
        ({"From": LIST}, LIST, "our own answer came back"),
    ],
)
def test_row_16_bounces_and_our_own_echo_are_kept_but_not_even_read(
    fields: dict[str, str | None], path: str, why: str
) -> None:
    got = read(mail(**fields), return_path=path)
    assert (got.settled, got.silent) == (why, why)


def test_row_16_a_mail_that_was_passed_on_51_times_goes_round() -> None:
    got = read(b"Received: from a by b\r\n" * 51 + mail())
    assert got.settled == "a mail that goes round in circles"
    assert read(b"Received: from a by b\r\n" * 50 + mail()).settled == ""


def test_without_an_envelope_the_return_path_field_counts() -> None:
    assert read(b"Return-Path: <>\r\n" + mail(), return_path=None).settled == "a bounce"
    assert read(mail(), return_path=None).silent == ""


@pytest.mark.parametrize(
    ("results", "proven"),
    [
        ("mx.town.example; dkim=pass header.d=lanterns.example", True),
        ("mx.town.example; spf=fail; dkim=pass (good; a (b)) header.d=lanterns.example", True),
        ("mx.town.example; dmarc=pass header.from=lanterns.example", True),
        ("mx.town.example; dkim=fail header.d=lanterns.example", False),
        ("mx.town.example; dkim=pass header.d=rivers.example", False),
        ("mx.town.example; dkim=pass header.d=example", False),
        ("mx.town.example; dkim=fail (; dkim=pass header.d=lanterns.example)", False),
        ('mx.town.example; dkim=fail reason="; dkim=pass header.d=lanterns.example"', False),
        ("mx.rivers.example; dkim=pass header.d=lanterns.example", False),
        ("mx.town.example; spf=pass smtp.mailfrom=lanterns.example", False),
    ],
)
def test_a_sender_is_proven_only_by_what_our_own_server_found(results: str, proven: bool) -> None:
    got = read(mail(Authentication_Results=results), authserv="mx.town.example")
    assert got.proven is proven
    assert read(mail(Authentication_Results=results)).proven is False


def test_only_the_topmost_result_of_our_server_counts() -> None:
    """A sender may write one in its name below."""
    ours = b"Authentication-Results: mx.town.example; dkim=none\r\n"
    forged = mail(Authentication_Results="mx.town.example; dkim=pass header.d=lanterns.example")
    assert read(ours + forged, authserv="mx.town.example").proven is False


def test_an_address_for_changes_is_known_again_and_fits_into_a_mail() -> None:
    address = change_address(f"{EVENT}@town.example", LIST)
    assert re.fullmatch(r"list\+0b7e1f865a5c4b1e9f3e2f1f6f0f0a11-[a-z2-7]{16}@town\.example", address)
    assert len(address.partition("@")[0]) == 54
    assert about_of(address.upper(), LIST) == EVENT
    assert read(mail(), recipients=[LIST, address]).about == EVENT
    assert read(mail(To=f"Handbill <{address}>")).about == EVENT
    assert read(mail(Delivered_To=address)).about == EVENT


def test_an_address_for_changes_of_one_thing_is_none_of_another() -> None:
    event, delivery = (change_address(EVENT.replace("event", kind), LIST) for kind in ("event", "delivery"))
    assert event != delivery
    assert about_of(delivery, LIST) == EVENT.replace("event", "delivery")
    other = event.replace("0b7e", "0b7f")
    last = "a" if event.partition("@")[0][-1] != "a" else "b"
    changed = event.replace(event.partition("@")[0][-1] + "@", last + "@")
    for forged in (other, changed, event.replace("@town", "@river"), LIST, "list+@town.example", ""):
        assert about_of(forged, LIST) == ""


def test_what_has_no_uid_of_ours_has_no_address() -> None:
    assert change_address("event:walk@canal", LIST) == ""


def test_our_addresses_are_the_base_and_all_with_a_plus() -> None:
    ours = [LIST, "LIST@Town.Example", "list+anything@town.example"]
    others = ["listen@town.example", "list@town.example.org", "ada@town.example", "list", ""]
    assert [is_ours(each, LIST) for each in ours + others] == [True] * 3 + [False] * 5
    assert found_in([f"A <{LIST}>, <list+x-y@town.example>, mylist@town.example"], LIST) == [
        LIST,
        "list+x-y@town.example",
    ]
