"""From a kept link to the page it leads to."""

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlsplit

from handbill.errors import Refused
from handbill.fetch import Fetched
from handbill_site.intake.channels import URL
from handbill_site.intake.incoming import Incoming
from handbill_site.intake.keeping import Kept, keep
from handbill_site.intake.links import link_of
from handbill_site.intake.models import Delivery, Source
from handbill_site.intake.operations import raw_of

WAITS = (dt.timedelta(), dt.timedelta(minutes=1), dt.timedelta(minutes=15))
"""How long after a link was received its page is asked for the first, second and last time."""


def is_due(delivery: Delivery, *, now: dt.datetime) -> bool:
    """Tell whether the page of a link should be asked for (again)."""
    return delivery.attempts < len(WAITS) and delivery.received + WAITS[delivery.attempts] <= now


def fetch_page(delivery: Delivery, *, now: dt.datetime, fetch: Callable[[str], Fetched]) -> Kept:
    """Fetch the page of a link and accept it as a delivery of its own, which the link's `page` then is.

    It comes from the site's address and keeps the contact of who sent the link; where that stood in the
    slower queue, so does the page.

    Returns: The page; not new when that site has given the very same page before.

    Raises: Refused, NotFetched, NotKept.
    """
    link = link_of(raw_of(delivery))
    if not link:
        raise Refused("the link", "there is no web address in it")
    page = fetch(link)
    incoming = Incoming(page.raw, page.media_type, url=page.url, contact=delivery.contact, slow=delivery.slow)
    kept = keep(incoming, source=site_of(page.url, now=now), now=now)
    delivery.page = kept.delivery
    delivery.save(update_fields=["page"])
    return kept


def site_of(url: str, *, now: dt.datetime) -> Source:
    """Return the source of all pages of one site, known by scheme and host."""
    parts = urlsplit(url)
    return URL.source(f"{parts.scheme}://{parts.netloc}", now=now, name=parts.netloc)
