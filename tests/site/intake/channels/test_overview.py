"""How the channels stand: the command and the page."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from tests.site.databases import free_port
from tests.site.intake.channels.mail.harness import Outgoing
from tests.site.intake.channels.mail.mails import LIST

from handbill_site.intake.channels import CHANNELS, state
from handbill_site.intake.channels.feed.subscriptions import subscribe
from handbill_site.intake.models import Source
from handbill_site.people.models import Role, User

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
Run = Callable[..., list[str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*arguments: str, **environ: str) -> list[str]:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        said = io.StringIO()
        try:
            call_command("channels", *arguments, stdout=said)
        except SystemExit as end:
            said.write(f"exit {end.code}\n")
        return said.getvalue().splitlines()

    return run


def test_each_channel_has_its_line(run: Run) -> None:
    assert [line.split() for line in run()[:5]] == [
        ["channel", "part", "state", "last", "success", "last", "message", "lag"],
        *([kind, "–", "always", "on", "–", "–", "–"] for kind in ("form", "upload", "url", "file")),
    ]
    assert [line.split() for line in run() if line.startswith("mail")] == [
        ["mail", "–", "not", "set", "up", "–", "–", "–"]
    ]


def test_each_part_says_how_it_stands_and_what_is_wrong(run: Run) -> None:
    state.went_well(Source.Kind.MAIL, "receive", at=NOON)
    state.came_in(Source.Kind.MAIL, "receive", sent=NOON - dt.timedelta(seconds=7), at=NOON)
    state.went_wrong(Source.Kind.MAIL, "answer", "mail.town.example:587 does not answer", at=NOON)
    lines = run(
        HANDBILL_MAIL_ADDRESS=LIST,
        HANDBILL_MAIL_LISTEN="lmtp://127.0.0.1:8024",
        HANDBILL_MAIL_IMAP="imaps://a@mail.town.example",
        HANDBILL_MAIL_SMTP="smtp://mail.town.example:587",
    )
    start = next(number for number, line in enumerate(lines) if line.startswith("mail"))
    assert [line.split() for line in lines[start : start + 4]] == [
        ["mail", "receive", "works", "2027-04-20", "12:00", "2027-04-20", "12:00", "7", "s"],
        ["mail", "imap", "not", "tried", "yet", "–", "–", "–"],
        ["mail", "answer", "does", "not", "work", "–", "–", "–"],
        ["mail.town.example:587", "does", "not", "answer"],
    ]


def test_wrong_settings_are_named(run: Run) -> None:
    lines = run(HANDBILL_MAIL_ADDRESS="nobody")
    assert any("wrongly set up" in line for line in lines)
    assert any(line.startswith("    HANDBILL_MAIL_ADDRESS: it must be one address") for line in lines)


def test_credentials_are_tried_and_the_exit_code_tells(run: Run) -> None:
    outgoing, nobody = Outgoing(), free_port()
    outgoing.start()
    try:
        where = f"127.0.0.1:{outgoing.port}"
        assert run("test", "mail", HANDBILL_MAIL_ADDRESS=LIST, HANDBILL_MAIL_SMTP=f"smtp://{where}") == [
            f"works  answer: {where} takes mail from anybody"
        ]
    finally:
        outgoing.stop()
    assert run("test", "mail", HANDBILL_MAIL_SMTP=f"smtp://127.0.0.1:{nobody}") == [
        f"FAILS  answer: 127.0.0.1:{nobody} does not answer as it should: Connection refused",
        "exit 1",
    ]
    assert run("test", "form") == ["Public form needs no setting"]
    with pytest.raises(CommandError, match="there is no channel pigeon"):
        run("test", "pigeon")


def test_editors_see_the_same_and_nobody_else_does(client: Client) -> None:
    state.went_wrong(Source.Kind.MAIL, "imap", "<b>no</b>", at=NOON)
    assert client.get("/intake/channels/").status_code == 302
    client.force_login(User.objects.create_user("ada"))
    page = client.get("/intake/channels/").content.decode()
    assert "Public form" in page
    assert "not set up" in page
    assert "<b>no" not in page


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_user("ada", role=Role.ADMIN))
    return client


def test_an_admin_tries_credentials_on_the_page_and_an_editor_cannot(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    outgoing = Outgoing()
    outgoing.start()
    monkeypatch.setenv("HANDBILL_MAIL_ADDRESS", LIST)
    monkeypatch.setenv("HANDBILL_MAIL_SMTP", f"smtp://127.0.0.1:{outgoing.port}")
    try:
        page = admin.post("/intake/channels/mail/test/").content.decode()
    finally:
        outgoing.stop()
    assert f"Works, answer: <bdi>127.0.0.1:{outgoing.port} takes mail from anybody</bdi>" in page
    monkeypatch.setenv("HANDBILL_MAIL_SMTP", f"smtp://127.0.0.1:{free_port()}")
    assert "Fails, answer: <bdi>127.0.0.1:" in admin.post("/intake/channels/mail/test/").content.decode()
    assert "nothing to try" in admin.post("/intake/channels/x/test/").content.decode()
    assert admin.get("/intake/channels/mail/test/").status_code == 405
    assert admin.post("/intake/channels/pigeon/test/").status_code == 404
    editor = Client()
    assert editor.post("/intake/channels/mail/test/").status_code == 302
    editor.force_login(User.objects.create_user("bo"))
    assert editor.post("/intake/channels/mail/test/").status_code == 403
    assert "/test/" not in editor.get("/intake/channels/").content.decode()


def test_the_page_says_in_plain_words_when_it_worked_and_which_feed_gives_too_little(admin: Client) -> None:
    state.went_well(
        Source.Kind.FEED, "https://lanterns.example/a.ics", at=NOON, said="it gives 0, usual are 12"
    )
    by = {"by": "user:ada", "at": NOON}
    for name in ("lanterns", "drums"):
        address = f"https://{name}.example/a.ics"
        subscribe(address, name=name.title(), home="", zone="", trusted=False, **by)
    page = admin.get("/intake/channels/").content.decode()
    assert "<strong>1 of 2 to look at</strong>" in page
    assert "<bdi>Lanterns</bdi>: <strong>look at it:</strong> <bdi>it gives 0, usual are 12</bdi>" in page
    assert "docs/how-to/set-up-the-fediverse.md" in page


def test_every_guide_is_a_document() -> None:
    folder = Path(__file__).parents[4] / "docs" / "how-to"
    assert [channel.kind for channel in CHANNELS if not (folder / channel.guide).is_file()] == []
