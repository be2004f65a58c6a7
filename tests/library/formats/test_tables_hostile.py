"""Tables made to hurt: bombs, entities, lies about size, cells that swallow the file."""

import datetime as dt
import io
import zipfile

import pytest

from handbill.errors import TooLarge, UnreadableFile
from handbill.formats import open_announcement
from handbill.values import Announcement

RECEIVED = dt.datetime(2027, 1, 1)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def opened(raw: bytes, file_name: str = "") -> Announcement:
    return open_announcement(raw, received=RECEIVED, file_name=file_name)


def workbook(rows: str, *, sheet: str = "", extra: bytes = b"") -> bytes:
    """Return a workbook of one sheet with the XML of its *rows*, or the whole XML of its *sheet*."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Days" sheetId="1" r:id="r"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet
        or f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/>'
        f"<sheetData>{rows}</sheetData></worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
        if extra:
            archive.writestr("xl/media/extra.bin", extra)
    return packed.getvalue()


def row(number: int, *cells: str, column: str = "A") -> str:
    """Return the XML of a row; of several cells, each has its own column."""
    columns = [column] if len(cells) == 1 else [chr(65 + place) for place in range(len(cells))]
    inside = "".join(
        f'<c r="{name}{number}" t="inlineStr"><is><t>{words}</t></is></c>'
        for name, words in zip(columns, cells, strict=True)
    )
    return f'<row r="{number}">{inside}</row>'


TWO_ROWS = row(1, "Day", "What") + row(2, "5 May 2027", "Kites")


def test_a_workbook_of_strings_in_place_is_read() -> None:
    assert opened(workbook(TWO_ROWS)).text == "Day | What\n5 May 2027 | Kites\n"


def test_a_cell_at_the_end_of_the_world_costs_nothing() -> None:
    announcement = opened(workbook(TWO_ROWS + row(1_048_576, "far", column="XFD")))

    assert announcement.text == "Day | What\n5 May 2027 | Kites\n"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (workbook(TWO_ROWS, extra=b"\0" * 41_000_000), "unpacks to too much"),
        (workbook('<row r="1">' + '<c r="A1"/>' * 600_000 + "</row>"), "unpacks to too much"),
        (
            workbook("", sheet=f'<!DOCTYPE a [<!ENTITY b "c">]><worksheet xmlns="{MAIN}"/>'),
            "defines entities",
        ),
        (workbook(TWO_ROWS)[:-100], "damaged workbook"),
        (workbook("", sheet="<worksheet><sheetData>"), "damaged workbook"),
        (b"PK\x03\x04 xl/workbook", "damaged workbook"),
        (workbook(row(1, " ")), "no words in it"),
    ],
)
def test_a_workbook_that_cannot_be_read_says_why(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        opened(raw)

    assert str(refused.value) == reason


def test_too_many_parts_are_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"xl/workbook{number}", "")

    with pytest.raises(TooLarge) as refused:
        opened(packed.getvalue())

    assert refused.value.limit == 2_000


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('day,what\n5 May,"open\n6 May,kites\n', ["day | what", '5 May | "open', "6 May | kites"]),
        ("day,what\n5 May,kites" + "," * 5_000 + "\n", ["day | what", "5 May | kites"]),
        ("sep=|\nday|what\n5 May|a,b\n", ["day | what", "5 May | a,b"]),
        ("one column\nof prose, 5 May\nand more\n", ["one column", "of prose, 5 May", "and more"]),
    ],
)
def test_separated_values_of_every_sort_are_rows(text: str, rows: list[str]) -> None:
    announcement = opened(text.encode(), "list.csv")

    assert [block.span.of(announcement.text) for block in announcement.blocks] == rows


def test_a_cell_without_end_is_cut() -> None:
    announcement = opened(b'day,what\n5 May,"' + b"x" * 300_000 + b'"\n6 May,kites\n', "list.csv")

    assert [len(block.span.of(announcement.text)) for block in announcement.blocks] == [10, 20_008, 13]


def test_rows_above_the_limit_are_a_problem() -> None:
    announcement = opened(b"day,what\n" + b"5 May,kites\n" * 30_000, "list.csv")

    assert ([problem.code for problem in announcement.problems], len(announcement.blocks)) == (
        ["table.too_long"],
        30_000,
    )
