"""Cases: what policy would not decide alone."""

from django.db import models

from handbill_site.sealing.fields import MatchedField, SealedJSONField, SealedTextField


class Case(models.Model):
    """A draft that waits for a person, with its comparison, and later what was decided."""

    class State(models.TextChoices):
        OPEN = "open"
        LATER = "later"  # put behind the others by an editor
        PUBLISHED = "published"
        UPDATED = "updated"  # applied to an event that was listed already
        REJECTED = "rejected"
        SPLIT = "split"  # replaced by the cases made from it

    reading = models.ForeignKey("intake.ReadingRow", on_delete=models.CASCADE, related_name="cases")
    draft_index = models.PositiveIntegerField()
    draft = SealedJSONField(help_text="handbill.values.Draft as read")
    fields = SealedJSONField(default=dict, help_text="what an editor entered instead, by field")
    comparison = SealedJSONField(default=dict, help_text="handbill.values.Comparison")
    why = models.JSONField(default=list, help_text="codes of why policy left it to a person")
    calls = models.JSONField(default=list, help_text="slugs of calls it is offered to")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="parts")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=64, blank=True, help_text="why it was rejected")
    slow = models.BooleanField(default=False, help_text="came by the slower queue: a lane of its own")
    opened = models.DateTimeField()
    decided = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    event = models.ForeignKey("listing.Event", on_delete=models.SET_NULL, null=True, blank=True)
    version = models.PositiveIntegerField(default=0, help_text="raised by every act; a stale form is refused")
    undo = SealedJSONField(null=True, blank=True, help_text="the event before the act, to take it back")

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=("state", "id")), models.Index(fields=("slow", "state", "opened"))]

    def __str__(self) -> str:
        return f"case {self.pk}"


class PageCopy(models.Model):
    """A copy of a public page that an editor asked for: a sealed WARC file under `copies.folder()`."""

    uid = models.CharField(max_length=36, unique=True)
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="copies")
    event = models.ForeignKey(
        "listing.Event", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies"
    )
    url = SealedTextField(help_text="that was asked for")
    final_url = SealedTextField(help_text="after redirects")
    path = models.CharField(max_length=200)
    size = models.PositiveIntegerField(help_text="of the file")
    sha256 = MatchedField(help_text="of the page, unpacked")
    kept = models.DateTimeField()
    by = models.CharField(max_length=150, help_text="as in the ledger")
    until = models.DateField(
        null=True, blank=True, help_text="kept as evidence until then; null: as long as what senders sent"
    )

    class Meta:
        ordering = ("-kept", "-id")
        verbose_name_plural = "page copies"

    def __str__(self) -> str:
        return self.uid
