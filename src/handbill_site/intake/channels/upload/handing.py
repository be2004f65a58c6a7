"""What an editor hands in."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from handbill_site.intake.channels import UPLOAD
from handbill_site.intake.channels.file.files import media_type_of, trouble_with
from handbill_site.intake.incoming import LINK, Incoming
from handbill_site.intake.keeping import keep
from handbill_site.intake.links import only_link
from handbill_site.intake.models import Delivery


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Several files at once; every trouble names its file."""

    widget = _FilesInput

    def clean(self, data: object, initial: object = None) -> "list[UploadedFile[Any]]":  # noqa: ARG002
        files = [
            file for file in (data if isinstance(data, list) else [data]) if isinstance(file, UploadedFile)
        ]
        troubles = [(file.name or "", trouble_with(file.name or "", file.size or 0)) for file in files]
        if errors := [f"{name}: {trouble}." for name, trouble in troubles if trouble]:
            raise forms.ValidationError(errors)
        return files


class Handing(forms.Form):
    """A pasted text or link, files, or both; and what an editor knows about them."""

    text = forms.CharField(required=False)
    documents = _FilesField(required=False)
    sent = forms.DateTimeField(required=False)
    home = forms.RegexField(
        r"\A[A-Z]{2}\Z", required=False, error_messages={"invalid": "Two capital letters, such as TR or US."}
    )

    def clean(self) -> dict[str, object]:
        said = self.cleaned_data
        if not self.errors and not said["text"] and not said["documents"]:
            self.add_error("text", "Paste a text or a link, or choose a file.")
        return said

    def keep(self, *, by: str, now: dt.datetime) -> list[Delivery]:
        """Keep each piece as a delivery of its own. Raises: NotKept; those before it are kept."""
        home = self.cleaned_data["home"]
        source = UPLOAD.source(f"desk/{home}" if home else "desk", now=now, name=f"Editors {home}".strip())
        if home and not source.home:
            source.home = home
            source.save(update_fields=["home"])
        return [
            keep(self._incoming(*piece), source=source, now=now, by=by).delivery for piece in self._pieces()
        ]

    def _incoming(self, raw: bytes, media_type: str, name: str) -> Incoming:
        """The same text at another "today" is another delivery: an editor says the time on purpose."""
        sent = self.cleaned_data["sent"]
        fingerprint = hashlib.sha256(raw + f"\0{name}\0{sent}".encode()).hexdigest()
        return Incoming(raw, media_type, sent=sent, file_name=name, fingerprint=fingerprint)

    def _pieces(self) -> Iterator[tuple[bytes, str, str]]:
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        if link := only_link(text):
            yield f"{link}\r\n".encode(), LINK, ""
        elif text:
            yield text.encode(), "text/plain", ""
        for file in self.cleaned_data["documents"]:
            yield file.read(), media_type_of(file.name) or "", file.name
