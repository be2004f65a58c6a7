"""Documents of word processors: what is read of them, and what is made to hurt."""

import datetime as dt
from typing import Any

import pytest
from tests.library.formats.documents import (
    ODT,
    TYPE,
    WORD,
    empty,
    opendocument,
    packed,
    saved,
    with_link,
    word,
)

from handbill.errors import TooLarge, UnreadableFile
from handbill.formats import open_announcement, sniff
from handbill.formats.sniffing import DOCX
from handbill.reading import read
from handbill.values import Announcement

RECEIVED = dt.datetime(2027, 1, 1)
MORE = "https://lanterns.example/evening"


def opened(raw: bytes) -> Announcement:
    return open_announcement(raw, received=RECEIVED)


def blocks(announcement: Announcement) -> list[tuple[str, int, str, str]]:
    """Return kind, level, part of the page and words of each block."""
    return [
        (each.kind, each.level, each.region, each.span.of(announcement.text)) for each in announcement.blocks
    ]


def programme() -> Any:
    document = empty()
    document.core_properties.title = "Programme of the quay"
    document.core_properties.language = "en-GB"
    document.sections[0].header.paragraphs[0].text = "Lightkeepers of the Quay"
    document.sections[0].footer.paragraphs[0].text = "Quay Street 4"
    document.add_heading("Programme of the quay", 0)
    document.add_heading("Evening of lanterns", 1)
    with_link(document.add_paragraph("Friday 30 April 2027, 8 pm, Lisbon. "), "More", MORE)
    document.add_paragraph("Bring a lantern", style="List Bullet")
    document.add_paragraph("Bring friends", style="List Number")
    table = document.add_table(rows=3, cols=2)
    rows = (("Day", "What"), ("1 May 2027, 19:00", "Kites"), ("2 May 2027, 20:00", "Boats"))
    for row, words in zip(table.rows, rows, strict=True):
        for cell, each in zip(row.cells, words, strict=True):
            cell.text = each
    return document


def test_headings_lists_tables_links_and_parts_of_the_page_are_told() -> None:
    announcement = opened(saved(programme()))

    assert blocks(announcement) == [
        ("paragraph", 0, "header", "Lightkeepers of the Quay"),
        ("heading", 1, "main", "Programme of the quay"),
        ("heading", 1, "main", "Evening of lanterns"),
        ("paragraph", 0, "main", "Friday 30 April 2027, 8 pm, Lisbon. More"),
        ("item", 1, "main", "Bring a lantern"),
        ("item", 1, "main", "Bring friends"),
        ("row", 0, "main", "Day | What"),
        ("row", 0, "main", "1 May 2027, 19:00 | Kites"),
        ("row", 0, "main", "2 May 2027, 20:00 | Boats"),
        ("paragraph", 0, "footer", "Quay Street 4"),
    ]
    head = announcement.blocks[6].cells
    assert [(cell.column, cell.header) for cell in head] == [(0, True), (1, True)]
    assert (announcement.title, announcement.languages) == ("Programme of the quay", ("en-GB",))
    assert [(link.span.of(announcement.text), link.href) for link in announcement.links] == [("More", MORE)]
    assert announcement.problems == ()


def test_events_of_a_document_are_read() -> None:
    drafts = read(opened(saved(programme()))).drafts

    assert [(draft.name.value, draft.dtstart.value) for draft in drafts if draft.name and draft.dtstart] == [
        ("Evening of lanterns", dt.datetime(2027, 4, 30, 20)),
        ("Kites", dt.datetime(2027, 5, 1, 19)),
        ("Boats", dt.datetime(2027, 5, 2, 20)),
    ]


def test_a_programme_in_arabic_from_right_to_left() -> None:
    document = empty()
    lang = document.styles.element.find(f"{{{WORD}}}docDefaults").find(f".//{{{WORD}}}lang")
    lang.set(f"{{{WORD}}}bidi", "ar-TN")  # w:val stays en-US: the language of the program's maker
    document.add_heading("برنامج حديقة الزهور", 1)
    table = document.add_table(rows=3, cols=2)
    rows = (("اليوم", "النشاط"), ("الجمعة 30 أبريل 2027", "أمسية شعرية"), ("السبت 1 مايو 2027", "ورشة رسم"))
    for row, words in zip(table.rows, rows, strict=True):
        for cell, each in zip(row.cells, words, strict=True):
            cell.text = each
    announcement = opened(saved(document))

    assert announcement.text == (
        "برنامج حديقة الزهور\n\nاليوم | النشاط\nالجمعة 30 أبريل 2027 | أمسية شعرية\n"
        "السبت 1 مايو 2027 | ورشة رسم"
    )
    assert announcement.languages == ("ar-TN",)
    assert [cell.header for cell in announcement.blocks[1].cells] == [True, True]
    assert [draft.dtstart.value for draft in read(announcement).drafts if draft.dtstart] == [
        dt.date(2027, 4, 30),
        dt.date(2027, 5, 1),
    ]


def run(words: str, properties: str = "") -> str:
    return f"<w:r>{properties}<w:t>{words}</w:t></w:r>"


def paragraph(*inside: str) -> str:
    return f"<w:p>{''.join(inside)}</w:p>"


def test_only_what_a_reader_sees_is_read() -> None:
    """Deleted, hidden and field code are not; inserted words, tabs, breaks and text boxes are, once."""
    box = f"<w:txbxContent>{paragraph(run('30 April 2027'))}</w:txbxContent>"
    body = paragraph(
        f"<w:del>{run('29 April')}</w:del><w:ins>{run('Evening')}</w:ins>",
        run("secret", "<w:rPr><w:vanish/></w:rPr>"),
        run("shown", '<w:rPr><w:vanish w:val="0"/></w:rPr>'),
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:tab/><w:t>of</w:t><w:br/><w:t>lanterns</w:t></w:r>",
    ) + paragraph(
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )

    assert opened(word(body)).text == "Eveningshown of\nlanterns\n\n30 April 2027"


def test_cells_that_hang_into_further_rows_and_columns() -> None:
    def cell(words: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(words) if words else '')}</w:tc>"

    rows = (
        cell("Day") + cell("Hour") + cell("What"),
        cell("1 May", '<w:vMerge w:val="restart"/>') + cell("19:00") + cell("Kites"),
        cell("", "<w:vMerge/>") + cell("20:00") + cell("Boats"),
        cell("2 May") + cell("all day", '<w:gridSpan w:val="2"/>'),
    )
    announcement = opened(word(f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"))

    assert [block.span.of(announcement.text) for block in announcement.blocks] == [
        "Day | Hour | What",
        "1 May | 19:00 | Kites",
        "20:00 | Boats",
        "2 May | all day",
    ]
    assert [cell.column for cell in announcement.blocks[2].cells] == [0, 1, 2]


def test_macros_are_left_out() -> None:
    kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    raw = word(
        paragraph(run("Evening of lanterns")), kind=kind, **{"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}
    )

    assert opened(raw).text == "Evening of lanterns"


def test_an_opendocument_text_is_read_the_same_way() -> None:
    row = "<table:table-row>{}</table:table-row>".format
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>".format
    raw = opendocument(
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        '<text:h text:outline-level="2">Boats<text:line-break/>and kites</text:h>'
        f'<text:p>30 April<text:s/>2027, <text:a xlink:href="{MORE}">more</text:a>'
        "<text:note>1</text:note></text:p>"
        "<text:list><text:list-item><text:p>A coat</text:p></text:list-item></text:list>"
        "<table:table>"
        + row(cell("Day") + cell("What"))
        + row(cell("1 May 2027") + cell("Kites"))
        + "</table:table>"
    )
    announcement = opened(raw)

    assert announcement.media_type == ODT
    assert (announcement.title, announcement.languages) == ("Spring of the harbour", ("pt-PT",))
    assert announcement.text == (
        "Boats\nand kites\n\n30 April 2027, more\n\nA coat\n\nDay | What\n1 May 2027 | Kites"
    )
    assert [link.href for link in announcement.links] == [MORE]


def test_the_content_decides_what_it_is() -> None:
    raw = word(
        paragraph(run("Evening of lanterns")), **{"word/embeddings/table.xlsx": packed({"xl/workbook": ""})}
    )

    assert sniff(raw, "flyer.xlsx", "text/plain") == DOCX


BOMB = (
    f'<!DOCTYPE w [<!ENTITY a "lanterns"><!ENTITY b "&a;&a;">]><w:document xmlns:w="{WORD}">&b;</w:document>'
)
OUTSIDE = (
    f'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]><w:document xmlns:w="{WORD}">&a;</w:document>'
)
LONG = paragraph(run("lanterns")) * 250_000


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param(word("", main=BOMB), "defines entities", id="entities"),
        pytest.param(word("", main=OUTSIDE), "defines entities", id="entity outside"),
        pytest.param(
            word("", **{"word/document.xml": BOMB.encode("utf-16")}),
            "defines entities",
            id="entities in UTF-16",
        ),
        pytest.param(word(LONG), "unpacks to too much", id="bomb"),
        pytest.param(word("<w:p>" * 300 + "</w:p>" * 300), "damaged document", id="deep"),
        pytest.param(word("<w:p>"), "damaged document", id="broken XML"),
        pytest.param(word(paragraph(run("lanterns")))[:-60], "damaged document", id="cut"),
        pytest.param(packed({"word/documents": ""}), "damaged document", id="no document in it"),
        pytest.param(word(""), "no words in it", id="empty"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "an office file of an old kind or with a password; save it as .docx, .odt or .pdf without one",
            id="doc",
        ),
    ],
)
def test_a_document_that_cannot_be_read_says_why(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        opened(raw)

    assert str(refused.value) == reason


def test_a_picture_that_unpacks_to_much_is_not_unpacked() -> None:
    raw = word(paragraph(run("Evening of lanterns")), **{"word/media/bomb.png": b"\0" * 60_000_000})
    assert opened(raw).text == "Evening of lanterns"


def test_too_many_parts_are_refused() -> None:
    with pytest.raises(TooLarge) as refused:
        opened(packed({f"word/document{number}": "" for number in range(2_001)}))

    assert refused.value.limit == 2_000


def test_the_type_that_the_package_states_is_not_believed() -> None:
    raw = word(paragraph(run("Evening of lanterns")), kind=f"{TYPE}.template.main+xml")
    assert opened(raw).text == "Evening of lanterns"


def test_relationships_to_outside_are_never_followed() -> None:
    """A template, header or picture elsewhere is not asked for; a link that is none of the web is dropped."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    related = "".join(
        f'<Relationship Id="{kind}" Type="{office}/{kind}" Target="{target}" TargetMode="External"/>'
        for kind, target in (
            ("header", "http://127.0.0.1:9/header.xml"),
            ("attachedTemplate", "http://127.0.0.1:9/evil.dotm"),
            ("hyperlink", "javascript:alert(1)"),
        )
    )
    rels = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{related}</Relationships>'
    link = f'<w:hyperlink xmlns:r="{office}" r:id="hyperlink">{run("More")}</w:hyperlink>'
    announcement = opened(word(paragraph(link), **{"word/_rels/document.xml.rels": rels.encode()}))

    assert (announcement.text, announcement.links) == ("More", ())
