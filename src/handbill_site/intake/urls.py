"""/tell/: the public form."""

from django.urls import include, path

from handbill_site.intake.channels import FORM

urlpatterns = [path("", include(FORM.pages))]
