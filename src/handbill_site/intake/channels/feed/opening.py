"""Opening what was fetched, in the limited reader child: a feed made to hurt kills that child alone."""

import base64
from collections.abc import Callable
from typing import TypeAlias

from handbill.errors import UnreadableFile
from handbill.fetch import Answer
from handbill.formats.feeds import Feed
from handbill.formats.feeds.plain import feed_of
from handbill_site.intake.channels.feed.asking import HOUR
from handbill_site.intake.child import SECONDS, Reader
from handbill_site.intake.errors import ChannelTrouble, ReaderDied, ReaderUnavailable

TOO_MUCH = "its reader needed more memory than it may take"
Open: TypeAlias = Callable[[Answer, str], Feed]
"""Opens an answer, with the IANA zone for formats that tell instants only.

Raises: UnreadableFile where it is no feed; ChannelTrouble where it could not be tried, or hurt who tried.
"""


class ChildOpener:
    """Opens feeds one after another in one child, which is started for the first of them."""

    def __init__(self, reader: Reader | None = None):
        self._reader = reader or Reader(seconds=SECONDS)

    def __call__(self, answer: Answer, zone: str) -> Feed:
        """As `Open`."""
        request = {
            "id": answer.url,
            "content": base64.b64encode(answer.raw).decode(),
            "feed": {"zone": zone},
            "media_type": answer.media_type,
            "url": answer.url,
        }
        try:
            said = self._reader.read(request)
        except ReaderUnavailable as error:
            raise ChannelTrouble(str(error), seconds=HOUR / 12) from error
        except ReaderDied as death:
            raise ChannelTrouble(f"{answer.url}: {death}", permanent=True, seconds=6 * HOUR) from death
        if str(said.get("error", "")).startswith("internal: MemoryError"):
            self.close()  # who knows what it left half done
            raise ChannelTrouble(f"{answer.url}: {TOO_MUCH}", permanent=True, seconds=6 * HOUR)
        if "error" in said:
            raise UnreadableFile(str(said["error"]), media_type=answer.media_type)
        try:
            return feed_of(said["feed"])
        except (KeyError, ValueError) as error:
            raise UnreadableFile("its reader answered nonsense", media_type=answer.media_type) from error

    def close(self) -> None:
        """End the child; harmless when there is none."""
        self._reader.close()
