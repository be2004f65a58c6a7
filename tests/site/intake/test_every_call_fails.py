"""The i-th call of accepting fails, for every i and at every door: there is never a false yes."""

import datetime as dt
import errno
import hashlib
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from tests.site.intake.failing_doors import DOORS, FailingDoor, door_of
from tests.site.intake.faults import DATABASE, Counted, failing

from handbill_site.intake import pressure, spool
from handbill_site.intake.channels import state
from handbill_site.intake.errors import NotKept
from handbill_site.intake.incoming import Incoming
from handbill_site.intake.keeping import keep
from handbill_site.intake.models import Delivery, Source
from handbill_site.intake.operations import raw_of, source_of
from handbill_site.ledger.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)
NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
FAULTS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO, "EINTR": errno.EINTR, "database": DATABASE}
MOST = 200
"""More calls than one request makes."""
LEAST = 9
"""Fewer calls than any door makes for one delivery: source, row, entry and commit alone are more."""


def is_safe(raw: bytes) -> bool:
    """Whether one delivery holds *raw*, on disk and in the ledger."""
    rows = Delivery.objects.filter(sha256=hashlib.sha256(raw).hexdigest())
    return (
        len(rows) == 1
        and raw_of(rows[0]) == raw
        and Entry.objects.filter(subject=f"delivery:{rows[0].uid}", verb="intake.received").count() == 1
    )


def on_a_good_disk() -> None:
    """As in a new process, so that each round makes the same calls."""
    spool.trust_again()
    pressure.forget_count()
    state.forget_notes()


def let_fail(door: FailingDoor, number: int) -> tuple[int, int, int]:
    """Let each call fail once; return how many calls there are, how often no was said, and yes."""
    no = yes = 0
    for fails_at in range(1, MOST):
        raws = door.prepare(fails_at)
        counted = Counted(fails_at, number)
        on_a_good_disk()
        with failing(counted):
            door.send()
        on_a_good_disk()
        said = door.was_kept()
        if said:
            yes += 1
            assert all(map(is_safe, raws)), f"a false yes: call {fails_at} failed"
        else:
            no += 1
            door.send()
            assert door.was_kept(), f"after call {fails_at} had failed, a second try did not help"
            assert all(map(is_safe, raws)), f"call {fails_at} left something that a second try did not mend"
        if not counted.has_failed:
            assert said, "nothing failed, and still no yes"
            return counted.count, no, yes
    raise AssertionError("more calls than anybody thought")


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", DOORS)
def test_whatever_call_fails_there_is_no_false_yes_and_trying_again_helps(
    name: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a fault there is a yes, so that "always no" would fail too."""
    if name == "imap" and not shutil.which("dovecot"):
        pytest.skip("Dovecot is not installed (dovecot-imapd)")
    with door_of(name, tmp_path, monkeypatch) as door:
        calls, no, yes = let_fail(door, FAULTS[fault])
    print(f"\n{name}, {fault}: {calls} calls failed in turn, {no} times no, {yes} times yes")  # noqa: T201 - figures for -s
    assert calls >= LEAST
    assert no >= LEAST / 2
    assert yes >= 1


def test_files_that_stay_behind_are_only_those_that_no_yes_was_said_of() -> None:
    source = source_of(Source.Kind.FORM, "tell", name="Public form", now=NOON)
    for fails_at in range(1, 60):
        pressure.forget_count()
        try:
            with failing(Counted(fails_at, errno.ENOSPC)):
                keep(Incoming(str(fails_at).encode(), "text/plain"), source=source, now=NOON)
        except NotKept:
            pass
    files = {str(path.relative_to(settings.SPOOL)) for path in Path(settings.SPOOL).rglob("*.txt")}
    assert {row.path for row in Delivery.objects.all()} <= files
