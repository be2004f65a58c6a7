"""What may be decided without a person, and why the rest may not. Pure: rows and clocks stay outside."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal, TypeAlias

from handbill.reading.certainty import usual
from handbill.values import Announcement, Comparison, Draft, Finding, day_of
from handbill_site.listing.columns import never_happens, problems_of

Action: TypeAlias = Literal["publish", "update", "nothing", "case"]

BELOW = 0.04
"""By how much a value must be right less often than its field usually is, to be a guess: decision 15."""
FAR = dt.timedelta(days=3 * 366)
"""What is further ahead is more often a misread year than a plan."""
LONG = dt.timedelta(days=100)
"""What lasts longer is more often a misread end than a gathering; exhibitions are asked about once."""
FINDINGS = ("name", "dtstart", "dtend", "tzid", "place", "venue", "kind", "status", "rrule")
POORLY_LEGIBLE = "picture.poorly_legible"
FIELD_OF = {
    "place": "city",
    "country_code": "city",
    "date": "dtstart",
    "time": "dtstart",
    "organizer": "organizers",
}
"""Where a person finds what a draft calls otherwise."""
WHY = {
    "name.missing": "missing_name",
    "dtstart.missing": "missing_date",
    "city.missing": "missing_city",
    "tzid.missing": "missing_zone",
    "dtstart.no_year": "date_without_year",
    "fold.missing": "clock_twice",
}
"""Short codes of the commonest reasons; the others go by the code of the problem itself."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A field that a person should look at first, and the code of the reason.

    Attributes:
        share: How often such a value is right, 0..1, where that is the reason and was measured.
        said: The words of the text that are the reason, where they are not the value's own evidence.
    """

    field: str
    code: str
    share: float | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a draft.

    Attributes:
        action: `nothing` when the listing holds all of it already; `case` when a person decides.
        why: Codes of what kept policy from deciding; empty unless `case`.
    """

    action: Action
    why: tuple[str, ...] = ()


def decide(
    draft: Draft,
    comparison: Comparison,
    *,
    trusted: bool,
    structured: bool,
    pictured: bool = False,
    first_time: bool = False,
    slow: bool = False,
    today: dt.date | None = None,
) -> Decision:
    """Decide what becomes of *draft*.

    Args:
        comparison: The draft beside the listing (`listing.queries.comparison_of`).
        trusted: Whether an admin trusts its source.
        structured: Whether it comes from structured data (VEVENT, schema.org), not from prose.
        pictured: Whether some of it was made out in a picture (`rests_on_picture`): a person looks at that.
        first_time: Whether nothing of this source was ever published.
        slow: Whether it came by the slower queue: a person looks at it, whoever is trusted.
        today: The day of the delivery, to tell what is past; None asks nothing.
    """
    if comparison.verdict == "same":
        return Decision("nothing")
    queue = ("slower_queue",) if slow else ()
    origin = ("picture",) if pictured else () if structured else ("prose",)
    found = _why(draft, comparison, trusted, origin, first_time, today)
    why = tuple(dict.fromkeys([*queue, *found]))
    if why:
        return Decision("case", why)
    return Decision("update" if comparison.verdict == "update" else "publish")


def rests_on_picture(draft: Draft, announcement: Announcement) -> bool:
    """Whether the words of any finding of *draft* were made out in a picture."""
    spans = [finding.span for finding in _all_findings(draft) if finding.span]
    return any(span.overlaps(region.span) for region in announcement.regions for span in spans)


def doubts(draft: Draft) -> tuple[Doubt, ...]:
    """Return what is unsure in *draft*, in the order in which a person should look.

    What is missing first, then what the text contradicts, then guesses: those that have other readings,
    then those that have none.
    """
    found = [*_missing(draft), *_contradicted(draft), *_read_otherwise(draft), *_often_wrong(draft)]
    return tuple(dict.fromkeys(found))


def reasons(draft: Draft, comparison: Comparison) -> Iterator[str]:
    """Give the short codes of the doubts in *draft* that keep policy from deciding.

    Which of two showings of an hour is meant was answered for an event that stays at its hour.
    """
    answered = comparison.verdict == "update" and not {"dtstart", "tzid"} & set(comparison.changed)
    for doubt in doubts(draft):
        if doubt.code != "often_wrong" and not (answered and doubt.code == "fold.missing"):
            yield WHY.get(doubt.code, doubt.code)


def _why(
    draft: Draft,
    comparison: Comparison,
    trusted: bool,
    origin: tuple[str, ...],
    first_time: bool,
    today: dt.date | None,
) -> Iterator[str]:
    if not trusted:
        yield "first_time_sender" if first_time else "untrusted_sender"
    yield from origin
    if any(_is_proposed(finding) for finding in _all_findings(draft)):
        yield "proposed"
    if comparison.verdict == "unsure":
        yield "unsure_match"
    if comparison.verdict == "update" and "uid" not in comparison.reasons:
        yield "changes_listed"
    yield from _time_troubles(draft, today)
    yield from reasons(draft, comparison)


def _time_troubles(draft: Draft, today: dt.date | None) -> Iterator[str]:
    if draft.dtstart is None or today is None:
        return
    day = day_of((draft.dtend or draft.dtstart).value)
    if day < today and not draft.rrule:
        yield "past"
    if day > today + FAR:
        yield "far"
    if draft.dtend and day_of(draft.dtend.value) - day_of(draft.dtstart.value) > LONG:
        yield "long"


def _missing(draft: Draft) -> Iterator[Doubt]:
    for problem in problems_of(draft):
        field = problem.code.split(".")[0]
        yield Doubt(field, problem.code)


def _contradicted(draft: Draft) -> Iterator[Doubt]:
    if never_happens(draft):
        yield Doubt("rrule", "rrule.no_instance")
    for problem in draft.problems:
        if problem.code == POORLY_LEGIBLE:
            yield Doubt(FIELD_OF.get(problem.detail, problem.detail), "poorly_legible")
            continue
        field = problem.code.split(".")[0]
        said = problem.detail if field in ("dtstart", "dtend") else ""
        yield Doubt(FIELD_OF.get(field, field), problem.code, said=said)


def _read_otherwise(draft: Draft) -> Iterator[Doubt]:
    for name, finding in _findings(draft):
        if finding.alternatives and _is_guess(name, finding):
            yield Doubt(FIELD_OF.get(name, name), "homonym_city" if name == "place" else "other_readings")


def _often_wrong(draft: Draft) -> Iterator[Doubt]:
    for name, finding in _findings(draft):
        if not finding.alternatives and _is_guess(name, finding):
            share = None if _is_proposed(finding) else finding.confidence
            yield Doubt(FIELD_OF.get(name, name), "often_wrong", share)


def _is_guess(field: str, finding: Finding[object]) -> bool:
    """Whether *finding* is right clearly less often than its field usually is, or a model proposed it."""
    base = usual(field)
    return _is_proposed(finding) or (base is not None and finding.confidence < base - BELOW)


def _is_proposed(finding: Finding[object]) -> bool:
    return finding.rule.startswith("model.")


def _all_findings(draft: Draft) -> Iterator[Finding[object]]:
    for field in fields(draft):
        value = getattr(draft, field.name)
        yield from (
            one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, Finding)
        )


def _findings(draft: Draft) -> Iterator[tuple[str, Finding[object]]]:
    for name in FINDINGS:
        if (finding := getattr(draft, name)) is not None:
            yield name, finding
