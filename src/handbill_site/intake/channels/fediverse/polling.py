"""Mentions of our account, oldest first, and what became of them since.

Servers file private mentions by strangers as "filtered" (Mastodon from 4.3), so filtered ones are asked for
too.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from handbill.errors import NotFetched, Refused
from handbill.fetch import Fetched, fetch
from handbill.formats.sniffing import PICTURES
from handbill_site.intake.channels import wire
from handbill_site.intake.channels.contract import Cursor, Gone, Polled
from handbill_site.intake.channels.fediverse.account import Account, ScopeMissing
from handbill_site.intake.channels.fediverse.listening import Bell
from handbill_site.intake.channels.fediverse.message import (
    incoming_of,
    is_direct,
    is_for_us,
    pictures_of,
)
from handbill_site.intake.channels.fediverse.watching import Notes
from handbill_site.intake.channels.writing import Piece
from handbill_site.intake.errors import ChannelTrouble
from handbill_site.intake.incoming import Incoming

MOST_A_PAGE = 40
PAUSE = 15.0
LISTENING_PAUSE = 60.0
"""Seconds between two polls; the second while we listen, since filtered notifications ring no bell."""
UNNOTICED = "edits and deletions are not noticed: the token lacks the scope read:statuses"
TYPES = ("mention", "update")
"""Of notifications; the second tells that a note was edited, on servers that tell those who are mentioned."""


class Mentions:
    """The poller.

    Cursor: {"notification": id of the last one that was looked at, "notes": what is watched, see `Notes`}.
    """

    def __init__(
        self,
        account: Account,
        *,
        fetch: Callable[[str], Fetched] = fetch,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ):
        """Args:
        fetch: For pictures, whose addresses come with the note and so go through the guard.
        now: Unix time.
        """
        self.pause = PAUSE
        self._account = account
        self._fetch = fetch
        self._clock = clock
        self._bell = Bell(account)
        self._polled = -LISTENING_PAUSE
        self._now = now

    def poll(self, cursor: Cursor, *, wait: float) -> Iterator[Polled]:
        """Yield one notification after the other, then notes that were edited or deleted since.

        The first time, the newest page. Raises: ChannelTrouble.
        """
        if wait > 0 and not self._is_due(wait):
            return
        self._polled = self._clock()
        notes = Notes(wire.obj(cursor, "notes"))
        last, page = str(cursor.get("notification", "")), self._page(cursor.get("notification", ""))
        own = self._account.own() if page else {}
        while page:
            for notification in page:
                last = wire.name(notification, "id")
                kept = is_for_us(notification, wire.name(own, "id"))
                status = wire.obj(notification, "status")
                messages = (incoming_of(status, self._pieces(status), own),) if kept else ()
                if kept:
                    notes.keep(status, now=self._now())
                yield Polled(messages, {"notification": last, "notes": notes.plain()})
            page = self._page(last) if len(page) == MOST_A_PAGE else []
        yield from self._again(notes, last)

    def _again(self, notes: Notes, last: str) -> Iterator[Polled]:
        """Ask for the notes that are due; yield edits and deletions. Raises: ChannelTrouble."""
        notes.told(*self._bell.told())
        for name in notes.due(self._now()):
            messages: tuple[Incoming | Gone, ...] = ()
            try:
                status = self._account.note(name)
            except ScopeMissing:
                notes.put_off(now=self._now())
                yield Polled((), {"notification": last, "notes": notes.plain()}, said=UNNOTICED)
                return
            if status is None:
                messages = (Gone("", name),) if notes.is_gone(name, now=self._now()) else ()
            else:
                own = self._account.own()
                if notes.is_edited(status) and is_direct(status, wire.name(own, "id")):
                    messages = (incoming_of(status, self._pieces(status), own),)
                notes.keep(status, now=self._now())
            yield Polled(messages, {"notification": last, "notes": notes.plain()})

    def check(self) -> str:
        """Ask who we are, and whether the account lets private mentions through. Raises: ChannelTrouble."""
        handle = wire.text(self._account.own(), "acct")
        try:
            policy = wire.obj(self._account.call("GET", "/api/v2/notifications/policy"))
        except ChannelTrouble:  # servers without it let all through
            policy = {}
        if wire.text(policy, "for_private_mentions") == "drop":
            raise ChannelTrouble(
                f"@{handle} drops private mentions of strangers: change it in the account's preferences"
            )
        return f"@{handle} can be written to"

    def close(self) -> None:
        """Stop listening."""
        self._bell.stop()

    def _is_due(self, wait: float) -> bool:
        """Tell whether to ask: when the bell rang, or once in a while; always where nobody listens."""
        self._bell.start()
        rang = self._bell.rang(wait)
        self.pause = 0.0 if self._bell.is_listening else PAUSE
        return rang or not self._bell.is_listening or self._clock() - self._polled >= LISTENING_PAUSE

    def _page(self, last: str) -> list[Mapping[str, Any]]:
        """Return the notifications directly after *last*, oldest first; the newest where it is ""."""
        query: dict[str, str | Sequence[str]] = {
            "types[]": TYPES,
            "limit": str(MOST_A_PAGE),
            "include_filtered": "true",
        }
        found = self._account.call(
            "GET", "/api/v1/notifications", query={**query, **({"min_id": last} if last else {})}
        )
        page = [each for each in reversed(wire.objs({"page": found}, "page")) if wire.name(each, "id")]
        return [] if page and wire.name(page[-1], "id") == last else page

    def _pieces(self, status: Mapping[str, Any]) -> list[Piece]:
        return [self._piece(url) for url in pictures_of(status)]

    def _piece(self, url: str) -> Piece:
        """Return a picture with its bytes, or only linked where it cannot be fetched."""
        try:
            page = self._fetch(url)
        except (Refused, NotFetched):
            return Piece("image/jpeg", url=url)
        is_picture = page.media_type in PICTURES
        return Piece(page.media_type, page.raw) if is_picture else Piece("image/jpeg", url=url)
