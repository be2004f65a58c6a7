"""Addresses of imports, under /intake/import/."""

from django.urls import path

from handbill_site.desk.views import imports

urlpatterns = [
    path("", imports.imports, name="imports"),
    path("<uuid:uid>/", imports.one, name="imports_one"),
    path("<uuid:uid>/left-out.csv", imports.left_out, name="imports_left_out"),
]
