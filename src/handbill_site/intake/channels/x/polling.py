"""Asking for direct messages: GET /2/dm_events, newest first, in pages, 30 days back.

There is no "since" to ask for, so pages are read down to the last message that was kept. A run that breaks
off goes on below the page that it kept; the new "since" counts only when all between is kept.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from handbill_site.intake.channels import wire
from handbill_site.intake.channels.contract import Cursor, Polled
from handbill_site.intake.channels.x.account import Account
from handbill_site.intake.channels.x.message import incoming_of, is_for_us
from handbill_site.intake.errors import ChannelTrouble

MOST_A_PAGE = 100
QUERY = {
    "event_types": "MessageCreate",
    "max_results": str(MOST_A_PAGE),
    "dm_event.fields": (
        "id,event_type,text,sender_id,dm_conversation_id,created_at,attachments,referenced_tweets,entities"
    ),
    "expansions": "attachments.media_keys,referenced_tweets.id",
    "media.fields": "type,url,preview_image_url,alt_text",
    "tweet.fields": "text,created_at,entities",
}


class Messages:
    """The poller.

    Cursor: {"since": id of the newest message when all was kept}; while a run is under way also {"top": what
    `since` will be, "token": of the page to go on with}.
    """

    pause = 90.0
    """The narrowest plans allow 15 requests in 15 minutes."""

    def __init__(self, account: Account):
        self._account = account

    def poll(self, cursor: Cursor, *, wait: float) -> Iterator[Polled]:  # noqa: ARG002 - there is no waiting
        """Yield page after page; the first time only the newest. Raises: ChannelTrouble."""
        since, top, token = (_number(cursor, key) for key in ("since", "top", "token"))
        own_id = wire.text(self._account.own(), "id")
        is_first = not since
        while True:
            try:
                page = self._account.call("GET", "/2/dm_events", query=_query(token))
            except ChannelTrouble as trouble:
                if not (token and trouble.permanent):
                    raise
                token = ""  # it is too old: begin anew, and what is kept already is told as double
                continue
            events = [each for each in wire.objs(page, "data") if wire.text(each, "id").isdigit()]
            new = [each for each in events if not since or int(wire.text(each, "id")) > int(since)]
            top = max([top or "0", *(wire.text(each, "id") for each in new)], key=int)
            asked, token = token, wire.text(wire.obj(page, "meta"), "next_token")
            is_last = token in ("", asked) or is_first or len(new) < len(events)
            mine = [each for each in reversed(new) if is_for_us(each, own_id)]
            messages = tuple(incoming_of(each, wire.obj(page, "includes")) for each in mine)
            done = {"since": max(since or "0", top, key=int)}
            yield Polled(messages, done if is_last else {"since": since, "top": top, "token": token})
            if is_last:
                return

    def check(self) -> str:
        """Ask who we are, and for one message. Raises: ChannelTrouble."""
        name = wire.text(self._account.own(), "username")
        self._account.call("GET", "/2/dm_events", query={"max_results": "1"})
        return f"@{name} can be written to (X Chat, which is encrypted, does not come this way)"

    def close(self) -> None:
        """There is nothing to close."""


def _query(token: str) -> Mapping[str, str]:
    return QUERY | ({"pagination_token": token} if token else {})


def _number(cursor: Mapping[str, Any], key: str) -> str:
    found = cursor.get(key, "")
    return found if isinstance(found, str) else ""
