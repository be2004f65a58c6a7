import datetime as dt
from pathlib import Path

import pytest

from handbill_site.intake.models import Delivery, Source
from handbill_site.intake.operations import raw_of
from handbill_site.ledger.models import Entry
from handbill_site.listing.models import Call
from handbill_site.operation.samples import SAMPLES, load

NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
PLAN = """
[[call]]
slug = "lanterns"
titles = { en = "Lanterns", de = "Laternen" }
statements = { en = "Bring a light." }
first_day = 2027-04-01
last_day = 2027-04-30
names = ["#lanterns"]
[[source]]
key = "circle"
kind = "url"
name = "Lantern Circle"
address = "https://lanterns.example"
trusted = true
home = "PT"
calls = ["lanterns"]
[[delivery]]
file = "evening.html"
source = "circle"
received = 2027-03-01T18:30:00
url = "https://lanterns.example/evening"
"""


@pytest.mark.django_db
def test_calls_sources_and_deliveries_are_made_as_the_plan_says(tmp_path: Path) -> None:
    (tmp_path / "demo.toml").write_text(PLAN)
    (tmp_path / "evening.html").write_bytes(b"<p>Lanterns")
    assert load(tmp_path, by="user:ada", at=NOON) == 1
    call, source, delivery = Call.objects.get(), Source.objects.get(), Delivery.objects.get()
    assert (call.title, call.first_day, call.names) == ("Lanterns", dt.date(2027, 4, 1), ["#lanterns"])
    assert (source.kind, source.trusted, source.home, source.calls) == ("url", True, "PT", ["lanterns"])
    assert (raw_of(delivery), delivery.source, delivery.media_type, delivery.received, delivery.url) == (
        b"<p>Lanterns",
        source,
        "text/html",
        dt.datetime(2027, 3, 1, 18, 30, tzinfo=dt.UTC),
        "https://lanterns.example/evening",
    )
    verbs = list(Entry.objects.values_list("verb", flat=True))
    assert verbs == ["call.created", "source.made", "intake.received"]


@pytest.mark.django_db
def test_the_samples_that_ship_with_the_project_can_be_loaded() -> None:
    assert load(SAMPLES, by="user:ada", at=NOON) == Delivery.objects.count()
    assert Call.objects.exists()
