"""The pages of imports: a table handed in, its preview with all errors by row, confirmed, undone."""

import csv
import io
import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from handbill.formats.tabular.grid import MOST_BYTES
from handbill.formats.tabular.neutral import neutral
from handbill.reading.imports.roles import ROLES, WHY
from handbill_site.desk.models import Case
from handbill_site.desk.operations import WAITING
from handbill_site.desk.views.doors import actor, desk_view, is_admin, page
from handbill_site.desk.wording import row_errors
from handbill_site.intake import imports as operations
from handbill_site.intake.channels.file.files import media_type_of
from handbill_site.intake.errors import NotKept, StaleImport
from handbill_site.intake.models import Delivery, Import
from handbill_site.listing.models import Event

TABLES = (".csv", ".tsv", ".xlsx")
SHOWN = 100
RETRY_SECONDS = "60"
NOT_KEPT = "It could not be kept just now. Send it again in a minute."
State = Import.State
ON_THE_WAY = (State.WAITS, State.CONFIRMED, State.UNDOING)
"""States in which the worker is at it, and the page asks again by itself."""


@desk_view
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Show the imports, newest first; take in a table and lead to its page."""
    if request.method != "POST":
        return _list_page(request)
    file, home = request.FILES.get("table"), request.POST.get("home", "").strip().upper()
    if trouble := _trouble_with(file, home):
        return _list_page(request, trouble, home, status=422)
    assert file is not None  # noqa: S101 - no trouble with it
    try:
        made, is_new = operations.begin(
            file.read(),
            file_name=file.name or "",
            media_type=media_type_of(file.name or "") or "",
            home=home,
            by=actor(request),
            at=timezone.now(),
        )
    except NotKept:
        response = _list_page(request, NOT_KEPT, home, status=503)
        response["Retry-After"] = RETRY_SECONDS
        return response
    return _to(made, "" if is_new else "known")


@desk_view
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Show one import; look again with other choices, confirm it, or undo it whole."""
    made = get_object_or_404(Import.objects.select_related("source", "delivery"), uid=uid)
    if request.method != "POST":
        return _one_page(request, made)
    try:
        return _act(request, made)
    except StaleImport as stale:
        return _one_page(request, stale.made, status=409)


@desk_view
@require_safe
def left_out(_: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Hand out the rows that cannot be taken, with the reasons, as a table to correct and import again."""
    made = get_object_or_404(Import, uid=uid)
    out = io.StringIO()
    writer = csv.writer(out)
    columns = made.seen.get("columns", ())
    writer.writerow([neutral(column["header"]) for column in columns] + [WHY])
    for row in made.wrong:
        cells = row["cells"] + [""] * (len(columns) - len(row["cells"]))
        why = "; ".join(row_errors(row, columns))
        writer.writerow([neutral(words) for words in [*cells, f"row {row['row']}: {why}"]])
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="left-out-{made.uid}.csv"'
    return response


def _act(request: HttpRequest, made: Import) -> HttpResponse:
    """Raises: StaleImport."""
    act, by, now = request.POST.get("act"), actor(request), timezone.now()
    if act == "undo":
        operations.undo(made, by=by, at=now)
        return _to(made)
    roles, order, home = _chosen(request, made)
    is_changed = (roles, order, home) != (made.roles, made.order, made.home)
    if act == "confirm" and not is_changed:
        trusted = is_admin(request) and request.POST.get("trusted") == "yes"
        operations.confirm(made, trusted=trusted, by=by, at=now)
        return _to(made)
    operations.choose(made, roles=roles, order=order, home=home)
    return _to(made, "changed" if act == "confirm" else "")


def _chosen(request: HttpRequest, made: Import) -> tuple[dict[str, str], str, str]:
    """Return the roles that differ from what was guessed, the order, and the country."""
    roles = dict(made.roles)
    for place, column in enumerate(made.seen.get("columns", ())):
        role = request.POST.get(f"column{place}", column["role"])
        if role != column["role"] and (role in ROLES or not role):
            roles[str(place)] = role
    order, home = request.POST.get("order", made.order), request.POST.get("home", made.home).strip().upper()
    return roles, order if order in ("dmy", "mdy", "ymd") else "", home if _is_country(home) else made.home


def _trouble_with(file: "UploadedFile[Any] | None", home: str) -> str:
    if file is None or not file.size:
        return "Choose a table."
    if not (file.name or "").lower().endswith(TABLES):
        return f"Only {', '.join(TABLES)} are taken here."
    if file.size > MOST_BYTES:
        return f"It has {file.size:,} bytes; at most {MOST_BYTES:,} are taken."
    return "" if _is_country(home) else "Two letters, such as GB."


def _is_country(home: str) -> bool:
    """Whether it is two letters, or nothing, which names none."""
    return not home or (len(home) == 2 and home.isascii() and home.isalpha())


def _to(made: Import, notice: str = "") -> HttpResponse:
    response = redirect("imports_one", uid=made.uid)
    if notice:
        response["Location"] += f"?notice={notice}"
    return response


def _list_page(request: HttpRequest, trouble: str = "", home: str = "", *, status: int = 200) -> HttpResponse:
    rows = Import.objects.defer("seen", "wrong")[:SHOWN]
    return page(request, "desk/imports.html", status=status, imports=rows, trouble=trouble, home=home)


def _one_page(request: HttpRequest, made: Import, status: int = 200) -> HttpResponse:
    rows = Delivery.objects.filter(source=made.source_id) if made.source_id else Delivery.objects.none()
    cases = Case.objects.filter(reading__announcement__delivery__in=rows, state__in=WAITING)
    events = Event.objects.filter(sightings__delivery__in=rows, listed=True).distinct()
    waiting = rows.filter(state__in=(Delivery.State.KEPT, Delivery.State.READ))
    return page(
        request,
        "desk/import.html",
        status=status,
        made=made,
        stale=status == 409,
        again=request.GET.get("notice", ""),
        moving=made.state in ON_THE_WAY or waiting.exists(),
        ready=operations.is_ready(made) if made.seen else False,
        undoable=made.state in operations.UNDOABLE,
        roles=ROLES,
        shown=SHOWN,
        reasons_of=row_errors,
        counts={
            "rows": rows.count(),
            "waiting": waiting.count(),
            "tray": rows.filter(state=Delivery.State.TRAY).count(),
            "cases": cases.count(),
            "events": events.count(),
        },
    )
