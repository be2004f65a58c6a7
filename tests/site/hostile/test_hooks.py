"""Webhooks that are forged, cut, replayed, doubled or written anew: refused, or one delivery."""

import contextlib
import datetime as dt
import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from tests.site.databases import REPOSITORY, environment, manage
from tests.site.hostile.webhooks import HOOKS, SECRETS, Hook

from handbill_site.intake import pressure
from handbill_site.intake.channels import state
from handbill_site.intake.channels.strictly import BadJson, strict_json
from handbill_site.intake.models import Arrival, Delivery
from handbill_site.intake.operations import raw_of

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS.keys())


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


def forged(hook: Hook) -> dict[str, str]:
    good = hook.signature(hook.raw)
    other = "A" if good[-2] != "A" else "B"
    return {
        "none": "",
        "no digest": "sha256=",
        "another secret": hook.signature(hook.raw, "another"),
        "an empty secret": hook.signature(hook.raw, ""),
        "one letter less": good[:-1],
        "one letter more": good + "0",
        "another letter": good[:-2] + other + good[-1],
        "upper case": "sha256=" + good.removeprefix("sha256=").swapcase(),
        "another algorithm": good.replace("sha256", "sha1"),
        "algorithm in capitals": good.replace("sha256", "SHA256"),
        "two": f"{good},{good}",
        "two, the first wrong": f"sha256={'0' * 64},{good}",
        "a blank between": good.replace("=", "= ", 1),
        "bare": good.removeprefix("sha256="),
        "letters beyond ASCII": "sha256=" + "é" * 64,
    }


@BOTH
def test_row_77_what_is_not_signed_as_it_should_be_is_401_and_nothing_is_kept(hook: Hook) -> None:
    answers = {name: hook.hand_in(hook.raw, signed).status_code for name, signed in forged(hook).items()}
    assert {name: status for name, status in answers.items() if status != 401} == {}
    assert hook.hand_in(hook.raw[:-1], hook.signature(hook.raw)).status_code == 401
    assert hook.hand_in(hook.raw + b" ", hook.signature(hook.raw)).status_code == 401
    assert (Delivery.objects.count(), Arrival.objects.count()) == (0, 0)
    assert hook.hand_in(hook.raw).status_code == 200


@BOTH
def test_row_77_an_empty_secret_is_nobodys(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, "")
    assert hook.hand_in(hook.raw, hook.signature(hook.raw, "")).status_code == 401
    assert Delivery.objects.count() == 0


@BOTH
def test_row_77_signatures_are_compared_in_constant_time(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared, and by what: `hmac.compare_digest` over the whole of both, and nothing before it."""
    compared: list[tuple[Any, Any]] = []

    def compare(one: str, other: str) -> bool:
        compared.append((one, other))
        return False

    monkeypatch.setattr("hmac.compare_digest", compare)
    assert hook.hand_in(hook.raw).status_code == 401  # though it is right: that function alone decides
    assert compared == [(hook.digest(hook.raw), hook.digest(hook.raw))]


@BOTH
@pytest.mark.parametrize("minutes", [4, 6, 60 * 24 * 8])
def test_row_78_what_is_replayed_later_or_after_a_restart_is_one_delivery(
    hook: Hook, minutes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither service signs a time, so an old request is as well signed as a new one: ids are kept."""
    assert hook.hand_in(hook.raw).status_code == 200
    later = timezone.now() + dt.timedelta(minutes=minutes)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    pressure.forget_count()  # what a new process does not know
    state.forget_notes()
    assert hook.hand_in(hook.raw).status_code == 200
    assert hook.hand_in(hook.later).status_code == 200
    assert (Delivery.objects.count(), Arrival.objects.count()) == (1, 2)


@BOTH
def test_row_80_a_body_that_was_written_anew_is_not_what_was_signed(hook: Hook) -> None:
    value = json.loads(hook.raw)
    for anew in (
        json.dumps(value, sort_keys=True, indent=1).encode(),
        json.dumps(value, separators=(",", ":")).encode(),
        json.dumps(dict(reversed(value.items()))).encode(),
        hook.raw.replace(b"Evening", b"\\u0045vening"),
    ):
        assert anew != hook.raw
        assert json.loads(anew) == value
        assert hook.hand_in(anew, hook.signature(hook.raw)).status_code == 401
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize("kind", HOOKS.keys())
def test_row_79_two_workers_that_get_it_at_the_same_instant_keep_it_once(kind: str, tmp_path: Path) -> None:
    """Two processes on one SQLite file, released by each other."""
    env = environment(tmp_path / "var", HANDBILL_HOSTS="testserver", **SECRETS)
    manage("migrate", "--verbosity=0", env=env)
    barrier = tmp_path / "barrier"
    barrier.mkdir()
    paths = f"{REPOSITORY / 'src'}:{REPOSITORY}"
    env |= {"DJANGO_SETTINGS_MODULE": "handbill_site.settings", "PYTHONPATH": paths}
    command = [sys.executable, str(Path(__file__).parent / "hook_twice.py"), kind, str(barrier)]
    both = [subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=120)[0].strip() for process in both]
    assert said == ["200", "200"]
    assert _counts(tmp_path / "var") == (1, 1)


def _counts(var: Path) -> tuple[int, int]:
    question = "SELECT (SELECT count(*) FROM intake_delivery), (SELECT count(*) FROM intake_arrival)"
    with contextlib.closing(sqlite3.connect(var / "handbill.sqlite3")) as database:
        deliveries, arrivals = database.execute(question).fetchone()
    return deliveries, arrivals


BAD = {
    "row_46_deep": (b'{"a":' + b"[" * 10_000 + b"]" * 10_000 + b"}", "nests deeper than 64"),
    "row_46_a_little_too_deep": (b"[" * 70 + b"]" * 70, "nests deeper than 64"),
    "row_46_doubled_key": (
        b'{"object": "instagram", "object": "instagram"}',
        'the key "object" stands twice',
    ),
    "row_46_nan": (b'{"object": NaN}', "NaN is no number"),
    "row_46_infinity": (b'{"object": -Infinity}', "-Infinity is no number"),
    "row_46_1e400": (b'{"object": 1e400}', "1e400 is too large a number"),
    "row_43_broken_utf_8": (b'{"object": "\xff"}', "byte 12 is not UTF-8"),
    "row_46_cut": (b'{"object": ', "it is no JSON"),
}


@BOTH
@pytest.mark.parametrize(("raw", "fault"), BAD.values(), ids=BAD.keys())
def test_json_that_is_none_is_400_and_the_place_is_named(hook: Hook, raw: bytes, fault: str) -> None:
    answer = hook.hand_in(raw)
    assert (answer.status_code, Delivery.objects.count()) == (400, 0)
    assert fault in answer.text


@BOTH
def test_row_43_half_a_letter_is_replaced_and_holds_up_no_other_message(hook: Hook) -> None:
    """The service signs whatever people write: refused for it, the messages of others would go with it."""
    answer = hook.hand_in(hook.raw.replace(b"Evening", b"\\ud83cEvening"))
    assert answer.status_code == 200
    kept = raw_of(Delivery.objects.get())
    assert b"Evening of lanterns" in kept
    assert kept.decode("utf-8")


def test_row_46_what_is_fine_is_taken_as_it_is() -> None:
    value = {"a": [1, -1.5, "é", None, {"b": True}]}
    assert strict_json(json.dumps(value).encode()) == value
    with pytest.raises(BadJson):
        strict_json(b"")


@BOTH
def test_row_80_what_is_kept_is_of_the_bytes_that_were_signed(hook: Hook) -> None:
    hook.hand_in(hook.raw)
    assert b"Evening of lanterns" in raw_of(Delivery.objects.get())
