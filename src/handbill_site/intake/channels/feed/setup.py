"""Settings of feeds. Which feeds there are is kept in the database: editors change it while we run.

HANDBILL_FEEDS_MINUTES  between two polls of one feed (60); 0 asks no feed at all
HANDBILL_FEEDS_GAP      seconds between two requests to one host (5)
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from handbill_site.intake.channels.contract import Parts, Setting
from handbill_site.intake.channels.credentials import number
from handbill_site.intake.channels.feed.rounds import Rounds

SETTINGS = (
    Setting("HANDBILL_FEEDS_MINUTES", "between two polls of one feed; 0 asks no feed at all", default="60"),
    Setting("HANDBILL_FEEDS_GAP", "seconds between two requests to one host", default="5"),
)


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """Seconds between two polls of a feed, and between two requests to a host."""

    pause: float
    gap: float


def feed_settings(environ: Mapping[str, str] = os.environ) -> FeedSettings:
    """Return what the environment says. Raises: NotSetUp."""
    minutes = number("HANDBILL_FEEDS_MINUTES", 60, environ=environ)
    return FeedSettings(60.0 * minutes, float(number("HANDBILL_FEEDS_GAP", 5, environ=environ)))


def parts() -> Parts:
    """Return the rounds as this channel's receiver, unless feeds are turned off. Raises: NotSetUp."""
    said = feed_settings()
    return Parts(receiver=Rounds(pause=said.pause, gap=said.gap)) if said.pause else Parts()
