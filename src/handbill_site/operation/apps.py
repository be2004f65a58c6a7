from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "handbill_site.operation"
    label = "operation"
