"""Files that hang on the form: known by their first bytes; the names they came under decide nothing."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from handbill_site.intake.channels.writing import Piece
from handbill_site.intake.operations import plain_name

MOST_FILES = 3
MOST_BYTES = 10 * 1024 * 1024
"""Of all files together."""
ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,application/pdf,text/calendar,.ics"
"""What the browser offers to choose; telephones turn their own formats into JPEG by it."""
TAKEN = "only pictures (JPEG, PNG, WebP, GIF), PDFs and calendar files can be taken"
_HEAD = 4096
_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)


def kind_of(head: bytes) -> str:
    """Return the media type of a file that begins with *head*; "" for one that is not taken.

    >>> kind_of(b"\\xff\\xd8\\xff\\xe0"), kind_of(b"<svg onload=alert(1)>")
    ('image/jpeg', '')
    """
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    is_calendar = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].upper() == b"BEGIN:VCALENDAR"
    return "text/calendar" if is_calendar else ""


class _Input(forms.ClearableFileInput):
    allow_multiple_selected = True


class FlyersField(forms.FileField):
    """Pictures, PDFs and calendar files, as pieces and their names; every trouble names its file."""

    widget = _Input

    def clean(self, data: object, initial: object = None) -> list[tuple[Piece, str]]:  # noqa: ARG002
        files = [
            file for file in (data if isinstance(data, list) else [data]) if isinstance(file, UploadedFile)
        ]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"There are {len(files)} files; at most {MOST_FILES} can be taken.")
        size = sum(file.size or 0 for file in files)
        if size > MOST_BYTES:
            raise forms.ValidationError(
                f"The files have {size:,} bytes together; at most {MOST_BYTES:,} can be taken."
            )
        if errors := [trouble for file in files if (trouble := _trouble_with(file))]:
            raise forms.ValidationError(errors)
        return [_piece(file) for file in files]


def _trouble_with(file: "UploadedFile[Any]") -> str:
    head = file.read(_HEAD)
    file.seek(0)
    if not head:
        return f"{plain_name(file.name or '')}: it is empty."
    if not kind_of(head):
        return f"{plain_name(file.name or '')}: {TAKEN}."
    return ""


def _piece(file: "UploadedFile[Any]") -> tuple[Piece, str]:
    raw = file.read()
    return Piece(kind_of(raw[:_HEAD]), raw), plain_name(file.name or "")
