"""The feeds that stand beside each list: calendar, Atom, JSON."""

import datetime as dt
from collections.abc import Callable, Sequence

from django.conf import settings

from handbill.formats.atom import write_atom
from handbill.formats.icalendar.write import write_calendar
from handbill.formats.jsonlisting import write_json
from handbill.values import Event
from handbill_site.edition import written
from handbill_site.edition.listed import Listed, day_of, today_in
from handbill_site.edition.queries import KEPT

AUTHOR = "Handbill"


def feeds_of(
    events: Sequence[Listed], *, name: str, folder: str, page_of: Callable[[Listed], str]
) -> dict[str, tuple[bytes, str]]:
    """Return {file: (content, media type)} of the feeds of one list.

    Args:
        folder: Of the list, with "/" at its end; "" for the home.
    """
    pages = {listed.event.uid: page_of(listed) for listed in events}
    values = [listed.event for listed in events]
    page = f"{settings.BASE_URL}/{folder}"

    def address(event: Event) -> str:
        return pages[event.uid]

    calendar = write_calendar(
        values, name=name, url=f"{page}calendar.ics", page_of=address, country_of=written.country
    )
    atom = write_atom(
        values,
        name=name,
        url=f"{page}feed.atom",
        page=page,
        author=AUTHOR,
        page_of=address,
        country_of=written.country,
        when_of=when,
    )
    listing = write_json(values, name=name, url=f"{page}events.json", page=page, page_of=address)
    return {
        "calendar.ics": (calendar, "text/calendar; charset=utf-8"),
        "feed.atom": (atom, "application/atom+xml; charset=utf-8"),
        "events.json": (listing, "application/json"),
    }


def is_kept(listed: Listed, now: dt.datetime) -> bool:
    """Tell whether an event is in the feeds: to come, or over for `KEPT` at most."""
    return listed.last_day + KEPT >= today_in(listed.event.tzid, now)


def when(event: Event) -> str:
    """Return day and time in English: "Tuesday 7 April 2026, 17:30–19:00"."""
    time = written.hours(event.dtstart, event.dtend, event.tzid, event.fold)
    day = written.day(day_of(event.dtstart))
    return f"{day}, {time}" if time else day
