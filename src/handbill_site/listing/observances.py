"""Acts on observances: a day that was announced, the next edition of a call. One transaction each."""

import datetime as dt
import re
from collections.abc import Iterator

from django.db import transaction

from handbill.values import day_of
from handbill_site.ledger.operations import enter
from handbill_site.listing.calls import create_call
from handbill_site.listing.kept import KeptDay, following, kept_day, window_of
from handbill_site.listing.models import AnnouncedDay, Call, Event
from handbill_site.listing.operations import move
from handbill_site.listing.values import wall_time_of

FARTHEST = dt.timedelta(days=45)
"""From the computed day: months of other calendars may be added, but a year is a slip of the pen."""
_COUNTRY = re.compile(r"([A-Z]{2})?")


@transaction.atomic
def announce_day(
    observance: str,
    edition: str,
    day: dt.date,
    *,
    by: str,
    at: dt.datetime,
    country: str = "",
    source: str = "",
) -> AnnouncedDay:
    """Pin the day of an edition, for one country or, with "", for all that have none of their own.

    Events of the calls that hang on it move along by as many days as their country's day does: those that
    stood on the former day, or on its eve where it begins at sunset, whose start no person pinned, and that
    are no series. The calls get the window of the new day. The same day again changes nothing.

    Writes `observance.announced`, and `listing.updated` for each event that moves.

    Raises: ValueError for no such edition, country code, or a day too far from the computed one.
    """
    # locked first: who waits here must see what the other announced, or events move twice
    calls = list(Call.objects.select_for_update().filter(observance=observance, edition=edition))
    before = kept_day(observance, edition)
    if before is None or not _COUNTRY.fullmatch(country):
        raise ValueError(f"no edition {edition!r} of {observance!r}, or no country {country!r}")
    if abs(day - before.computed) > FARTHEST:
        raise ValueError(f"{day} is too far from {before.computed}")
    key = {"observance": observance, "edition": edition, "country_code": country}
    row = AnnouncedDay.objects.select_for_update().filter(**key).first()
    if row is not None and row.day == day and source in ("", row.source):
        return row
    row = _pin(row or AnnouncedDay(**key, sequence=0), day, source, at)
    after = kept_day(observance, edition) or before
    _set_windows(calls, after)
    moved = list(_move_events(before, after, by=by, at=at))
    enter(
        "observance.announced",
        f"observance:{observance}",
        by=by,
        at=at,
        edition=edition,
        country=country,
        day=day.isoformat(),
        source=row.source,
        moved=moved,
        observances=[observance],
        calls=sorted(call.slug for call in calls),
        days=sorted({each.isoformat() for kept in (before, after) for each in days_of(kept)}),
    )
    return row


@transaction.atomic
def next_edition(call: Call, *, by: str, at: dt.datetime) -> Call:
    """Open the next edition of a call that hangs on an observance: same titles and names, its own address.

    Statements are not taken over, since they speak of the day of their year. Where that edition was opened
    already, it is returned. Writes `call.created`.

    Raises: ValueError for a call that hangs on none, or on one that does not come again.
    """
    held = kept_day(call.observance, call.edition)
    day = following(held.observed) if held else None
    if day is None:
        raise ValueError(f"{call} has no next edition")
    opened = Call.objects.filter(observance=call.observance, edition=day.edition)
    if same := next((each for each in opened if each.titles == call.titles), None):
        return same
    return create_call(
        _slug_of(call, day.edition),
        titles=call.titles,
        names=call.names,
        observance=call.observance,
        edition=day.edition,
        by=by,
        at=at,
    )


def days_of(kept: KeptDay) -> set[dt.date]:
    """Return every day on which some country keeps it."""
    return {
        first + dt.timedelta(days=n) for first, last in kept.spans() for n in range((last - first).days + 1)
    }


def _pin(row: AnnouncedDay, day: dt.date, source: str, at: dt.datetime) -> AnnouncedDay:
    row.sequence += 1
    row.day, row.source, row.announced = day, source[:500] or row.source, at
    row.save()
    return row


def _set_windows(calls: list[Call], kept: KeptDay) -> None:
    for call in calls:
        call.first_day, call.last_day = window_of(kept)
        call.save(update_fields=["first_day", "last_day"])


def _move_events(before: KeptDay, after: KeptDay, *, by: str, at: dt.datetime) -> Iterator[str]:
    """Move the events of its calls that stood on a day which is now another; give their uids."""
    rows = Event.objects.filter(
        calls__observance=before.observance.id, calls__edition=before.edition, listed=True, rrule=""
    )
    for event in rows.distinct().select_related("city").order_by("pk"):
        country = event.city.country_code if event.city else ""
        shift = after.day_in(country) - before.day_in(country)
        if shift and _goes_along(event, before, before.day_in(country)):
            move(event, shift, by=by, at=at, observance=before.observance.id, edition=before.edition)
            yield event.uid


def _goes_along(event: Event, kept: KeptDay, first: dt.date) -> bool:
    eve = first - dt.timedelta(days=1) if kept.at_sunset else first
    last = first + (kept.last_day - kept.day)
    stood = eve <= day_of(wall_time_of(event.dtstart)) <= last
    return stood and "dtstart" not in event.pinned and not event.rdates


def _slug_of(call: Call, edition: str) -> str:
    """Return an address for the next edition: that of *call* with the other year, or with it added."""
    base = re.sub(rf"-(?:{re.escape(call.edition)}|\d{{4}})$", "", call.slug)[:90]
    candidates = [f"{base}-{edition}", *(f"{base}-{edition}-{number}" for number in range(2, 100))]
    taken = set(Call.objects.filter(slug__in=candidates).values_list("slug", flat=True))
    return next(slug for slug in candidates if slug not in taken)
