"""How the channels stand, in plain words: for the command `channels` and the editors' page."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from handbill_site.intake.channels import CHANNELS, Channel
from handbill_site.intake.errors import ChannelTrouble, NotSetUp
from handbill_site.intake.models import ChannelState, Delivery, Source

ALWAYS = "always on"
NOT_USED = "not set up"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one part of a channel stands.

    Attributes:
        part: "receive", "imap", "hook", "answer", …; "" for a channel without parts.
        state: "always on", "not set up", "wrongly set up", "not tried yet", "works", "does not work".
        succeeded: When it last worked. received: when something last came in.
        lag: Seconds from sent to kept, of what came last.
        trouble: What is wrong, in words; "" for nothing.
    """

    kind: Source.Kind
    name: str
    part: str
    state: str
    succeeded: dt.datetime | None = None
    received: dt.datetime | None = None
    lag: float | None = None
    trouble: str = ""

    @property
    def wants_a_look(self) -> bool:
        """Whether it does not work, or works with a remark."""
        return bool(self.trouble) or self.state in ("wrongly set up", "does not work")


def standings() -> list[Standing]:
    """Return how every part of every channel stands."""
    return [standing for channel in CHANNELS for standing in _of(channel)]


def check(channel: Channel) -> Iterator[tuple[str, bool, str]]:
    """Try the credentials of each part: its name, whether it works, and a sentence."""
    try:
        parts = channel.parts().named()
    except NotSetUp as error:
        yield "settings", False, str(error)
        return
    for name, part in parts.items():
        try:
            yield name, True, part.check()
        except ChannelTrouble as trouble:
            yield name, False, str(trouble)


def lag_words(seconds: float | None) -> str:
    """Return a lag as a person says it.

    >>> lag_words(5), lag_words(150), lag_words(7200), lag_words(None)
    ('5 s', '2 min', '2 h', '–')
    """
    if seconds is None:
        return "–"
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.0f} h"


def ago(when: dt.datetime | None, now: dt.datetime) -> str:
    """Return how long ago something was, as a person says it; "never" for None.

    >>> noon = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
    >>> ago(noon, noon + dt.timedelta(seconds=40)), ago(noon, noon + dt.timedelta(days=3)), ago(None, noon)
    ('just now', '3 days ago', 'never')
    >>> ago(noon, noon + dt.timedelta(minutes=5)), ago(noon, noon + dt.timedelta(hours=30))
    ('5 minutes ago', '30 hours ago')
    """
    if when is None:
        return "never"
    minutes = int((now - when).total_seconds() // 60)
    if minutes < 2:
        return "just now"
    if minutes < 120:
        return f"{minutes} minutes ago"
    return f"{minutes // 60} hours ago" if minutes < 2 * 1440 else f"{minutes // 1440} days ago"


def _of(channel: Channel) -> Iterator[Standing]:
    if not channel.setup:
        yield Standing(channel.kind, channel.name, "", ALWAYS, received=_last_received(channel))
        return
    try:
        parts = channel.parts().named()
    except NotSetUp as error:
        yield Standing(channel.kind, channel.name, "", "wrongly set up", trouble=str(error))
        return
    if not parts:
        yield Standing(channel.kind, channel.name, "", NOT_USED)
    rows = {row.name: row for row in ChannelState.objects.filter(kind=channel.kind)}
    for name in parts:
        yield _standing(channel, name, rows.get(name))


def _standing(channel: Channel, name: str, row: ChannelState | None) -> Standing:
    if row is None or row.tried is None:
        return Standing(
            channel.kind, channel.name, name, "not tried yet", received=row.received if row else None
        )
    state = "does not work" if row.failures else "works"
    return Standing(
        channel.kind, channel.name, name, state, row.succeeded, row.received, row.lag, row.trouble
    )


def _last_received(channel: Channel) -> dt.datetime | None:
    newest = Delivery.objects.filter(source__kind=channel.kind).order_by("-received").first()
    return newest.received if newest else None
