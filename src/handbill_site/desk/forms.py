"""The desk's form: a draft as inputs, and inputs as a draft. Pure, given the gazetteer.

Inputs are strings; `fields` are those in which a person differs from what was read. Where a finding has
other readings, `choice-FIELD` picks one of them: a number for most, a geonameid for the city.
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handbill.languages import KINDS
from handbill.values import Draft, Finding, Place, WallTime
from handbill_site.desk.cities import Places, city_chosen, city_named, label_of
from handbill_site.desk.errors import EnteredWrong
from handbill_site.listing.columns import NAME_LENGTH, plain, shown_twice
from handbill_site.listing.occurrences import refusal

INPUTS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "dtstart": ("start_date", "start_time"),
    "fold": ("fold",),
    "dtend": ("end_date", "end_time"),
    "city": ("city",),
    "venue": ("venue",),
    "organizers": ("organizers",),
    "urls": ("urls",),
    "kind": ("kind",),
    "status": ("status",),
    "tzid": ("tzid",),
    "language": ("language",),
    "rrule": ("rrule",),
    "description": ("description",),
}
"""Field of a draft -> its inputs, in the order of the form."""

STATUSES = ("scheduled", "tentative", "changed", "postponed", "cancelled")
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")

Changes = dict[str, Any]
"""Attributes of a draft to replace."""


def fields_of(draft: Draft) -> dict[str, str]:
    """Return the inputs that say what *draft* says. An end on the day of the start has no date."""
    start, end = _value(draft.dtstart), _value(draft.dtend)
    end_day = _date_text(end)
    return {
        "name": _text(draft.name),
        "start_date": _date_text(start),
        "start_time": _time_text(start),
        "fold": _text(draft.fold),
        "end_date": "" if _time_text(end) and end_day == _date_text(start) else end_day,
        "end_time": _time_text(end),
        "city": label_of(draft.place.value) if draft.place else _text(draft.city),
        "tzid": _text(draft.tzid) or (draft.place.value.timezone if draft.place else ""),
        "venue": _text(draft.venue),
        "organizers": "\n".join(plain(each.value) for each in draft.organizers),
        "kind": _text(draft.kind) or "other",
        "urls": "\n".join(each.value for each in draft.urls),
        "status": _text(draft.status) or "scheduled",
        "rrule": _text(draft.rrule),
        "language": draft.language,
        "description": _text(draft.description),
    }


def entered_fields(draft: Draft, posted: Mapping[str, str]) -> dict[str, str]:
    """Return the inputs of *posted* that differ from *draft*; what was not posted did not change."""
    read = fields_of(draft)
    entered = {name: _cleaned(posted[name]) for name in read if name in posted}
    differs = {name: text for name, text in entered.items() if text != _cleaned(read[name])}
    return differs | _choices(draft, posted)


def draft_with(draft: Draft, fields: Mapping[str, str], places: Places) -> Draft:
    """Return *draft* with what a person entered; each such finding has the rule "editor" and no span.

    Raises: EnteredWrong, with a code for every field that cannot be understood.
    """
    inputs = {**fields_of(draft), **fields}
    changes: Changes = {}
    errors: dict[str, str] = {}
    homonyms: tuple[Place, ...] = ()
    for field, read in _readers(draft, inputs, places).items():
        if not _touched(field, fields):
            continue
        try:
            changes |= read()
        except EnteredWrong as wrong:
            errors |= wrong.errors
            homonyms += wrong.places
    if errors:
        raise EnteredWrong(errors, homonyms)
    made = dataclasses.replace(draft, **changes)
    return made if shown_twice(made) else dataclasses.replace(made, fold=None)


def pinned_by(before: Draft, after: Draft) -> tuple[str, ...]:
    """Return the fields in which a person made *after* of *before*."""
    attributes = {field: "place" if field == "city" else field for field in INPUTS}
    changed = (
        f for f, name in attributes.items() if _said(getattr(before, name)) != _said(getattr(after, name))
    )
    return tuple(changed)


def _readers(draft: Draft, inputs: Mapping[str, str], places: Places) -> dict[str, Callable[[], Changes]]:
    """Return what reads the inputs of each field, in an order in which later ones may overrule."""
    return {
        "name": lambda: {"name": _name(inputs["name"])},
        "dtstart": lambda: _start(draft, inputs),
        "fold": lambda: {"fold": _fold(inputs["fold"])},
        "dtend": lambda: {"dtend": _end(draft, inputs)},
        "city": lambda: _city(draft, inputs, places),
        "tzid": lambda: {"tzid": _zone(inputs["tzid"])},
        "venue": lambda: {"venue": _chosen(draft.venue, inputs, "venue") or _editor(inputs["venue"])},
        "organizers": lambda: {"organizers": _lines(inputs["organizers"])},
        "kind": lambda: {"kind": _one_of(inputs["kind"], KINDS, "kind")},
        "urls": lambda: {"urls": _links(inputs["urls"])},
        "status": lambda: {"status": _one_of(inputs["status"], STATUSES, "status")},
        "rrule": lambda: {"rrule": _rule(inputs["rrule"])},
        "language": lambda: {"language": _tag(inputs["language"])},
        "description": lambda: {"description": _editor(inputs["description"])},
    }


def _touched(field: str, fields: Mapping[str, str]) -> bool:
    """Whether a person entered anything for *field*; an end without a date moves with the start."""
    own = any(name in fields for name in (*INPUTS[field], f"choice-{field}"))
    return own or (field == "dtend" and _touched("dtstart", fields))


def _choices(draft: Draft, posted: Mapping[str, str]) -> dict[str, str]:
    """Return the other readings that were picked; the reading itself is no choice."""
    picked = {f"choice-{field}": posted.get(f"choice-{field}", "") for field in INPUTS}
    if draft.place and picked["choice-city"] == str(draft.place.value.geonameid):
        del picked["choice-city"]
    return {name: value for name, value in picked.items() if value.isascii() and value.isdigit()}


def _chosen(finding: Finding[Any] | None, inputs: Mapping[str, str], field: str) -> Finding[Any] | None:
    number = int(inputs.get(f"choice-{field}", "-1"))
    if finding is None or not 0 <= number < len(finding.alternatives):
        return None
    return Finding(finding.alternatives[number], None, "editor")


def _start(draft: Draft, inputs: Mapping[str, str]) -> Changes:
    if chosen := _chosen(draft.dtstart, inputs, "dtstart"):
        return {"dtstart": chosen}
    day, time = _date(inputs["start_date"], "dtstart"), _time(inputs["start_time"], "dtstart")
    if day is None and time is not None:
        raise EnteredWrong({"dtstart": "date.missing"})
    return {"dtstart": _editor_time(day, time)}


def _fold(text: str) -> Finding[int] | None:
    if text not in ("", "0", "1"):
        raise EnteredWrong({"fold": "fold.unknown"})
    return Finding(int(text), None, "editor") if text else None


def _end(draft: Draft, inputs: Mapping[str, str]) -> Finding[WallTime] | None:
    """Return the end; a time alone is on the day of the start, or in the night after it."""
    start = _value(_start(draft, inputs)["dtstart"])
    day, time = _date(inputs["end_date"], "dtend"), _time(inputs["end_time"], "dtend")
    if day is None and time is not None and start is not None:
        day = dt.date.fromisoformat(_date_text(start))
        if isinstance(start, dt.datetime) and time <= start.time():
            day += dt.timedelta(days=1)
    return _editor_time(day, time)


def _city(draft: Draft, inputs: Mapping[str, str], places: Places) -> Changes:
    """Return place, city, country and zone; a zone that was typed overrules it afterwards."""
    chosen = int(inputs["choice-city"]) if "choice-city" in inputs else None
    unchanged = inputs["city"] == fields_of(draft)["city"]
    if unchanged and chosen is not None:
        return _at(city_chosen(chosen, places), draft.city.value if draft.city else "")
    if not inputs["city"].strip(", "):
        return {"place": None, "city": None, "country_code": None}
    place = city_named(inputs["city"], places, chosen=chosen)
    return _at(place, inputs["city"].split(",")[0].strip())


def _at(place: Place, name: str) -> Changes:
    return {
        "place": _editor(place),
        "city": _editor(name or place.name),
        "country_code": _editor(place.country_code),
        "tzid": _editor(place.timezone),
    }


def _name(text: str) -> Finding[str] | None:
    if len(text) > NAME_LENGTH:
        raise EnteredWrong({"name": "name.too_long"})
    return _editor(text)


def _zone(text: str) -> Finding[str] | None:
    try:
        return _editor(ZoneInfo(text).key) if text else None
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise EnteredWrong({"tzid": "tzid.unknown"}) from error


def _one_of(text: str, known: Any, field: str) -> Finding[str]:
    if text not in known:
        raise EnteredWrong({field: f"{field}.unknown"})
    return Finding(text, None, "editor")


def _rule(text: str) -> Finding[str] | None:
    if text and (code := refusal(text)):
        raise EnteredWrong({"rrule": code})
    return _editor(text)


def _tag(text: str) -> str:
    if text and not _TAG.fullmatch(text):
        raise EnteredWrong({"language": "language.unknown"})
    return text


def _links(text: str) -> tuple[Finding[str], ...]:
    links = _lines(text)
    if not all(link.value.startswith(("https://", "http://")) for link in links):
        raise EnteredWrong({"urls": "url.not_http"})
    return links


def _lines(text: str) -> tuple[Finding[str], ...]:
    lines = (line.strip() for line in text.split("\n"))
    return tuple(Finding(line, None, "editor") for line in dict.fromkeys(lines) if line)


def _editor(value: Any) -> Finding[Any] | None:
    return Finding(value, None, "editor") if value else None


def _editor_time(day: dt.date | None, time: dt.time | None) -> Finding[WallTime] | None:
    return _editor(dt.datetime.combine(day, time) if day and time is not None else day)


def _date(text: str, field: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise EnteredWrong({field: "date.unreadable"}) from error


def _time(text: str, field: str) -> dt.time | None:
    try:
        return dt.time.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError as error:
        raise EnteredWrong({field: "time.unreadable"}) from error


def _cleaned(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()


def _said(attribute: Any) -> Any:
    """Return what an attribute of a draft says, whoever said it."""
    if isinstance(attribute, tuple):
        return [finding.value for finding in attribute]
    return attribute.value if isinstance(attribute, Finding) else attribute


def _value(finding: Finding[WallTime] | None) -> WallTime | None:
    return finding.value if finding else None


def _text(finding: Finding[Any] | None) -> str:
    return plain(str(finding.value)) if finding else ""


def _date_text(value: WallTime | None) -> str:
    return value.isoformat()[:10] if value else ""


def _time_text(value: WallTime | None) -> str:
    return f"{value:%H:%M}" if isinstance(value, dt.datetime) else ""
