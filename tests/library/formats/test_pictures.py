"""Flyers: what stands on them is read, and each word has its place in the clean copy."""

import base64
import datetime as dt
import io
import re
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from tests.library.formats import flyers
from tests.library.formats.flyers import Flyer

from handbill.formats import open_announcement
from handbill.formats.picture import looking, mending, tools
from handbill.formats.picture.recognition import Way, Word
from handbill.reading import read
from handbill.values import Announcement, Span, plain_draft

flyers.need_recognition()
patience = flyers.patience
NOON = dt.datetime(2027, 4, 1, 12)
NEAR = 14
"""Pixels of a clean copy of some 1,200 by 1,700."""

FIVE = [
    (
        flyers.lanterns,
        ("Lantern Procession", "2027-05-08T19:30", None, "Floating Harbour", "Bristol"),
    ),
    (
        flyers.repairs,
        ("Reparaturfest", "2027-06-12T14:00", "2027-06-12T18:00", "Alte Spinnerei, Leipzig", "Leipzig"),
    ),
    (
        flyers.kites,
        ("Veillée des cerfs-volants", "2027-06-18T20:30", None, "Place Graslin", "Nantes"),
    ),
    (
        flyers.books,
        ("Ярмарка старых книг", "2027-05-23T12:00", None, "клуб «Заря», Казань", "Казань"),
    ),
    (
        flyers.chairs,
        ("Feria de sillas", "2027-05-16T11:00", "2027-05-16T19:00", "Plaza Sotomayor", "Valparaíso"),
    ),
]


def opened(raw: bytes, **known: object) -> Announcement:
    return open_announcement(raw, received=NOON, **known)


@pytest.mark.parametrize(("make", "stated"), FIVE, ids=[make.__name__ for make, _ in FIVE])
def test_a_flyer_gives_one_draft_and_regions_that_cover_what_was_drawn(
    make: Callable[[], Flyer], stated: tuple[str | None, ...]
) -> None:
    flyer = make()
    announcement = opened(flyer.raw)

    drafts = [plain_draft(draft) for draft in read(announcement).drafts]
    assert [
        tuple(draft[field] for field in ("name", "dtstart", "dtend", "venue", "city")) for draft in drafts
    ] == [stated]
    [copy] = announcement.pictures
    for words, box in flyer.lines:
        expected = flyer.expected(box, (copy.width, copy.height))
        assert covered(announcement, words) == pytest.approx(expected, abs=NEAR), words


def covered(announcement: Announcement, words: str) -> tuple[int, int, int, int]:
    """Return the box around the regions of *words*, whatever marks stand between: x, y, width, height.

    Full stops and colons of a grainy photograph may be read as others, or as grain.
    """
    said = re.search(r"\W+".join(re.findall(r"\w+", words)), announcement.text)
    assert said, words
    where = Span(*said.span())
    inside = [one.box for one in announcement.regions if where.overlaps(one.span)]
    left, top = min(x for x, _, _, _ in inside), min(y for _, y, _, _ in inside)
    right = max(x + width for x, _, width, _ in inside)
    return left, top, right - left, max(y + height for _, y, _, height in inside) - top


def test_every_word_has_a_region_in_the_order_of_the_text() -> None:
    announcement = opened(flyers.lanterns().raw)
    assert [one.span.of(announcement.text) for one in announcement.regions] == announcement.text.split()
    assert {one.page for one in announcement.regions} == {1}
    assert all(0.6 < one.confidence <= 1 for one in announcement.regions)


def test_the_largest_line_is_the_heading() -> None:
    announcement = opened(flyers.lanterns().raw)
    headings = [block.span.of(announcement.text) for block in announcement.blocks if block.kind == "heading"]
    assert headings == ["Lantern Procession"]


def test_the_clean_copy_is_an_upright_webp_of_pixels_alone() -> None:
    [copy] = opened(flyers.repairs().raw).pictures
    raw = base64.b64decode(copy.encoded)
    assert chunks(raw) == [b"VP8 "]
    with Image.open(io.BytesIO(raw)) as image:
        assert (copy.page, copy.media_type, image.format, image.size) == (
            1, "image/webp", "WEBP", (copy.width, copy.height),
        )  # fmt: skip
    assert copy.height > copy.width  # the file is wider than it is high


def chunks(raw: bytes) -> list[bytes]:
    """Return the names of the chunks of a WebP (RFC 9649 2.3); EXIF, XMP and ICCP would be among them."""
    assert raw[:4] == b"RIFF"
    names, place = [], 12
    while place < len(raw):
        name, size = struct.unpack("<4sI", raw[place : place + 8])
        names.append(name)
        place += 8 + size + size % 2
    return names


def test_words_from_right_to_left_stand_in_the_order_in_which_they_are_read() -> None:
    line = "الجمعة 21 مايو 2027"
    image, lines = flyers.drawn((("أمسية الشعر", 84), ("", 60), (line, 56)))
    raw = flyers.saved(image, "PNG")
    announcement = opened(raw)
    assert line in announcement.text
    boxes = [one.box for one in announcement.regions if one.span.start >= announcement.text.index(line)]
    assert [x for x, _, _, _ in boxes] == sorted((x for x, _, _, _ in boxes), reverse=True)
    flyer = Flyer(raw, image.size, lines)
    [copy] = announcement.pictures
    expected = flyer.expected(lines[1][1], (copy.width, copy.height))
    assert covered(announcement, line) == pytest.approx(expected, abs=NEAR)


def test_another_script_is_found_by_trying_where_it_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_way", lambda *_: Way(0, "", sure=False))
    image, _ = flyers.drawn(flyers.BOOKS)
    assert "Ярмарка старых книг" in opened(flyers.saved(image, "PNG")).text


def test_of_a_moving_picture_the_first_frame_is_read() -> None:
    flyer = flyers.chairs()
    with Image.open(io.BytesIO(flyer.raw)) as image:
        assert image.n_frames == 2
    assert "Feria de sillas" in opened(flyer.raw).text


def test_a_turned_camera_is_told_by_exif_before_anything_is_guessed() -> None:
    image, lines = flyers.drawn((("Seed Swap", 90),))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn clockwise to show: Exif 2.3, 4.6.4, tag 274
    raw = flyers.saved(image.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)
    announcement = opened(raw)
    assert announcement.text.split() == ["Seed", "Swap"]
    flyer = Flyer(raw, image.size, lines)
    [copy] = announcement.pictures
    expected = flyer.expected(lines[0][1], (copy.width, copy.height))
    assert covered(announcement, "Seed Swap") == pytest.approx(expected, abs=NEAR)


@pytest.mark.parametrize(
    "turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270]
)
def test_few_words_on_their_side_are_found_by_trying(turn: Image.Transpose) -> None:
    image, _ = flyers.drawn((("Seed Swap", 90), ("", 20), ("Sunday 9 May", 70)))
    assert opened(flyers.saved(image.transpose(turn), "PNG")).text.split() == [
        "Seed",
        "Swap",
        "Sunday",
        "9",
        "May",
    ]


def test_a_title_in_two_lines_is_one() -> None:
    image, _ = flyers.drawn((("Night Market at the", 90), ("Old Tannery", 90), ("", 90),
                             ("Friday 7 May 2027, 6 pm", 40), ("Bring bags and coins", 40)))  # fmt: skip
    announcement = opened(flyers.saved(image, "PNG"))
    assert announcement.text.split("\n")[0] == "Night Market at the Old Tannery"


def test_a_title_of_capitals_goes_on_in_the_next_line() -> None:
    image, _ = flyers.drawn((("SEED AND PLANT", 90), ("EXCHANGE", 90), ("", 90),
                             ("Sunday 9 May 2027", 44), ("Bring spare pots", 40)))  # fmt: skip
    assert opened(flyers.saved(image, "PNG")).text.split("\n")[0] == "SEED AND PLANT EXCHANGE"


def test_a_huge_day_below_its_month_is_one_date() -> None:
    image, _ = flyers.drawn((("MAI", 100), ("14", 330), ("Tanz in den Frühling", 80), ("", 30),
                             ("Freitag, 19:30 Uhr", 50), ("Kulturhaus Mitte, Leipzig", 50)))  # fmt: skip
    announcement = opened(flyers.saved(image, "PNG"))
    assert announcement.text.split("\n")[0] == "14 MAI"
    [draft] = read(announcement).drafts
    plain = plain_draft(draft)
    assert (plain["name"], plain["dtstart"]) == ("Tanz in den Frühling", "2027-05-14T19:30")
    day, month = (one.box for one in announcement.regions[:2])
    assert day[1] > month[1] + month[3]  # it stands below


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("2O27", "2027"), ("l9:30", "19:30"), ("l4.", "14."), ("1O:OO", "10:00"), ("llam-3pm", "11am-3pm"),
        ("lpm", "1pm"), ("2Oth", "20th"), ("I4h30", "14h30"),
        ("Olivia", "Olivia"), ("lam", "lam"), ("Ill", "Ill"), ("Ilam", "Ilam"), ("Hall", "Hall"),
        ("B12", "B12"),
        ("O2", "02"),
    ],
)  # fmt: skip
def test_letters_that_must_be_figures_are_figures(seen: str, meant: str) -> None:
    assert mending.figures_of(seen) == meant


def test_what_was_put_right_is_poorly_legible() -> None:
    word = Word("2O27", (0, 0, 9, 9), 0.97, (1, 1, 1))
    assert mending.mended(word) == Word("2027", (0, 0, 9, 9), 0.59, (1, 1, 1))
    clear = Word("2027", (0, 0, 9, 9), 0.97, (1, 1, 1))
    assert mending.mended(clear) == clear


def test_folds_at_the_edges_of_a_line_are_no_words() -> None:
    words = [Word(text, (0, 0, 9, 9), 0.9, (1, 1, 1)) for text in ("|", "•", "Tea", "(a)", "i", "'")]
    assert [word.text for word in mending.trimmed(words)] == ["•", "Tea", "(a)"]


def test_drawings_beside_a_line_are_no_words() -> None:
    seen = [
        ("@", 124, 0.2),
        ("Open", 32, 0.95),
        ("@", 30, 0.4),
        ("noon", 25, 0.95),
        ("O", 30, 0.4),
        ("Oi", 90, 0.3),
    ]
    words = [Word(text, (0, 0, 30, height), sure, (1, 1, 1)) for text, height, sure in seen]
    assert [word.text for word in mending.trimmed(words)] == ["Open", "@", "noon", "O"]


def test_pages_of_a_scanned_pdf_are_read_in_order() -> None:
    first, _ = flyers.drawn(flyers.LANTERNS)
    seeds = (("Swap of Seeds", 90), ("", 40), ("Sunday 9 May 2027, 11 am", 50), ("Town Hall, Bath", 50))
    second, _ = flyers.drawn((*seeds, ("", 40), ("Bring what grew last year.", 36)))
    raw = flyers.saved(first, "PDF", save_all=True, append_images=[second], resolution=150)
    announcement = opened(raw)
    assert announcement.media_type == "application/pdf"
    assert [draft.name.value for draft in read(announcement).drafts if draft.name] == [
        "Lantern Procession",
        "Swap of Seeds",
    ]
    assert [picture.page for picture in announcement.pictures] == [1, 2]
    pages = {one.span.of(announcement.text): one.page for one in announcement.regions}
    assert (pages["Procession"], pages["Swap"]) == (1, 2)


def test_a_picture_without_words_is_shown_and_says_so() -> None:
    announcement = opened(flyers.saved(Image.radial_gradient("L").resize((800, 600)), "PNG"))
    assert (announcement.text, [picture.page for picture in announcement.pictures]) == ("", [1])
    assert [problem.code for problem in announcement.problems] == ["picture.no_words"]
    assert read(announcement).drafts == ()


def test_a_language_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "installed", lambda _: frozenset({"eng", "osd"}))
    announcement = opened(flyers.repairs().raw, home="DE")
    assert [(problem.code, problem.detail) for problem in announcement.problems] == [
        ("picture.language_missing", "tesseract-ocr-deu")
    ]
    assert "Samstag" in announcement.text


@pytest.mark.parametrize("absent", ["PIL", "tesserocr"])
def test_without_the_libraries_an_announcement_says_what_to_install(
    absent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = tools.importlib.util.find_spec
    monkeypatch.setattr(
        tools.importlib.util, "find_spec", lambda name: None if name == absent else find(name)
    )
    announcement = opened(flyers.lanterns().raw)
    [problem] = announcement.problems
    assert (announcement.text, problem.code) == ("", "picture.no_recognition")
    assert 'pip install "handbill[flyers]"' in problem.detail
    assert len(announcement.pictures) == (0 if absent == "PIL" else 1)


def test_without_language_data_an_announcement_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "_folders", lambda: iter(()))
    [problem] = opened(flyers.lanterns().raw).problems
    assert (problem.code, problem.detail) == (
        "picture.no_recognition",
        "no language data of Tesseract: apt-get install tesseract-ocr",
    )


def test_when_time_is_up_the_rest_is_left_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handbill.formats.picture.setting.MOST_SECONDS", 0.001)
    announcement = opened(flyers.lanterns().raw)
    assert "picture.out_of_time" in [problem.code for problem in announcement.problems]
    assert len(announcement.pictures) == 1


def test_the_flyer_among_the_samples_is_read() -> None:
    """A drawing held askew, with lanterns beside its words."""
    raw = (Path(__file__).parents[3] / "samples" / "newcastle-flyer.jpg").read_bytes()
    [draft] = read(open_announcement(raw, received=dt.datetime(2027, 4, 6), home="GB")).drafts
    plain = plain_draft(draft)
    assert {field: plain[field] for field in ("name", "dtstart", "dtend", "city", "venue", "organizers")} == {
        "name": "Night of a Hundred Lanterns",
        "dtstart": "2027-04-17T20:00",
        "dtend": "2027-04-17T22:30",
        "city": "Newcastle",
        "venue": "Sandgate Quay",
        "organizers": ["Tyne Lantern Makers"],
    }
