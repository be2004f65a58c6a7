"""Call, announced day, event, occurrence, organiser with proofs, city."""

from django.db import models

from handbill_site.listing.fields import TextsByLanguage


class City(models.Model):
    """A city of the gazetteer that has, or had, an event."""

    geonameid = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=200)
    slug = models.SlugField(
        max_length=220, unique=True, help_text="name-country, and admin1 where homonyms meet"
    )
    country_code = models.CharField(max_length=2, db_index=True)
    admin1_code = models.CharField(max_length=20, blank=True)
    admin1_name = models.CharField(max_length=200, blank=True)
    timezone = models.CharField(max_length=64)
    population = models.PositiveIntegerField(default=0)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        verbose_name_plural = "cities"

    def __str__(self) -> str:
        return f"{self.name}, {self.country_code}"


class Call(models.Model):
    """A call to gather: a title, a statement, and the events that answer it."""

    slug = models.SlugField(max_length=100, unique=True)
    titles = TextsByLanguage(help_text="{BCP 47 tag: title}; the first is the main one")
    statements = TextsByLanguage(default=dict, help_text="{BCP 47 tag: text}")
    first_day = models.DateField(help_text="window in which drafts are offered to it")
    last_day = models.DateField()
    names = models.JSONField(default=list, help_text="words and hashtags by which announcements name it")
    observance = models.CharField(
        max_length=100, blank=True, help_text="id in the catalogue of the day that it hangs on"
    )
    edition = models.CharField(max_length=20, blank=True, help_text="year of that day in its own calendar")
    created = models.DateTimeField()

    class Meta:
        ordering = ("first_day", "slug")
        indexes = [models.Index(fields=("observance", "edition"))]

    def __str__(self) -> str:
        return self.slug

    @property
    def title(self) -> str:
        """The title in the call's main language."""
        return str(next(iter(self.titles.values()), self.slug))


class AnnouncedDay(models.Model):
    """The day of an observance in one year, as it was announced: it wins over the computed one."""

    observance = models.CharField(max_length=100, help_text="id in the catalogue")
    edition = models.CharField(max_length=20)
    country_code = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1; empty for everywhere")
    day = models.DateField(help_text="the first, of the daylight where it begins at sunset")
    source = models.CharField(max_length=500, blank=True, help_text="who announced it, or where")
    sequence = models.PositiveIntegerField(default=1, help_text="how often it was announced anew")
    announced = models.DateTimeField()

    class Meta:
        ordering = ("observance", "edition", "country_code")
        constraints = [
            models.UniqueConstraint(
                fields=("observance", "edition", "country_code"), name="a_day_once_an_edition_and_country"
            )
        ]

    def __str__(self) -> str:
        return f"{self.observance} {self.edition} {self.country_code}: {self.day}"


class Organizer(models.Model):
    """Who calls or hosts, as the listing names them."""

    name = models.CharField(max_length=200)
    url = models.URLField(max_length=2000, blank=True)
    key = models.CharField(max_length=200, unique=True, help_text="handbill.matching.name_key(name)")
    skeleton = models.CharField(
        max_length=200, blank=True, db_index=True, help_text="handbill.matching.skeleton(name)"
    )

    def __str__(self) -> str:
        return self.name


class Proof(models.Model):
    """That somebody shows to be an organiser: by a code on their page or domain, or by rel-me links.

    An organiser is verified while one of its proofs is. What is bound by it is told by `listing.binding`.
    """

    class Method(models.TextChoices):
        PAGE = "page-code"  # the code stands on a page of theirs
        DOMAIN = "well-known"  # the code stands in /.well-known/handbill-verify.txt of their domain
        REL_ME = "rel-me"  # their page and an account name each other

    class State(models.TextChoices):
        PENDING = "pending"  # asked for, and looked for now and then
        FOUND = "found"  # it is there, and an editor is to say that the page is theirs
        VERIFIED = "verified"
        LAPSED = "lapsed"  # it was verified, and is not there any more: a person looks
        EXPIRED = "expired"  # never found in the time it had
        WITHDRAWN = "withdrawn"

    organizer = models.ForeignKey(Organizer, on_delete=models.CASCADE, related_name="proofs")
    method = models.CharField(max_length=12, choices=Method.choices)
    url = models.URLField(max_length=2000, help_text="the page, in https")
    account = models.CharField(
        max_length=320, blank=True, help_text="rel-me: the public account, ada@quay.example"
    )
    code = models.CharField(max_length=26, unique=True, help_text="128 random bits in base 32")
    source = models.ForeignKey(
        "intake.Source",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        help_text="who asked and alone was told the code",
    )
    delivery = models.ForeignKey(
        "intake.Delivery",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        help_text="the message that asked",
    )
    confirmed_by = models.CharField(
        max_length=150, blank=True, help_text="editor who says that the page is theirs"
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    trouble = models.CharField(max_length=500, blank=True, help_text="what the last look found wrong")
    misses = models.PositiveSmallIntegerField(default=0, help_text="looks in vain, in a row")
    made = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    checked = models.DateTimeField(null=True, blank=True)
    verified = models.DateTimeField(null=True, blank=True)
    lapsed = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True, help_text="when to look again; null: never")

    class Meta:
        ordering = ("-made", "-id")
        indexes = [models.Index(fields=("state", "not_before"))]

    def __str__(self) -> str:
        return f"{self.method} {self.url}"


class Event(models.Model):
    """An event of the listing. Wall times in `tzid`; a field that a person set stays as it is (`pinned`)."""

    class Status(models.TextChoices):
        SCHEDULED = "scheduled"
        CANCELLED = "cancelled"
        POSTPONED = "postponed"
        CHANGED = "changed"
        TENTATIVE = "tentative"

    uid = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.SCHEDULED)
    listed = models.BooleanField(
        default=True, help_text="False once withdrawn (undo); the uid is never reused"
    )
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=35, blank=True)
    dtstart = models.CharField(max_length=19, help_text="YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS, wall time")
    dtend = models.CharField(max_length=19, blank=True, help_text="likewise; a date is the last day itself")
    tzid = models.CharField(max_length=64)
    fold = models.PositiveSmallIntegerField(
        default=0, help_text="where the clock shows dtstart twice: 0 the first, 1 the second (PEP 495)"
    )
    rrule = models.CharField(max_length=300, blank=True)
    exdates = models.JSONField(default=list)
    rdates = models.JSONField(default=list, help_text="further starts, as dtstart is written")
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    city_name = models.CharField(max_length=200, blank=True, help_text="as the listing writes it")
    venue = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=32, default="other")
    description = models.TextField(blank=True)
    organizers = models.ManyToManyField(Organizer, through="Organizing", related_name="events")
    calls = models.ManyToManyField(Call, related_name="events", blank=True)
    pinned = models.JSONField(default=list, help_text="fields set by a person; updates leave them alone")
    previous_start = models.CharField(max_length=19, blank=True)
    previous_venue = models.CharField(max_length=300, blank=True)
    foreign_uid = models.CharField(
        max_length=300,
        blank=True,
        db_index=True,
        help_text="UID in the source's own data, by which its updates are known",
    )
    foreign_sequence = models.PositiveIntegerField(null=True, blank=True)
    created = models.DateTimeField()
    last_modified = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=("dtstart",)), models.Index(fields=("city", "dtstart"))]

    def __str__(self) -> str:
        return f"{self.name} ({self.dtstart}, {self.city_name})"


class Organizing(models.Model):
    """That an organiser calls an event, in the order of the announcement."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE)
    organizer = models.ForeignKey(Organizer, on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=("event", "organizer"), name="an_organizer_once_an_event")
        ]


class SourceLink(models.Model):
    """The organisers' own post or page about an event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="links")
    url = models.URLField(max_length=2000)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = [models.UniqueConstraint(fields=("event", "url"), name="a_link_once_an_event")]


class Occurrence(models.Model):
    """One date of an event, so that days can be asked for."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="occurrences")
    day = models.DateField(db_index=True, help_text="the day there")
    last_day = models.DateField(help_text="the same for most")
    dtstart = models.CharField(max_length=19)
    dtend = models.CharField(max_length=19, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True, help_text="UTC; null for whole days")

    class Meta:
        ordering = ("day", "dtstart")
        constraints = [models.UniqueConstraint(fields=("event", "dtstart"), name="an_occurrence_once")]


class Sighting(models.Model):
    """That an announcement speaks of an event: which draft of which delivery, and what became of it."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sightings")
    delivery = models.ForeignKey("intake.Delivery", on_delete=models.PROTECT, related_name="sightings")
    draft_index = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("event", "delivery", "draft_index"), name="a_draft_once_an_event")
        ]
