"""The editors' page of channels: how each stands."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from handbill_site.intake.channels.overview import lag_words, standings


@never_cache
@login_required
@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """Show each channel with its state, last success, lag and what is wrong."""
    return render(request, "intake/channels.html", {"standings": standings(), "lag_words": lag_words})


urlpatterns = [path("channels/", channels, name="channels")]
