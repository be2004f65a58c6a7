"""/tell/: the public form; /hooks/KIND/: where services hand in."""

from django.urls import include, path

from handbill_site.intake.channels import CHANNELS, FORM

urlpatterns = [
    path("tell/", include(FORM.pages)),
    *(path(f"hooks/{channel.kind}/", include(channel.hooks)) for channel in CHANNELS if channel.hooks),
]
