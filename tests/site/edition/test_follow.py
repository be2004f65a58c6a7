"""The edition follows the ledger, and what it becomes step by step is what it would be from nothing."""

import datetime as dt
import gzip
import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.conf import settings as django_settings
from tests.site.edition.gatherings import NOW, PADOVA, PLACES, SAPPORO, WHANGANUI, changed, draft, listed
from tests.site.edition.trees import entries_of, files_of, releases_of

from handbill_site.edition import releases
from handbill_site.edition.follow import follow, rebuild
from handbill_site.ledger.operations import last_number
from handbill_site.listing.calls import change_call, create_call
from handbill_site.listing.models import Call, Event
from handbill_site.listing.operations import join_call, leave_call, restore, withdraw
from handbill_site.listing.parts import snapshot_of

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def open_call(slug: str, at: dt.datetime = NOW) -> Call:
    window = (dt.date(2026, 4, 7), dt.date(2026, 4, 19))
    return create_call(
        slug, titles={"en": slug.title()}, first_day=window[0], last_day=window[1], by="user:test", at=at
    )


def retitle(call: Call, at: dt.datetime) -> None:
    change_call(
        call,
        titles={"en": f"{call.title} again"},
        statements={"en": "Come."},
        first_day=call.first_day,
        last_day=call.last_day,
        names=(),
        by="user:test",
        at=at,
    )


class Walk:
    """A random walk through everything that editors and sources do to the listing."""

    def __init__(self, seed: int):
        self.dice = random.Random(seed)  # noqa: S311  # dice, no secrets
        self.now = NOW
        self.calls = [open_call("rivers"), open_call("lanterns")]
        self.snapshots: list[tuple[Event, dict[str, Any]]] = []

    def step(self) -> None:
        """Do one thing, some hours after the last."""
        self.now += dt.timedelta(minutes=self.dice.choice([0, 7, 90, 600, 1500, 20_000]))
        acts: list[Callable[[], None]] = [self.publish, self.publish, self.publish]
        if Event.objects.filter(listed=True).exists():
            acts += [
                self.move,
                self.move_away,
                self.cancel,
                self.rename,
                self.withdraw,
                self.join,
                self.leave,
            ]
        acts += [self.restore, self.retitle]
        self.dice.choice(acts)()

    def start(self) -> dt.datetime:
        hours = self.dice.randrange(-100, 900)
        return (self.now + dt.timedelta(hours=hours)).replace(tzinfo=None, minute=0)

    def any_event(self) -> Event:
        event = self.dice.choice(list(Event.objects.filter(listed=True).order_by("pk")))
        self.snapshots.append((event, snapshot_of(event)))
        return event

    def publish(self) -> None:
        place = self.dice.choice([*PLACES, None])
        stated: dict[str, Any] = {} if place else {"venue": "online", "tzid": "UTC"}
        if self.dice.random() < 0.2:
            stated["rrule"] = "FREQ=WEEKLY;COUNT=6"
        if self.dice.random() < 0.2:
            stated["previous_start"] = self.start()
        start = self.start()
        when = start if self.dice.random() < 0.7 else start.date()
        calls = self.dice.sample(self.calls, self.dice.randrange(3))
        listed(draft(f"Event {self.dice.randrange(99)}", when, place, **stated), self.now, calls=calls)

    def move(self) -> None:
        event = self.any_event()
        changed(event, draft(event.name, self.start(), None, tzid=event.tzid), self.now)

    def move_away(self) -> None:
        event = self.any_event()
        changed(event, draft(event.name, self.start(), self.dice.choice(PLACES)), self.now)

    def cancel(self) -> None:
        event = self.any_event()
        start = dt.datetime.fromisoformat(event.dtstart)
        changed(event, draft(event.name, start, None, tzid=event.tzid, status="cancelled"), self.now)

    def rename(self) -> None:
        event = self.any_event()
        start = dt.datetime.fromisoformat(event.dtstart)
        changed(event, draft(f"{event.name} \u0627", start, None, tzid=event.tzid), self.now)

    def withdraw(self) -> None:
        withdraw(self.any_event(), by="user:test", at=self.now)

    def join(self) -> None:
        join_call(self.any_event(), self.dice.choice(self.calls), by="user:test", at=self.now)

    def leave(self) -> None:
        leave_call(self.any_event(), self.dice.choice(self.calls), by="user:test", at=self.now)

    def restore(self) -> None:
        if self.snapshots:
            event, snapshot = self.snapshots.pop()
            restore(event, snapshot, by="user:test", at=self.now)

    def retitle(self) -> None:
        retitle(self.dice.choice(self.calls), self.now)


@pytest.mark.parametrize("seed", range(3))
def test_following_makes_byte_for_byte_what_making_from_nothing_makes(seed: int, tmp_path: Path) -> None:
    walk = Walk(seed)
    for _ in range(6):
        for _ in range(walk.dice.randrange(1, 5)):
            walk.step()
        follow(now=walk.now)
        followed = files_of(django_settings.EDITION), entries_of(django_settings.EDITION)
        rebuild(now=walk.now)
        assert (files_of(django_settings.EDITION), entries_of(django_settings.EDITION)) == followed


def test_it_returns_the_last_number_and_makes_no_release_when_nothing_public_happened() -> None:
    assert follow(now=NOW) == 0
    assert releases_of(django_settings.EDITION) == ["0-1"]
    listed(draft("Regatta", dt.datetime(2026, 4, 9, 10)))
    assert follow(now=NOW) == last_number() == 1
    assert follow(now=NOW + HOUR) == 1
    assert releases_of(django_settings.EDITION) == ["0-1", "1-2"]


def test_a_page_that_did_not_change_is_the_same_file_and_older_releases_keep_their_bytes() -> None:
    listed(draft("Regatta", dt.datetime(2026, 4, 9, 10), PADOVA))
    follow(now=NOW)
    first = (django_settings.EDITION / "current").resolve()
    home = (first / "index.html").read_bytes()
    listed(draft("Parade", dt.datetime(2026, 4, 9, 10), SAPPORO))
    follow(now=NOW)
    second = (django_settings.EDITION / "current").resolve()
    assert (second / "cities/padova-it/index.html").samefile(first / "cities/padova-it/index.html")
    assert (first / "index.html").read_bytes() == home != (second / "index.html").read_bytes()


def test_the_last_three_releases_stay() -> None:
    for number in range(5):
        listed(draft(f"Event {number}", dt.datetime(2026, 4, 9, 10)))
        follow(now=NOW)
    assert releases_of(django_settings.EDITION) == ["3-3", "4-4", "5-5"]


def test_when_the_day_there_ends_the_event_is_past_and_no_sooner() -> None:
    """Whanganui is twelve hours ahead of UTC: its 7 April ends at noon UTC."""
    listed(draft("Dawn paddle", dt.datetime(2026, 4, 7, 8), WHANGANUI))
    city = django_settings.EDITION / "current/cities/whanganui-nz/index.html"
    follow(now=dt.datetime(2026, 4, 7, 11, 50, tzinfo=dt.UTC))
    assert "1 gathering to come" in city.read_text()
    follow(now=dt.datetime(2026, 4, 7, 12, 5, tzinfo=dt.UTC))
    assert "0 gatherings to come" in city.read_text()


def test_withdrawn_only_says_so_and_is_in_no_list_and_no_feed() -> None:
    event = listed(draft("A name best forgotten", dt.datetime(2026, 4, 9, 10)))
    follow(now=NOW)
    withdraw(event, by="user:test", at=NOW)
    follow(now=NOW)
    files = files_of(django_settings.EDITION)
    said = [path for path, body in files.items() if b"best forgotten" in body or event.uid.encode() in body]
    assert said == []
    page = f"events/{event.slug}/index.html"
    assert b"Withdrawn" in files[page]
    assert entries_of(django_settings.EDITION)[page].status == 410
    assert not any(path.startswith(("cities/padova-it", "days/")) for path in files)


def test_each_encoding_holds_the_same_bytes_as_the_page() -> None:
    listed(draft("Regatta", dt.datetime(2026, 4, 9, 10)))
    follow(now=NOW)
    files = files_of(django_settings.EDITION)
    encoded = {path for path, file in entries_of(django_settings.EDITION).items() if file.encodings}
    plain = {path: files[path] for path in encoded}
    assert {"index.html", "404.html", "cities/padova-it/index.html"} <= encoded
    assert {path: brotli.decompress(files[f"{path}.br"]) for path in encoded} == plain
    assert {path: gzip.decompress(files[f"{path}.gz"]) for path in encoded} == plain
    assert {path.rpartition(".")[0] for path in files if path.endswith((".br", ".gz"))} == encoded


def test_last_modified_moves_only_when_the_content_does() -> None:
    listed(draft("Regatta", dt.datetime(2026, 4, 9, 10), PADOVA))
    follow(now=NOW)
    listed(draft("Parade", dt.datetime(2026, 4, 9, 10), SAPPORO))
    follow(now=NOW + HOUR)
    rebuild(now=NOW + 2 * HOUR)
    files = json.loads((django_settings.EDITION / "current/manifest.json").read_bytes())["files"]
    moments = {path: files[path]["last_modified"] for path in ("cities/padova-it/index.html", "index.html")}
    assert moments == {
        "cities/padova-it/index.html": "2026-04-06T12:00:00+00:00",
        "index.html": "2026-04-06T13:00:00+00:00",
    }


def die_at(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process end without a farewell at the *count*-th act on the file system."""
    left = [count]

    def dying(act: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **options: Any) -> Any:
            left[0] -= 1
            if left[0] <= 0:
                os._exit(9)
            return act(*args, **options)

        return step

    monkeypatch.setattr(releases.os, "link", dying(os.link))
    monkeypatch.setattr(releases.os, "sync", dying(os.sync))
    monkeypatch.setattr(releases.shutil, "rmtree", dying(releases.shutil.rmtree))
    for name in ("write_bytes", "replace", "rename", "symlink_to", "unlink"):
        monkeypatch.setattr(Path, name, dying(getattr(Path, name)))


@pytest.mark.parametrize("count", [1, 3, 10, 30, 60, 90, 100, 106, 110, 113, 116, 118, 120, 122])
def test_row_95_killed_at_any_act_the_next_run_finishes(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that publishes dies; readers see the old edition or the new, and no leftovers stay."""
    for number in range(3):
        listed(draft(f"Event {number}", dt.datetime(2026, 4, 9, 10)))
        follow(now=NOW)
    before = files_of(django_settings.EDITION)
    listed(draft("The last one", dt.datetime(2026, 4, 9, 10), SAPPORO))
    child = os.fork()
    if child == 0:
        die_at(count, monkeypatch)
        follow(now=NOW)
        os._exit(0)
    os.waitpid(child, 0)
    seen = files_of(django_settings.EDITION)
    follow(now=NOW)
    after = files_of(django_settings.EDITION)
    assert seen in (before, after)
    assert releases_of(django_settings.EDITION) == ["2-2", "3-3", "4-4"]
    assert not (django_settings.EDITION / "current.new").is_symlink()
