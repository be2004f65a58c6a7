"""/hooks/instagram/: Meta asks once whether it is meant (GET), and then hands in (POST)."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from handbill_site.intake.channels import INSTAGRAM, hooks, wire
from handbill_site.intake.channels.credentials import NO_SECRET
from handbill_site.intake.channels.instagram.message import messages_of
from handbill_site.intake.channels.instagram.setup import InstagramSettings, settings_from
from handbill_site.intake.channels.strictly import BadJson, strict_json
from handbill_site.intake.errors import NotSetUp


@csrf_exempt  # a program posts here, and its signature is checked
@never_cache
@require_http_methods(["GET", "POST"])
def hook(request: HttpRequest) -> HttpResponse:
    """Answer the handshake, or keep what is handed in. What is not signed is not looked at."""
    settings = _settings()
    if request.method == "GET":
        return _handshake(request, settings)
    signature = request.headers.get("X-Hub-Signature-256", "")
    if not hooks.is_signed_in_hex(request.body, signature, settings.app_secret):
        return hooks.refused()
    try:
        payload = strict_json(request.body)
    except BadJson as bad:
        return hooks.unreadable(bad)
    if wire.text(payload, "object") != "instagram":
        return HttpResponseBadRequest("It is no payload of Instagram.\n", content_type="text/plain")
    return hooks.take(INSTAGRAM, messages_of(payload))


def _handshake(request: HttpRequest, settings: InstagramSettings) -> HttpResponse:
    """Give back hub.challenge where hub.verify_token is ours (Meta, "Webhooks, verification requests")."""
    asked = request.GET
    is_meant = hooks.is_same(asked.get("hub.verify_token", ""), settings.verify_token)
    if asked.get("hub.mode") != "subscribe" or not is_meant:
        return HttpResponseForbidden("The token is not ours.\n", content_type="text/plain")
    return HttpResponse(asked.get("hub.challenge", "")[:1000], content_type="text/plain")


def _settings() -> InstagramSettings:
    """Return the settings; wrong ones as none at all, so that nothing is taken (the command names them)."""
    try:
        return settings_from()
    except NotSetUp:
        return InstagramSettings(NO_SECRET, NO_SECRET, NO_SECRET)


urlpatterns = [path("", hook, name="instagram-hook")]
