"""What hangs on mails: each kind of file is a further part of the announcement."""

import datetime as dt
import io
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from tests.library.formats.documents import empty, saved

from handbill.formats import open_announcement
from handbill.formats.sniffing import DOCX, XLSX
from handbill.reading import read
from handbill.values import Announcement, Draft

RECEIVED = dt.datetime(2027, 1, 1, 12)
DATA = Path(__file__).parent / "data"
OCTETS = "application/octet-stream"
CALENDAR = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//lanterns.example//EN\r\nBEGIN:VEVENT\r\nUID:1@lanterns.example\r\n"
    b"DTSTAMP:20270101T120000Z\r\nDTSTART:20270430T200000\r\nSUMMARY:Evening of lanterns\r\n"
    b"END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Day", "Hour", "What"])
    book.active.append([dt.date(2027, 4, 30), dt.time(20), "Evening of lanterns"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def document() -> bytes:
    made = empty()
    made.add_heading("Evening of lanterns", 1)
    made.add_paragraph("Friday 30 April 2027, 8 pm, Lisbon")
    return saved(made)


def mail(raw: bytes, media_type: str, name: str) -> Announcement:
    """Open a mail with *raw* on it."""
    message = EmailMessage()
    message["From"], message["To"] = "Ada <ada@lanterns.example>", "list@town.example"
    message["Subject"], message["Date"] = "For your list", "Fri, 01 Jan 2027 12:00:00 +0000"
    message.set_content("Please see the attachment.\n")
    kind, _, sub = media_type.partition("/")
    message.add_attachment(raw, maintype=kind, subtype=sub, filename=name)
    return open_announcement(bytes(message), received=RECEIVED)


def lanterns(announcement: Announcement) -> list[Draft]:
    return [
        draft
        for draft in read(announcement).drafts
        if draft.name and draft.name.value == "Evening of lanterns"
    ]


@pytest.mark.parametrize(
    ("raw", "media_type", "name"),
    [
        pytest.param(CALENDAR, "text/calendar", "lanterns.ics", id="calendar"),
        pytest.param(CALENDAR, OCTETS, "lanterns.ics", id="calendar by name"),
        pytest.param(workbook(), XLSX, "programme.xlsx", id="workbook"),
        pytest.param(workbook(), OCTETS, "programme.xlsx", id="workbook by name"),
        pytest.param(document(), DOCX, "programme.docx", id="document"),
        pytest.param(document(), OCTETS, "Programm.DOCX", id="document by name"),
        pytest.param(document(), "application/msword", "old.doc", id="document under an old name"),
        pytest.param(
            b"Day,Hour,What\r\n2027-04-30,20:00,Evening of lanterns\r\n",
            "text/csv",
            "programme.csv",
            id="table",
        ),
    ],
)
def test_a_file_on_a_mail_is_read(raw: bytes, media_type: str, name: str) -> None:
    announcement = mail(raw, media_type, name)

    assert announcement.problems == ()
    assert [draft.dtstart.value for draft in lanterns(announcement) if draft.dtstart] == [
        dt.datetime(2027, 4, 30, 20)
    ]


def test_a_pdf_on_a_mail_is_read() -> None:
    announcement = mail((DATA / "gardens.pdf").read_bytes(), "application/pdf", "gardens.pdf")
    alone = open_announcement((DATA / "gardens.pdf").read_bytes(), received=RECEIVED)

    assert announcement.problems == ()
    assert announcement.text.endswith(alone.text)
    assert len(alone.text) > 100


@pytest.mark.parametrize(
    ("raw", "detail"),
    [
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "application/x-ole-storage: an office file of an old kind or with a password; "
            "save it as .docx, .odt or .pdf without one",
            id="old",
        ),
        pytest.param(document()[:-60], f"{DOCX}: damaged document", id="damaged"),
        pytest.param(
            b"\x7fELF" + bytes(60), "application/x-executable: not what its name says", id="program"
        ),
    ],
)
def test_a_document_that_cannot_be_read_is_named_and_the_mail_is_read(raw: bytes, detail: str) -> None:
    announcement = mail(raw, DOCX, "programme.docx")

    assert [(problem.code, problem.detail) for problem in announcement.problems] == [
        ("mime.attachment_unread", detail)
    ]
    assert "Please see the attachment." in announcement.text
