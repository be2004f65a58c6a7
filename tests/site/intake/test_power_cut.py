"""Power cuts over the spool's own code: what was said to be kept is there, and without flushing it is not."""

import datetime as dt
import random
from pathlib import Path

import pytest
from django.conf import settings
from tools.power_cut import Call, after_cut, lost, writing_down

from handbill_site.intake import operations
from handbill_site.intake.models import Source
from handbill_site.intake.operations import accept, source_of

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)
DELIVERIES, CUTS, SEED = 40, 300, 20270420


def calls_of_intake(*, flushing: bool) -> list[Call]:
    source = source_of(Source.Kind.FORM, "tell", name="Public form", now=NOON)
    with writing_down(flushing=flushing) as written:
        for number in range(DELIVERIES):
            day = NOON + dt.timedelta(days=number // 10)
            raw = f"Lanterns no. {number}\n".encode() * 50
            delivery = accept(raw, source=source, received=day, media_type="text/plain", by="source:1")
            written.add("yes", delivery.path)
    return written.calls


def losses(calls: list[Call], root: Path) -> tuple[int, int]:
    """Return how many cuts lost something, and how many deliveries were lost in all."""
    chance = random.Random(SEED)  # noqa: S311 - a drill that is the same each time
    each = []
    for _ in range(CUTS):
        before = calls[: chance.randint(1, len(calls))]
        each.append(lost(before, settings.SPOOL, after_cut(before, root, chance)))
    return sum(number > 0 for number in each), sum(each)


def test_row_97_nothing_that_was_said_to_be_kept_is_lost_in_300_power_cuts(tmp_path: Path) -> None:
    calls = calls_of_intake(flushing=True)
    assert [what for what, _, _ in calls].count("yes") == DELIVERIES
    assert losses(calls, tmp_path) == (0, 0)


def test_row_97_the_same_with_flushing_turned_off_loses(tmp_path: Path) -> None:
    """Else the drill would show nothing."""
    cuts, deliveries = losses(calls_of_intake(flushing=False), tmp_path)
    assert cuts > CUTS / 2
    assert deliveries > CUTS


@pytest.mark.parametrize("forgotten", ["file", "folder", "new day"])
def test_row_97_each_flush_is_needed(tmp_path: Path, forgotten: str) -> None:
    """Leave out one kind of flush, as a change of the code might, and something is lost."""
    spool = str(settings.SPOOL)

    def kind(path: str) -> str:
        if path.endswith(".part"):
            return "file"
        return "new day" if path in (spool, str(tmp_path)) else "folder"

    calls = [
        call
        for call in calls_of_intake(flushing=True)
        if not (call[0] == "flush" and kind(call[1]) == forgotten)
    ]
    assert losses(calls, tmp_path)[1] > 0


def test_row_97_a_yes_before_the_row_would_be_found_out(tmp_path: Path) -> None:
    calls = calls_of_intake(flushing=True)
    early = list(calls)
    for number, (what, path, _) in enumerate(calls):
        if what == "yes":
            commit = next(at for at, call in enumerate(calls) if call[0] == "commit" and call[1] == path)
            early[commit], early[number] = calls[number], calls[commit]
    assert losses(early, tmp_path)[1] > 0


def test_the_patches_are_gone_afterwards() -> None:
    before = operations._enter
    calls_of_intake(flushing=True)
    assert operations._enter is before
