"""Who may enter the desk, and the frame that all of its pages share."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from handbill_site.desk import queries, wording
from handbill_site.desk.models import Case
from handbill_site.desk.values import instant, summary_of
from handbill_site.people.models import Role, User

View = Callable[..., HttpResponse]


def desk_view(view: View) -> View:
    """Let in editors and admins; nothing of these pages is kept by browsers or caches."""
    return never_cache(login_required(_with_role(view, Role.EDITOR, Role.ADMIN)))


def admin_view(view: View) -> View:
    """Let in admins only."""
    return never_cache(login_required(_with_role(view, Role.ADMIN)))


def actor(request: HttpRequest) -> str:
    """Return how the ledger names who is logged in."""
    return f"user:{_user(request).get_username()}"


def is_admin(request: HttpRequest) -> bool:
    """Whether an admin is logged in."""
    return _user(request).role == Role.ADMIN


def page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """Render *template* in the frame: the bar, and what the last act did (`?done=`, `?already=`)."""
    frame = {
        "me": _user(request).get_username(),
        "admin": is_admin(request),
        "done": _case_of(request.GET.get("done")),
        "already": _case_of(request.GET.get("already")),
        "notice": wording.NOTICES.get(request.GET.get("notice", ""), ""),
        "section": request.path.split("/")[2],
        "by_name": functools.partial(by_name, request),
        "instant": instant,
        "summary_of": summary_of,
        "tray_count": queries.tray_count(),
        "proof_count": queries.proofs_waiting(),
        "url": reverse,
        "words": wording.words,
        "wording": wording,
    }
    return render(request, template, frame | context, status=status)


def onward(case: Case | None, **query: object) -> str:
    """Return the address of *case*, or of the queue for None, with *query*."""
    path = reverse("desk:case", args=[case.pk]) if case else reverse("desk:queue")
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{path}?{asked}" if asked else path


def by_name(request: HttpRequest, who: str) -> str:
    """Return an actor as the desk names it: "you" for oneself."""
    return "you" if who == actor(request) else who.removeprefix("user:")


def _with_role(view: View, *roles: Role) -> View:
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if _user(request).role not in roles:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _case_of(number: str | None) -> Case | None:
    """Return the case of a query parameter; None for anything else that stands there."""
    if not number or not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    return queries.with_origin(Case.objects.filter(pk=int(number))).first()
