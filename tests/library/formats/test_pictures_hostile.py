"""Pictures and scans that mean harm: rows 24 to 30 of the hostile inputs, and files that break off."""

import base64
import datetime as dt
import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin
from tests.library.formats import flyers

from handbill.errors import TooLarge, UnreadableFile
from handbill.formats import open_announcement
from handbill.formats.picture import opening
from handbill.values import Announcement

flyers.need_recognition()
patience = flyers.patience
NOON = dt.datetime(2027, 4, 1, 12)


def opened(raw: bytes, file_name: str = "", media_type: str = "") -> Announcement:
    return open_announcement(raw, received=NOON, file_name=file_name, media_type=media_type)


def copy_of(raw: bytes) -> bytes:
    [copy] = opened(raw).pictures
    return base64.b64decode(copy.encoded)


def png(width: int, height: int, *more: bytes) -> bytes:
    """Return a PNG of one colour, one bit a pixel, with *more* chunks before the pixels."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + b"".join(more)
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND")
    )


def chunk(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def webp(width: int, height: int) -> bytes:
    """Return the header of an extended WebP (RFC 9649 2.7) and no picture."""
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + sides


def gif(width: int, height: int) -> bytes:
    """Return a GIF that says it is larger than its pixels."""
    small = flyers.saved(Image.new("P", (9, 9)), "GIF")
    return small.replace(struct.pack("<HH", 9, 9), struct.pack("<HH", width, height))


@pytest.fixture
def no_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where a pixel is decoded."""

    def load(_: Image.Image) -> None:
        pytest.fail("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", load)


@pytest.mark.usefixtures("no_pixels")
@pytest.mark.parametrize(
    "raw",
    [png(30_000, 30_000), webp(16_000, 16_000), gif(60_000, 60_000)],
    ids=["png", "webp", "gif"],
)
def test_row_24_too_many_pixels_are_refused_from_the_header(raw: bytes) -> None:
    assert len(raw) < 120_000
    with pytest.raises(TooLarge, match="pixels; at most 25,000,000 are opened"):
        opened(raw)


@pytest.mark.usefixtures("no_pixels")
def test_row_24_a_side_too_long_is_refused_from_the_header() -> None:
    with pytest.raises(TooLarge, match="no side may be longer than 20,000"):
        opened(png(30_000, 8))


def test_row_24_a_packed_text_that_swells_is_refused() -> None:
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(90_000_000), 9))
    with pytest.raises(UnreadableFile, match="damaged PNG"):
        opened(png(400, 400, bomb))


def test_row_24_too_many_bytes_are_refused_before_anything_is_opened() -> None:
    with pytest.raises(TooLarge, match="at most 12,000,000 are read"):
        opened(b"\xff\xd8\xff" + bytes(12_000_000))


@pytest.mark.parametrize(("form", "options"), [("GIF", {}), ("PNG", {"default_image": False}), ("WEBP", {})])
def test_row_25_only_the_first_frame_of_many_is_opened(
    form: str, options: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    image, _ = flyers.drawn((("Seed Swap", 90), ("Sunday 9 May 2027", 60)), size=(800, 500))
    others = [Image.new("RGB", image.size, (number, 0, 0)) for number in range(60)]
    raw = flyers.saved(image, form, save_all=True, append_images=others, duration=20, **options)

    def seek(_: Image.Image, frame: int) -> None:
        assert frame == 0

    monkeypatch.setattr("PIL.GifImagePlugin.GifImageFile.seek", seek)
    monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile.seek", seek)
    monkeypatch.setattr("PIL.WebPImagePlugin.WebPImageFile.seek", seek)
    assert opened(raw).text.split() == ["Seed", "Swap", "Sunday", "9", "May", "2027"]


@pytest.mark.parametrize(
    "raw",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><text>May 9</text></svg>',
        b'<?xml version="1.0"?><svg><image href="http://tracker.example/x"/></svg>',
        b'<?xml version="1.0"?><!-- x --><!DOCTYPE svg PUBLIC "a" "b"><svg><script>alert(1)</script></svg>',
        b"<!-- poster --> <svg/>",
    ],
)
def test_row_26_an_svg_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(UnreadableFile, match="SVG is not opened, since it can hold scripts"):
        opened(raw, "poster.png", "image/png")


@pytest.mark.parametrize(
    "raw",
    [
        b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>',
        b'<?xml version="1.0" encoding="utf-8"?><office:document/>',
    ],
)
def test_row_26_an_xml_with_entities_is_not_opened(raw: bytes) -> None:
    with pytest.raises(UnreadableFile):
        opened(raw, "poster.svg", "image/svg+xml")


CANARY = b"51.5007,-0.1246 Ada"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_row_27_nothing_but_pixels_goes_into_the_copy(form: str) -> None:
    image, _ = flyers.drawn((("Seed Swap", 90), ("Sunday 9 May 2027", 60)), size=(800, 500))
    exif = Image.Exif()
    exif[0x010E] = exif[0x8298] = CANARY.decode()
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    options = {
        "exif": exif,
        "icc_profile": b"\0" * 128 + CANARY,
        "xmp": b"<x>" + CANARY + b"</x>",
        "comment": CANARY,
    }
    if form == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_itxt("XML:com.adobe.xmp", CANARY.decode())
        options = {"exif": exif, "icc_profile": options["icc_profile"], "pnginfo": notes}
    raw = flyers.saved(image, form, **options)
    assert raw.count(CANARY) >= 2 or form == "PNG"  # a PNG packs its profile
    raw += CANARY  # behind its end

    copy = copy_of(raw)
    assert CANARY not in copy
    assert copy[12:16] == b"VP8 "
    assert len(copy) == 20 + struct.unpack("<I", copy[16:20])[0]  # one chunk, and nothing behind it
    with Image.open(io.BytesIO(copy)) as clean:
        assert {"exif", "icc_profile", "xmp", "comment"}.isdisjoint(clean.info)


def test_row_28_a_file_that_is_two_is_encoded_anew() -> None:
    image, _ = flyers.drawn((("Seed Swap", 90), ("Sunday 9 May 2027", 60)), size=(800, 500))
    script = b"=1;alert('a script that is a picture')//"
    gif = flyers.saved(image.quantize(8), "GIF") + script
    pdf = flyers.saved(image, "PDF", resolution=100) + b"PK\x03\x04 a zip within PK\x05\x06"
    for raw in (gif, pdf):
        copy = copy_of(raw)
        assert [mark for mark in (script, b"PK\x03\x04", b"GIF8", b"%PDF") if mark in copy] == []


def test_row_28_a_script_with_the_first_letters_of_a_gif_is_refused() -> None:
    with pytest.raises(UnreadableFile):
        opened(b"GIF89a/*" + bytes(300) + b"*/=1;alert(1)")


def test_row_29_a_page_named_as_a_picture_is_a_page() -> None:
    raw = b"<!doctype html><title>Swap</title><p>Seed Swap, 9 May 2027<script>alert(1)</script>"
    announcement = opened(raw, "poster.jpg", "image/jpeg")
    assert (announcement.media_type, announcement.pictures) == ("text/html", ())
    assert "alert" not in announcement.text


@pytest.mark.parametrize("action", [b"/S /JavaScript /JS (app.alert\\(1\\))", b"/S /Launch /F (cmd.exe)"])
def test_row_30_a_scan_with_a_script_is_never_drawn(action: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    image, _ = flyers.drawn((("Seed Swap", 90),), size=(800, 500))
    raw = flyers.saved(image, "PDF").replace(
        b"/Type /Catalog", b"/Type /Catalog /OpenAction << " + action + b" >>"
    )
    monkeypatch.setattr("pypdfium2.PdfDocument", lambda _: pytest.fail("drawn"))
    with pytest.raises(UnreadableFile, match="PDF with scripts"):
        opened(raw)


def test_row_30_a_scan_of_too_many_pixels_is_never_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    image = Image.new("1", (800, 500))
    raw = (
        flyers.saved(image, "PDF")
        .replace(b"/Width 800", b"/Width 80000")
        .replace(b"/Height 500", b"/Height 50000")
    )
    assert raw.count(b"80000") == 1
    monkeypatch.setattr("pypdfium2.PdfDocument", lambda _: pytest.fail("drawn"))
    with pytest.raises(UnreadableFile):
        opened(raw)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_picture_that_breaks_off_is_an_error_that_names_the_place(form: str, share: float) -> None:
    image, _ = flyers.drawn(flyers.LANTERNS, size=(620, 877))
    whole = flyers.saved(image, form)
    part = whole[: int(len(whole) * share)]
    with pytest.raises(UnreadableFile, match=f"truncated {form}: it breaks off at byte {len(part):,}"):
        opened(part)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "F"])
def test_every_kind_of_pixels_is_brought_to_one(mode: str) -> None:
    image, _ = flyers.drawn((("Seed Swap", 90), ("Sunday 9 May 2027", 60)), size=(800, 500))
    if mode == "I;16":
        pixels = Image.frombytes(
            "I;16",
            image.size,
            b"".join(struct.pack("<H", 257 * grey) for grey in image.convert("L").tobytes()),
        )
    else:
        pixels = image.convert("L").convert(mode)
    form = {"CMYK": "JPEG", "F": "TIFF"}.get(mode, "PNG")
    if form == "TIFF":
        with pytest.raises(UnreadableFile, match="TIFF; send it as JPEG or PNG"):
            opened(flyers.saved(pixels, form))
    else:
        assert opened(flyers.saved(pixels, form)).text.split() == [
            "Seed",
            "Swap",
            "Sunday",
            "9",
            "May",
            "2027",
        ]


def test_what_is_transparent_is_white_and_not_the_colour_behind_it() -> None:
    image, _ = flyers.drawn((("Seed Swap", 90), ("Sunday 9 May 2027", 60)), size=(800, 500), ink="black")
    alpha = image.convert("L").point(lambda grey: 255 - grey)
    black = Image.new("RGBA", image.size, (0, 0, 0, 0))
    black.putalpha(alpha)
    assert opened(flyers.saved(black, "PNG")).text.split() == ["Seed", "Swap", "Sunday", "9", "May", "2027"]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_size_is_told_without_the_pixels(form: str) -> None:
    raw = flyers.saved(Image.new("RGB", (321, 123)), form)
    assert opening.picture_size(raw, f"image/{form.lower()}") == (321, 123)


def test_the_size_of_a_lossless_webp_is_told_too() -> None:
    raw = flyers.saved(Image.new("RGBA", (321, 123), (1, 2, 3, 4)), "WEBP", lossless=True)
    assert opening.picture_size(raw, "image/webp") == (321, 123)
