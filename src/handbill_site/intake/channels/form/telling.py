"""What somebody tells us: checked kindly, and written as a small labelled document."""

import unicodedata
from typing import Any

from django import forms

from handbill_site.intake.channels.form.files import FlyersField
from handbill_site.intake.channels.writing import Piece, document
from handbill_site.intake.incoming import LINK
from handbill_site.intake.links import only_link

MOST_TEXT = 100_000
"""Bytes of UTF-8 that a pasted text may have."""
LABELS = (
    ("What", "what"),
    ("When", "when"),
    ("Where", "where"),
    ("City", "city"),
    ("Who", "who"),
    ("Link", "link"),
    ("Note", "note"),
)
TRAP = "leave_empty"
"""A field that people do not see and crude programs fill in."""


class Telling(forms.Form):
    """Fields, a pasted text, a link, or files. What was typed stays when something is missing."""

    what = forms.CharField(required=False, max_length=200)
    when = forms.CharField(required=False, max_length=300)
    where = forms.CharField(required=False, max_length=300)
    city = forms.CharField(required=False, max_length=200)
    who = forms.CharField(required=False, max_length=300)
    link = forms.CharField(required=False, max_length=2000)
    note = forms.CharField(required=False, max_length=5000)
    text = forms.CharField(required=False)
    flyers = FlyersField(required=False)
    contact = forms.CharField(required=False, max_length=320)
    altcha = forms.CharField(required=False)
    leave_empty = forms.CharField(required=False)

    def clean_link(self) -> str:
        link = self.cleaned_data["link"]
        if link and not only_link(link):
            raise forms.ValidationError("Write the whole address, beginning with https://, and nothing else.")
        return str(link)

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        size = len(text.encode())
        if size > MOST_TEXT:
            raise forms.ValidationError(
                f"The text has {size:,} bytes; at most {MOST_TEXT:,} can be taken. "
                "Leave out what does not belong to the gathering."
            )
        return str(text)

    def clean_leave_empty(self) -> str:
        if self.cleaned_data[TRAP]:
            raise forms.ValidationError(
                "Leave this field empty: it is there to stop programs that fill in all."
            )
        return ""

    def clean(self) -> dict[str, Any]:
        """Ask for the least that makes sense; the rest can be asked for later."""
        said = self.cleaned_data
        if not self.errors and not (said["text"] or said["link"] or said["flyers"]):
            if not said["what"]:
                self.add_error("what", "Say in a few words what it is, or paste the announcement below.")
            if not said["when"]:
                self.add_error("when", "Say when it is; as you would tell a friend is good enough.")
        return said

    def document(self) -> tuple[bytes, str]:
        """Return the bytes to keep and their media type.

        Words are text/plain, a lone link is text/uri-list, a lone file is that file, words with files or
        several files are one mail. The contact is not in them: it is kept beside, and never public.
        """
        words, pieces = self._words(), self._pieces()
        if pieces:
            return document(words, pieces)
        link = only_link(words)
        return (f"{link}\r\n".encode(), LINK) if link else (words.encode(), "text/plain")

    def file_names(self) -> str:
        """Return the names that the files came under, fit to show, by comma."""
        return ", ".join(name for _, name in self.cleaned_data["flyers"] if name)

    def _pieces(self) -> list[Piece]:
        return [piece for piece, _ in self.cleaned_data["flyers"]]

    def _words(self) -> str:
        """Return the fields as labelled lines, the pasted text below; a lone link as it is."""
        said = {key: _one_line(self.cleaned_data[key]) for _, key in LABELS if key != "note"}
        text = _clean(self.cleaned_data["text"]).strip()
        said["note"] = _clean(self.cleaned_data["note"]).strip()
        told = [f"{label}: {said[key]}" for label, key in LABELS if said[key]]
        if only_link(text) and not told:
            return text
        if said["link"] and len(told) == 1 and not text:
            return said["link"]
        return "\n".join([*told, *(["", text] if told and text else [text] if text else []), ""])


def _one_line(value: str) -> str:
    return " ".join(_clean(value).split())


def _clean(value: str) -> str:
    """Return *value* NFC, with line ends as "\\n" and without other control characters."""
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in value if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
