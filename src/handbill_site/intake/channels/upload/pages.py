"""The pages of the upload: handing in, the tray, the raw bytes."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handbill.formats.tabular.stated import ROW
from handbill_site.intake.channels.upload.handing import Handing
from handbill_site.intake.errors import NotKept
from handbill_site.intake.models import Delivery
from handbill_site.intake.operations import raw_of, settle, try_again
from handbill_site.intake.slower import in_tray

SHOWN = 50


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Show the page with the newest deliveries; keep what an editor hands in."""
    if request.method != "POST":
        return _upload_page(request, Handing())
    handing = Handing(request.POST, request.FILES)
    if not handing.is_valid():
        return _upload_page(request, handing, status=400)
    try:
        handing.keep(by=f"user:{request.user.get_username()}", now=timezone.now())
    except NotKept:
        response = _upload_page(request, handing, status=503)
        response["Retry-After"] = "60"
        return response
    return HttpResponseRedirect(reverse("upload"), status=303)


@never_cache
@login_required
@require_GET
def tray(request: HttpRequest) -> HttpResponse:
    """Show the deliveries that could not be opened or read, with the reason."""
    waiting = in_tray()
    context = {"deliveries": waiting[:SHOWN], "count": waiting.count()}
    return render(request, "intake/tray.html", context)


@never_cache
@login_required
@require_POST
def decide(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Put a delivery of the tray back to be read once more, or take it out for good."""
    delivery = get_object_or_404(Delivery, uid=uid)
    act = try_again if request.POST.get("act") == "again" else settle
    act(delivery, by=f"user:{request.user.get_username()}", at=timezone.now())
    return HttpResponseRedirect(reverse("tray"), status=303)


@never_cache
@login_required
@require_GET
def raw(_: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Hand out the bytes as they arrived, as a file to keep and never as a page to show."""
    delivery = get_object_or_404(Delivery, uid=uid)
    try:
        arrived = raw_of(delivery)
    except OSError as error:  # deleted by its sender, or the disk
        raise Http404 from error
    response = HttpResponse(arrived, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{uid}.bin"'
    return response


def _upload_page(request: HttpRequest, handing: Handing, status: int = 200) -> HttpResponse:
    single = Delivery.objects.exclude(media_type=ROW)  # rows of an import stand on its own page
    newest = single.select_related("source").order_by("-id")[:SHOWN]
    context = {"handing": handing, "deliveries": newest, "broken": status == 503}
    return render(request, "intake/upload.html", context, status=status)


urlpatterns = [
    path("upload/", upload, name="upload"),
    path("tray/", tray, name="tray"),
    path("tray/<uuid:uid>/", decide, name="tray_decide"),
    path("raw/<uuid:uid>/", raw, name="upload_raw"),
]
