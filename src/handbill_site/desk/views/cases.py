"""The page of a case and its acts."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from handbill.places import gazetteer
from handbill.values import Draft
from handbill_site.desk import operations, queries
from handbill_site.desk.errors import CannotUndo, EnteredWrong, StaleCase
from handbill_site.desk.forms import draft_with, pinned_by
from handbill_site.desk.models import Case
from handbill_site.desk.posted import Posted, same_act
from handbill_site.desk.values import draft_of
from handbill_site.desk.views.doors import actor, desk_view, onward
from handbill_site.desk.views.show import show_case, show_stale
from handbill_site.listing.errors import IncompleteDraft
from handbill_site.listing.models import Event

Written = tuple[str, dt.datetime]


@desk_view
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, number: int) -> HttpResponse:
    """Show a case; with POST, do what the pressed button says."""
    found = get_object_or_404(queries.whole(), pk=number)
    if request.method != "POST":
        return show_case(request, found)
    posted = Posted.of(request.POST, found)
    if posted is None or posted.act not in ACTS:
        return HttpResponseBadRequest("no such act")
    return _act(request, found, posted)


@desk_view
@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take back the last act of a case."""
    found = get_object_or_404(Case, pk=number)
    version = request.POST.get("version", "")
    return _undo(request, found, int(version) if version.isascii() and version.isdigit() else -1)


@desk_view
@require_POST
def undo_last(request: HttpRequest) -> HttpResponse:
    """Take back the last act of the person at the desk."""
    found = queries.last_act_of(actor(request))
    if found is None:
        return redirect(onward(None, notice="nothing_to_undo"))
    return _undo(request, found, found.version)


def _act(request: HttpRequest, case: Case, posted: Posted) -> HttpResponse:
    try:
        ACTS[posted.act](case, posted, (actor(request), timezone.now()))
    except StaleCase as stale:
        return _refused(request, stale.case, posted)
    except EnteredWrong as wrong:
        return show_case(request, case, posted=posted, errors=wrong.errors, homonyms=wrong.places)
    except IncompleteDraft as incomplete:
        errors = {problem.code.split(".")[0]: problem.code for problem in incomplete.problems}
        return show_case(request, case, posted=posted, errors=errors)
    following = case.parts.order_by("pk").first() or queries.next_case(after=case)
    return redirect(onward(following, done=case.pk))


def _refused(request: HttpRequest, case: Case, posted: Posted) -> HttpResponse:
    """Answer an act on a case that moved on: the same act again is no trouble, another one is."""
    if same_act(case, posted):
        return redirect(onward(queries.next_case(after=case), already=case.pk))
    return show_stale(request, queries.whole().get(pk=case.pk), posted)


def _undo(request: HttpRequest, case: Case, version: int) -> HttpResponse:
    try:
        operations.undo(case, version=version, by=actor(request), at=timezone.now())
    except StaleCase:
        return redirect(onward(case, notice="stale_undo"))
    except CannotUndo as refused:
        return redirect(onward(case, notice=refused.code))
    return redirect(onward(case, notice="undone"))


def _publish(case: Case, posted: Posted, written: Written) -> None:
    if case.state in operations.WAITING:
        _refuse_unseen(case, posted)
    operations.publish_case(case, **_decision(case, posted, written))


def _refuse_unseen(case: Case, posted: Posted) -> None:
    """Raise EnteredWrong when an event like this one was listed after the page was served."""
    comparison = queries.comparison_now(case)
    if comparison.verdict != "new" and comparison.uid != posted.beside:
        raise EnteredWrong({"event": "event.listed_meanwhile"})


def _apply(case: Case, posted: Posted, written: Written) -> None:
    event = case.event or Event.objects.filter(uid=posted.beside, listed=True).first()
    if event is None:
        raise EnteredWrong({"event": "event.gone"})
    operations.apply_case(case, event, **_decision(case, posted, written))


def _reject(case: Case, posted: Posted, written: Written) -> None:
    by, at = written
    if posted.reason not in operations.REASONS:
        raise EnteredWrong({"reason": "reason.missing"})
    operations.reject_case(
        case, posted.reason, version=posted.version, seconds=posted.seconds(at), by=by, at=at
    )


def _split(case: Case, posted: Posted, written: Written) -> None:
    by, at = written
    operations.split_case(case, fields=posted.kept(), version=posted.version, by=by, at=at)


def _later(case: Case, posted: Posted, written: Written) -> None:
    by, at = written
    operations.put_later(case, fields=posted.kept(), version=posted.version, by=by, at=at)


ACTS: dict[str, Callable[[Case, Posted, Written], None]] = {
    "publish": _publish,
    "apply": _apply,
    "reject": _reject,
    "split": _split,
    "later": _later,
}


def _decision(case: Case, posted: Posted, written: Written) -> dict[str, Any]:
    """Return what publishing and applying share. Raises: EnteredWrong."""
    by, at = written
    draft = draft_with(draft_of(case), posted.fields, gazetteer())
    return {
        "draft": draft,
        "fields": posted.kept(),
        "pinned": _pinned(case, draft),
        "calls": posted.calls,
        "version": posted.version,
        "seconds": posted.seconds(at),
        "by": by,
        "at": at,
    }


def _pinned(case: Case, draft: Draft) -> set[str]:
    """The fields that a person set, now or, in a case that is corrected, back to what was read."""
    pinned = set(pinned_by(draft_of(case), draft))
    if case.state in operations.LISTED:
        pinned.update(pinned_by(draft_with(draft_of(case), case.fields, gazetteer()), draft))
    return pinned
