"""Subscriptions: who adds and removes them, and how each stands."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import available_timezones

from django.db import transaction

from handbill.errors import Refused, UnknownPlace
from handbill.fetch import PUBLIC
from handbill.formats.feeds import feed_address
from handbill.places import gazetteer
from handbill_site.intake.channels.feed.memory import Memory
from handbill_site.intake.errors import NotSubscribed
from handbill_site.intake.models import ChannelState, Source, Subscription
from handbill_site.ledger import operations as ledger

LONGEST = 500
"""Characters of an address, as the source's column has them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one subscription stands.

    Attributes:
        number: Events to come that it gave last; None before the first time.
        kind: What it turned out to be, in words; "" before the first time.
        words: The state in one plain sentence.
        is_well: Whether nobody has to look.
    """

    subscription: Subscription
    number: int | None
    kind: str
    words: str
    is_well: bool
    succeeded: dt.datetime | None


@transaction.atomic
def subscribe(
    address: str,
    *,
    by: str,
    at: dt.datetime,
    name: str = "",
    home: str = "",
    zone: str = "",
    trusted: bool = False,
) -> Subscription:
    """Ask this feed from now on. Writes "feed.subscribed". Nothing is asked for here.

    Args:
        address: As people have it: webcal:, the page of a Google calendar or Meetup group, a site's page of
            events, an actor.
        name: For the desk; "" takes the host's.
        home: ISO 3166 country. zone: IANA zone for feeds that tell instants only.
        trusted: Whether policy may publish what it states as data.

    Raises: NotSubscribed: It is no public web address, subscribed to already, or home or zone is unknown.
    """
    url = feed_address(address)
    host = _require_public(address, url)
    home = home.strip().upper()
    _require_known(home, zone)
    source, _ = Source.objects.get_or_create(
        kind=Source.Kind.FEED, address=url, defaults={"name": (name or host)[:200], "created": at}
    )
    if Subscription.objects.filter(source=source).exists():
        raise NotSubscribed(f"{url} is subscribed to already")
    source.name, source.home, source.trusted = (name or source.name)[:200], home or source.home, trusted
    source.save(update_fields=["name", "home", "trusted"])
    subscription = Subscription.objects.create(source=source, zone=zone, created=at)
    ledger.enter("feed.subscribed", f"source:{source.pk}", by=by, at=at, trusted=trusted)
    return subscription


@transaction.atomic
def unsubscribe(subscription: Subscription, *, by: str, at: dt.datetime) -> None:
    """Ask this feed no more; what came from it stays. Writes "feed.unsubscribed"."""
    source = subscription.source
    subscription.delete()
    ChannelState.objects.filter(kind=Source.Kind.FEED, name=source.address).delete()
    ledger.enter("feed.unsubscribed", f"source:{source.pk}", by=by, at=at)


def found(address: str) -> Subscription | None:
    """Return the subscription of an address in any form that `subscribe` takes."""
    url = feed_address(address)
    return Subscription.objects.select_related("source").filter(source__address=url).first()


def standings() -> Iterator[Standing]:
    """Yield how each subscription stands, by name."""
    states = {state.name: state for state in ChannelState.objects.filter(kind=Source.Kind.FEED)}
    rows = Subscription.objects.select_related("source")
    for subscription in sorted(rows, key=lambda each: (each.source.name.casefold(), each.pk)):
        yield _standing(subscription, states.get(subscription.source.address))


def zone_of(subscription: Subscription) -> str:
    """Return the zone to show instants in: its own, else that of a home with one zone, else ""."""
    if subscription.zone or not subscription.source.home:
        return subscription.zone
    zones = gazetteer().zones_of(subscription.source.home)
    return zones[0] if len(zones) == 1 else ""


def _standing(subscription: Subscription, state: ChannelState | None) -> Standing:
    if state is None or state.tried is None:
        return Standing(subscription, None, "", "not asked yet", is_well=True, succeeded=None)
    memory = Memory.of(state.cursor)
    given = (
        f"{memory.count} event{'' if memory.count == 1 else 's'} to come ({memory.kind})"
        if memory.kind
        else ""
    )
    words = "; ".join(part for part in (given, state.trouble) if part) or "nothing yet"
    return Standing(subscription, memory.count, memory.kind, words, not state.trouble, state.succeeded)


def _require_public(address: str, url: str) -> str:
    """Return the host. Raises: NotSubscribed."""
    if not url and "@" in address.partition("://")[2].partition("/")[0]:
        raise NotSubscribed("an address with a user name or password is not asked")  # nor told any further
    if not url:
        raise NotSubscribed(
            f"{address.strip() or 'nothing'} is no web address, or has a user name or password in it"
        )
    if len(url) > LONGEST:
        raise NotSubscribed(f"the address is longer than {LONGEST} characters")
    try:
        return PUBLIC.check_url(url).host
    except Refused as error:
        raise NotSubscribed(str(error)) from error


def _require_known(home: str, zone: str) -> None:
    """Raises: NotSubscribed."""
    if home:
        try:
            gazetteer().zones_of(home)
        except UnknownPlace as error:
            raise NotSubscribed(f"{home} is no country (ISO 3166: two letters)") from error
    if zone and zone not in available_timezones():
        raise NotSubscribed(f"{zone} is no zone (IANA: Europe/Lisbon)")
