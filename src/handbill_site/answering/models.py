"""The outbox, how far the ledger was followed, and texts that editors changed."""

from django.db import models

from handbill_site.intake.models import Source
from handbill_site.sealing.fields import MatchedField, SealedTextField


class Answer(models.Model):
    """One answer to one sender about one decision. Its row is made once and sent at most once.

    Several may have sent the same link: each is answered about what became of its page.
    """

    class Kind(models.TextChoices):
        ARRIVED = "arrived"
        LISTED = "listed"
        CHANGED = "changed"
        DECLINED = "declined"
        VERIFY = "verify"  # the code that proves an organiser, and where to place it
        VERIFIED = "verified"

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = (
            "sending"  # handed to the service: if we die now, it may have been sent, and is not sent again
        )
        SENT = "sent"
        DROPPED = "dropped"  # the decision was taken back, or nobody could be reached; `trouble` says why

    entry = models.PositiveBigIntegerField(help_text="number of the ledger's entry it answers for")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    delivery = models.ForeignKey("intake.Delivery", on_delete=models.PROTECT, related_name="answers")
    case = models.ForeignKey("desk.Case", on_delete=models.SET_NULL, null=True, blank=True)
    channel = models.CharField(max_length=16, choices=Source.Kind.choices)
    to = MatchedField(help_text="never public")
    language = models.CharField(max_length=35)
    text = SealedTextField()
    change_address = SealedTextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    trouble = SealedTextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created = models.DateTimeField()
    not_before = models.DateTimeField()
    sent = models.DateTimeField(null=True, blank=True)
    external_id = SealedTextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("entry", "delivery"), name="one_answer_a_decision_and_sender")
        ]
        indexes = [
            models.Index(fields=("state", "not_before")),
            models.Index(fields=("channel", "to", "kind", "created")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Followed(models.Model):
    """How far the ledger was followed: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)


class Wording(models.Model):
    """A sentence that an editor wrote in the place of ours."""

    language = models.CharField(max_length=35, help_text="BCP 47 tag")
    key = models.CharField(max_length=60)
    text = models.TextField()
    changed = models.DateTimeField()
    changed_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("language", "key"), name="one_wording_a_sentence")]

    def __str__(self) -> str:
        return f"{self.language} {self.key}"
