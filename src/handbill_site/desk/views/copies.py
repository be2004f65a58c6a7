"""Copies of pages: asked for, listed, downloaded."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from handbill.errors import NotFetched, Refused
from handbill_site.desk import copies, queries
from handbill_site.desk.models import Case, PageCopy
from handbill_site.desk.views.doors import actor, desk_view, page
from handbill_site.intake.errors import NotKept
from handbill_site.listing.models import Event
from handbill_site.sealing.errors import NotOpened

MOST = 500
"""Copies on the page of all of them, the newest."""


@desk_view
@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an event as the desk sees it: its links, and copies of the pages behind them."""
    found = get_object_or_404(Event, slug=slug)
    return _event_page(request, found)


@desk_view
@require_http_methods(["GET", "HEAD", "POST"])
def all_copies(request: HttpRequest) -> HttpResponse:
    """Show all copies; with POST, keep one of a page that speaks of a case or event."""
    if request.method != "POST":
        newest = PageCopy.objects.all()[:MOST]
        return page(request, "desk/allcopies.html", links=(), copies=newest, folded=False)
    of, back = _asked(request)
    url = request.POST.get("url", "")
    if url not in copies.links_of(of):
        raise Http404
    as_evidence = request.POST.get("keep") == "evidence"
    try:
        copies.keep_copy(url, of=of, as_evidence=as_evidence, by=actor(request), at=timezone.now())
    except (Refused, NotFetched, NotKept) as error:
        status = 503 if isinstance(error, NotKept) else 502
        return page(request, "desk/nocopy.html", status=status, url_asked=url, why=str(error), back=back)
    return redirect(f"{back}?notice=copied")


@desk_view
@require_safe
def copy(_: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Hand out a copy as a WARC file."""
    found = get_object_or_404(PageCopy, uid=uid)
    try:
        raw = copies.raw_of_copy(found)
    except OSError:
        return HttpResponse("The file is gone.", status=410, content_type="text/plain")
    except NotOpened as error:
        return HttpResponse(f"The file cannot be opened: {error}.", status=500, content_type="text/plain")
    answer = HttpResponse(raw, content_type="application/warc")
    answer["Content-Disposition"] = f'attachment; filename="{found.uid}.warc.gz"'
    return answer


def _asked(request: HttpRequest) -> tuple[Case | Event, str]:
    """Return what the copy is to be evidence of, and where its page is. Raises: Http404."""
    number, slug = request.POST.get("case", ""), request.POST.get("event", "")
    if number.isascii() and number.isdigit():
        case = get_object_or_404(queries.whole(), pk=int(number))
        return case, reverse("desk:case", args=[case.pk])
    return get_object_or_404(Event, slug=slug), reverse("desk:event", args=[slug])


def _event_page(request: HttpRequest, found: Event) -> HttpResponse:
    return page(
        request,
        "desk/event.html",
        event=found,
        links=copies.links_of(found),
        copies=copies.copies_of(found),
        of_field="event",
        of_value=found.slug,
        folded=False,
    )
