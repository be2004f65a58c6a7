"""Addresses of the desk, under /desk/."""

from django.urls import URLPattern, path

from handbill_site.desk.views import cases, copies, days, feeds, keeping, organizers, queue

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", queue.queue, name="queue"),
    path("next/", queue.following, name="next"),
    path("undo/", cases.undo_last, name="undo_last"),
    path("cases/<int:number>/", cases.case, name="case"),
    path("cases/<int:number>/undo/", cases.undo, name="undo"),
    path("deliveries/<str:uid>/raw/", queue.raw, name="raw"),
    path("deliveries/<str:uid>/pictures/<int:number>/", queue.picture, name="picture"),
    path("events/<slug:slug>/", copies.event, name="event"),
    path("copies/", copies.all_copies, name="copies"),
    path("copies/<uuid:uid>/", copies.copy, name="copy"),
    path("calls/", keeping.calls, name="calls"),
    path("calls/new/", keeping.call, name="new_call"),
    path("calls/<slug:slug>/", keeping.call, name="call"),
    path("calls/<slug:slug>/day/", days.day, name="call_day"),
    path("calls/<slug:slug>/next/", days.open_next, name="next_call"),
    path("sources/", feeds.sources, name="sources"),
    path("sources/feeds/", feeds.subscribe, name="subscribe"),
    path("sources/feeds/<int:number>/remove/", feeds.unsubscribe, name="unsubscribe"),
    path("sources/<int:number>/trust/", keeping.trust, name="trust"),
    path("organizers/", organizers.organizers, name="organizers"),
    path("organizers/<int:number>/", organizers.organizer, name="organizer"),
    path("organizers/proofs/<int:number>/", organizers.proof, name="proof"),
    path("ledger/", keeping.ledger, name="ledger"),
]
