from django.apps import AppConfig


class AnsweringConfig(AppConfig):
    name = "handbill_site.answering"
    label = "answering"
    default_auto_field = "django.db.models.BigAutoField"
