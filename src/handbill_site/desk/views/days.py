"""The day that a call hangs on: as it is computed, as it was announced, and the next one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from handbill.places import gazetteer
from handbill_site.desk.callforms import announcement_of
from handbill_site.desk.errors import EnteredWrong
from handbill_site.desk.views.doors import actor, admin_view, desk_view, page
from handbill_site.listing.kept import KeptDay, kept_day
from handbill_site.listing.models import AnnouncedDay, Call
from handbill_site.listing.observances import announce_day, next_edition


@desk_view
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the day of a call, or enter what was announced, everywhere or in one country."""
    call = get_object_or_404(Call, slug=slug)
    kept = kept_day(call.observance, call.edition)
    if kept is None:
        raise Http404
    if request.method != "POST":
        return _day_page(request, call, kept)
    try:
        _announce(call, request.POST.dict(), by=actor(request))
    except EnteredWrong as wrong:
        return _day_page(request, call, kept, request.POST.dict(), wrong.errors)
    return redirect(f"{reverse('desk:call_day', args=[slug])}?notice=announced")


@admin_view
@require_POST
def open_next(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the next edition of a call and go on to it."""
    call = get_object_or_404(Call, slug=slug)
    try:
        opened = next_edition(call, by=actor(request), at=timezone.now())
    except ValueError as error:
        raise Http404 from error
    return redirect(f"{reverse('desk:call', args=[opened.slug])}?notice=opened")


def _announce(call: Call, sent: dict[str, str], *, by: str) -> None:
    """Raises: EnteredWrong."""
    said = announcement_of(sent, gazetteer().country_named)
    try:
        announce_day(call.observance, call.edition, **said, by=by, at=timezone.now())
    except ValueError as error:
        raise EnteredWrong({"day": "day.far"}) from error


def _day_page(
    request: HttpRequest,
    call: Call,
    kept: KeptDay,
    sent: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    return page(
        request,
        "desk/day.html",
        status=422 if errors else 200,
        call=call,
        kept=kept,
        announced=AnnouncedDay.objects.filter(observance=call.observance, edition=call.edition),
        sent={name: (sent or {}).get(name, "") for name in ("day", "country", "source")},
        errors=errors or {},
    )
