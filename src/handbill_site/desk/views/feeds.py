"""The page of sources, and the feeds among them: added and removed by editors, trusted by admins."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from handbill_site.desk.views.doors import actor, desk_view, is_admin, page
from handbill_site.intake.channels.feed import subscriptions
from handbill_site.intake.errors import NotSubscribed
from handbill_site.intake.models import Source, Subscription

FIELDS = ("address", "name", "home", "zone")


@desk_view
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """List the sources, which admins may trust, and how each feed stands."""
    return _page(request)


@desk_view
@require_POST
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask a feed from now on. Trust is an admin's to give."""
    sent = {name: request.POST.get(name, "").strip() for name in FIELDS}
    trusted = is_admin(request) and request.POST.get("trusted") == "yes"
    try:
        subscriptions.subscribe(**sent, trusted=trusted, by=actor(request), at=timezone.now())
    except NotSubscribed as wrong:
        return _page(request, sent, error=str(wrong), status=422)
    return redirect("desk:sources")


@desk_view
@require_POST
def unsubscribe(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a feed no more."""
    subscription = get_object_or_404(Subscription.objects.select_related("source"), pk=number)
    subscriptions.unsubscribe(subscription, by=actor(request), at=timezone.now())
    return redirect("desk:sources")


def _page(
    request: HttpRequest, sent: dict[str, str] | None = None, *, error: str = "", status: int = 200
) -> HttpResponse:
    known = Source.objects.filter(forgotten=None).annotate(count=Count("deliveries"))
    rows = sorted(known, key=lambda each: (each.name.casefold(), each.pk))
    # What wants to be looked at stands first; the order by name stays within.
    feeds = sorted(subscriptions.standings(), key=lambda each: each.is_well)
    fields = sent or dict.fromkeys(FIELDS, "")
    return page(
        request, "desk/sources.html", status=status, sources=rows, feeds=feeds, fields=fields, error=error
    )
