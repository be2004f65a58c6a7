"""Pictures that a service only links to, fetched while their addresses live, so that they can be read.

What arrived is kept as it arrived. The same message with its pictures is a delivery of its own, under the
same name in the channel, and is the one that is read: so words and picture stay one announcement, and what
its sender deletes is deleted with all of it.
"""

import ssl
from collections.abc import Callable, Mapping

from django.utils import timezone

from handbill.errors import NotFetched, Refused
from handbill.fetch import Fetched
from handbill.fetch.fetching import ask
from handbill.fetch.guard import Guard
from handbill.formats.sniffing import PICTURES
from handbill_site.intake.channels.contract import PictureGetter
from handbill_site.intake.channels.writing import Piece, linked_in, with_bytes
from handbill_site.intake.incoming import Incoming
from handbill_site.intake.keeping import keep
from handbill_site.intake.models import Delivery
from handbill_site.intake.operations import forget, raw_of

MOST_PICTURES = 4
FINGERPRINT = "with its pictures"
BY = "policy"


class Pictures:
    """Fetches from the hosts of one service, through the guard, at most 5 MB each.

    Attributes:
        hosts: The service's own, and all below them. What a message names elsewhere is not fetched.
    """

    def __init__(
        self,
        hosts: tuple[str, ...],
        *,
        signed: Callable[[str], Mapping[str, str]] | None = None,
        guard: Guard | None = None,
        tls: ssl.SSLContext | None = None,
    ):
        """Args:
        signed: Headers that open an address to our account; no redirect is followed then.
        guard, tls: Others than the usual, for tests.
        """
        self.hosts = hosts
        self._signed = signed
        self._guard = guard or (Guard(max_redirects=0) if signed else Guard())
        self._tls = tls

    def get(self, url: str) -> Fetched:
        """Return one picture. Raises: Refused, NotFetched."""
        self._require_own(url)
        headers = {"accept": ", ".join(PICTURES), **(self._signed(url) if self._signed else {})}
        answer = ask(url, headers=headers, guard=self._guard, tls=self._tls)
        self._require_own(answer.url)
        if answer.status != 200 or not answer.raw:
            gone = 400 <= answer.status < 500 and answer.status not in (408, 425, 429)
            raise NotFetched(answer.url, f"the server answered {answer.status}", permanent=gone)
        if answer.media_type not in PICTURES:
            raise NotFetched(answer.url, f"it is no picture but {answer.media_type}", permanent=True)
        return Fetched(answer.url, answer.media_type, answer.raw)

    def _require_own(self, url: str) -> None:
        parsed = self._guard.check_url(url)
        host = parsed.host.lower()
        if parsed.scheme != "https" or not any(host == own or host.endswith(f".{own}") for own in self.hosts):
            raise Refused(url, "it is no address of the service's own")


def fetch_pictures(delivery: Delivery, getter: PictureGetter) -> Delivery | None:
    """Keep the message of *delivery* once more with its pictures; the new one is its `page` then.

    Returns: None where none of them is to be had for good.

    Raises:
        NotFetched: One may come later, and none of them came.
        NotKept: We could not keep it.
    """
    raw = raw_of(delivery)
    pieces = [each for each in linked_in(raw) if each.media_type.startswith("image/")]
    got: dict[str, Piece] = {}
    later: NotFetched | None = None
    for piece in pieces[:MOST_PICTURES]:
        try:
            picture = getter.get(piece.url)
            got[piece.url] = Piece(picture.media_type, picture.raw, name=piece.name)
        except Refused:
            continue
        except NotFetched as error:
            later = later or (None if error.permanent else error)
    if later and not got:
        raise later
    return _kept(delivery, with_bytes(raw, got)) if got else None


def _kept(delivery: Delivery, raw: bytes) -> Delivery:
    """Raises: NotKept."""
    incoming = Incoming(
        raw,
        delivery.media_type,
        sent=delivery.sent,
        sender=delivery.sender,
        conversation=delivery.conversation,
        external_id=delivery.external_id,
        fingerprint=f"{delivery.identity} {FINGERPRINT}",
        url=delivery.url,
        contact=delivery.contact,
        subject=delivery.subject,
        about=delivery.about,
        proven=delivery.proven,
        silent=delivery.silent,
    )
    now = timezone.now()
    made = keep(incoming, source=delivery.source, now=now, by=BY).delivery
    delivery.refresh_from_db()
    if delivery.state != Delivery.State.FETCH:  # its sender deleted it while we fetched
        forget(made, by=BY, at=now)
        return made
    delivery.page = made
    delivery.save(update_fields=["page"])
    return made
