"""The queue, the tray, and going on to the next case."""

import datetime as dt

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from handbill_site.desk import queries
from handbill_site.desk.values import summary_of
from handbill_site.desk.views.doors import desk_view, onward, page
from handbill_site.intake.models import Delivery
from handbill_site.intake.operations import raw_of
from handbill_site.intake.pictures import WEBP, copy_of
from handbill_site.listing.models import Call
from handbill_site.sealing.errors import NotOpened

A_PAGE = 50
WEEK = dt.timedelta(days=7)


@desk_view
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits, what could not be read, and what was decided last."""
    state, call = request.GET.get("state", ""), request.GET.get("call", "")
    slow = request.GET.get("lane") == "slow"
    cases = Paginator(queries.with_origin(queries.waiting(state=state, call=call, slow=slow)), A_PAGE)
    shown = cases.get_page(request.GET.get("page"))
    return page(
        request,
        "desk/queue.html",
        rows=[summary_of(case) for case in shown],
        shown=shown,
        state=state,
        call=call,
        slow=slow,
        calls=list(Call.objects.all()),
        counts=queries.counts(since=timezone.now() - WEEK),
        decided=[summary_of(case) for case in queries.with_origin(queries.recently_decided())],
        tray=queries.tray(),
        median=queries.median_seconds(),
        stopped=queries.retention_stopped(),
    )


@desk_view
@require_safe
def following(_: HttpRequest) -> HttpResponse:
    """Go to the first case that waits."""
    return redirect(onward(queries.next_case()))


@desk_view
@require_safe
def picture(_: HttpRequest, uid: str, number: int) -> HttpResponse:
    """Show the clean copy of a picture: pixels that the reader encoded anew, never what arrived."""
    delivery = get_object_or_404(Delivery, uid=uid)
    try:
        return HttpResponse(copy_of(delivery, number), content_type=WEBP)
    except OSError:
        return HttpResponse("There is no such picture.", status=410, content_type="text/plain")


@desk_view
@require_safe
def raw(_: HttpRequest, uid: str) -> HttpResponse:
    """Show a delivery as it arrived: as text, whatever it says it is."""
    delivery = get_object_or_404(Delivery, uid=uid)
    if delivery.forgotten:
        said = f"It was removed on {delivery.forgotten.date()}."
        return HttpResponse(said, status=410, content_type="text/plain")
    try:
        text = raw_of(delivery).decode("utf-8", "replace")
    except OSError:
        return HttpResponse("The file is gone from the spool.", status=410, content_type="text/plain")
    except NotOpened as error:
        return HttpResponse(f"The file cannot be opened: {error}.", status=500, content_type="text/plain")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
