"""Mentions of our account, oldest first.

Servers file private mentions by strangers as "filtered" (Mastodon from 4.3), so filtered ones are asked for
too.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from handbill.errors import NotFetched, Refused
from handbill.fetch import Fetched, fetch
from handbill_site.intake.channels import wire
from handbill_site.intake.channels.contract import Cursor, Polled
from handbill_site.intake.channels.fediverse.account import Account
from handbill_site.intake.channels.fediverse.listening import Bell
from handbill_site.intake.channels.fediverse.message import incoming_of, is_for_us, pictures_of
from handbill_site.intake.channels.writing import Piece
from handbill_site.intake.errors import ChannelTrouble

MOST_A_PAGE = 40
PAUSE = 15.0
LISTENING_PAUSE = 60.0
"""Seconds between two polls; the second while we listen, since filtered notifications ring no bell."""
PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")


class Mentions:
    """The poller. Cursor: {"notification": id of the last one that was looked at}."""

    def __init__(
        self,
        account: Account,
        *,
        fetch: Callable[[str], Fetched] = fetch,
        clock: Callable[[], float] = time.monotonic,
    ):
        """Args: fetch: for pictures, whose addresses come with the note and so go through the guard."""
        self.pause = PAUSE
        self._account = account
        self._fetch = fetch
        self._clock = clock
        self._bell = Bell(account)
        self._polled = -LISTENING_PAUSE

    def poll(self, cursor: Cursor, *, wait: float) -> Iterator[Polled]:
        """Yield one notification after the other. The first time, the newest page. Raises: ChannelTrouble."""
        if wait > 0 and not self._is_due(wait):
            return
        self._polled = self._clock()
        last, page = str(cursor.get("notification", "")), self._page(cursor.get("notification", ""))
        own = self._account.own() if page else {}
        while page:
            for notification in page:
                last = wire.name(notification, "id")
                kept = is_for_us(notification, wire.name(own, "id"))
                status = wire.obj(notification, "status")
                messages = (incoming_of(status, self._pieces(status), own),) if kept else ()
                yield Polled(messages, {"notification": last})
            page = self._page(last) if len(page) == MOST_A_PAGE else []

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
        query = {"types[]": "mention", "limit": str(MOST_A_PAGE), "include_filtered": "true"}
        found = self._account.call(
            "GET", "/api/v1/notifications", query=query | ({"min_id": last} if last else {})
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
