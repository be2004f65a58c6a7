from django.apps import AppConfig


class EditionConfig(AppConfig):
    name = "handbill_site.edition"
    label = "edition"
    default_auto_field = "django.db.models.BigAutoField"
