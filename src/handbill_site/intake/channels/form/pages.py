"""The pages of the public form and its receipt."""

import functools
import hashlib
import uuid
from typing import Any
from urllib.parse import urlsplit

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from handbill_site.intake.channels import FORM, source_or_not_kept
from handbill_site.intake.channels.form.files import ACCEPTED, MOST_BYTES
from handbill_site.intake.channels.form.others import other_doors
from handbill_site.intake.channels.form.proof import new_challenge, trouble_with
from handbill_site.intake.channels.form.telling import Telling
from handbill_site.intake.channels.writing import words_of
from handbill_site.intake.errors import NotKept, TryLater
from handbill_site.intake.incoming import Incoming
from handbill_site.intake.keeping import keep
from handbill_site.intake.models import Delivery
from handbill_site.intake.operations import raw_of
from handbill_site.ledger.models import Entry

RETRY_SECONDS = 60
MOST_BODY = MOST_BYTES + 3 * 1024 * 1024
"""Bytes of a whole post: files, words, and what parts them."""


@csp_update({"worker-src": [SELF]})  # /static/proof-worker.js does the work
@csrf_exempt  # anonymous: there is no session whose rights a foreign page could borrow, and no cookie is set
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """Show the form; keep what is told and lead to the receipt, or say what is missing or broken."""
    if request.method != "POST":
        return _form_page(request, Telling())
    if not _from_own_page(request):
        return HttpResponseForbidden(
            "This form is answered only from its own page.", content_type="text/plain"
        )
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BODY:  # before anything of it is read
        return _form_page(request, Telling(), status=413)
    telling = Telling(request.POST, request.FILES)
    if not telling.is_valid():
        return _form_page(request, telling, status=400)
    try:
        delivery = _keep(telling)
    except NotKept as error:
        response = _form_page(request, telling, status=503)
        response["Retry-After"] = str(error.seconds if isinstance(error, TryLater) else RETRY_SECONDS)
        return response
    return HttpResponseRedirect(reverse("receipt", args=[delivery.uid]), status=303)


@never_cache
@require_GET
def receipt(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say what was kept, when, under which number, and what happens next."""
    delivery = get_object_or_404(Delivery, uid=uid, source__kind=FORM.kind)
    entry = Entry.objects.filter(subject=f"delivery:{uid}", verb="intake.received").first()
    if entry is None:
        raise Http404
    kept = "" if delivery.forgotten else _kept_words(delivery)
    context = {"delivery": delivery, "number": entry.number, "kept": kept}
    return _private(render(request, "intake/receipt.html", context))


def _keep(telling: Telling) -> Delivery:
    """Keep what was told, in the ordinary queue where it came with proof of work. Raises: NotKept."""
    now = timezone.now()
    slow = trouble_with(telling.cleaned_data["altcha"], now=now)
    raw, media_type = telling.document()
    contact = telling.cleaned_data["contact"]
    # The same words from somebody else are another delivery, with a receipt and an answer of its own.
    fingerprint = hashlib.sha256(raw + b"\0" + contact.casefold().encode()).hexdigest()
    incoming = Incoming(
        raw,
        media_type,
        url=telling.cleaned_data["link"],
        file_name=telling.file_names(),
        contact=contact,
        fingerprint=fingerprint,
        slow=slow,
    )
    return keep(incoming, source=source_or_not_kept(FORM, "tell", now=now, name=FORM.name), now=now).delivery


def _form_page(request: HttpRequest, telling: Telling, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "telling": telling,
        "broken": status == 503,
        "too_large": status == 413,
        "challenge": new_challenge(now=timezone.now()),
        "others": other_doors(),
        "accepted": ACCEPTED,
    }
    return _private(render(request, "intake/tell.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response


def _kept_words(delivery: Delivery) -> str:
    return words_of(raw_of(delivery), delivery.media_type)


def _from_own_page(request: HttpRequest) -> bool:
    """Tell whether the browser, where it says so at all, posts from our own page. Programs say nothing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    own = (request.get_host(), _base_host())
    return origin is None or (origin != "null" and urlsplit(origin).netloc in own)


@functools.cache
def _base_host() -> str:
    return urlsplit(settings.BASE_URL).netloc


urlpatterns = [
    path("", tell, name="tell"),
    path("receipt/<uuid:uid>/", receipt, name="receipt"),
]
