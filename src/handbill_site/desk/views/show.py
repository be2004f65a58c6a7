"""How a case is shown: to decide, to decide again after a refusal, or beside what another editor did."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from handbill.languages import KINDS
from handbill.places import gazetteer
from handbill.values import Comparison, Draft, Place
from handbill_site.desk import copies, operations, pages, queries, wording
from handbill_site.desk.errors import EnteredWrong
from handbill_site.desk.evidence import passages, records_of, visible
from handbill_site.desk.forms import STATUSES, draft_with, fields_of
from handbill_site.desk.models import Case
from handbill_site.desk.pictures import shown_pictures
from handbill_site.desk.posted import Posted, stamp_of
from handbill_site.desk.values import draft_of
from handbill_site.desk.verifying import lookalikes
from handbill_site.desk.views.doors import page
from handbill_site.intake.values import announcement_of
from handbill_site.listing.columns import shown_twice
from handbill_site.listing.models import Call, Event
from handbill_site.listing.values import event_of, whole


def show_case(
    request: HttpRequest,
    case: Case,
    *,
    posted: Posted | None = None,
    errors: Mapping[str, str] | None = None,
    homonyms: Iterable[Place] = (),
) -> HttpResponse:
    """Return the page of *case*; with *errors*, what was *posted* is still in it (422)."""
    draft, announcement = draft_of(case), announcement_of(case.reading.announcement)
    text = announcement.text
    entered = posted.kept() if posted else case.fields
    beside, twice = _beside(case), shown_twice(_meant(draft, entered))
    return page(
        request,
        "desk/case.html",
        status=422 if errors else 200,
        case=case,
        announcement=announcement,
        delivery=case.reading.announcement.delivery,
        first_time=queries.is_first_time(case),
        language=case.reading.language,
        passages=passages(text, draft, records_of(announcement)),
        pictures=shown_pictures(announcement, draft),
        told=[problem for problem in announcement.problems if problem.code in wording.PICTURES],
        fields=pages.form_fields(draft, entered, text, errors=errors, homonyms=homonyms, twice=twice),
        calls=_calls(case, entered),
        kinds=KINDS,
        statuses=STATUSES,
        served=posted.served if posted else stamp_of(case, timezone.now()),
        lookalikes=lookalikes(draft),
        suggested_reason=_suggested_reason(case, beside["verdict"]),
        waiting=case.state in operations.WAITING,
        listed=case.state in operations.LISTED,
        following=queries.next_case(after=case),
        errors=errors or {},
        visible=visible,
        links=copies.links_of(case),
        copies=copies.copies_of(case),
        of_field="case",
        of_value=case.pk,
        folded=True,
        **beside,
    )


def show_stale(request: HttpRequest, case: Case, posted: Posted) -> HttpResponse:
    """Return the three ways in which *case* stands: as read, as another editor left it, as *posted* (409)."""
    draft = draft_of(case)
    return page(
        request,
        "desk/stale.html",
        status=409,
        case=case,
        posted=posted,
        rows=pages.three_ways(draft, case.fields, posted.fields),
        merged={**fields_of(draft), **case.fields, **posted.fields},
        again="apply" if case.state in operations.LISTED else posted.act,
        waiting=case.state in operations.WAITING,
        listed=case.state in operations.LISTED,
        following=queries.next_case(after=case),
    )


def _meant(draft: Draft, entered: Mapping[str, str]) -> Draft:
    """Return *draft* with what was entered, as far as that can be understood."""
    try:
        return draft_with(draft, entered, gazetteer()) if entered else draft
    except EnteredWrong:
        return draft


def _beside(case: Case) -> dict[str, Any]:
    """What the template needs of the listed event that a waiting *case* may speak of."""
    comparison = queries.comparison_now(case) if case.state in operations.WAITING else Comparison("new")
    row = whole(Event.objects.filter(uid=comparison.uid or "", listed=True)).first()
    if row is None or comparison.verdict == "new":
        return {"beside": None, "slug": "", "differences": (), "likeness": "", "verdict": "new"}
    event = event_of(row)
    return {
        "beside": event,
        "slug": row.slug,
        "differences": pages.differences(draft_of(case), event),
        "likeness": pages.likeness(comparison),
        "verdict": comparison.verdict,
    }


def _calls(case: Case, entered: Mapping[str, str]) -> tuple[pages.CallChoice, ...]:
    """The calls to choose from; those it is offered to are picked until a person says otherwise."""
    source, draft = case.reading.announcement.delivery.source, draft_of(case)
    said = f"{case.reading.announcement.text}\n{draft.name.value if draft.name else ''}"
    picked = entered["calls"].split() if "calls" in entered else case.calls
    return pages.call_choices(Call.objects.all(), case.calls, source.calls, picked, said)


def _suggested_reason(case: Case, verdict: str) -> str:
    if "past" in case.why:
        return "past"
    return "not_event" if verdict == "new" else "double"
