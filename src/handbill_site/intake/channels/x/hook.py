"""/hooks/x/: X asks again and again whether we know the secret (GET, "CRC"), and hands in (POST).

The answer to a CRC signs what was asked with the same key that signs what is handed in, and anybody may ask.
So a token is answered only where no body could be the same bytes: without braces it is no JSON object.
Source: https://docs.x.com/x-api/webhooks/introduction, …/quickstart.
"""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from handbill_site.intake.channels import X, hooks
from handbill_site.intake.channels.credentials import NO_SECRET, Secret
from handbill_site.intake.channels.strictly import BadJson, strict_json
from handbill_site.intake.channels.x.message import incoming_of_hook
from handbill_site.intake.channels.x.setup import keys_from
from handbill_site.intake.errors import NotSetUp

_TOKEN = re.compile(r"[A-Za-z0-9_.=+/ -]{1,256}")


@csrf_exempt  # a program posts here, and its signature is checked
@never_cache
@require_http_methods(["GET", "POST"])
def hook(request: HttpRequest) -> HttpResponse:
    """Answer a CRC, or keep what is handed in. What is not signed is not looked at."""
    secret = _secret()
    if request.method == "GET":
        return _crc(request.GET.get("crc_token", ""), secret)
    signature = request.headers.get("X-Twitter-Webhooks-Signature", "")
    if not hooks.is_signed_in_base64(request.body, signature, secret):
        return hooks.refused()
    try:
        payload = strict_json(request.body)
    except BadJson as bad:
        return hooks.unreadable(bad)
    if not isinstance(payload, dict):
        return HttpResponseBadRequest("It is no payload of X.\n", content_type="text/plain")
    return hooks.take(X, incoming_of_hook(payload))


def _crc(token: str, secret: Secret) -> HttpResponse:
    if not secret or not _TOKEN.fullmatch(token):
        return HttpResponseBadRequest("It is no token.\n", content_type="text/plain")
    return JsonResponse({"response_token": f"sha256={hooks.in_base64(token.encode(), secret)}"})


def _secret() -> Secret:
    """Return the consumer secret; none where settings are wrong, so that nothing is taken."""
    try:
        return keys_from().consumer_secret
    except NotSetUp:
        return NO_SECRET


urlpatterns = [path("", hook, name="x-hook")]
