"""What the page of a case shows, as values: fields with their evidence, calls, what is listed already."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from handbill import values
from handbill.formats.links import shown_host
from handbill.values import Comparison, Draft, Finding, Place
from handbill_site.desk import wording
from handbill_site.desk.cities import label_of
from handbill_site.desk.evidence import COLOURS, anchor_of, visible, words_of
from handbill_site.desk.forms import INPUTS, fields_of
from handbill_site.desk.policy import Doubt, doubts
from handbill_site.desk.values import said
from handbill_site.desk.wording import words
from handbill_site.listing.models import Call
from handbill_site.listing.queries import is_named


@dataclass(frozen=True, slots=True)
class Option:
    """Another reading, to be picked by one press."""

    value: str
    label: str
    picked: bool = False


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the form.

    Attributes:
        inputs: Text of each input by its name.
        words: The words it was read from, "" when none say it; `anchor` leads to them.
        says: What was read, said in full, for inputs that show it otherwise (the weekday of a date).
        rule: How it was read, in plain words; "" for a field that nothing was found for.
        troubles: Why a person should look at it; none for a field that is sure.
    """

    key: str
    label: str
    inputs: dict[str, str]
    colour: str
    words: str = ""
    anchor: str = ""
    says: str = ""
    rule: str = ""
    hint: str = ""
    troubles: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class CallChoice:
    """A call that the event may answer; `reason` is empty for one that it is not offered to."""

    slug: str
    title: str
    reason: str
    picked: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which the announcement and the listed event differ, or do not."""

    label: str
    listed: str
    says: str

    @property
    def differs(self) -> bool:
        """Whether the announcement says something else; silence is no difference."""
        return bool(self.says) and self.says != self.listed


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """One input as it was read, as another editor left it and as this one wants it; None for untouched."""

    label: str
    read: str
    theirs: str | None
    yours: str | None


def form_fields(
    draft: Draft,
    entered: Mapping[str, str],
    text: str,
    *,
    errors: Mapping[str, str] | None = None,
    homonyms: Iterable[Place] = (),
    twice: Sequence[str] = (),
) -> tuple[FormField, ...]:
    """Return the fields of the form: refused ones first, then unsure ones, then the rest.

    Args:
        draft: As read.
        entered: What a person entered instead, by input.
        text: The announcement.
        errors: Codes of what was refused, by field.
        homonyms: Cities to choose from when the entry was ambiguous.
        twice: The two offsets of a start that the clock shows twice, to choose from (`columns.shown_twice`).
    """
    inputs, refused = {**fields_of(draft), **entered}, errors or {}
    unsure = dict.fromkeys((*refused, *(doubt.field for doubt in doubts(draft))))
    order = [*(key for key in unsure if key in INPUTS), *(key for key in INPUTS if key not in unsure)]
    shown = (key for key in order if key != "fold" or twice)
    return tuple(
        dataclasses.replace(
            _field(key, draft, inputs, text),
            error=words(wording.TROUBLE, refused[key]) if key in refused else "",
            options=_folds(inputs, twice) if key == "fold" else _options(key, draft, entered, homonyms),
        )
        for key in shown
    )


def call_choices(
    calls: Iterable[Call],
    offered: Collection[str],
    spoken_for: Collection[str],
    picked: Collection[str],
    said: str,
) -> tuple[CallChoice, ...]:
    """Return *calls* as choices, the *offered* ones first with the reason; *said* is what names them."""
    choices = [
        CallChoice(call.slug, call.title, _call_reason(call, offered, spoken_for, said), call.slug in picked)
        for call in calls
    ]
    return tuple(sorted(choices, key=lambda choice: not choice.reason))


def differences(draft: Draft, event: values.Event) -> tuple[Difference, ...]:
    """Return *draft* beside *event*, field by field."""
    place = draft.place.value if draft.place else None
    rows = (
        ("name", event.name, _text(draft.name)),
        ("dtstart", said(event.dtstart), said(draft.dtstart.value if draft.dtstart else None)),
        ("dtend", said(event.dtend), said(draft.dtend.value if draft.dtend else None)),
        (
            "fold",
            _which(event.fold if draft.fold else None),
            _which(draft.fold.value if draft.fold else None),
        ),
        (
            "city",
            label_of(event.place) if event.place else "",
            label_of(place) if place else _text(draft.city),
        ),
        ("venue", event.venue, _text(draft.venue)),
        ("organizers", ", ".join(o.name for o in event.organizers), _listed(draft.organizers)),
        ("kind", event.kind, _text(draft.kind)),
        ("status", event.status, _text(draft.status)),
        ("urls", " ".join(event.links), " ".join(link.value for link in draft.urls)),
    )
    return tuple(
        Difference(wording.LABELS[key], listed, says) for key, listed, says in rows if listed or says
    )


def three_ways(draft: Draft, theirs: Mapping[str, str], yours: Mapping[str, str]) -> tuple[ThreeWay, ...]:
    """Return the inputs in which two editors, or one of them, left what was read."""
    rows = (
        ThreeWay(_input_label(name), text, theirs.get(name), yours.get(name))
        for name, text in fields_of(draft).items()
    )
    return tuple(row for row in rows if row.theirs is not None or row.yours is not None)


def likeness(comparison: Comparison) -> str:
    """Return in words what speaks for and against the same event, strongest first."""
    return ", ".join(words(wording.LIKENESS, reason) for reason in comparison.reasons)


def _field(key: str, draft: Draft, inputs: Mapping[str, str], text: str) -> FormField:
    finding = _finding(key, draft)
    return FormField(
        key=key,
        label=wording.LABELS[key],
        inputs={name: inputs[name] for name in INPUTS[key]},
        colour=COLOURS.get(key, ""),
        words=visible(words_of(finding, text)) if finding else "",
        anchor=anchor_of(finding) if finding else "",
        says=said(finding.value) if finding and isinstance(finding.value, dt.date) else "",
        rule=_rule(key, draft, finding),
        hint=wording.HINTS.get(key, ""),
        troubles=(
            *(_trouble(doubt) for doubt in doubts(draft) if doubt.field == key),
            *(_foreign_hosts(draft) if key == "urls" else ()),
        ),
    )


def _foreign_hosts(draft: Draft) -> Iterator[str]:
    """Say the ASCII form of hosts with letters that may look like others."""
    hosts = dict.fromkeys(shown_host(link.value) for link in draft.urls)
    for host in hosts:
        if "xn--" in host:
            yield f"{words(wording.TROUBLE, 'urls.foreign_letters')} “{host}”"


def _trouble(doubt: Doubt) -> str:
    """Return in words why a person should look, with the words or the measured share that are the reason."""
    told = words(wording.TROUBLE, doubt.code)
    told = f"{told} “{doubt.said}”" if doubt.said else told
    return told if doubt.share is None else f"{told} Of 100 read this way, {100 * doubt.share:.0f} are right."


def _rule(key: str, draft: Draft, finding: Finding[object] | None) -> str:
    """Return how a field was read, in plain words; for a city also why it is this one of its name."""
    if finding is None:
        return ""
    told = words(wording.RULES, finding.rule)
    chosen = draft.place.rule.rpartition(".")[2] if key == "city" and draft.place else ""
    return f"{told}, {wording.CHOICES[chosen]}" if chosen in wording.CHOICES else told


def _finding(key: str, draft: Draft) -> Finding[object] | None:
    """Return the finding of a field; the first of several; for the city the words before the place."""
    held = draft.city or draft.place if key == "city" else getattr(draft, key)
    if isinstance(held, tuple):
        return held[0] if held else None
    return held if isinstance(held, Finding) else None


def _options(
    key: str, draft: Draft, entered: Mapping[str, str], homonyms: Iterable[Place]
) -> tuple[Option, ...]:
    picked = entered.get(f"choice-{key}", "")
    if key == "city":
        found = dict.fromkeys((*homonyms, *(draft.place.alternatives if draft.place else ())))
        return tuple(_city_option(place, picked) for place in found)
    held = getattr(draft, key)
    others = held.alternatives if isinstance(held, Finding) and key in ("dtstart", "venue") else ()
    labels = (said(other) if key == "dtstart" else str(other) for other in others)
    return tuple(Option(str(n), label, str(n) == picked) for n, label in enumerate(labels))


def _folds(inputs: Mapping[str, str], twice: Sequence[str]) -> tuple[Option, ...]:
    """Return the two showings of an hour, such as "01:30 (UTC-04:00, the first)"."""
    return tuple(
        Option(str(n), f"{inputs['start_time']} ({offset}, the {which})", inputs["fold"] == str(n))
        for n, (offset, which) in enumerate(zip(twice, ("first", "second"), strict=True))
    )


def _which(fold: int | None) -> str:
    return "" if fold is None else ("the first", "the second")[fold]


def _city_option(place: Place, picked: str) -> Option:
    value = str(place.geonameid)
    return Option(value, f"{label_of(place)} · {place.population:,} people", value == picked)


def _call_reason(call: Call, offered: Collection[str], spoken_for: Collection[str], said: str) -> str:
    if call.slug not in offered:
        return ""
    if call.slug in spoken_for:
        return "the sender speaks for it"
    named = [name for name in call.names if is_named([name], said)]
    return f"the text says “{named[0]}”" if named else "its days fit"


def _input_label(name: str) -> str:
    key = next(key for key, names in INPUTS.items() if name in names)
    part = {"_date": ", date", "_time": ", time"}.get(name[-5:], "")
    return wording.LABELS[key] + part


def _text(finding: Finding[str] | None) -> str:
    return visible(finding.value) if finding else ""


def _listed(findings: Iterable[Finding[str]]) -> str:
    return visible(", ".join(finding.value for finding in findings))
