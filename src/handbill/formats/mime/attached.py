"""Tables, documents and pictures that hang on a mail: further parts of the same announcement."""

from email.message import Message

from handbill.errors import UnreadableFile
from handbill.formats.charsets import decode
from handbill.formats.limits import require_size
from handbill.formats.sheet import Sheet
from handbill.formats.sniffing import DOCX, ODT, OLD_OFFICE, OLE, PICTURES, XLSX, sniff
from handbill.values import Problem

MOST_ATTACHED = 8
"""Attachments that are read; a mail with more is a folder, not an announcement."""
SMALL = 300
"""Pixels; pictures with no side longer than this are logos, and beside words nobody wants to hear of them."""
_NAMED = (".csv", ".tsv", ".xlsx", ".pdf", ".docx", ".docm", ".odt", ".doc")
_TYPED = ("text/csv", "text/tab-separated-values", "application/pdf", "application/msword", DOCX, ODT, XLSX)


def is_readable(part: Message) -> bool:
    """Tell by type or name whether *part* may be a table or document that is read."""
    return part.get_content_type() in _TYPED or file_name_of(part).lower().endswith(_NAMED)


def file_name_of(part: Message) -> str:
    """Return the name of the file, "" for none; a broken parameter is none."""
    try:
        return str(part.get_filename() or "")
    except (ValueError, LookupError, TypeError):
        return ""


def is_picture(part: Message) -> bool:
    """Tell by type whether *part* may be a picture that is looked at."""
    return part.get_content_type() in {*PICTURES, "image/jpg", "image/pjpeg"}


def set_attached(sheet: Sheet, part: Message, payload: bytes, *, charset: str) -> None:
    """Set the attachment *part* on *sheet* below the words; a problem where it is none that can be read."""
    kind = sniff(payload, file_name_of(part), part.get_content_type())
    try:
        require_size(payload, kind)
        _set(sheet, kind, payload, charset)
    except UnreadableFile as error:
        sheet.problems.append(Problem("mime.attachment_unread", detail=f"{kind}: {error}"))


def _set(sheet: Sheet, kind: str, payload: bytes, charset: str) -> None:
    if kind == "application/pdf":
        from handbill.formats.pdf import set_pdf

        set_pdf(sheet, payload)
    elif kind == XLSX:
        from handbill.formats.tabular.workbook import set_workbook

        set_workbook(sheet, payload)
    elif kind in PICTURES:
        _set_picture(sheet, payload, kind)
    elif kind in (DOCX, ODT):
        from handbill.formats.document import set_document

        set_document(sheet, payload, kind)
    elif kind == "text/csv":
        from handbill.formats.tabular.separated import set_separated

        set_separated(sheet, decode(payload, charset))
    elif kind == OLE:
        raise UnreadableFile(OLD_OFFICE, media_type=kind)
    else:
        raise UnreadableFile("not what its name says", media_type=kind)


def _set_picture(sheet: Sheet, payload: bytes, kind: str) -> None:
    """Set a picture, unless it is a small one beside words."""
    from handbill.formats.picture import NoRecognition, picture_size, set_picture

    try:
        is_small = max(picture_size(payload, kind)) <= SMALL
    except NoRecognition:
        is_small = False  # said by `set_picture`
    if not (is_small and sheet.length):
        set_picture(sheet, payload, kind)
