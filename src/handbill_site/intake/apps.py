from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_delete

if TYPE_CHECKING:
    from handbill_site.intake.models import AnnouncementRow


class IntakeConfig(AppConfig):
    name = "handbill_site.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """See that copies of pictures go with the announcement they are of, whatever deletes it."""
        from handbill_site.intake.models import AnnouncementRow

        post_delete.connect(_drop_copies, sender=AnnouncementRow, dispatch_uid="intake.pictures")


def _drop_copies(instance: "AnnouncementRow", **_: object) -> None:
    """Remove the pictures of a deleted announcement, once that is sure."""
    from handbill_site.intake.pictures import drop_copies

    delivery = instance.delivery
    transaction.on_commit(lambda: drop_copies(delivery))
