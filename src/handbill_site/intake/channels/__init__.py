"""Channels: one folder each, and one line here. All hand what arrives to `intake.keeping.keep`."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from django.db import DatabaseError

from handbill_site.intake.channels.contract import Parts
from handbill_site.intake.errors import NotKept
from handbill_site.intake.incoming import Incoming
from handbill_site.intake.keeping import Kept, keep
from handbill_site.intake.models import Delivery, Source
from handbill_site.intake.operations import source_of


@dataclass(frozen=True, slots=True)
class Channel:
    """One way in. Modules are named, not imported: a web process needs no mail server.

    Attributes:
        name: As the desk shows it, for sources that have no better name.
        pages: Module with `urlpatterns` for people; "" for none. The site decides where they are.
        hooks: Module with `urlpatterns` for services, mounted at /hooks/KIND/; "" for none.
        setup: "module:function" that returns `Parts` from the environment; "" for a channel that needs
            no setting. It raises NotSetUp for settings that are there and wrong.
        personal: Whether each source is one sender that the channel tells apart, who may so change what it
            announced; False where one source stands for many (the form, the desk, a site's pages).
        guide: Document that tells how to set it up or use it, in docs/how-to/.
        heard: Whether a person sent it to us, so that a person looks at it though no event is found in it.
    """

    kind: Source.Kind
    name: str
    pages: str = ""
    hooks: str = ""
    setup: str = ""
    personal: bool = False
    heard: bool = True
    guide: str = "take-in-announcements.md"

    def source(self, address: str, *, now: dt.datetime, name: str = "") -> Source:
        """Return the source of this channel at *address*, made on first sight."""
        return source_of(self.kind, address, name=name or self.name, now=now)

    def keep(self, incoming: Incoming, *, now: dt.datetime, name: str = "") -> Kept:
        """Keep one message under its sender's source.

        Args:
            name: Of the sender, where the service tells one.

        Raises: NotKept, TryLater among them.
        """
        return keep(incoming, source=source_or_not_kept(self, incoming.sender, now=now, name=name), now=now)

    def parts(self) -> Parts:
        """Return what is set up on this machine. Raises: NotSetUp."""
        if not self.setup:
            return Parts()
        module, _, function = self.setup.partition(":")
        made: Callable[[], Parts] = getattr(import_module(module), function)
        return made()


def source_or_not_kept(channel: Channel, address: str, *, now: dt.datetime, name: str = "") -> Source:
    """Return the source; a database that refuses is NotKept, as it is when a row is written."""
    try:
        return channel.source(address or "unknown", now=now, name=name or address)
    except DatabaseError as error:
        raise NotKept(f"the database did not take it: {error}") from error


_HERE = "handbill_site.intake.channels"
FORM = Channel(Source.Kind.FORM, "Public form", pages=f"{_HERE}.form.pages")
UPLOAD = Channel(Source.Kind.UPLOAD, "Editors", pages=f"{_HERE}.upload.pages")
URL = Channel(Source.Kind.URL, "Page", heard=False)
FILE = Channel(Source.Kind.FILE, "Files", heard=False)
MAIL = Channel(
    Source.Kind.MAIL, "E-mail", setup=f"{_HERE}.mail.setup:parts", personal=True, guide="set-up-e-mail.md"
)
FEED = Channel(
    Source.Kind.FEED, "Feeds", setup=f"{_HERE}.feed.setup:parts", heard=False, guide="subscribe-to-feeds.md"
)
TELEGRAM = Channel(
    Source.Kind.TELEGRAM,
    "Telegram",
    setup=f"{_HERE}.telegram.setup:parts",
    personal=True,
    guide="set-up-telegram.md",
)
INSTAGRAM = Channel(
    Source.Kind.INSTAGRAM,
    "Instagram",
    hooks=f"{_HERE}.instagram.hook",
    setup=f"{_HERE}.instagram.setup:parts",
    personal=True,
    guide="set-up-instagram.md",
)
FEDIVERSE = Channel(
    Source.Kind.FEDIVERSE,
    "Fediverse",
    setup=f"{_HERE}.fediverse.setup:parts",
    personal=True,
    guide="set-up-the-fediverse.md",
)
X = Channel(
    Source.Kind.X,
    "X",
    hooks=f"{_HERE}.x.hook",
    setup=f"{_HERE}.x.setup:parts",
    personal=True,
    guide="set-up-x.md",
)
CHANNELS = (FORM, UPLOAD, URL, FILE, MAIL, FEED, TELEGRAM, INSTAGRAM, FEDIVERSE, X)
BY_KIND = {channel.kind: channel for channel in CHANNELS}


def channel_of(delivery: Delivery) -> Channel:
    """Return the channel that *delivery* came by."""
    return BY_KIND[Source.Kind(delivery.source.kind)]
