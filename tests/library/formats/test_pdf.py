"""PDFs that are refused or read in part (locked, scripted, huge, broken), and layouts that mislead."""

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
        (pdf([[]]), "no text in it"),
        (pdf([]), "no text in it"),
        (pdf([PAGE])[:200], "damaged PDF"),
        (b"%PDF-1.7\n" + b"1 0 obj<</Kids[1 0 R]>>endobj " * 1_000, "damaged PDF"),
        (deflated(b"(x) Tj " + b" " * 20_000_000), "no text in it"),
        (deflated(b"BT /F 9 Tf " + b"(x) Tj " * 280_000), "no text in it"),
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


def test_after_a_few_pages_that_cannot_be_read_no_more_are_tried() -> None:
    """Each costs half a second: sixty of them would hold up all that wait behind them."""
    endless = [(50.0, 700.0, 11.0, "x")] * 20_000
    announcement = opened(pdf([PAGE, *[endless] * 5]))

    assert [(each.code, each.detail) for each in announcement.problems] == [
        ("pdf.page_unread", "page 2"),
        ("pdf.page_unread", "page 3"),
        ("pdf.page_unread", "page 4"),
        ("pdf.too_long", "page 5"),
    ]


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


LEFT = (
    "Rafts are built on the meadow all week, and",
    "who likes may bring a barrel, a rope and two",
    "friends. The race is on Saturday 8 May 2027",
    "at eleven, from the upper lock, and the jury",
    "sits on the bridge.",
)
RIGHT = (
    "On Sunday 9 May 2027, 2 pm, all rafts carry",
    "one long picnic through the town to the mill",
    "where a band plays until the last one leaves",
    "and the lock keeper shuts the gates again.",
)


def test_a_left_column_may_end_below_the_right_one() -> None:
    page = [(50.0, 700.0 - 14 * y, 11.0, words) for y, words in enumerate(LEFT)]
    page += [(310.0, 701.0 - 14 * y, 11.0, words) for y, words in enumerate(RIGHT)]
    announcement = opened(pdf([page]))
    blocks = [block.span.of(announcement.text) for block in announcement.blocks]

    assert blocks == [" ".join(LEFT), " ".join(RIGHT)]


def test_cells_close_together_are_known_by_what_stands_under_each_other() -> None:
    rows = [("Day", "Hour", "What"), ("Sat 8 May", "11 am", "Raft race"), ("Sun 9 May", "2 pm", "Picnic")]
    places = [
        (x, 700.0 - 20 * y, row[c]) for y, row in enumerate(rows) for c, x in enumerate((50.0, 110.0, 146.0))
    ]
    announcement = opened(pdf([[(x, y, 12.0, words) for x, y, words in places]]))

    assert [[cell.span.of(announcement.text) for cell in block.cells] for block in announcement.blocks] == [
        ["Day", "Hour", "What"],
        ["Sat 8 May", "11 am", "Raft race"],
        ["Sun 9 May", "2 pm", "Picnic"],
    ]


def test_a_link_stands_on_its_own_words_only() -> None:
    page = [(50.0, 700.0, 12.0, "ends at the "), (110.0, 700.0, 12.0, "tea house"), (155.0, 700.0, 12.0, ".")]
    announcement = opened(pdf([page], links=[((110.3, 698, 155.3, 711), "https://lower.example/tea")]))

    assert [(link.span.of(announcement.text), link.href) for link in announcement.links] == [
        ("tea house", "https://lower.example/tea")
    ]
