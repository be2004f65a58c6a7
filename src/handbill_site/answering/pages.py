"""The editors' pages of answers: what is said in each language, and what went out."""

import re

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from handbill_site.answering.models import Answer, Wording
from handbill_site.answering.operations import MOST, word
from handbill_site.answering.wording import ENGLISH, languages, ours

SHOWN = 50
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")


@never_cache
@login_required
@require_GET
def answers(request: HttpRequest) -> HttpResponse:
    """Show the languages that answers are written in, and the newest answers with what became of them."""
    written = set(Wording.objects.values_list("language", flat=True))
    states = dict(Answer.objects.values_list("state").annotate(Count("pk")))
    newest = Answer.objects.select_related("delivery").order_by("-pk")[:SHOWN]
    context = {"languages": sorted({*languages(), *written}), "states": states, "answers": newest}
    return render(request, "answering/answers.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: HttpRequest, language: str) -> HttpResponse:
    """Show what is said in one language; with POST, keep what an editor wrote."""
    if not _TAG.fullmatch(language):
        raise Http404
    if request.method == "POST":
        by = f"user:{request.user.get_username()}"
        word(language, request.POST.dict(), by=by, at=timezone.now())
        return HttpResponseRedirect(reverse("answer_texts", args=[language]), status=303)
    held = dict(Wording.objects.filter(language=language).values_list("key", "text"))
    own = ours(language)
    rows = [
        (key, english, held.get(key) or own.get(key, ""), key in held)
        for key, english in ours(ENGLISH).items()
    ]
    context = {"language": language, "rows": rows, "most": MOST}
    return render(request, "answering/texts.html", context)


urlpatterns = [
    path("answers/", answers, name="answers"),
    path("answers/<str:language>/", texts, name="answer_texts"),
]
