"""Hostile files at the editors' page and on mails: bombs, zips of two meanings, entities, names that lie."""

import base64
import gzip
import io
import re
import struct
import warnings
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.library.formats.test_tables_hostile import MAIN, TWO_ROWS, workbook
from tests.site.hostile.taking import by_mail, by_upload, editor, starts
from tests.site.intake.channels.mail.mails import mail

from handbill_site.intake.child import Reader
from handbill_site.intake.models import AnnouncementRow, Delivery

pytestmark = pytest.mark.django_db(transaction=True)
BOMB = bytes(60_000_000)
TEXT = "Evening of lanterns\r\n30 April 2027, 8 pm, Lisbon\r\n"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ENTITIES = f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/hostname">]>'


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive, warnings.catch_warnings(action="ignore"):
        for name, content in entries:
            archive.writestr(name, content)
    return packed.getvalue()


def with_mail(name: str, raw: bytes, kind: str = "application/octet-stream") -> bytes:
    """A mail with TEXT and one attachment."""
    body = base64.encodebytes(raw).decode()
    return mail(
        f"--b\r\nContent-Type: text/plain\r\n\r\n{TEXT}\r\n--b\r\nContent-Type: {kind}\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        f"{body}--b--\r\n",
        Content_Type="multipart/mixed; boundary=b",
    )


def more(*entries: tuple[str, bytes]) -> bytes:
    """A workbook that can be read, with further entries."""
    held = zipfile.ZipFile(io.BytesIO(workbook(TWO_ROWS)))
    return zipped(*((name, held.read(name)) for name in held.namelist()), *entries)


def linked() -> bytes:
    """A workbook with a symbolic link in it."""
    raw = io.BytesIO(workbook(TWO_ROWS))
    with zipfile.ZipFile(raw, "a") as archive:
        link = zipfile.ZipInfo("xl/link")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return raw.getvalue()


def renamed_in_the_directory() -> bytes:
    """A workbook whose directory calls a sheet otherwise than the entry itself."""
    raw = workbook(TWO_ROWS)
    place = raw.rindex(b"xl/worksheets/sheet1.xml")
    return raw[:place] + b"xl/worksheets/sheet2.xml" + raw[place + 24 :]


def overlapping() -> bytes:
    """An entry whose bytes are those of a second entry, header and all: each is named in the directory."""
    alone = zipped(("xl/bb.xml", b"<b/>"), method=zipfile.ZIP_STORED)
    whole = alone[: alone.index(b"PK\x01\x02")]
    raw = bytearray(zipped(("xl/workbook.xml", whole), ("xl/bb.xml", b"<b/>"), method=zipfile.ZIP_STORED))
    struct.pack_into("<L", raw, raw.rindex(b"xl/bb.xml") - 4, raw.index(whole))
    return bytes(raw)


BOMBS = {
    "row_22_a_zip_bomb": ("list.xlsx", more(("xl/media/zeros.bin", BOMB))),
    "row_22_a_sheet_that_grows": ("list.xlsx", more(("xl/worksheets/sheet9.xml", b" " * 20_000_000))),
    "row_22_a_zip_of_zips": (
        "list.xlsx",
        zipped(*((f"{n}.zip", zipped(("z", bytes(10**6)))) for n in range(16))),
    ),
    "row_22_a_gzip_bomb_called_a_table": ("list.csv", gzip.compress(BOMB)),
    "row_22_a_gzip_bomb_called_a_page": ("list.html", gzip.compress(gzip.compress(BOMB))),
    "row_22_ten_thousand_entries": ("list.xlsx", zipped(*((f"xl/workbook{n}", b"") for n in range(10_000)))),
    "row_31_docx_whose_entities_grow": (
        "list.txt",
        zipped(("word/document.xml", f'{ENTITIES}<w:document xmlns:w="{WORD}">&l9;</w:document>'.encode())),
    ),
    "row_31_xlsx_whose_entities_grow": (
        "list.xlsx",
        workbook("", sheet=f'{ENTITIES}<worksheet xmlns="{MAIN}">&l9;</worksheet>'),
    ),
    "row_31_xlsx_whose_entities_grow_in_utf_16": (
        "list.xlsx",
        more(("xl/worksheets/sheet2.xml", f"{ENTITIES}<worksheet>&l9;</worksheet>".encode("utf-16"))),
    ),
    "row_31_xlsx_that_asks_for_a_file": (
        "list.xlsx",
        workbook("", sheet=f'{EXTERNAL}<worksheet xmlns="{MAIN}">&file;</worksheet>'),
    ),
    "row_31_odt_whose_entities_grow": (
        "list.txt",
        zipped(
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("content.xml", f"{ENTITIES}<text>&l9;</text>".encode()),
            method=zipfile.ZIP_STORED,
        ),
    ),
    "row_31_xml_whose_entities_grow": ("list.txt", f'<?xml version="1.0"?>{ENTITIES}<a>&l9;</a>'.encode()),
    "row_26_svg_with_a_script_is_no_announcement": (
        "list.txt",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    ),
}


@pytest.mark.parametrize(("name", "raw"), BOMBS.values(), ids=BOMBS.keys())
def test_what_grows_is_left_to_a_person_and_its_reader_lives(reader: Reader, name: str, raw: bytes) -> None:
    started = reader.started
    delivery = by_upload(name, raw, reader)
    assert (delivery.state, delivery.attempts) == ("tray", 1)
    assert "its reader" not in delivery.trouble
    assert reader.started <= max(started, 1)
    assert not AnnouncementRow.objects.exists()


@pytest.mark.parametrize(("name", "raw"), BOMBS.values(), ids=BOMBS.keys())
def test_on_a_mail_it_costs_the_words_of_the_mail_nothing(reader: Reader, name: str, raw: bytes) -> None:
    started = reader.started
    delivery = by_mail(with_mail(name, raw), reader)
    assert (delivery.state, delivery.attempts) == ("routed", 1)
    assert starts() == ["2027-04-30T20:00"]
    assert reader.started <= max(started, 1)
    assert "lollol" not in AnnouncementRow.objects.get().text


ZIPS = {
    "row_23_two_entries_of_one_name": (more(("xl/workbook.xml", b"<a/>")), "two entries of one name"),
    "row_23_names_that_differ_in_case_only": (more(("XL/Workbook.xml", b"<a/>")), "two entries of one name"),
    "row_23_a_name_that_climbs": (more(("xl/../../../etc/cron", b"x")), "leads out of the file"),
    "row_23_an_absolute_name": (more(("/etc/cron", b"x")), "leads out of the file"),
    "row_23_a_name_of_another_system": (more(("C:\\cron", b"x")), "leads out of the file"),
    "row_23_a_link": (linked(), "is a link"),
    "row_23_a_directory_of_other_names": (renamed_in_the_directory(), "other names than the entries"),
    "row_23_entries_that_overlap": (overlapping(), "share their bytes"),
}


@pytest.mark.parametrize(("raw", "fault"), ZIPS.values(), ids=ZIPS.keys())
def test_a_zip_of_two_meanings_is_refused_by_the_name_of_its_fault(
    reader: Reader, raw: bytes, fault: str
) -> None:
    delivery = by_upload("list.xlsx", raw, reader)
    assert delivery.state == "tray"
    assert fault in delivery.trouble


def test_row_23_the_workbook_without_the_fault_is_read(reader: Reader) -> None:
    """Else the refusals above might be of the workbook itself."""
    assert by_upload("list.xlsx", more(("xl/media/a.bin", b"x")), reader).state == "routed"


NAMES = {
    "row_32_reordered": ("flyer\u202egpj.txt", "flyergpj.txt"),
    "row_32_300_letters": ("x" * 296 + ".txt", "x" * 196 + ".txt"),
    "row_32_a_device": ("CON.txt", "CON.txt"),
    "row_32_a_leading_dash": ("-rf.txt", "-rf.txt"),
    "row_32_a_path": ("../../../etc/passwd.txt", "passwd.txt"),
    "row_32_markup": ('"><img src=x onerror=alert(1)>.txt', '"><img src=x onerror=alert(1)>.txt'),
}


@pytest.mark.parametrize(("name", "shown"), NAMES.values(), ids=NAMES.keys())
def test_a_file_name_is_shown_as_text_and_the_file_has_one_of_ours(name: str, shown: str) -> None:
    """Django takes the path away; the name is put back here as a program that is no browser may send it."""
    document = SimpleUploadedFile("x.txt", TEXT.encode())
    document._name = name  # type: ignore[attr-defined]
    desk = editor()
    assert desk.post("/intake/upload/", {"documents": document}).status_code == 303
    delivery = Delivery.objects.get()
    assert delivery.file_name == shown
    assert re.fullmatch(r"\d{4}-\d\d-\d\d/[0-9a-f-]{36}\.txt", delivery.path)
    page = desk.get("/intake/upload/").text
    assert "<img src=x" not in page
    assert "\u202e" not in page
    answer = desk.get(f"/intake/raw/{delivery.uid}/")
    assert answer["Content-Disposition"] == f'attachment; filename="{delivery.uid}.bin"'


@pytest.mark.parametrize("name", ["x" * 4_092 + ".txt", "a\r\nX-Evil: 1\n.txt"])
def test_row_32_a_name_that_makes_or_breaks_a_header_is_refused_and_nothing_is_kept(name: str) -> None:
    document = SimpleUploadedFile("x.txt", TEXT.encode())
    document._name = name  # type: ignore[attr-defined]
    answer = editor().post("/intake/upload/", {"documents": document})
    assert (answer.status_code, Delivery.objects.count()) == (400, 0)
    assert "X-Evil" not in answer.headers


@pytest.mark.parametrize("name", [name for name, _ in NAMES.values()], ids=NAMES.keys())
def test_the_name_of_an_attachment_is_not_used_for_any_file(reader: Reader, name: str) -> None:
    delivery = by_mail(with_mail(name.replace("\r", "").replace("\n", "").replace('"', ""), b"x"), reader)
    assert delivery.state == "routed"
    assert delivery.file_name == ""
    assert starts() == ["2027-04-30T20:00"]
