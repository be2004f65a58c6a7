"""Which container are these bytes? By content first, then by file name, then as declared."""

import re
from pathlib import PurePath

from handbill.formats.charsets import decode

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
OLE = "application/x-ole-storage"
"""Office files before 2007, and newer ones with a password."""
OLD_OFFICE = "an office file of an old kind or with a password; save it as .docx, .odt or .pdf without one"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\xd0\xcf\x11\xe0", OLE),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"{\\rtf", "application/rtf"),
    (b"SQLite format 3\0", "application/vnd.sqlite3"),
    (b"\x7fELF", "application/x-executable"),
)
PICTURES = ("image/gif", "image/jpeg", "image/png", "image/webp")
"""Those that are opened."""
_PACKED = (
    (b"word/document", DOCX),  # before tables: a document may hold one
    (b"xl/workbook", XLSX),
    (
        b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.spreadsheet",
    ),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", ODT),
    (b"mimetypeapplication/epub+zip", "application/epub+zip"),
)
"""Names of parts, which stand unpacked in the directory at the end of the file."""
_BRANDS = {b"avif": "image/avif", b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic"}
"""Of ISO media files, those that telephones make of photographs."""
_TEXT_MAGIC = {b"BM"}  # also how a sentence may begin

_BY_NAME = {
    ".csv": "text/csv",
    ".eml": "message/rfc822",
    ".htm": "text/html",
    ".html": "text/html",
    ".xhtml": "text/html",
    ".ics": "text/calendar",
    ".ical": "text/calendar",
    ".json": "application/ld+json",
    ".jsonld": "application/ld+json",
    ".markdown": "text/markdown",
    ".md": "text/markdown",
    ".tab": "text/csv",
    ".tsv": "text/csv",
    ".txt": "text/plain",
}
_READ = {
    "text/plain",
    "text/csv",
    "text/markdown",
    "text/html",
    "text/calendar",
    "message/rfc822",
    "application/ld+json",
}
_SAME = {
    "application/xhtml+xml": "text/html",
    "application/ics": "text/calendar",
    "application/json": "application/ld+json",
    "message/global": "message/rfc822",
    "application/csv": "text/csv",
    "text/comma-separated-values": "text/csv",
    "text/x-markdown": "text/markdown",
    "text/tab-separated-values": "text/csv",
    "text/x-csv": "text/csv",
}

_HEAD = 8192
_BEFORE_PDF = b"\xef\xbb\xbf \t\r\n"
_BLANK = rb"(?:\xef\xbb\xbf)?\s*"
_CALENDAR = re.compile(_BLANK + rb"BEGIN:VCALENDAR\b", re.IGNORECASE)
_COMMENTS = rb"(?:<!--.{0,4000}?-->\s*|<\?.{0,400}?\?>\s*)*"
_PAGE = re.compile(
    _BLANK
    + _COMMENTS
    + rb"<(?:!doctype\s+html|html|head|body|title|meta|link|main|article|section|div|p|h[1-6]"
    rb"|table|ul|ol|span|a|br|b|strong|center|script|style)\b",
    re.IGNORECASE | re.DOTALL,
)
_FEED = re.compile(_BLANK + _COMMENTS + rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE | re.DOTALL)
_SVG = re.compile(
    _BLANK + _COMMENTS + rb"(?:<!doctype\s+svg\b[^>]{0,4000}>\s*)?<svg\b",
    re.IGNORECASE | re.DOTALL,
)
_OTHER_XML = re.compile(_BLANK + rb"<\?xml", re.IGNORECASE)
_JSON_LD = re.compile(_BLANK + rb"[\[{].{0,2000}?\"@(?:context|type|graph)\"", re.DOTALL)

_FIELD = re.compile(rb"([!-9;-~]{1,80}):[^\n]*(?:\n[ \t][^\n]*)*\n")
_MAIL_FIELDS = {
    b"bcc", b"cc", b"content-transfer-encoding", b"content-type", b"date", b"delivered-to", b"from",
    b"in-reply-to", b"message-id", b"mime-version", b"received", b"reply-to", b"return-path", b"sender",
    b"subject", b"to", b"x-mailer",
}  # fmt: skip


def sniff(raw: bytes, file_name: str = "", declared: str = "") -> str:
    """Return the media type of *raw*, lower-case and without parameters.

    Args:
        declared: What the channel called it, as in "text/html; charset=utf-8".

    >>> sniff(b"BEGIN:VCALENDAR", "flyer.txt")
    'text/calendar'
    """
    return _by_content(raw) or _by_label(file_name, declared)


def _by_content(raw: bytes) -> str:
    head = raw[:_HEAD]
    magic = next((kind for mark, kind in _MAGIC if head.startswith(mark)), "")
    if head.lstrip(_BEFORE_PDF).startswith(b"%PDF-"):  # some servers put blank lines before it
        return "application/pdf"
    if magic == "application/zip":
        return next((kind for name, kind in _PACKED if name in raw), magic)
    if magic and not (head[:2] in _TEXT_MAGIC and b"\0" not in head):
        return magic
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and (kind := _BRANDS.get(head[8:12])):
        return kind
    return _by_words(_narrow(head))


def _narrow(head: bytes) -> bytes:
    """Return the ASCII of a UTF-16 *head* (the marks of every container are ASCII); others as they are."""
    return head[2:].replace(b"\0", b"") if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else head


def _by_words(head: bytes) -> str:
    words = ((_CALENDAR, "text/calendar"), (_PAGE, "text/html"), (_FEED, "application/rss+xml"),
             (_SVG, "image/svg+xml"), (_OTHER_XML, "application/xml"),
             (_JSON_LD, "application/ld+json"))  # fmt: skip
    found = next((kind for pattern, kind in words if pattern.match(head)), "")
    return found or ("message/rfc822" if _is_mail(head) else _by_lines(head))


def _by_lines(head: bytes) -> str:
    """Return what the whole lines of *head* surely are: rows of a table, Markdown; "" for neither."""
    from handbill.formats.markdown import looks_markdown
    from handbill.formats.tabular.separated import looks_separated

    if not any(mark in head for mark in (b"\t", b";", b",", b"](", b"|")):
        return ""
    text = decode(head if len(head) < _HEAD else head[: head.rfind(b"\n") + 1])
    return "text/markdown" if looks_markdown(text) else "text/csv" if looks_separated(text) else ""


def _is_mail(head: bytes) -> bool:
    """Tell whether *head* begins with two header fields or more that mails have."""
    text = head.lstrip(b"\r\n").replace(b"\r\n", b"\n")
    if text.startswith(b"From "):  # the line that parts messages in an mbox
        text = text.partition(b"\n")[2]
    seen, place = set[bytes](), 0
    while (field := _FIELD.match(text, place)) and len(seen) < 2:
        seen |= {field[1].lower()} & _MAIL_FIELDS
        place = field.end()
    return len(seen) >= 2


def _by_label(file_name: str, declared: str) -> str:
    named = _BY_NAME.get(PurePath(file_name).suffix.lower(), "")
    called = declared.partition(";")[0].strip().lower()
    called = _SAME.get(called, called)
    return next((label for label in (named, called) if label in _READ), "text/plain")
