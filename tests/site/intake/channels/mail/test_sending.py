"""Answers as mails, to a mail server of the test's own."""

import datetime as dt
import socket
from collections.abc import Iterator

import pytest
from tests.site.databases import free_port
from tests.site.intake.channels.mail.harness import Outgoing
from tests.site.intake.channels.mail.mails import ADA, LIST

from handbill_site.intake.channels.mail.message import incoming_of
from handbill_site.intake.channels.mail.sending import MailAnswerer, message_of
from handbill_site.intake.channels.mail.setup import MailSettings, Server
from handbill_site.intake.errors import ChannelTrouble
from handbill_site.intake.incoming import Reply

REPLY = Reply(
    to=ADA,
    text="Olá, a sua mensagem chegou.\n",
    language="pt",
    uid="42",
    in_reply_to="<1@lanterns.example>",
    subject="Noite das lanternas",
    change_address="list+x-y@town.example",
)


@pytest.fixture
def outgoing() -> Iterator[Outgoing]:
    outgoing = Outgoing()
    outgoing.start()
    yield outgoing
    outgoing.stop()


def answerer(port: int) -> MailAnswerer:
    return MailAnswerer(MailSettings(LIST, name="Listing", smtp=Server("smtp", "127.0.0.1", port)))


def test_an_answer_is_marked_as_a_programs_and_bounces_to_nobody(outgoing: Outgoing) -> None:
    sent = answerer(outgoing.port).send(REPLY)
    [message] = outgoing.mails
    assert outgoing.envelopes == [("<>", [ADA])]
    told = ("From", "To", "Reply-To", "Subject", "In-Reply-To", "References", "Auto-Submitted")
    assert [str(message[name]) for name in told] == [
        f"Listing <{LIST}>",
        ADA,
        "list+x-y@town.example",
        "Re: Noite das lanternas",
        "<1@lanterns.example>",
        "<1@lanterns.example>",
        "auto-replied",
    ]
    assert (sent, message["Message-ID"]) == ("<handbill-answer.42@town.example>",) * 2
    assert message.get_content().replace("\r\n", "\n") == REPLY.text


def test_an_answer_that_comes_back_is_known() -> None:
    raw = message_of(REPLY, MailSettings(LIST)).as_bytes()
    now = dt.datetime(2027, 4, 20, tzinfo=dt.UTC)
    assert incoming_of(raw, base=LIST, now=now, return_path=ADA).settled == "our own answer came back"


def test_row_13_what_a_sender_wrote_adds_no_header() -> None:
    nasty = Reply(
        to=ADA,
        text="Hello\n",
        language="en\r\nBcc: eve@rivers.example",
        uid="4\r\nBcc: eve@rivers.example",
        in_reply_to="<1@x>\r\nBcc: eve@rivers.example",
        subject="Lanterns\r\nBcc: eve@rivers.example",
    )
    message = message_of(nasty, MailSettings(LIST))
    head = message.as_bytes().partition(b"\r\n\r\n")[0]
    assert not [line for line in head.splitlines() if line.lower().startswith(b"bcc")]
    assert message["Subject"] == "Re: Lanterns Bcc: eve@rivers.example"
    assert "In-Reply-To" not in message


@pytest.mark.parametrize(
    "to", ["", "ada", "a@x.example, eve@rivers.example", "a@x.example\r\nRCPT TO:<e@y.z>"]
)
def test_nobody_who_is_unclear_is_written_to(to: str) -> None:
    with pytest.raises(ChannelTrouble) as refused:
        message_of(Reply(to=to, text="", language="en", uid="1"), MailSettings(LIST))
    assert refused.value.permanent


@pytest.mark.parametrize(("says", "permanent"), [("451 later", False), ("550 no", True), ("554 no", True)])
def test_a_server_that_refuses_says_whether_for_good(outgoing: Outgoing, says: str, permanent: bool) -> None:
    outgoing.says = says
    with pytest.raises(ChannelTrouble, match=rf"refused.*\({says[:3]}\)") as refused:
        answerer(outgoing.port).send(REPLY)
    assert refused.value.permanent is permanent


def test_a_server_that_is_not_there_is_worth_another_try() -> None:
    with pytest.raises(ChannelTrouble, match="does not answer as it should: Connection refused") as refused:
        answerer(free_port()).send(REPLY)
    assert not refused.value.permanent


def test_a_server_that_hangs_up_is_worth_another_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        deaf.settimeout(5)
        port = deaf.getsockname()[1]
        import threading

        threading.Thread(target=lambda: deaf.accept()[0].close()).start()
        with pytest.raises(ChannelTrouble, match="does not answer as it should") as refused:
            answerer(port).check()
    assert not refused.value.permanent


def test_a_check_says_that_it_works(outgoing: Outgoing) -> None:
    assert answerer(outgoing.port).check() == f"127.0.0.1:{outgoing.port} takes mail from anybody"
