"""Calls, trust in sources, and the ledger: what is kept beside the cases."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handbill.calendars.observances import catalogue
from handbill_site.desk import operations
from handbill_site.desk.callforms import call_fields, call_of, sent_fields
from handbill_site.desk.errors import EnteredWrong
from handbill_site.desk.views.doors import actor, admin_view, desk_view, page
from handbill_site.intake.models import Source
from handbill_site.ledger.models import Entry
from handbill_site.listing.kept import label_of
from handbill_site.listing.models import Call
from handbill_site.listing.operations import change_call, create_call

ENTRIES = 100


@desk_view
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """List the calls with how many events answer each."""
    rows = Call.objects.annotate(answers=Count("events"))
    return page(request, "desk/calls.html", calls=rows)


@admin_view
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Make a call, or change the one of *slug*; its slug stays, since it is its address."""
    held = get_object_or_404(Call, slug=slug) if slug else None
    if request.method != "POST":
        return _call_page(request, held, call_fields(held))
    fields = sent_fields(request.POST.dict()) | ({"slug": slug} if slug else {})
    try:
        _save_call(held, fields, by=actor(request))
    except EnteredWrong as wrong:
        return _call_page(request, held, fields, wrong.errors)
    return redirect("desk:calls")


@admin_view
@require_POST
def trust(request: HttpRequest, number: int) -> HttpResponse:
    """Trust a source, or no longer."""
    source = get_object_or_404(Source, pk=number)
    trusted = request.POST.get("trusted") == "yes"
    operations.set_trust(source, trusted, by=actor(request), at=timezone.now())
    return redirect("desk:sources")


@desk_view
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Show the last entries, newest first; `?before=` goes back."""
    before = request.GET.get("before", "")
    rows = Entry.objects.order_by("-number")
    if before.isascii() and before.isdigit() and len(before) <= 18:
        rows = rows.filter(number__lt=int(before))
    return page(request, "desk/ledger.html", entries=list(rows[:ENTRIES]), a_page=ENTRIES)


def _save_call(held: Call | None, fields: dict[str, object], *, by: str) -> None:
    """Raises: EnteredWrong."""
    now = timezone.now()
    wanted = call_of(fields, now.date())
    slug = wanted.pop("slug")
    if held is not None:
        change_call(held, **wanted, by=by, at=now)
        return
    if slug == "new" or Call.objects.filter(slug=slug).exists():
        raise EnteredWrong({"slug": "slug.taken"})
    create_call(slug, **wanted, by=by, at=now)


def _call_page(
    request: HttpRequest, call: Call | None, fields: dict[str, object], errors: dict[str, str] | None = None
) -> HttpResponse:
    status = 422 if errors else 200
    return page(
        request,
        "desk/call.html",
        status=status,
        call=call,
        fields=fields,
        errors=errors or {},
        observances=[(label_of(each), each.family.replace("_", " ")) for each in catalogue().values()],
    )
