"""Organisers and what proves them: asked for by editors, looked for by the worker."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handbill.formats.ownership import NAME, PATH
from handbill_site.desk import queries
from handbill_site.desk.views.doors import actor, desk_view, page
from handbill_site.listing.binding import host_of, hosts_of
from handbill_site.listing.errors import NotProvable
from handbill_site.listing.models import Organizer, Proof
from handbill_site.listing.proofs import (
    account_of,
    ask_proof,
    confirm_page,
    look_again,
    page_of,
    withdraw_proof,
)

FIELDS = ("url", "account")


@desk_view
@require_safe
def organizers(request: HttpRequest) -> HttpResponse:
    """List organisers, those with proofs first; `?q=` looks for a name."""
    asked = request.GET.get("q", "").strip()[:200]
    return page(request, "desk/organizers.html", organizers=queries.organizers(asked), asked=asked)


@desk_view
@require_http_methods(["GET", "HEAD", "POST"])
def organizer(request: HttpRequest, number: int) -> HttpResponse:
    """Show one organiser with proofs; with POST, begin to look for one."""
    row = get_object_or_404(Organizer, pk=number)
    if request.method != "POST":
        return _page(request, row)
    sent = {name: request.POST.get(name, "").strip() for name in FIELDS}
    is_theirs = request.POST.get("theirs") == "yes"
    try:
        _ask(row, sent, is_theirs=is_theirs, by=actor(request))
    except NotProvable as wrong:
        return _page(request, row, sent, error=str(wrong), status=422)
    return redirect("desk:organizer", number=row.pk)


@desk_view
@require_POST
def proof(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm the page of a proof, look for it now, or withdraw it."""
    row = get_object_or_404(Proof, pk=number)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        return HttpResponseBadRequest("no such act")
    act(row, by=actor(request), at=timezone.now())
    return redirect("desk:organizer", number=row.organizer_id)


ACTS: dict[str, Callable[..., Any]] = {
    "confirm": confirm_page,
    "look": look_again,
    "withdraw": withdraw_proof,
}


def _ask(row: Organizer, sent: dict[str, str], *, is_theirs: bool, by: str) -> None:
    """Raises: NotProvable, also where nobody says that an unknown host is theirs."""
    url, account = page_of(sent["url"]), account_of(sent["account"])
    if not is_theirs and host_of(url) not in hosts_of(row):
        raise NotProvable(f"{host_of(url)} is not known to be theirs: say so below if it is")
    ask_proof(row, url, account=account, confirmed=True, by=by, at=timezone.now())


def _page(
    request: HttpRequest,
    row: Organizer,
    sent: dict[str, str] | None = None,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    return page(
        request,
        "desk/organizer.html",
        status=status,
        organizer=row,
        proofs=row.proofs.select_related("source"),
        events=row.events.filter(listed=True).order_by("-dtstart")[:10],
        hosts=sorted(hosts_of(row)),
        fields=sent or dict.fromkeys(FIELDS, ""),
        error=error,
        name=NAME,
        file=PATH,
    )
