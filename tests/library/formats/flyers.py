"""Flyers drawn for the tests: what stands on them and where, so that what is read can be held against it."""

import io
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

FONTS = Path("/usr/share/fonts/truetype/dejavu")
NEEDED = ("ara", "deu", "eng", "fra", "osd", "rus", "spa")
Box = tuple[int, int, int, int]
Row = tuple[str, int]
"""Words and the height of their letters in pixels; no words for a gap."""


@dataclass(frozen=True, slots=True)
class Flyer:
    """A file and the drawing it was made of: size, and each line with its box (left, top, right, bottom).

    Attributes:
        tilt: Degrees by which the drawing was turned, with room made at its corners.
    """

    raw: bytes
    size: tuple[int, int]
    lines: tuple[tuple[str, Box], ...]
    tilt: float = 0.0

    def expected(self, box: Box, copy: tuple[int, int]) -> tuple[float, float, float, float]:
        """Return where *box* must be in a clean copy of that size: x, y, width, height.

        What was tilted and is set level again has grown twice around the same middle.
        """
        width, height = self.size
        for _ in range(2):
            width, height = _grown(width, height, self.tilt)
        scale = copy[0] / width
        left, top, right, bottom = box
        x = (left - self.size[0] / 2) * scale + copy[0] / 2
        y = (top - self.size[1] / 2) * scale + copy[1] / 2
        return x, y, (right - left) * scale, (bottom - top) * scale


def drawn(
    rows: Sequence[Row],
    *,
    size: tuple[int, int] = (1240, 1754),
    paper: str = "white",
    ink: str = "#151515",
) -> tuple[Image.Image, tuple[tuple[str, Box], ...]]:
    """Draw *rows* one below the other, centred, the first bold; return the picture and where they stand."""
    image = Image.new("RGB", size, paper)
    pen = ImageDraw.Draw(image)
    top, lines = size[1] // 11, []
    for number, (words, height) in enumerate(rows):
        if words:
            font = ImageFont.truetype(FONTS / ("DejaVuSans.ttf" if number else "DejaVuSans-Bold.ttf"), height)
            left = (size[0] - pen.textlength(words, font=font)) / 2
            pen.text((left, top), words, font=font, fill=ink)
            box = pen.textbbox((left, top), words, font=font)
            lines.append((words, tuple(round(side) for side in box)))
        top += round(height * 1.5)
    return image, tuple(lines)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    """Return *image* as a file."""
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def photographed(image: Image.Image, tilt: float) -> Image.Image:
    """Return *image* as a bad camera has it: held askew, in uneven light, out of focus, grainy."""
    light = Image.radial_gradient("L").resize(image.size).point(lambda grey: 255 - grey // 2)
    lit = ImageChops.multiply(image, Image.merge("RGB", [light] * 3))
    askew = lit.rotate(tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=(90, 80, 70))
    blurred = askew.filter(ImageFilter.GaussianBlur(1.6))
    grain = _grain(blurred.size)
    return ImageChops.add(blurred, Image.merge("RGB", [grain] * 3), 1, -128)


def _grain(size: tuple[int, int]) -> Image.Image:
    """Return noise around middle grey, nearly Gaussian with a deviation of 40, the same in every run."""
    chance = random.Random(7)  # noqa: S311 - grain, no secret
    one, two, three = (Image.frombytes("L", size, chance.randbytes(size[0] * size[1])) for _ in range(3))
    return Image.blend(Image.blend(one, two, 0.5), three, 1 / 3)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let recognition take its time, so that a busy machine reads no less. (Import it to use it.)"""
    monkeypatch.setattr("handbill.formats.picture.setting.MOST_SECONDS", 300.0)


def need_recognition() -> None:
    """Skip the tests of a module where recognition, its languages or the fonts are not installed."""
    from handbill.formats.picture import tools

    try:
        tools.require_libraries()
        installed = tools.installed(tools.language_data())
    except tools.NoRecognition as missing:
        pytest.skip(missing.reason, allow_module_level=True)
    missing = [code for code in NEEDED if code not in installed]
    if missing or not FONTS.exists():
        pytest.skip(f"not installed: {missing or FONTS}; `make test` installs them", allow_module_level=True)


LANTERNS = (
    ("Lantern Procession", 84), ("", 60),
    ("Saturday 8 May 2027, 7.30 pm", 52), ("Floating Harbour, Bristol", 50), ("", 60),
    ("Bring a lantern and warm clothes. Free for all.", 36), ("Organised by the Reed Lantern Circle", 36),
)  # fmt: skip
REPAIRS = (
    ("Reparaturfest", 96), ("", 60),
    ("Samstag, 12. Juni 2027", 56), ("14:00 Uhr bis 18:00 Uhr", 56),
    ("Ort: Alte Spinnerei, Leipzig", 50), ("", 60),
    ("Bringt kaputte Geräte mit, wir flicken gemeinsam.", 36), ("Veranstalter: Flickwerk Nord e. V.", 36),
)  # fmt: skip
KITES = (
    ("Veillée des cerfs-volants", 80), ("", 60),
    ("Vendredi 18 juin 2027 à 20h30", 52), ("Place Graslin, Nantes", 52), ("", 60),
    ("Entrée libre, apportez vos instruments.", 36), ("Organisé par l'Atelier du Vent", 36),
)  # fmt: skip
BOOKS = (
    ("Ярмарка старых книг", 84), ("", 60),
    ("Воскресенье, 23 мая 2027 года, 12:00", 50), ("Место: клуб «Заря», Казань", 50), ("", 60),
    ("Приходите с друзьями, вход свободный.", 36), ("Организатор: клуб «Переплёт»", 36),
)  # fmt: skip
CHAIRS = (
    ("Feria de sillas", 46), ("", 24),
    ("Domingo 16 de mayo de 2027", 27), ("de 11:00 a 19:00 h", 27),
    ("Plaza Sotomayor, Valparaíso", 25), ("", 24),
    ("Trae una silla y llévate otra. Gratis.", 19), ("Organiza: Taller El Mimbre", 19),
)  # fmt: skip


def lanterns() -> Flyer:
    """English: dark on white, a PNG."""
    image, lines = drawn(LANTERNS)
    return Flyer(saved(image, "PNG"), image.size, lines)


def repairs() -> Flyer:
    """German: scanned lying on its side, a JPEG."""
    image, lines = drawn(REPAIRS, paper="#fbf6e6")
    return Flyer(saved(image.transpose(Image.Transpose.ROTATE_90), "JPEG", quality=85), image.size, lines)


def kites() -> Flyer:
    """French: light letters on dark blue, a WebP."""
    image, lines = drawn(KITES, paper="#191e46", ink="#faf0c8")
    return Flyer(saved(image, "WEBP", quality=85), image.size, lines)


def books() -> Flyer:
    """Russian: photographed askew, in uneven light, out of focus, with grain."""
    image, lines = drawn(BOOKS)
    return Flyer(saved(photographed(image, 2.5), "JPEG", quality=85), image.size, lines, tilt=2.5)


def chairs() -> Flyer:
    """Spanish: a small picture, a GIF of two frames of which the second says something else."""
    image, lines = drawn(CHAIRS, size=(560, 620), paper="#f4e3d0", ink="#40200a")
    other = Image.new("RGB", image.size, "white")
    raw = saved(image.quantize(32), "GIF", save_all=True, append_images=[other.quantize(32)], duration=500)
    return Flyer(raw, image.size, lines)


def _grown(width: float, height: float, tilt: float) -> tuple[float, float]:
    cosine, sine = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    return width * cosine + height * sine, width * sine + height * cosine
