"""The contract's sender at a feed: an organiser who writes on a site of their own, which has an RSS feed."""

import contextlib
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from tests.site.intake.channels.feed.world import World, world

from handbill_site.intake.channels.feed.subscriptions import subscribe
from handbill_site.intake.models import Source, Subscription


class FeedHarness:
    """Announcements become articles; a change is a later version of the same article."""

    skips: Mapping[str, str] = {
        "reply": "a feed has nobody to answer; its organiser sees the page of the event"
    }

    def start(self, folder: Path) -> None:
        self.open = contextlib.ExitStack()
        self.world: World = self.open.enter_context(world())

    def stop(self) -> None:
        self.open.close()

    def send(self, text: str) -> None:
        title, *lines = (escape(line) for line in text.splitlines() if line)
        content = escape("".join(f"<p>{line}</p>" for line in lines))
        item = (
            f"<item><guid>evening-1</guid><title>{title}</title><description>{content}</description></item>"
        )
        self.world.put("/feed", f"<rss version='2.0'><channel>{item}</channel></rss>")
        self.send_again()

    def send_again(self) -> None:
        subscription = Subscription.objects.first() or self._subscribed()
        assert self.world.rounds().ask(subscription)

    def change(self, text: str) -> None:
        self.send(text)

    def replies(self) -> list[str]:
        return []

    def _subscribed(self) -> Subscription:
        """Subscribe by a public address, then let it lead to this machine, where no subscription may."""
        from django.utils import timezone

        made = subscribe("https://lanterns.example/feed", by="user:ada", at=timezone.now())
        Source.objects.filter(pk=made.source_id).update(address=f"{self.world.base}/feed")
        return Subscription.objects.get()
