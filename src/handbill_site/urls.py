"""What Django answers. Public pages and feeds are files of the edition, answered before (see wsgi.py)."""

from django.urls import include, path

urlpatterns = [
    path("", include("handbill_site.intake.urls")),
    path("intake/", include("handbill_site.intake.channels.upload.pages")),
    path("intake/", include("handbill_site.intake.channels.pages")),
    path("intake/import/", include("handbill_site.desk.import_urls")),
    path("", include("handbill_site.answering.pages")),
    path("desk/", include("handbill_site.desk.urls")),
    path("people/", include("handbill_site.people.urls")),
]
