"""Pages of a PDF set on a sheet, within bounds; nothing in it is run."""

import io
import logging
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pypdf import Configuration, PageObject, PdfReader, apply_configuration
from pypdf.errors import PyPdfError

from handbill.errors import UnreadableFile
from handbill.formats.clean import displayable, one_line
from handbill.formats.damage import DAMAGE
from handbill.formats.limits import MEGABYTE, MOST_CHARACTERS, MOST_PAGES
from handbill.formats.links import web_address
from handbill.formats.pdf.layout import Line, Words, lines_of
from handbill.formats.pdf.scans import is_picture, set_scan
from handbill.formats.plaintext import set_text
from handbill.formats.sheet import Sheet
from handbill.values import Block, Link, Problem, Span

PDF = "application/pdf"
_MOST_DRAWING = 2 * MEGABYTE
"""Bytes of the instructions that draw one page, unpacked."""
_MOST_DRAWING_OF_ALL = 3 * MEGABYTE
_COST_OF_UNREAD = MEGABYTE
"""A page that cannot be read took time too: after a few of them no more are tried."""
_MOST_WORDS = 20_000
_MOST_LINKS = 500
_SCRIPT = re.compile(rb"/(?:JavaScript|Launch|XFA)\b")
_FILE_NAME = re.compile(r"microsoft word|\.(?:docx?|odt|indd|pdf|pub|rtf|xlsx?)$|^untitled", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$")

_UNPACKED = 8 * MEGABYTE
_BOUNDS = Configuration(
    array_based_stream_maximum_output_length=_UNPACKED,
    brotli_maximum_output_length=_UNPACKED,
    jbig2dec_binary=None,  # no other program is called
    lzw_maximum_output_length=_UNPACKED,
    maximum_declared_stream_length=12 * MEGABYTE,
    page_tree_maximum_entries=5_000,
    page_tree_maximum_page_entries=50_000,
    run_length_maximum_output_length=_UNPACKED,
    stream_decoding_work_maximum_length=2 * _UNPACKED,
    stream_parsing_work_maximum_count=150_000,
    xform_maximum_invocations_per_extraction=300,
    zlib_maximum_output_length=_UNPACKED,
    zlib_maximum_recovery_input_length=MEGABYTE,
)
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of each flaw of a file, thousands of times


def set_pdf(sheet: Sheet, raw: bytes) -> None:
    """Set the text of the pages of *raw* on *sheet*: lines, headings by their size, links.

    Pages without text that show something are looked at as pictures.

    Raises:
        UnreadableFile: It is damaged, encrypted, has scripts, or is blank.
    """
    try:
        with apply_configuration(_BOUNDS):
            _set_pages(sheet, raw)
    except UnreadableFile:
        raise
    except (*DAMAGE, PyPdfError) as error:
        raise UnreadableFile("damaged PDF", media_type=PDF) from error
    if not sheet.length and not sheet.is_seen():
        raise UnreadableFile("no text in it", media_type=PDF)


def _reader(raw: bytes) -> PdfReader:
    if _SCRIPT.search(raw):
        raise UnreadableFile("PDF with scripts", media_type=PDF)
    reader = PdfReader(io.BytesIO(raw), root_object_recovery_limit=1_000, xref_stream_maximum_entries=200_000)
    if reader.is_encrypted:
        raise UnreadableFile("encrypted PDF", media_type=PDF)
    if _is_scripted(reader.root_object):
        raise UnreadableFile("PDF with scripts", media_type=PDF)
    return reader


def _is_scripted(root: Any) -> bool:
    """Tell whether the catalogue, unpacked, has a script that would run."""
    opening = _dictionary(root.get("/OpenAction"))
    names = _dictionary(root.get("/Names"))
    form = _dictionary(root.get("/AcroForm"))
    return "/JavaScript" in names or "/AA" in root or "/XFA" in form or opening.get("/S") in {
        "/JavaScript", "/Launch",
    }  # fmt: skip


def _dictionary(value: Any) -> Any:
    resolved = value.get_object() if value is not None else None
    return resolved if isinstance(resolved, dict) else {}


def _set_pages(sheet: Sheet, raw: bytes) -> None:
    """Set the pages for which there is room; one that cannot be read is left out with a problem."""
    reader = _reader(raw)
    _set_about(sheet, reader)
    room = _MOST_DRAWING_OF_ALL
    for number, page in enumerate(reader.pages, 1):
        if number > MOST_PAGES or room <= 0 or sheet.length > MOST_CHARACTERS:
            sheet.problems.append(Problem("pdf.too_long", detail=f"page {number}"))
            return
        try:
            room -= _set_page(sheet, page, raw, number)
        except (*DAMAGE, PyPdfError):
            sheet.problems.append(Problem("pdf.page_unread", detail=f"page {number}"))
            room -= _COST_OF_UNREAD


def _set_about(sheet: Sheet, reader: PdfReader) -> None:
    """Take title and language; a title that is only the name of a file says nothing."""
    title = one_line(str(reader.metadata.title or "") if reader.metadata else "", limit=300)
    sheet.title = sheet.title or ("" if _FILE_NAME.search(title) else title)
    language = str(reader.root_object.get("/Lang", ""))
    sheet.languages += [language] if _LANGUAGE.match(language) else []


def _set_page(sheet: Sheet, page: PageObject, raw: bytes, number: int) -> int:
    """Set one page and return how many bytes draw it. Raises: ValueError where these are too many."""
    contents = page.get_contents()
    size = len(contents.get_data()) if contents is not None else 0
    if size > _MOST_DRAWING:
        raise ValueError("too much is drawn")
    words = _words_of(page)
    if lines := lines_of(words):
        sheet.space(2)
        start = sheet.length
        _set_lines(sheet, lines)
        _set_links(sheet, start, page, words)
    elif is_picture(page, size):
        set_scan(sheet, raw, page, number)
    return size


def _set_lines(sheet: Sheet, lines: list[Line]) -> None:
    first = len(sheet.blocks)
    shown = [(line.gap, displayable(line.text).replace("\n", " ")) for line in lines]
    set_text(sheet, "".join(f"\n{words}\n" if gap else f"{words}\n" for gap, words in shown))
    headings = {" ".join(displayable(line.text).split()) for line in lines if line.is_heading}
    sheet.blocks[first:] = [_as_heading(block, sheet.text(), headings) for block in sheet.blocks[first:]]


def _words_of(page: PageObject) -> list[Words]:
    found: list[Words] = []

    def visit(text: str, around: Any, matrix: Any, _: Any, size: Any) -> None:
        if text.strip() and len(found) < _MOST_WORDS:
            x = matrix[4] * around[0] + matrix[5] * around[2] + around[4]
            y = matrix[4] * around[1] + matrix[5] * around[3] + around[5]
            em = abs(size * (matrix[3] or matrix[0]) * (around[3] or around[0]))
            if all(map(math.isfinite, (x, y, em))):
                found.append(Words(x, y, em or 1.0, text.replace("\n", " "), len(found)))

    page.extract_text(visitor_text=visit)
    return found


def _as_heading(block: Block, text: str, headings: set[str]) -> Block:
    is_one = block.kind == "paragraph" and " ".join(block.span.of(text).split()) in headings
    return replace(block, kind="heading", level=2) if is_one else block


@dataclass(frozen=True, slots=True)
class _Area:
    left: float
    bottom: float
    right: float
    top: float
    href: str


def _areas(page: PageObject) -> Iterator[_Area]:
    """Yield the parts of *page* that link to the web."""
    listed = page.get("/Annots")
    listed = listed.get_object() if listed is not None else ()
    for note in list(listed)[:_MOST_LINKS] if isinstance(listed, list | tuple) else ():
        note = _dictionary(note)
        href = web_address(displayable(str(_dictionary(note.get("/A")).get("/URI", ""))))
        rect = note.get("/Rect")
        if href and isinstance(rect, list) and len(rect) == 4:
            x0, y0, x1, y1 = (float(each) for each in rect)
            yield _Area(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), href)


def _set_links(sheet: Sheet, start: int, page: PageObject, words: list[Words]) -> None:
    """Add each link on the words it lies on; where these are not found in the text, as a line of its own."""
    place = start
    for area in _areas(page):
        if any(link.href == area.href and link.span.start >= start for link in sheet.links):
            continue
        shown = _shown_in(area, words)
        found = sheet.text().find(shown, place) if shown else -1
        found = sheet.text().find(shown, start) if shown and found < 0 else found
        if found >= 0:
            sheet.links.append(Link(Span(found, found + len(shown)), area.href))
            place = found + len(shown)
        else:
            sheet.space(1)
            span = sheet.write(area.href)
            sheet.blocks.append(Block("paragraph", span))
            sheet.links.append(Link(span, area.href))


def _shown_in(area: _Area, words: list[Words]) -> str:
    """Return the words that *area* lies on, as near as the widths of letters are known."""
    pieces = []
    for one in words:
        shared = min(one.end(), area.right) - max(one.x, area.left)
        half = min(one.end() - one.x, area.right - area.left) / 2
        if area.bottom - 2 <= one.y <= area.top and shared > half:
            text = one.text.strip()
            width = (one.end() - one.x) / max(len(text), 1)
            pieces.append(
                _whole_words(text, (area.left - one.x) / width - 1, (area.right - one.x) / width + 1)
            )
    return " ".join(displayable(" ".join(pieces)).split())


def _whole_words(text: str, first: float, last: float) -> str:
    """Return the words of *text* of which the middle lies between *first* and *last*."""
    inside = [
        found for found in re.finditer(r"\S+", text) if first < (found.start() + found.end()) / 2 < last
    ]
    return text[inside[0].start() : inside[-1].end()] if inside else ""
