"""Source, delivery, announcement, reading."""

from django.db import models

from handbill_site.sealing.fields import MatchedField, SealedJSONField, SealedTextField


class Source(models.Model):
    """Where deliveries come from: the public form, the editors' paste, a page or feed, a sender."""

    class Kind(models.TextChoices):
        FORM = "form"
        UPLOAD = "upload"
        URL = "url"
        FILE = "file"
        MAIL = "mail"
        INSTAGRAM = "instagram"
        X = "x"
        TELEGRAM = "telegram"
        FEDIVERSE = "fediverse"
        FEED = "feed"

    kind = models.CharField(max_length=16, choices=Kind.choices)
    name = SealedTextField()
    address = MatchedField(blank=True, help_text="URL, sender or folder it is known by; at most 500 letters")
    trusted = models.BooleanField(
        default=False, help_text="structured data from here may be published by policy"
    )
    home = models.CharField(max_length=2, blank=True, help_text="ISO 3166 country of the sender")
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47 tag")
    calls = models.JSONField(default=list, help_text="slugs of calls that this source speaks for")
    created = models.DateTimeField()
    forgotten = models.DateTimeField(null=True, blank=True, help_text="when name and address were removed")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("kind", "address"), name="one_source_an_address")]

    def __str__(self) -> str:
        return str(self.name)


class Subscription(models.Model):
    """That we ask a feed now and then. Its address, name, home and trust are those of its source."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="subscription")
    zone = models.CharField(
        max_length=64, blank=True, help_text="IANA zone for feeds that tell instants only; empty: of its home"
    )
    created = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.source.address)


class Delivery(models.Model):
    """Bytes as they arrived. The file is on disk, flushed, before this row is; this row before any answer."""

    class State(models.TextChoices):
        KEPT = "kept"  # raw bytes kept, nothing done yet
        FETCH = "fetch"  # kept, and pictures that it only links to are fetched before it is read
        OPENED = "opened"  # announcement made
        READ = "read"  # reading made
        ROUTED = "routed"  # every draft is an event, an update or a case
        TRAY = "tray"  # could not be opened or read: needs a person; `trouble` says why

    uid = models.CharField(
        max_length=36, unique=True, help_text="the receipt: given once, public to the sender"
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="deliveries")
    received = models.DateTimeField()
    sent = models.DateTimeField(null=True, blank=True, help_text="when the message says it was sent")
    path = models.CharField(max_length=200, help_text="file under SPOOL")
    sha256 = MatchedField(db_index=True, help_text="of the bytes as they arrived")
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=100)
    file_name = SealedTextField(blank=True)
    url = SealedTextField(blank=True)
    contact = SealedTextField(blank=True, help_text="how to answer the sender; never public")
    external_id = MatchedField(
        blank=True, db_index=True, help_text="Message-ID, mid, update_id: the channel's own name for it"
    )
    identity = MatchedField(null=True, blank=True, help_text="what doubles share, see Incoming.identity")
    sender = MatchedField(blank=True, help_text="address or account in the channel; never public")
    conversation = SealedTextField(blank=True, help_text="where an answer goes, by the channel")
    subject = SealedTextField(blank=True, help_text="for the subject of the answer")
    about = models.CharField(
        max_length=120,
        blank=True,
        db_index=True,
        help_text='"event:UID" or "delivery:UID" that it changes, by a token or a reference',
    )
    page = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="askers",
        help_text="what is read in its place: of a lone link its page, of a message the same with pictures",
    )
    proven = models.BooleanField(default=True, help_text="whether the sender is who it says, by the channel")
    silent = models.CharField(max_length=100, blank=True, help_text="why nobody is answered; empty: answer")
    state = models.CharField(max_length=8, choices=State.choices, default=State.KEPT)
    trouble = SealedTextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="times its reader was started")
    forgotten = models.DateTimeField(
        null=True, blank=True, help_text="when its contents were removed, file and sender; the row stays"
    )

    class Meta:
        ordering = ("received", "id")
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=("state", "id"))]
        constraints = [
            models.UniqueConstraint(
                fields=("source", "identity"), name="one_delivery_an_identity_of_a_source"
            )
        ]

    def __str__(self) -> str:
        return self.uid


class Arrival(models.Model):
    """That a delivery came again, as another copy. (The first time is the delivery itself.)"""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="arrivals")
    at = models.DateTimeField()
    by = models.CharField(max_length=150, help_text="as in the ledger")

    class Meta:
        ordering = ("id",)


class ChannelState(models.Model):
    """What a channel remembers between runs: how far it has read, and how it went. No secrets."""

    kind = models.CharField(max_length=16, choices=Source.Kind.choices)
    name = models.CharField(
        max_length=500, blank=True, help_text='which part of it: "in", "out", the address of one feed'
    )
    cursor = models.JSONField(default=dict, help_text="offset, since-id, UIDVALIDITY and UID, ETag, …")
    tried = models.DateTimeField(null=True, blank=True)
    succeeded = models.DateTimeField(null=True, blank=True)
    received = models.DateTimeField(null=True, blank=True, help_text="when something last came in")
    lag = models.FloatField(
        null=True, blank=True, help_text="seconds from sent to kept, of the last that came"
    )
    trouble = SealedTextField(blank=True, help_text="in plain words; empty while all is well")
    failures = models.PositiveIntegerField(default=0, help_text="in a row")
    not_before = models.DateTimeField(null=True, blank=True, help_text="when to try again")

    class Meta:
        ordering = ("kind", "name")
        constraints = [models.UniqueConstraint(fields=("kind", "name"), name="one_state_a_part_of_a_channel")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


class AnnouncementRow(models.Model):
    """The announcement that was inside a delivery, as `handbill.values.Announcement` in JSON.

    Copies of its pictures are files (`pictures`), which go when it goes.
    """

    delivery = models.OneToOneField(Delivery, on_delete=models.CASCADE, related_name="announcement")
    text = SealedTextField()
    beginning = SealedTextField(blank=True, help_text="of the text: what gives its first words")
    value = SealedJSONField(help_text="without its text")


class ReadingRow(models.Model):
    """What one version of the reader found in an announcement, as `handbill.values.Reading` in JSON."""

    announcement = models.ForeignKey(AnnouncementRow, on_delete=models.CASCADE, related_name="readings")
    reader = models.CharField(max_length=40, help_text="version of handbill")
    made = models.DateTimeField()
    language = models.CharField(max_length=35, blank=True)
    value = SealedJSONField()
    drafts = models.PositiveIntegerField(default=0, help_text="how many drafts are in it")
