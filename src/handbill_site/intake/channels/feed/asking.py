"""One polite request to a feed: its pace, its conditions, and what the answer means for the next time."""

import datetime as dt
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from handbill.errors import NotFetched, Refused
from handbill.fetch import Answer, Guard, ask
from handbill_site.intake.errors import ChannelTrouble

FEEDS = Guard(max_bytes=8 * 1024 * 1024, seconds=30.0)
"""Larger than a page may be, as `handbill.formats` takes calendars up to this."""
ACCEPT = (
    "text/calendar, application/atom+xml;q=0.9, application/rss+xml;q=0.9, text/html;q=0.8, "
    "application/json;q=0.7, application/activity+json;q=0.7, */*;q=0.1"
)
"""Pages before ActivityPub: a blog that speaks both tells of its calendar only in the page."""
ACTIVITIES = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
HOUR = 3600.0
DAY = 24 * HOUR
FIRST_WAIT = 300.0
LONGEST_WAIT = 12 * HOUR
_BUSY = (429, 503)
_MISSING = (401, 403, 404, 410)


class Ending(Exception):
    """We were told to end while waiting for a host."""


@dataclass(slots=True)
class Pace:
    """Lets a host alone for *gap* seconds between two requests, whichever feed they are for.

    Attributes:
        wait: Waits that many seconds; may raise Ending.
        held: Until when (by *clock*) a host asked to be let alone, by any feed of it.
    """

    gap: float
    wait: Callable[[float], object] = time.sleep
    clock: Callable[[], float] = time.monotonic
    asked: dict[str, float] = field(default_factory=dict)
    held: dict[str, float] = field(default_factory=dict)

    def __call__(self, host: str) -> None:
        """Wait until *host* may be asked, and count this request.

        Raises: Held, rather than wait for as long as a host may ask for.
        """
        if (pause := self.held.get(host, 0.0) - self.clock()) > 0:
            raise Held(host, pause)
        left = self.asked.get(host, -self.gap) + self.gap - self.clock()
        if left > 0:
            self.wait(left)
        self.asked[host] = self.clock()

    def hold(self, host: str, seconds: float) -> None:
        """Let *host* alone for so long, as it asked."""
        self.held[host] = self.clock() + seconds


class Held(Exception):
    """A host asked for a pause that is not over."""

    def __init__(self, host: str, seconds: float):
        super().__init__(f"{host} asked us to wait")
        self.seconds = seconds


class Missing(ChannelTrouble):
    """There is nothing (any more) for us at this address: 401, 403, 404, 410."""


class Asker:
    """Asks addresses of feeds.

    Args:
        failures: How often in a row this feed has failed: each doubles the wait, with some jitter so that
            feeds which failed together do not come back together.
    """

    def __init__(
        self,
        pace: Pace,
        *,
        guard: Guard = FEEDS,
        failures: int = 0,
        jitter: Callable[[], float] = random.random,
    ):
        self._pace = pace
        self._guard = guard
        self._failures = failures
        self._jitter = jitter

    def __call__(self, address: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Return the answer: a body, or status 304 where *headers* set a condition.

        Raises: ChannelTrouble, Missing among them, always with the seconds to wait.
        """
        try:
            answer = ask(
                address, headers={"accept": ACCEPT, **(headers or {})}, guard=self._guard, pace=self._pace
            )
        except Held as error:
            raise ChannelTrouble(str(error), seconds=error.seconds) from error
        except Refused as error:
            raise ChannelTrouble(f"not asked: {error}", permanent=True, seconds=DAY) from error
        except NotFetched as error:
            seconds = DAY if error.permanent else self.wait()
            raise ChannelTrouble(str(error), permanent=error.permanent, seconds=seconds) from error
        self._check(answer)
        return answer

    def wait(self) -> float:
        """Return for how many seconds to let a feed alone that has failed once more."""
        return min(FIRST_WAIT * 2.0 ** min(self._failures, 16), LONGEST_WAIT) * (0.75 + self._jitter() / 2)

    def _check(self, answer: Answer) -> None:
        if 200 <= answer.status < 300 or answer.status == 304:
            return
        if answer.status == 410:
            raise Missing(f"{answer.url} is gone for good (410)", permanent=True, seconds=7 * DAY)
        said = f"{answer.url} answered {answer.status}"
        if answer.status in _MISSING:
            raise Missing(said, permanent=True, seconds=max(self.wait(), 6 * HOUR))
        if answer.status in _BUSY and (seconds := retry_after(answer.headers.get("retry-after", ""))):
            self._pace.hold(urlsplit(answer.url).hostname or "", seconds)
            raise ChannelTrouble(said, seconds=seconds)
        raise ChannelTrouble(said, seconds=self.wait())


def retry_after(stated: str, *, now: dt.datetime | None = None) -> float | None:
    """Return the seconds of a Retry-After (RFC 9110 10.2.3: seconds or a date), within a minute and a day.

    >>> retry_after("120"), retry_after("5"), retry_after("soon")
    (120.0, 60.0, None)
    """
    seconds: float
    if stated.isascii() and stated.isdigit():
        seconds = float(stated[:9])
    else:
        try:
            until = parsedate_to_datetime(stated)
        except (ValueError, TypeError):
            return None
        until = until if until.tzinfo else until.replace(tzinfo=dt.UTC)
        seconds = (until - (now or dt.datetime.now(dt.UTC))).total_seconds()
    return min(max(seconds, 60.0), DAY)
