"""Files to announcements: the containers that announcements come in, each with its reader.

`open_announcement` looks inside a delivery and returns its text with the structure that the container
gave it. Nothing is fetched, no entity is expanded, no date is interpreted: that is `handbill.reading`.
"""

import datetime as dt
import re
from collections.abc import Callable

from handbill.errors import UnreadableFile
from handbill.formats.charsets import decode
from handbill.formats.clean import displayable
from handbill.formats.limits import require_size
from handbill.formats.markdown import looks_markdown, set_markdown
from handbill.formats.plaintext import set_text
from handbill.formats.sheet import Origin, Sheet
from handbill.formats.sniffing import DOCX, ODT, OLD_OFFICE, OLE, PICTURES, XLSX, sniff
from handbill.formats.tabular.stated import ROW, set_row
from handbill.values import Announcement

__all__ = ["announcement_of_text", "open_announcement", "sniff"]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
"""Controls that no text needs."""


def open_announcement(
    raw: bytes,
    *,
    media_type: str = "",
    file_name: str = "",
    received: dt.datetime,
    home: str | None = None,
    url: str = "",
    sender: str = "",
    languages: tuple[str, ...] = (),
) -> Announcement:
    """Return what is inside *raw*: a text, a page, a mail, a calendar, a table, a PDF, a picture or data.

    Args:
        media_type: As declared by the channel, perhaps with a charset; the content decides first.
        received: When it came, naive wall time; the Date of a mail is taken instead where it has one.
        home: ISO 3166 country of the sender.
        url: Where it was fetched, absolute; its links are resolved against it.
        sender: Display name, where the channel knows it; else a mail's own.
        languages: BCP 47 tags of what the sender writes in, where they are known: words in pictures are
            looked for in them.

    Raises:
        UnreadableFile: It is empty, binary, damaged or of a type that is not read.
        TooLarge: It is longer, or nested deeper, than announcements are.
    """
    kind = ROW if media_type == ROW else sniff(raw, file_name, media_type)
    require_size(raw, kind)
    _require_words(raw, kind)
    sheet = Sheet(home=home, spoken=languages)
    origin = Origin(received, home, url, sender)
    _OPENERS[kind](sheet, raw, _declared_charset(media_type), origin)
    if not sheet.length and not sheet.is_seen():
        raise UnreadableFile("no words in it", media_type=kind)
    return sheet.announcement(origin, kind)


def announcement_of_text(
    text: str, *, received: dt.datetime, home: str | None = None, url: str = "", sender: str = ""
) -> Announcement:
    """Return pasted or typed *text* as an announcement; it may be empty."""
    sheet = Sheet()
    words = displayable(text)
    (set_markdown if looks_markdown(words) else set_text)(sheet, words)
    return sheet.announcement(Origin(received, home, url, sender), "text/plain")


def _declared_charset(media_type: str) -> str:
    """Return the charset parameter of *media_type*, "" for none."""
    found = re.search(r"charset\s*=\s*[\"']?([\w.:+-]{1,40})", media_type, re.IGNORECASE)
    return found[1] if found else ""


def _require_words(raw: bytes, kind: str) -> None:
    """Raise `UnreadableFile` where there is nothing that can be read as words."""
    if not raw.strip():
        raise UnreadableFile("empty file", media_type=kind)
    if kind == OLE:
        raise UnreadableFile(OLD_OFFICE, media_type=kind)
    if kind not in _OPENERS:
        raise UnreadableFile(_REFUSED.get(kind, f"not yet read: {kind}"), media_type=kind)
    if kind not in _PACKED and _is_binary(raw[:65_536]):
        raise UnreadableFile("binary data, no text", media_type="application/octet-stream")


def _is_binary(sample: bytes) -> bool:
    """Tell whether more than one character in fifty of *sample* is such a control."""
    text = decode(sample)
    return 50 * len(_CONTROL.findall(text)) > len(text)


def _open_text(sheet: Sheet, raw: bytes, charset: str, _: Origin) -> None:
    set_text(sheet, displayable(decode(raw, charset)))


def _open_markdown(sheet: Sheet, raw: bytes, charset: str, _: Origin) -> None:
    set_markdown(sheet, displayable(decode(raw, charset)))


def _open_page(sheet: Sheet, raw: bytes, charset: str, origin: Origin) -> None:
    from handbill.formats.html import set_page  # lxml: a tenth of a second

    set_page(sheet, raw, charset=charset, url=origin.url, received=origin.received)


def _open_mail(sheet: Sheet, raw: bytes, _: str, origin: Origin) -> None:
    from handbill.formats.mime import set_mail  # the parser of the standard library, for mails only

    set_mail(sheet, raw, received=origin.received)


def _open_calendar(sheet: Sheet, raw: bytes, charset: str, _: Origin) -> None:
    from handbill.formats.icalendar.read import set_calendar

    set_calendar(sheet, raw, charset=charset)


def _open_json(sheet: Sheet, raw: bytes, charset: str, origin: Origin) -> None:
    from handbill.formats.schemaorg.read import set_jsonld

    set_jsonld(sheet, decode(raw, charset), url=origin.url)


def _open_separated(sheet: Sheet, raw: bytes, charset: str, _: Origin) -> None:
    from handbill.formats.tabular.separated import set_separated

    set_separated(sheet, decode(raw, charset))


def _open_workbook(sheet: Sheet, raw: bytes, _: str, __: Origin) -> None:
    from handbill.formats.tabular.workbook import set_workbook  # zip, and a third of a second of openpyxl

    set_workbook(sheet, raw)


def _open_row(sheet: Sheet, raw: bytes, _: str, __: Origin) -> None:
    set_row(sheet, raw)


def _open_pdf(sheet: Sheet, raw: bytes, _: str, __: Origin) -> None:
    from handbill.formats.pdf import set_pdf  # pypdf, for PDFs only

    set_pdf(sheet, raw)


def _open_word(sheet: Sheet, raw: bytes, _: str, __: Origin) -> None:
    from handbill.formats.document import set_document  # zip and lxml

    set_document(sheet, raw, DOCX)


def _open_opendocument(sheet: Sheet, raw: bytes, _: str, __: Origin) -> None:
    from handbill.formats.document import set_document

    set_document(sheet, raw, ODT)


def _picture_opener(kind: str) -> Callable[[Sheet, bytes, str, Origin], None]:
    def open_picture(sheet: Sheet, raw: bytes, _: str, __: Origin) -> None:
        from handbill.formats.picture import set_picture  # Pillow and Tesseract, where they are installed

        set_picture(sheet, raw, kind)

    return open_picture


_PHOTOGRAPH = "not opened: {}; send it as JPEG or PNG"
_REFUSED = {
    "image/svg+xml": "SVG is not opened, since it can hold scripts; send a PNG, a JPEG or a PDF",
    "image/heic": _PHOTOGRAPH.format("HEIC"),
    "image/avif": _PHOTOGRAPH.format("AVIF"),
    "image/bmp": _PHOTOGRAPH.format("BMP"),
    "image/tiff": _PHOTOGRAPH.format("TIFF"),
}
"""Pictures that are not, and what to send instead."""
_PACKED = {"application/pdf", "message/rfc822", DOCX, ODT, XLSX, *PICTURES}
"""Containers whose bytes are not words, or not all of them."""
_OPENERS: dict[str, Callable[[Sheet, bytes, str, Origin], None]] = {
    "application/ld+json": _open_json,
    "application/pdf": _open_pdf,
    DOCX: _open_word,
    ODT: _open_opendocument,
    ROW: _open_row,
    XLSX: _open_workbook,
    "message/rfc822": _open_mail,
    "text/calendar": _open_calendar,
    "text/csv": _open_separated,
    "text/html": _open_page,
    "text/markdown": _open_markdown,
    "text/plain": _open_text,
    **{kind: _picture_opener(kind) for kind in PICTURES},
}
