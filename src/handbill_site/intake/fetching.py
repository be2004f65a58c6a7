"""What a message only links to, fetched and kept before it is read: the page of a lone link, pictures."""

import datetime as dt
from collections import Counter
from collections.abc import Callable

from handbill.errors import NotFetched, Refused
from handbill.fetch import Fetched
from handbill_site.intake.channels import channel_of
from handbill_site.intake.channels.contract import PictureGetter
from handbill_site.intake.channels.pictures import fetch_pictures
from handbill_site.intake.channels.url.fetching import fetch_page, is_due
from handbill_site.intake.errors import NotKept, NotSetUp
from handbill_site.intake.models import Delivery
from handbill_site.intake.operations import mark_routed, put_in_tray

BY = "policy"
LAST = dt.datetime.max.replace(tzinfo=dt.UTC)
"""When everything is due that will be."""


def follow_link(
    delivery: Delivery, *, fetch: Callable[[str], Fetched], now: dt.datetime, by: Counter[str]
) -> None:
    """Fetch the page of a link. A refusal goes to the tray; no answer is waited for and tried again."""
    if not is_due(delivery, now=now):
        by["waiting"] += 1
        return
    delivery.attempts += 1
    delivery.save(update_fields=["attempts"])
    try:
        page = fetch_page(delivery, now=now, fetch=fetch)
    except (Refused, NotFetched, NotKept) as error:
        _not_fetched(delivery, error, now=now, by=by)
    else:
        mark_routed(delivery, by=BY, at=now, page=page.delivery.uid if page.is_new else None)
        by["fetched"] += 1


def add_pictures(delivery: Delivery, *, now: dt.datetime, by: Counter[str]) -> None:
    """Fetch what a message only links to; without it, after some attempts, the message is read as it is."""
    if not is_due(delivery, now=now):
        by["waiting"] += 1
        return
    getter = _getter_of(delivery)
    try:
        made = fetch_pictures(delivery, getter) if getter else None
    except (NotFetched, NotKept) as error:
        delivery.attempts, delivery.trouble = delivery.attempts + 1, str(error)[:500]
        delivery.save(update_fields=["attempts", "trouble"])
        if is_due(delivery, now=LAST):
            by["waiting"] += 1
            return
        made = None
    if made:
        mark_routed(delivery, by=BY, at=now, page=made.uid)
        by["fetched"] += 1
    else:
        Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.FETCH).update(
            state=Delivery.State.KEPT, attempts=0
        )


def _getter_of(delivery: Delivery) -> PictureGetter | None:
    try:
        return channel_of(delivery).parts().pictures
    except NotSetUp:
        return None


def _not_fetched(delivery: Delivery, error: Exception, *, now: dt.datetime, by: Counter[str]) -> None:
    delivery.trouble = str(error)[:500]
    delivery.save(update_fields=["trouble"])
    hopeless = isinstance(error, Refused) or (isinstance(error, NotFetched) and error.permanent)
    if hopeless or not is_due(delivery, now=LAST):
        put_in_tray(delivery, delivery.trouble, by=BY, at=now)
        by["tray"] += 1
    else:
        by["waiting"] += 1
