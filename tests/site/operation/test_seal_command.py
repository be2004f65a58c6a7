"""`manage.py seal`: files and rows anew with a new key, and what is said of it."""

import datetime as dt
import io

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from pytest_django import Settings

from handbill_site.intake import spool
from handbill_site.intake.channels import MAIL
from handbill_site.intake.incoming import Incoming
from handbill_site.intake.models import Delivery
from handbill_site.intake.operations import damage_of, raw_of
from handbill_site.sealing import seals

pytestmark = pytest.mark.django_db(transaction=True)
NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
NEW = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
ADA = "ada@lanterns.example"


def kept(raw: bytes = b"Lanterns") -> Delivery:
    return MAIL.keep(Incoming(raw, "text/plain", sender=ADA, external_id=raw.decode()), now=NOON).delivery


def seal() -> str:
    out = io.StringIO()
    call_command("seal", stdout=out)
    return out.getvalue()


def test_a_new_key_seals_all_anew_and_the_old_one_can_go(settings: Settings) -> None:
    delivery, old = kept(), settings.SEAL_KEY
    before = (site.SPOOL / delivery.path).stat().st_mtime_ns
    settings.SEAL_KEY = f"{NEW}\n{old}"
    said = seal()
    assert said.startswith("1 files and 2 rows sealed with the key ")
    assert "can be taken out" in said
    settings.SEAL_KEY = NEW
    row = Delivery.objects.get(sender=ADA)
    assert (raw_of(row), damage_of(row), row.source.address) == (b"Lanterns", "", ADA)
    assert (site.SPOOL / delivery.path).stat().st_mtime_ns == before
    assert kept() == delivery  # still a double of what the old key had sealed
    assert seal().startswith("0 files and 0 rows")


def test_a_file_from_before_is_read_and_then_sealed() -> None:
    delivery = kept()
    path = site.SPOOL / delivery.path
    path.write_bytes(b"Lanterns")
    assert (raw_of(delivery), damage_of(delivery)) == (b"Lanterns", "")
    assert seal().startswith("1 files and 0 rows")
    assert seals.is_sealed(path.read_bytes())
    assert (raw_of(delivery), damage_of(delivery)) == (b"Lanterns", "")


def test_what_cannot_be_opened_is_named_and_left(settings: Settings) -> None:
    good, bad = kept(b"one"), kept(b"two")
    damaged = (site.SPOOL / bad.path).read_bytes()[:-1]
    (site.SPOOL / bad.path).write_bytes(damaged)
    settings.SEAL_KEY = f"{NEW} {settings.SEAL_KEY}"
    with pytest.raises(CommandError, match="the old keys are still needed"):
        seal()
    assert (site.SPOOL / bad.path).read_bytes() == damaged
    assert raw_of(good) == b"one"


def test_a_key_that_is_missing_is_told_from_damage(settings: Settings) -> None:
    delivery = kept()
    settings.SEAL_KEY = NEW
    assert damage_of(delivery).endswith("which is not among those set; set that key again")
    settings.SEAL_KEY = "no key"
    with pytest.raises(CommandError, match="HANDBILL_SEAL_KEY, key 1: a key is 32 bytes"):
        seal()


def test_nothing_is_accepted_that_cannot_be_sealed(settings: Settings) -> None:
    """The sender is told to try later, and nothing is on the disk in clear."""
    from handbill_site.intake.errors import NotKept

    settings.SEAL_KEY = "no key"
    with pytest.raises(NotKept, match="nothing can be sealed"):
        spool.keep(site.SPOOL, b"Lanterns", name="a", day=NOON.date())
    assert list(site.SPOOL.rglob("*")) == []


def test_a_new_key_is_printed() -> None:
    out = io.StringIO()
    call_command("seal", "--new-key", stdout=out)
    assert len(out.getvalue().strip()) == 44
