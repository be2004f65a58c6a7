"""The whole corpus of hostile texts, taken in by feed, form, mail and file, and all that the site then shows.

It is made once a process: what is kept of it are answers as bytes, so later tests need no database.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.site.hostile.outputs import Served, in_days, of_desk, of_edition
from tests.site.hostile.payloads import CORPUS, SCRIPTS
from tests.site.hostile.taking import editor
from tests.site.intake.channels.feed.world import World, calendar, world
from tests.site.intake.channels.mail.mails import ADA, LIST, mail

from handbill_site.desk.models import Case
from handbill_site.flow import run_once
from handbill_site.intake.channels import MAIL
from handbill_site.intake.channels.feed.subscriptions import subscribe
from handbill_site.intake.channels.mail.message import incoming_of
from handbill_site.intake.child import Reader
from handbill_site.intake.models import Delivery, Source, Subscription
from handbill_site.listing.calls import create_call
from handbill_site.listing.models import Event


@dataclass(frozen=True)
class Shown:
    """What the site showed.

    Attributes:
        names: Of the events that are listed.
    """

    edition: tuple[Served, ...]
    desk: tuple[Served, ...]
    names: frozenset[str]

    @property
    def pages(self) -> list[Served]:
        return [each for each in (*self.edition, *self.desk) if each.is_page]


@cache
def all_shown(reader: Reader) -> Shown:
    """Take everything in and return what is then shown. The caller needs a database."""
    desk = editor(role="admin")
    _by_feed(reader)
    _by_form()
    _by_mail()
    _by_file(desk)
    _calls()
    run_once(now=timezone.now(), reader=reader)
    names = frozenset(Event.objects.values_list("name", flat=True))
    return Shown(tuple(of_edition()), tuple(of_desk(desk, _paths())), names)


def _by_feed(reader: Reader) -> None:
    """A feed that an admin trusts: nobody looks before it is published. Then some of it moves elsewhere."""
    texts = [*CORPUS, *SCRIPTS.values()]
    with world() as here:
        here.put("/a.ics", calendar(*_vevents(texts)), Content_Type="text/calendar")
        given = "https://lanterns.example/a.ics"
        made = subscribe(given, trusted=True, home="PT", by="user:ada", at=timezone.now())
        Source.objects.filter(pk=made.source_id).update(address=f"{here.base}/a.ics")
        _ask(here, reader)
        moved = [*_vevents(texts[:5], sequence=1, place="Elsewhere "), *_vevents(texts)[5:]]
        here.put("/a.ics", calendar(*moved), Content_Type="text/calendar")
        _ask(here, reader)


def _ask(here: World, reader: Reader) -> None:
    assert here.rounds().ask(Subscription.objects.get())
    run_once(now=timezone.now(), reader=reader)


def _vevents(texts: Iterable[str], *, sequence: int = 0, place: str = "") -> list[str]:
    return [_vevent(number, text, sequence, place) for number, text in enumerate(texts)]


def _vevent(number: int, text: str, sequence: int, place: str) -> str:
    start = dt.datetime.combine(in_days(60 + number), dt.time(20))
    said = _escaped(text)
    lines = (
        "BEGIN:VEVENT",
        f"UID:{number}@lanterns.example",
        "DTSTAMP:20270101T000000Z",
        f"SEQUENCE:{sequence}",
        f"DTSTART;TZID=Europe/Lisbon:{start:%Y%m%dT%H%M%S}",
        f"SUMMARY:{said}",
        f"LOCATION:{place}{said}\\, Lisbon",
        f"DESCRIPTION:{said}\\n{said}",
        f"CATEGORIES:{said}",
        f'ORGANIZER;CN="{text.replace(chr(34), chr(39))}":mailto:keeper@lanterns.example',
        f"URL:https://lanterns.example/?{number}=%3Cscript%3E",
        "END:VEVENT",
    )
    return "".join(f"{line}\r\n" for line in lines)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")


def _by_form() -> None:
    """What the form does not take (NUL) comes by the other ways only."""
    for number, text in enumerate(CORPUS):
        said = text.replace("\0", "")
        when = f"{in_days(200 + number):%d %B %Y}, 8 pm"
        told = {"what": said, "when": when, "where": said, "city": "Lisbon", "who": said, "note": said}
        assert Client().post("/tell/", told).status_code == 303


def _by_mail() -> None:
    for number, text in enumerate(CORPUS):
        line = " ".join(text.replace("\0", " ").split())
        sender = line.replace("\\", "").replace('"', "'")
        page = f"<h1>{text}</h1><p>{in_days(300 + number):%d %B %Y}, 8 pm, Lisbon</p>{text}"
        raw = mail(
            page, From=f'"{sender}" <{ADA}>', Subject=line, Content_Type="text/html; charset=utf-8",
            Message_ID=f"<{number}@x.example>",
        )  # fmt: skip
        MAIL.keep(incoming_of(raw, base=LIST, now=timezone.now(), return_path=ADA), now=timezone.now())


def _by_file(desk: Client) -> None:
    for number, text in enumerate(CORPUS):
        document = SimpleUploadedFile("x.txt", bytes(range(256)) + str(number).encode())
        document._name = f"{text.replace('/', '-')}.txt"  # type: ignore[attr-defined]
        desk.post("/intake/upload/", {"documents": document})


def _calls() -> None:
    first = in_days(50)
    for number, text in enumerate(CORPUS[:6]):
        create_call(
            f"call-{number}",
            titles={"en": text[:200]},
            statements={"en": text},
            first_day=first,
            last_day=first + dt.timedelta(days=40),
            names=[text],
            by="user:ada",
            at=timezone.now(),
        )


def _paths() -> list[str]:
    cases = [f"/desk/cases/{number}/" for number in Case.objects.values_list("pk", flat=True)]
    receipts = [
        f"/tell/receipt/{uid}/"
        for uid in Delivery.objects.filter(source__kind="form").values_list("uid", flat=True)[:40]
    ]
    calls = ["/desk/calls/", *(f"/desk/calls/call-{number}/" for number in range(6))]
    own = ["/desk/", "/desk/sources/", "/desk/ledger/", "/intake/upload/", "/intake/tray/", "/tell/"]
    return [*own, *calls, *cases, *receipts]
