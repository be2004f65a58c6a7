"""Channels: one folder each, and one line here. All hand what arrives to `intake.operations.accept`."""

import datetime as dt
from dataclasses import dataclass

from handbill_site.intake.models import Source
from handbill_site.intake.operations import source_of


@dataclass(frozen=True, slots=True)
class Channel:
    """One way in.

    Attributes:
        name: As the desk shows it, for sources that have no better name.
        pages: Module with `urlpatterns`; "" for a channel without pages of its own.
    """

    kind: Source.Kind
    name: str
    pages: str = ""

    def source(self, address: str, *, now: dt.datetime, name: str = "") -> Source:
        """Return the source of this channel at *address*, made on first sight."""
        return source_of(self.kind, address, name=name or self.name, now=now)


FORM = Channel(Source.Kind.FORM, "Public form", pages="handbill_site.intake.channels.form.pages")
UPLOAD = Channel(Source.Kind.UPLOAD, "Editors", pages="handbill_site.intake.channels.upload.pages")
URL = Channel(Source.Kind.URL, "Page")
FILE = Channel(Source.Kind.FILE, "Files")
CHANNELS = (FORM, UPLOAD, URL, FILE)
