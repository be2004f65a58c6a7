"""What a channel is: protocols that its parts fulfil. Each part is optional; a channel has at least one.

    webhook, form   pages or hooks, Django views         say 200 or "thank you" after `keep`
    receiver        serves a protocol of its own         says 250 after `keep`
    poller          asks a service, remembers a cursor   moves the cursor after `keep`
    answerer        sends a reply                        called by the worker, with retries

Parts come from settings in the environment (`credentials`) and know nothing of the database; only what they
hand in is kept, by `running`.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, runtime_checkable

from handbill.fetch import Fetched
from handbill_site.intake.incoming import Incoming, Reply

Cursor: TypeAlias = Mapping[str, Any]
"""How far a poller has read, plain JSON: offset, since-id, UIDVALIDITY and UID. {} before the first time."""
Keep: TypeAlias = Callable[[Incoming], None]
"""Keeps one message from any thread; when it returns, the yes may be said.

Raises: intake.errors.NotKept, TryLater among them: say "try later" in the channel's own words.
"""


@dataclass(frozen=True, slots=True)
class Gone:
    """That the sender deleted a message of theirs: our copy is deleted too.

    Attributes:
        sender: As in `Incoming.sender`; "" where the service itself says that the message is gone.
        external_id: As in `Incoming.external_id`.
    """

    sender: str
    external_id: str


@dataclass(frozen=True, slots=True)
class Polled:
    """What one step of polling brought, and the cursor to remember once all of it is kept.

    Attributes:
        said: A remark for the state of the channel, such as "3 messages were too large"; "" for none.
    """

    messages: tuple[Incoming | Gone, ...]
    cursor: Cursor
    said: str = ""


class Checked(Protocol):
    """Every part can be asked whether it would work."""

    def check(self) -> str:
        """Try the credentials at the service and return one plain sentence of what works.

        Raises: ChannelTrouble with one of what does not.
        """


@runtime_checkable
class Poller(Checked, Protocol):
    """Asks a service for what is new.

    Attributes:
        pause: Seconds between two polls; 0 for one that waits by itself.
    """

    pause: float

    def poll(self, cursor: Cursor, *, wait: float) -> Iterable[Polled]:
        """Yield what came since *cursor*, oldest first, in steps that are small enough to repeat.

        A step is kept whole before the next is asked for, and its cursor remembered after that; a crash
        between repeats the step, whose messages are then told as doubles.

        Args:
            wait: Seconds to wait for something new where nothing is there (IDLE, long polling); a poller
                without such a way returns at once.

        Raises: ChannelTrouble; its `seconds` says when to ask again.
        """

    def close(self) -> None:
        """End connections; harmless when there is none."""


@runtime_checkable
class Receiver(Checked, Protocol):
    """Serves a protocol of its own, such as LMTP."""

    def serve(self, keep: Keep, told: threading.Event) -> None:
        """Take messages until *told*, then refuse new ones and return within a few seconds.

        Raises: ChannelTrouble when it cannot begin (the port is taken).
        """


@runtime_checkable
class Answerer(Checked, Protocol):
    """Sends answers."""

    def address_for(self, about: str) -> str:
        """Return where a change of "event:UID" or "delivery:UID" is sent; "" where answering here does."""

    def send(self, reply: Reply) -> str:
        """Send one answer and return the service's name for it ("" where it gives none).

        Raises: ChannelTrouble, permanent where no retry will help: the window has closed, nobody is there.
        """


class PictureGetter(Protocol):
    """Fetches pictures that messages of the channel only link to (`Incoming.fetch`)."""

    def get(self, url: str) -> Fetched:
        """Return one picture. Raises: Refused, NotFetched."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A variable of the environment that a channel reads; *secret* ones also as NAME_FILE."""

    name: str
    means: str
    secret: bool = False
    default: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """What of a channel is set up on this machine: None where its settings are absent."""

    receiver: Receiver | None = None
    pollers: Mapping[str, Poller] = field(default_factory=dict)
    answerer: Answerer | None = None
    hooked: Checked | None = None
    pictures: PictureGetter | None = None

    def named(self) -> dict[str, Checked]:
        """Return all that are there, by the name their state is kept under."""
        named: dict[str, Checked | None] = {
            "receive": self.receiver,
            **self.pollers,
            "hook": self.hooked,
            "answer": self.answerer,
        }
        return {name: part for name, part in named.items() if part is not None}
