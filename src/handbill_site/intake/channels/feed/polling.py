"""One feed: found behind the address that was given, asked, compared with what is remembered."""

import datetime as dt
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlsplit

from handbill.errors import UnreadableFile
from handbill.fetch import Answer
from handbill.formats.feeds import Feed, FeedItem, feed_address
from handbill_site.intake.channels.contract import Cursor, Polled
from handbill_site.intake.channels.feed.asking import ACTIVITIES, DAY, HOUR
from handbill_site.intake.channels.feed.memory import Change, Memory, batches, key_for, upcoming
from handbill_site.intake.channels.feed.opening import Open
from handbill_site.intake.errors import ChannelTrouble
from handbill_site.intake.incoming import Incoming

OUTBOX = "ActivityPub"
STEP = 100
"""Items that are kept before the cursor is remembered."""
MOST_PAGES = 40
MOST_DETAILS = 40
"""Details that are asked for in one poll; what is left waits for the next."""
MOST_FAILED = 3
"""Details that fail before the rest is left for the next poll."""
MOST_TRIED = 5
"""Addresses that are tried in search of the feed behind one."""

Raw = tuple[bytes, str]
"""Bytes and media type of an item as it was handed in last."""


class Ask(Protocol):
    """As `asking.Asker`."""

    def __call__(self, address: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Raises: ChannelTrouble, Missing among them."""


@dataclass(frozen=True, slots=True)
class Found:
    """A feed, its pages joined, and the headers that the next time ask for news only."""

    at: str
    feed: Feed
    validators: Mapping[str, str]


class FeedPoller:
    """Polls one feed. It knows no database: what it kept last is asked for by a function.

    Args:
        address: As subscribed to; the source's address, so deliveries are its.
        opens: Opens what was fetched, in another process.
        last: Returns the bytes of an item (by external id) as handed in last, None where they are gone.
        zone: For formats that tell instants only.
    """

    def __init__(
        self,
        address: str,
        *,
        ask: Ask,
        opens: Open,
        last: Callable[[str], Raw | None],
        zone: str = "",
        today: Callable[[], dt.date] = lambda: dt.datetime.now(dt.UTC).date(),
        pause: float = HOUR,
    ):
        self.pause = pause
        self._address = address
        self._ask = ask
        self._opens = opens
        self._last = last
        self._zone = zone
        self._today = today

    def check(self) -> str:
        """Ask once, keep nothing, and say what is there. Raises: ChannelTrouble."""
        found = self._find(Memory())
        number = upcoming(found.feed.items, today=self._today()) if found else 0
        events = "event" if number == 1 else "events"
        return (
            f"{self._address} gives {number} {events} to come ({found.feed.kind if found else 'unchanged'})"
        )

    def close(self) -> None:
        """Nothing stays open between two polls."""

    def poll(self, cursor: Cursor, *, wait: float) -> Iterator[Polled]:  # noqa: ARG002 - feeds have no long polling
        """Yield the items that are new, changed or removed; the last step remembers the whole poll.

        Raises: ChannelTrouble. Where the address behind the given one fails, it is searched anew.
        """
        memory, today = Memory.of(cursor), self._today()
        try:
            found = self._find(memory)
        except ChannelTrouble as trouble:
            if trouble.permanent and memory.at not in ("", feed_address(self._address)):
                yield Polled((), replace(memory, at="", validators={}).cursor())
            raise
        if found is None:
            memory.count_yield(memory.count, today=today)
            yield Polled((), memory.cursor(), said=_joined(memory.remark, memory.alarm(today=today)))
            return
        changes = [change for item in found.feed.items if (change := memory.change_of(item, today=today))]
        gone, doubt = memory.missing(found.feed, today=today)
        left = yield from self._hand_in([*changes, *gone], memory)
        memory.at, memory.kind, memory.left = found.at, found.feed.kind, left
        memory.validators = {} if left else dict(found.validators)
        memory.remark = _joined(found.feed.remark, doubt)
        memory.forget_old(found.feed, today=today)
        memory.count_yield(self._number(found.feed, memory), today=today)
        waiting = f"the details of {left} more are asked for next time" if left else ""
        yield Polled((), memory.cursor(), said=_joined(memory.remark, waiting, memory.alarm(today=today)))

    def _hand_in(self, changes: list[Change], memory: Memory) -> Generator[Polled, None, int]:
        """Yield the changes in steps; return how many were left for want of their details."""
        asked = failed = left = 0
        for some in batches(changes, STEP):
            messages: list[Incoming] = []
            for change in some:
                if change.item.detail and (asked >= MOST_DETAILS or failed >= MOST_FAILED):
                    left += 1
                    continue
                asked += bool(change.item.detail)
                try:
                    whole = self._in_full(change)
                except ChannelTrouble:  # one broken page must not hold up the others; it is asked for again
                    failed, left = failed + 1, left + 1
                    continue
                if whole and (incoming := self._incoming(whole)):
                    messages.append(incoming)
                memory.learn(whole or change)
            yield Polled(tuple(messages), memory.cursor())
        return left

    def _number(self, feed: Feed, memory: Memory) -> int:
        """Return how many events to come a poll found; of an outbox only the new ones are read each time."""
        today = self._today()
        return memory.ahead(today=today) if feed.kind == OUTBOX else upcoming(feed.items, today=today)

    def _in_full(self, change: Change) -> Change | None:
        """Return the change with its details asked for; None where there is no event behind it (any more).

        Raises: ChannelTrouble that may pass.
        """
        item = change.item
        if not item.detail:
            return change
        try:
            found = self._opened(self._ask(item.detail, headers=_headers_for(item))).items
        except UnreadableFile:
            return None
        except ChannelTrouble as trouble:
            if trouble.permanent:
                return None
            raise
        whole = next((each for each in found if each.key == item.key), None)
        return (
            replace(change, item=replace(whole, digest=item.digest)) if whole and not whole.is_gone else None
        )

    def _incoming(self, change: Change) -> Incoming | None:
        """Return the delivery of a change; None where what was removed is not kept here any more."""
        item = change.item
        held = (item.raw, item.media_type) if item.raw else self._last(item.key)
        if held is None:
            return None
        try:
            raw = change.written(*held)
        except UnreadableFile:
            return None
        return Incoming(
            raw,
            held[1],
            sent=item.sent,
            sender=self._address,
            external_id=item.key,
            fingerprint=f"{item.digest or 'gone'}:{change.sequence}",
            url=item.url or self._address,
            proven=change.is_told,
            silent="a feed has nobody to answer",
        )

    def _find(self, memory: Memory) -> Found | None:
        """Return the feed; None when it has not changed. Raises: ChannelTrouble."""
        if memory.at:
            answer = self._ask(self._dated(memory.at), headers={**_headers_at(memory), **memory.validators})
            return None if answer.status == 304 else self._whole(memory.at, answer, memory)
        return self._search(feed_address(self._address))

    def _search(self, address: str) -> Found:
        """Return the feed behind *address*: itself, or what it names as its calendar, outbox or feed."""
        tried: list[str] = []
        waiting = [address]
        spare: Found | None = None
        trouble = ChannelTrouble(
            f"{address}: there are no events in a form that programs read", permanent=True
        )
        while waiting and len(tried) < MOST_TRIED:
            here = waiting.pop(0)
            tried.append(here)
            try:
                found = self._whole(here, self._ask(self._dated(here), headers=_headers_of(here, tried)))
            except ChannelTrouble as error:
                trouble = error if len(tried) == 1 else trouble
                continue
            feed = found.feed
            if not (feed.better or feed.last_resort) and (feed.items or feed.kind not in ("page", OUTBOX)):
                return found
            is_quiet = feed.kind == OUTBOX and not feed.better  # an outbox without events, so far
            spare = spare or (found if feed.items or is_quiet else None)
            more = [*feed.better, *(() if feed.items else feed.last_resort)]
            waiting = [each for each in more if each not in tried] + waiting
        if spare:
            return spare
        trouble.seconds = trouble.seconds or DAY
        raise trouble

    def _whole(self, at: str, answer: Answer, memory: Memory | None = None) -> Found:
        """Return the feed that begins with *answer*, its further pages asked for. Raises: ChannelTrouble.

        Of an outbox that is remembered, pages are asked for as long as they bring something new.
        """
        feed = self._opened_or_trouble(answer)
        items = {item.key: item for item in feed.items}
        seen, following, page = {answer.url}, feed.next, feed
        may_stop = memory is not None and not memory.left and feed.kind == OUTBOX
        while following and following not in seen and len(seen) < MOST_PAGES:
            if memory and may_stop and seen != {answer.url} and not self._is_news(page, memory):
                break
            seen.add(following)
            page = self._opened_or_trouble(self._ask(following, headers=_headers_kind(feed.kind)))
            for item in page.items:
                items.setdefault(item.key, item)
            following = page.next
        is_complete = feed.is_complete and not following
        names = {"etag": "if-none-match", "last-modified": "if-modified-since"}
        is_single = len(seen) == 1
        validators = {
            to: answer.headers[name] for name, to in names.items() if name in answer.headers and is_single
        }
        return Found(at, replace(feed, items=tuple(items.values()), is_complete=is_complete), validators)

    def _is_news(self, page: Feed, memory: Memory) -> bool:
        return any(memory.change_of(item, today=self._today()) for item in page.items)

    def _opened_or_trouble(self, answer: Answer) -> Feed:
        try:
            return self._opened(answer)
        except UnreadableFile as error:
            raise ChannelTrouble(f"{answer.url}: {error}", permanent=True, seconds=6 * HOUR) from error

    def _opened(self, answer: Answer) -> Feed:
        if not answer.raw.strip():
            raise UnreadableFile("the answer is empty", media_type=answer.media_type)
        feed = self._opens(answer, self._zone)
        return replace(feed, items=tuple(replace(item, key=key_for(item.key)) for item in feed.items))

    def _dated(self, address: str) -> str:
        """Return the address to ask: unless told from when, The Events Calendar shows a hidden window."""
        parts = urlsplit(address)
        if parts.query or not parts.path.rstrip("/").endswith("tribe/events/v1/events"):
            return address
        return f"{address}?per_page=50&start_date={self._today().isoformat()}"


def _headers_at(memory: Memory) -> dict[str, str]:
    return _headers_kind(memory.kind)


def _headers_kind(kind: str) -> dict[str, str]:
    return {"accept": ACTIVITIES} if kind == OUTBOX else {}


def _headers_of(address: str, tried: list[str]) -> dict[str, str]:
    """Ask addresses that a page or an actor named for ActivityPub too, where they look so."""
    is_named = len(tried) > 1 and not urlsplit(address).path.endswith((".ics", ".xml", "/events"))
    return {"accept": f"{ACTIVITIES}, text/calendar;q=0.9, */*;q=0.5"} if is_named else {}


def _headers_for(item: FeedItem) -> dict[str, str]:
    return {"accept": f"{ACTIVITIES}, application/json;q=0.9"} if item.detail == item.key else {}


def _joined(*remarks: str) -> str:
    return "; ".join(remark for remark in remarks if remark)
