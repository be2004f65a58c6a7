"""The ledger: who did what to which subject, when."""

from typing import Any, NoReturn

from django.db import models

from handbill_site.ledger.errors import AppendOnly


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries can be read and added. (The database refuses the rest too, see migration 0002.)"""

    def update(self, **_: Any) -> NoReturn:
        """Refuse.

        Raises: AppendOnly, always.
        """
        raise AppendOnly("entries of the ledger are never changed")

    def delete(self) -> NoReturn:
        """Refuse.

        Raises: AppendOnly, always.
        """
        raise AppendOnly("entries of the ledger are never deleted")


class Entry(models.Model):
    """One act. Never changed, never deleted; numbers have no gaps and follow the order of commits."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150, help_text="user:NAME, source:ID or policy")
    verb = models.CharField(max_length=64, help_text="room.act: intake.received, listing.published, …")
    subject = models.CharField(max_length=200, db_index=True, help_text="event:UID, case:ID, delivery:UID, …")
    facts = models.JSONField(default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new entry.

        Raises: AppendOnly for one that is in the ledger already.
        """
        if not self._state.adding:
            raise AppendOnly(f"entry {self.number} is in the ledger and stays as it is")
        kwargs["force_insert"] = True  # a number given twice must fail, not overwrite
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse.

        Raises: AppendOnly, always.
        """
        raise AppendOnly(f"entry {self.number} is never deleted")


class Counter(models.Model):
    """The last number given. Its one row is locked from taking a number to the commit."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last = models.PositiveBigIntegerField(default=0)
