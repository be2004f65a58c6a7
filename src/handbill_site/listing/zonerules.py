"""Rules of zones change after an event is listed: its wall time stays, and the instant is counted anew."""

import datetime as dt

from django.db import transaction

from handbill.calendars import localize, zone_data_version
from handbill_site.ledger.models import Entry
from handbill_site.ledger.operations import enter
from handbill_site.listing.models import Event, Occurrence
from handbill_site.listing.operations import retime
from handbill_site.listing.values import wall_time_of

SUBJECT = "zones"
BY = "policy"


@transaction.atomic
def follow_zone_rules(*, now: dt.datetime, version: str | None = None) -> int:
    """Count the instants of events to come anew where the zone data are others than last time.

    Writes `zones.followed` with the version, and for each event whose hour has moved `listing.updated`, so
    that its pages are made anew and an editor can ask what the organisers mean.

    Args:
        version: Of the zone data; None for that which is in use.

    Returns: How many events are now at another instant; 0 where the version is known already.
    """
    version = version or zone_data_version()
    last = Entry.objects.filter(verb="zones.followed").order_by("-number").first()
    if last and last.facts["tzdata"] == version:
        return 0
    keys = Occurrence.objects.filter(day__gte=now.date() - dt.timedelta(days=1), starts_at__isnull=False)
    events = Event.objects.filter(pk__in=keys.values("event")).order_by("pk")
    moved = [event for event in events if _has_moved(event)]
    for event in moved:
        retime(event, by=BY, at=now, tzdata=version)
    enter("zones.followed", SUBJECT, by=BY, at=now, tzdata=version, moved=len(moved))
    return len(moved)


def _has_moved(event: Event) -> bool:
    """Tell whether an instant that is kept is another by the zone data in use."""
    kept = event.occurrences.filter(starts_at__isnull=False)
    return any(each.starts_at != _instant(each.dtstart, event) for each in kept)


def _instant(wall: str, event: Event) -> dt.datetime | None:
    moment = wall_time_of(wall)
    return localize(moment, event.tzid).meant(event.fold) if isinstance(moment, dt.datetime) else None
