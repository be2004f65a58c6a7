"""Reads of the listing that more than one place needs."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from handbill import values
from handbill.matching import compare
from handbill.values import Comparison, Draft, day_of
from handbill_site.intake.models import Source
from handbill_site.listing.models import Call, Event
from handbill_site.listing.operations import is_old_news
from handbill_site.listing.values import event_of, events_of, whole

NEAR = dt.timedelta(days=45)
"""How far a postponement usually goes."""
MOST = 300
"""Events of one city within that time; a listing that has more is compared with the nearest ones."""


def events_to_compare(draft: Draft) -> list[values.Event]:
    """Return the listed events that *draft* could speak of.

    Those with its UID or one of its links; those of its city within 45 days; those of its very day in
    any city where draft or event has none.
    """
    rows = Event.objects.filter(listed=True).filter(_by_identity(draft) | _by_time_and_place(draft))
    return events_of(rows.distinct().order_by("dtstart", "pk")[:MOST])


def comparison_of(draft: Draft) -> Comparison:
    """Set *draft* beside the listing: by arithmetic where its UID is known, else by likeness.

    The same or a lower SEQUENCE than the one held is `same`; a higher one is `update` (RFC 5546 2.1.5).
    """
    known = whole(Event.objects.filter(listed=True, foreign_uid=draft.uid or "-")).first()
    if known is None:
        return compare(draft, events_to_compare(draft))
    if is_old_news(draft, known):
        return Comparison("same", known.uid, 1.0, ("uid",))
    likeness = compare(draft, [event_of(known)])
    return Comparison("update", known.uid, 1.0, ("uid", "higher_sequence"), likeness.changed)


def calls_offered(draft: Draft, source: Source, text: str) -> list[Call]:
    """Return the calls that *draft* may answer.

    Its day lies in their window, and *text* or its name names them, or *source* speaks for them.
    """
    said = f"{text}\n{draft.name.value if draft.name else ''}"
    return [call for call in _calls_of_day(draft) if call.slug in source.calls or is_named(call.names, said)]


def calls_joined(draft: Draft, source: Source) -> list[Call]:
    """Return the calls that *draft* answers without being asked, since *source* speaks for them."""
    return [call for call in _calls_of_day(draft) if call.slug in source.calls]


def is_named(names: Iterable[str], text: str) -> bool:
    """Whether *text* holds one of *names* as words of its own, whatever the case.

    >>> is_named(["Day of Lanterns", "#lanterns"], "Come to our DAY of  lanterns!")
    True
    """
    said = _folded(text)
    return any(re.search(_pattern(_folded(name)), said) for name in names if name.strip())


def _calls_of_day(draft: Draft) -> QuerySet[Call]:
    if draft.dtstart is None:
        return Call.objects.none()
    day = day_of(draft.dtstart.value)
    return Call.objects.filter(first_day__lte=day, last_day__gte=day)


def _pattern(name: str) -> str:
    """A name with the word borders that its letters know.

    Only letters that have case stand apart by spaces alone: Arabic and Hebrew join the article to the
    word, Chinese and Thai join everything.
    """
    before = r"(?<!\w)" if _stands_apart(name[0]) else ""
    after = r"(?!\w)" if _stands_apart(name[-1]) else ""
    return before + re.escape(name) + after


def _stands_apart(letter: str) -> bool:
    return letter.isdecimal() or letter.upper() != letter.lower()


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _by_identity(draft: Draft) -> Q:
    links = [link.value for link in draft.urls]
    return Q(links__url__in=links) | Q(uid=draft.uid or "-") | Q(foreign_uid=draft.uid or "-")


def _by_time_and_place(draft: Draft) -> Q:
    near, same_day = Q(pk=None), Q(pk=None)
    for said in filter(None, (draft.dtstart, draft.previous_start)):
        day = day_of(said.value)
        near |= Q(occurrences__day__range=(day - NEAR, day + NEAR))
        same_day |= Q(occurrences__day__lte=day, occurrences__last_day__gte=day)
    if draft.place is None:
        return same_day
    return (near & Q(city=draft.place.value.geonameid)) | (same_day & Q(city=None))
