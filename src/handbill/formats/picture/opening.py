"""From the bytes of a picture to its pixels: refused by the header where they would be too many."""

import io
import math
import re
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from handbill.errors import TooLarge, UnreadableFile
from handbill.formats.damage import DAMAGE
from handbill.formats.picture.tools import require_libraries

if TYPE_CHECKING:
    from PIL import Image

PICTURES = {"image/gif": "GIF", "image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
"""Media types that are opened, and Pillow's names of them. No vector formats: they can hold scripts."""
MOST_PIXELS = 25_000_000
"""A flyer photographed by a telephone has 12 to 24 million. (A picture of 900 million fits into 109 kB.)"""
LONGEST_SIDE = 20_000
WORK_PIXELS = 4_500_000
"""To which larger pictures are reduced: A4 at 220 dots an inch."""
_BITS = 256


def picture_size(raw: bytes, kind: str) -> tuple[int, int]:
    """Return width and height in pixels as the header of *raw* says them; no pixel is decoded.

    Raises:
        NoRecognition: Pillow is not installed.
        UnreadableFile: It is no such picture.
    """
    if kind == "image/webp":
        return _webp_size(raw)
    with _opened(raw, kind) as image:
        return image.size


def pixels_of(raw: bytes, kind: str) -> "Image.Image":
    """Return the first frame of *raw*: RGB, upright as its EXIF says, on white, at most `WORK_PIXELS`.

    Raises:
        NoRecognition: Pillow is not installed.
        TooLarge: Its header says that it has more pixels than flyers have.
        UnreadableFile: It is of no format that is opened, or damaged, or breaks off.
    """
    if kind not in PICTURES:
        raise UnreadableFile(f"not yet read: {kind}", media_type=kind)
    _require_bearable(*picture_size(raw, kind), kind=kind)
    with _opened(raw, kind) as image:
        _require_bearable(*image.size, kind=kind)
        side = round(max(image.size) * _scale_to(image.size, WORK_PIXELS))
        image.draft("RGB", (side, side))  # a JPEG is decoded at a half or a quarter where that is enough
        image.load()
        return reduced(_on_white(image), WORK_PIXELS)


def reduced(image: "Image.Image", pixels: int) -> "Image.Image":
    """Return *image* with at most so many *pixels*."""
    scale = _scale_to(image.size, pixels)
    if scale >= 1:
        return image
    width, height = (max(1, int(side * scale)) for side in image.size)
    return image.resize((width, height), reducing_gap=3.0)


def _scale_to(size: tuple[int, int], pixels: int) -> float:
    return min(1.0, math.sqrt(pixels / (size[0] * size[1])))


def _require_bearable(width: int, height: int, *, kind: str) -> None:
    if width < 1 or height < 1:
        raise UnreadableFile("a picture without pixels", media_type=kind)
    if width * height > MOST_PIXELS:
        raise _too_many(f"{width:,} × {height:,}", kind)
    if max(width, height) > LONGEST_SIDE:
        said = f"{width:,} × {height:,} pixels; no side may be longer than {LONGEST_SIDE:,}"
        raise TooLarge(said, media_type=kind, limit=LONGEST_SIDE)


def _too_many(pixels: str, kind: str) -> TooLarge:
    return TooLarge(
        f"{pixels} pixels; at most {MOST_PIXELS:,} are opened", media_type=kind, limit=MOST_PIXELS
    )


@contextmanager
def _opened(raw: bytes, kind: str) -> Iterator["Image.Image"]:
    """Open *raw* as the one format that it was taken for; warnings of bombs are errors."""
    require_libraries("PIL")
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("error")  # Pillow warns of bombs and of broken EXIF, and goes on
        try:
            with Image.open(io.BytesIO(raw), formats=[PICTURES[kind]]) as image:
                yield image
        except UnreadableFile:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_many(re.sub(r"\D+", " ", str(error)).split()[0], kind) from error
        except (*DAMAGE, Warning) as error:
            raise UnreadableFile(_what_is_wrong(raw, kind, error), media_type=kind) from error


def _what_is_wrong(raw: bytes, kind: str, error: Exception) -> str:
    name = PICTURES[kind]
    told = str(error).lower()
    if "truncated" in told or "broken data stream" in told or "unexpected end" in told:
        return f"truncated {name}: it breaks off at byte {len(raw):,}"
    if "cannot identify" in told:
        return f"damaged {name}: its beginning is that of one, but no picture follows"
    return f"damaged {name}: {' '.join(str(error).split())[:120] or type(error).__name__}"


def _on_white(image: "Image.Image") -> "Image.Image":
    """Return *image* upright, in RGB, its transparent parts white, with nothing attached to it."""
    from PIL import Image, ImageOps

    turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith("I"):  # 16 bits of grey: converting alone cuts all above 255
        turned = turned.convert("I").point(lambda grey: grey / _BITS).convert("L")
    if turned.has_transparency_data:
        layers = turned.convert("RGBA")
        turned = Image.new("RGBA", layers.size, "white")
        turned.alpha_composite(layers)
    bare = Image.new("RGB", turned.size)
    bare.paste(turned.convert("RGB"))
    return bare


def _webp_size(raw: bytes) -> tuple[int, int]:
    """Return the size of a WebP, which Pillow makes room for before it tells. Raises: UnreadableFile.

    Source: RFC 9649 2.5 to 2.7: chunks VP8X (24 bits, less one), VP8L (14 bits, less one), VP8 (14 bits).
    """
    head, body = raw[12:16], raw[20:30]
    if len(body) < 10 or len(raw) < 8 + int.from_bytes(raw[4:8], "little"):
        raise UnreadableFile(f"truncated WEBP: it breaks off at byte {len(raw):,}", media_type="image/webp")
    if head == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if head == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if head == b"VP8 ":
        width, height = struct.unpack("<HH", body[6:10])
        return width & 0x3FFF, height & 0x3FFF
    raise UnreadableFile("damaged WEBP: no picture in it", media_type="image/webp")
