"""The editors' page of channels: how each stands; admins try the credentials here."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handbill_site.intake.channels import BY_KIND, CHANNELS
from handbill_site.intake.channels.feed import subscriptions
from handbill_site.intake.channels.overview import ago, check, lag_words, standings
from handbill_site.intake.models import Source
from handbill_site.people.models import Role, User


@never_cache
@login_required
@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """Show each channel with its parts, last success, lag and what is wrong, and what the feeds give."""
    return _page(request)


@never_cache
@login_required
@require_POST
def try_channel(request: HttpRequest, kind: str) -> HttpResponse:
    """Try the credentials of one channel, as `manage.py channels test` does, and say what works."""
    if not _is_admin(request):
        raise PermissionDenied
    if kind not in BY_KIND:
        raise Http404
    return _page(request, tried=kind)


def _page(request: HttpRequest, tried: str = "") -> HttpResponse:
    now = timezone.now()
    results = list(check(BY_KIND[Source.Kind(tried)])) if tried else []
    rows = standings()
    feeds = sorted(subscriptions.standings(), key=lambda each: each.is_well)
    poor_feeds = sum(not each.is_well for each in feeds)
    poor = {row.kind for row in rows if row.wants_a_look} | ({Source.Kind.FEED} if poor_feeds else set())
    context = {
        "channels": [(channel, [row for row in rows if row.kind == channel.kind]) for channel in CHANNELS],
        "wanting": [channel for channel in CHANNELS if channel.kind in poor],
        "feeds": feeds,
        "poor_feeds": poor_feeds,
        "tried": tried,
        "results": results,
        "is_admin": _is_admin(request),
        "ago": lambda when: ago(when, now),
        "lag_words": lag_words,
    }
    return render(request, "intake/channels.html", context)


def _is_admin(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.role == Role.ADMIN


urlpatterns = [
    path("channels/", channels, name="channels"),
    path("channels/<str:kind>/test/", try_channel, name="try_channel"),
]
