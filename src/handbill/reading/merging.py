"""The same event told twice in one announcement: one draft. And facts that structured data states, joined."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import fields

from handbill.reading.localities import Localities
from handbill.reading.organizers import OF_PAGE
from handbill.reading.translations import differ, translated
from handbill.values import Draft, Finding, Span, WallTime, day_of, name_key
from handbill.values.copies import replace

_JOINED = ("organizers", "urls")
_TOGETHER = 160
"""Characters between a title with its day and the day with its hours."""
PART_OF_DAY = "dtstart.part_of_day"
"""The rule of a start that only a part of the day says ("tonight")."""
_YEAR = dt.timedelta(days=300)
_PART = dt.timedelta(hours=4)
_WEAK_NAME = 0.6
"""Confidence of names that were not said of the event itself."""


def told_once(drafts: Sequence[Draft], language: str = "", *, alternating: bool = False) -> list[Draft]:
    """Return *drafts* with those joined that tell of one event, in the order of first mention.

    Args:
        language: The main one; what is told in several languages keeps the name that it has in this one.
        alternating: Whether the languages take turns; then two items need more than the same hour to be one.
    """
    kept: list[Draft] = []
    tongues: list[set[str]] = []
    by_day: dict[dt.date | None, list[int]] = {}
    for draft in drafts:
        same_day = by_day.setdefault(day_of(draft.dtstart.value) if draft.dtstart else None, [])
        twin = next((i for i in same_day if is_same_telling(kept[i], draft)), None)
        if twin is None:
            twin = translated(
                draft, [i for i in same_day if draft.language not in tongues[i]], kept, sure=alternating
            )
        if twin is None:
            same_day.append(len(kept))
            tongues.append({draft.language})
            kept.append(draft)
        else:
            tongues[twin].add(draft.language)
            kept[twin] = _joined(kept[twin], draft, language)
    return kept


def is_same_telling(a: Draft, b: Draft) -> bool:
    """Whether two drafts of one announcement speak of one event: same day, and nothing else differs."""
    if not a.dtstart or not b.dtstart or day_of(a.dtstart.value) != day_of(b.dtstart.value):
        return False
    if _differ_in_hour(a.dtstart, b.dtstart) or differ(a.place, b.place):
        return False
    if _stand_together(a, b):
        return True
    if _is_bare_mention(a) or _is_bare_mention(b):
        return not _differ_in_text(a.venue, b.venue)
    if (
        a.dtstart.span
        and a.dtstart.span == b.dtstart.span
        and a.name != b.name
        and a.dtstart.also == b.dtstart.also
    ):
        return not _on_two_stages(a, b)
    return _names_agree(a.name, b.name) and not _differ_in_text(a.venue, b.venue)


def _on_two_stages(a: Draft, b: Draft) -> bool:
    """Whether a table puts both at one hour, each in its own place."""
    cells = a.venue and b.venue and a.venue.rule == b.venue.rule == "venue.cell"
    return bool(cells) and _differ_in_text(a.venue, b.venue)


def _stand_together(a: Draft, b: Draft) -> bool:
    """Whether a title with its day and, a line or two below, the day with its hours speak of one event."""
    if _has_hour(a) == _has_hour(b) or not a.dtstart or not b.dtstart:
        return False
    one, other = a.dtstart.span, b.dtstart.span
    if one is None or other is None or a.dtstart.also or b.dtstart.also:
        return False  # the day of one stands in a heading, which holds for others too
    first, second = min(one, other), max(one, other)
    return second.start - first.end <= _TOGETHER and not _differ_in_text(a.venue, b.venue)


def _is_bare_mention(draft: Draft) -> bool:
    """Whether it only repeats a day: its name is from a heading, from papers, or a line nearby.

    Such are the lists of minutes, agendas and recordings below a schedule, and the second date line
    of a page's article.
    """
    return (draft.name is None or draft.name.confidence <= _WEAK_NAME) and draft.rrule is None


def _differ_in_hour(a: Finding[WallTime], b: Finding[WallTime]) -> bool:
    """Whether both say an hour, and not the same; "tonight" is any hour of the evening."""
    if not isinstance(a.value, dt.datetime) or not isinstance(b.value, dt.datetime):
        return False
    vague = PART_OF_DAY in (a.rule, b.rule)
    return abs(a.value - b.value) > _PART if vague else a.value != b.value


def _differ_in_text(a: Finding[str] | None, b: Finding[str] | None) -> bool:
    return a is not None and b is not None and not _contain(a.value, b.value)


def _names_agree(a: Finding[str] | None, b: Finding[str] | None) -> bool:
    return a is None or b is None or _contain(a.value, b.value)


def _contain(a: str, b: str) -> bool:
    a, b = name_key(a), name_key(b)
    return bool(a) and bool(b) and (a in b or b in a)


def _joined(first: Draft, second: Draft, language: str = "") -> Draft:
    """Return the draft with a time of day, what it lacks taken from the other; its name in *language*."""
    main, rest = first, second
    if _says_more_of_hour(second, first):
        main, rest = second, first
    if main.language != rest.language:
        return _joined_translations(main, rest, language)
    if _stand_together(first, second) and first.name:
        main = replace(main, name=first.name)
    return completed(main, rest)


def _joined_translations(main: Draft, rest: Draft, language: str) -> Draft:
    """Return one completed by the other: the telling in *language* first, unless it lacks the hour."""
    if rest.language == language and rest.name:
        if _has_hour(rest) == _has_hour(main):
            main, rest = rest, main
        else:
            main = replace(main, name=rest.name, language=language)
    if len(main.organizers) == len(rest.organizers):
        rest = replace(rest, organizers=())  # the same hosts in another language
    return completed(main, rest)


def _says_more_of_hour(one: Draft, other: Draft) -> bool:
    """Whether *one* says an hour and *other* does not, or only a part of the day."""
    vague = other.dtstart is not None and other.dtstart.rule == PART_OF_DAY
    clock = one.dtstart is not None and one.dtstart.rule != PART_OF_DAY
    return _has_hour(one) and (not _has_hour(other) or (vague and clock))


def _has_hour(draft: Draft) -> bool:
    return draft.dtstart is not None and isinstance(draft.dtstart.value, dt.datetime)


def completed(main: Draft, rest: Draft) -> Draft:
    """Return *main* with the fields that only *rest* has; organisers and links of both."""
    changes: dict[str, object] = {}
    for field in fields(Draft):
        ours, theirs = getattr(main, field.name), getattr(rest, field.name)
        if field.name in _JOINED:
            known = {name_key(finding.value) for finding in ours}
            further = [f for f in theirs if name_key(f.value) not in known]
            # Whose page it is hosts only what names nobody else.
            changes[field.name] = (*ours, *(f for f in further if not ours or f.rule not in OF_PAGE))
        elif ours in (None, ()) and theirs:
            changes[field.name] = theirs
        elif isinstance(ours, Finding) and isinstance(theirs, Finding):
            changes[field.name] = _agreeing(ours, theirs)
    if (
        rest.dtend
        and main.dtstart
        and changes.get("dtend")
        and not _fits(main.dtstart.value, rest.dtend.value)
    ):
        changes.pop("dtend")
    return replace(main, **changes)


def _agreeing(ours: Finding[object], theirs: Finding[object]) -> Finding[object]:
    """Return our finding; where theirs says the same in other words, these are evidence too."""
    spans = (theirs.span, *theirs.also) if theirs.value == ours.value else ()
    known = (ours.span, *ours.also)
    return replace(ours, also=(*ours.also, *(span for span in spans if span and span not in known)))


def _fits(start: WallTime, end: WallTime) -> bool:
    return isinstance(start, dt.datetime) == isinstance(end, dt.datetime) and start <= end


def with_stated(stated: Sequence[Draft], told: Sequence[Draft]) -> list[Draft]:
    """Join what structured data states with what the words tell: facts first, then what only words say.

    A told draft without a time of day beside stated events is taken for one more mention of them; beside
    facts that are not sure (OpenGraph, a time that is only marked as such) it stands.
    """
    if not stated:
        return list(told)
    stated = [fact for fact in stated if not _is_of_a_former_year(fact, told)]
    result, extra = list(stated), []
    by_day: dict[dt.date, list[int]] = {}
    for place, fact in enumerate(stated):
        if fact.dtstart:
            by_day.setdefault(day_of(fact.dtstart.value), []).append(place)
    unsure = all(fact.dtstart is not None and fact.dtstart.confidence < 1 for fact in stated)
    for draft in told:
        same_day = by_day.get(day_of(draft.dtstart.value), []) if draft.dtstart else []
        twin = next((i for i in same_day if _tells_of(draft, result[i])), None)
        if twin is not None:
            result[twin] = completed(_as_shown(result[twin], draft), draft)
        elif unsure or (_has_hour(draft) and not _within(draft, result)):
            extra.append(draft)
    return result + extra


def _is_of_a_former_year(fact: Draft, told: Sequence[Draft]) -> bool:
    """Whether a page left in its data what the words tell by the same name for a later year."""
    if fact.name is None or fact.dtstart is None:
        return False
    day = day_of(fact.dtstart.value)
    return any(
        draft.name is not None
        and draft.dtstart is not None
        and _contain(draft.name.value, fact.name.value)
        and day_of(draft.dtstart.value) - day >= _YEAR
        for draft in told
    )


def _tells_of(draft: Draft, fact: Draft) -> bool:
    if not draft.dtstart or not fact.dtstart or day_of(draft.dtstart.value) != day_of(fact.dtstart.value):
        return False
    return _share_words(draft, fact) or not _differ_in_hour(draft.dtstart, fact.dtstart)


def _share_words(draft: Draft, fact: Draft) -> bool:
    """Whether both read their start from the same words of the page (`<time datetime>`, microdata)."""
    a = draft.dtstart.span if draft.dtstart else None
    b = fact.dtstart.span if fact.dtstart else None
    return a is not None and b is not None and a.overlaps(b)


def _as_shown(fact: Draft, told: Draft) -> Draft:
    """Return *fact* with the hours that its visible words show: the hidden ones are often UTC unawares.

    A fact that says the day alone takes the hours told by its name.
    """
    if _has_hour(told) and not _has_hour(fact) and _is_one_day(fact) and _names_agree(told.name, fact.name):
        return replace(fact, dtstart=told.dtstart, dtend=told.dtend)
    if (
        _share_words(told, fact)
        and _has_hour(told)
        and _has_hour(fact)
        and differ(told.dtstart, fact.dtstart)
    ):
        return replace(fact, dtstart=told.dtstart, dtend=told.dtend or fact.dtend)
    return fact


def _is_one_day(fact: Draft) -> bool:
    return fact.dtstart is not None and (
        fact.dtend is None or day_of(fact.dtend.value) == day_of(fact.dtstart.value)
    )


def _within(draft: Draft, facts: Sequence[Draft]) -> bool:
    """Whether the draft falls inside a stated event of several days: an item of its programme."""
    if draft.dtstart is None:
        return False
    day = day_of(draft.dtstart.value)
    return any(
        fact.dtstart and fact.dtend and day_of(fact.dtstart.value) <= day <= day_of(fact.dtend.value)
        for fact in facts
    )


def settled(draft: Draft, localities: Localities, whole: Span) -> Draft:
    """Return a stated *draft* with its city found in the gazetteer, by the city or the venue it names."""
    country = draft.country_code.value if draft.country_code else None
    if draft.city:
        span = draft.city.span or whole
        found = localities.named(draft.city.value, span, country=country) or localities.exactly(span)
        return replace(draft, place=found.finding("stated")) if found else draft
    if draft.venue and draft.venue.span:
        within = localities.within(draft.venue.span)
        weighty = [x for x in within if x.weight >= 0.5 and country in (None, x.place.country_code)]
        if weighty:
            last = weighty[-1]
            return replace(draft, city=last.city("venue"), place=last.finding("venue"))
    return draft
