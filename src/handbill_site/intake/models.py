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
        SLOW = "slow"  # kept, and waits in the slower queue to be let in among those to be read

    class Slow(models.TextChoices):
        """Why it came into the slower queue."""

        UNSOLVED = "unsolved"  # no proof of work came with it: a browser without scripts, or a program
        INVALID = "invalid"  # what came as a proof is none of ours, or wrong
        EXPIRED = "expired"
        USED = "used"  # its proof came with another message before

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
    slow = models.CharField(
        max_length=8,
        choices=Slow.choices,
        blank=True,
        help_text="why it is in the slower queue; empty: it is not",
    )
    let_in = models.DateTimeField(
        null=True, blank=True, db_index=True, help_text="when one of the slower queue was let in to be read"
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


class Import(models.Model):
    """A table that an editor imports: looked at in the child, confirmed by a person, taken row by row."""

    class State(models.TextChoices):
        WAITS = "waits"  # to be looked at, or looked at again
        LOOKED = "looked"  # lies before the editor; nothing is imported yet
        REFUSED = "refused"  # it cannot be imported; `trouble` says why
        CONFIRMED = "confirmed"  # its rows are being kept
        TAKEN = "taken"  # each row is a delivery of `source`
        UNDOING = "undoing"
        UNDONE = "undone"

    uid = models.CharField(max_length=36, unique=True)
    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, related_name="imports", help_text="the file as it arrived"
    )
    source = models.OneToOneField(
        Source, on_delete=models.PROTECT, null=True, help_text="what its rows come from, once confirmed"
    )
    name = models.CharField(max_length=200)
    home = models.CharField(max_length=2, blank=True, help_text="ISO 3166 country of its cities")
    roles = models.JSONField(default=dict, help_text="column: role, where an editor chose it")
    order = models.CharField(max_length=3, blank=True, help_text="dmy, mdy or ymd, where an editor chose it")
    seen = SealedJSONField(default=dict, help_text="what `handbill.reading.imports.look` said but `wrong`")
    wrong = SealedJSONField(default=list, help_text="the rows that it cannot take, with the reasons")
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITS)
    trouble = SealedTextField(blank=True)
    made = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    undone_by = models.CharField(max_length=150, blank=True)
    left = models.JSONField(default=list, help_text="events that were left when it was undone: slug and name")

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=("state", "id"))]

    def __str__(self) -> str:
        return self.name


class SpentProof(models.Model):
    """That a solved challenge of the form came with a message: each counts once. Forgotten when old."""

    nonce = models.CharField(max_length=32, unique=True)
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.nonce


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
