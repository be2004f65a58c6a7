"""PDFs that are refused, or read in part: locked, scripted, huge, broken, without words."""

import datetime as dt
import time
import zlib

import pytest
from tests.library.formats.pdfs import assembled, pdf

from handbill.errors import UnreadableFile
from handbill.formats import open_announcement
from handbill.values import Announcement

RECEIVED = dt.datetime(2027, 1, 1)
PAGE = [(50.0, 700.0, 11.0, "Kites on 5 May")]
LOCK = "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O({0})/U({0})>>/ID[({1})({1})]".format("o" * 32, "i" * 16)


def opened(raw: bytes) -> Announcement:
    return open_announcement(raw, received=RECEIVED)


def deflated(drawing: bytes) -> bytes:
    """Return a PDF whose one page is drawn by *drawing*, packed."""
    packed = zlib.compress(drawing, 9).decode("latin-1")
    raw = assembled(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[4 0 R]/Count 1>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents 5 0 R>>",
            f"<</Filter/FlateDecode/Length {len(packed)}>>stream\nPACKED\nendstream",
        ]
    )
    return raw.replace(b"PACKED", packed.encode("latin-1"))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (pdf([PAGE], trailer=LOCK), "encrypted PDF"),
        (pdf([PAGE], catalog="/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"), "PDF with scripts"),
        (pdf([PAGE], catalog="/OpenAction<</S/Java#53cript/JS(app.alert)>>"), "PDF with scripts"),
        (pdf([PAGE], catalog="/OpenAction<</S/Launch/F(calc)>>"), "PDF with scripts"),
        (pdf([[]]), "no text in it, perhaps a picture of one"),
        (pdf([]), "no text in it, perhaps a picture of one"),
        (pdf([PAGE])[:200], "damaged PDF"),
        (b"%PDF-1.7\n" + b"1 0 obj<</Kids[1 0 R]>>endobj " * 1_000, "damaged PDF"),
        (deflated(b"(x) Tj " + b" " * 20_000_000), "no text in it, perhaps a picture of one"),
        (deflated(b"BT /F 9 Tf " + b"(x) Tj " * 280_000), "no text in it, perhaps a picture of one"),
    ],
    ids=[
        "locked", "scripted", "scripted in disguise", "launching", "no words", "no pages", "cut",
        "no catalogue", "bomb", "endless drawing",
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(raw: bytes, reason: str) -> None:
    started = time.process_time()
    with pytest.raises(UnreadableFile) as refused:
        opened(raw)

    assert (str(refused.value), refused.value.media_type) == (reason, "application/pdf")
    assert time.process_time() - started < 4


def test_pages_above_the_limit_are_a_problem() -> None:
    announcement = opened(pdf([PAGE] * 61))

    assert ([(each.code, each.detail) for each in announcement.problems], len(announcement.blocks)) == (
        [("pdf.too_long", "page 61")],
        60,
    )


def test_a_link_without_words_stands_as_an_address() -> None:
    announcement = opened(pdf([PAGE], links=[((300, 100, 400, 120), "https://kites.example/map")]))

    assert [block.span.of(announcement.text) for block in announcement.blocks] == [
        "Kites on 5 May",
        "https://kites.example/map",
    ]


def test_links_that_are_no_web_address_are_left_out() -> None:
    announcement = opened(pdf([PAGE], links=[((50, 690, 150, 712), "javascript:alert")]))

    assert announcement.links == ()


def test_columns_of_a_table_stay_beside_each_other() -> None:
    """Short cells on the left do not fill their room: they are no column of text."""
    rows = [("5 May", "Kites"), ("6 May", "Boats"), ("7 May", "Drums"), ("8 May", "Lamps"), ("9 May", "Tea")]
    page = [
        (x, 700.0 - 14 * y, 11.0, row[c]) for y, row in enumerate(rows) for c, x in enumerate((50.0, 300.0))
    ]
    announcement = opened(pdf([page]))

    assert [block.span.of(announcement.text) for block in announcement.blocks] == [
        "5 May | Kites",
        "6 May | Boats",
        "7 May | Drums",
        "8 May | Lamps",
        "9 May | Tea",
    ]
