"""Pages of a PDF that hold no text: drawn as pictures, and their words made out.

PDFium draws them, after pypdf found neither scripts nor encryption; its build here knows no JavaScript.
"""

from typing import Any

from pypdf import PageObject

from handbill.formats.picture import NoRecognition, set_scanned
from handbill.formats.picture.opening import MOST_PIXELS, WORK_PIXELS
from handbill.formats.picture.tools import require_libraries
from handbill.formats.sheet import Sheet
from handbill.values import Problem

_LEAST_DRAWN = 4_000
"""Bytes of drawing that may be letters turned into outlines; less, without pictures, is a blank page."""
_FINEST = 300 / 72
"""Pixels a point: 300 dots an inch."""


def is_picture(page: PageObject, drawn: int) -> bool:
    """Tell whether a page without text, drawn by so many bytes, may show words all the same."""
    return drawn >= _LEAST_DRAWN or bool(_picture_sizes(page))


def set_scan(sheet: Sheet, raw: bytes, page: PageObject, number: int) -> None:
    """Set the words that page *number* (1-based) of *raw* shows; a problem where it cannot be done here.

    Raises: ValueError where a picture in it has more pixels than are decoded.
    """
    if any(width * height > MOST_PIXELS for width, height in _picture_sizes(page)):
        raise ValueError("a picture of too many pixels")
    try:
        require_libraries("pypdfium2")
        image = _drawn(raw, number)
    except NoRecognition as missing:
        sheet.problems.append(Problem("picture.no_recognition", detail=missing.reason))
    else:
        set_scanned(sheet, image)


def _drawn(raw: bytes, number: int) -> Any:
    """Return the page as an image of at most `WORK_PIXELS`, RGB. Raises: ValueError."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(raw) as document:
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(_FINEST, (WORK_PIXELS / max(width * height, 1.0)) ** 0.5)
            return page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from error


def _picture_sizes(page: PageObject) -> list[tuple[int, int]]:
    """Return width and height of the pictures that *page* names, as they are declared."""
    resources = page.get("/Resources")
    named = resources.get_object().get("/XObject") if resources is not None else None
    parts = [part.get_object() for part in named.get_object().values()] if named is not None else []
    return [
        (int(part.get("/Width", 0)), int(part.get("/Height", 0)))
        for part in parts
        if part.get("/Subtype") == "/Image"
    ]
