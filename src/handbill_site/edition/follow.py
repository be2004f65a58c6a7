"""The edition follows the ledger: what was touched since the last release is made anew."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.conf import settings

from handbill_site.edition import look, observances, queries, releases
from handbill_site.edition.manifest import File, Manifest
from handbill_site.edition.pages import pages_of
from handbill_site.edition.releases import Release
from handbill_site.ledger.models import Entry
from handbill_site.ledger.operations import last_number

HOME = ""


def follow(*, now: dt.datetime) -> int:
    """Bring the edition up to the ledger's last entry and to the day of *now*; return the entry's number.

    Makes a release only when something that readers see was touched. May be killed at any point: the next
    call finishes. Two callers do not disturb each other: the second waits, then finds its work done.

    Args:
        now: Aware.
    """
    with releases.lease(settings.EDITION):
        releases.sweep(settings.EDITION)
        before = releases.current(settings.EDITION)
        number = last_number()
        if before is None or before.manifest.look != look.fingerprint():
            _release_all(before, number, now)
        elif folders := _touched(before.manifest, number, now):
            _release(before, folders, number, now)
    return number


def rebuild(*, now: dt.datetime) -> int:
    """Make the whole edition from the listing alone; return the number of the ledger's last entry.

    A file that comes out as it was keeps its Last-Modified.
    """
    with releases.lease(settings.EDITION):
        releases.sweep(settings.EDITION)
        number = last_number()
        _release_all(releases.current(settings.EDITION), number, now)
    return number


def _release_all(before: Release | None, number: int, now: dt.datetime) -> None:
    known = before.manifest.files if before else {}
    part = releases.make(settings.EDITION, before, number, linked=False)
    files = {}
    for page in pages_of(_everything(), now):
        file = releases.write(part, page, None, _stamp(now))
        files[page.path] = _dated(file, known.get(page.path))
    releases.finish(settings.EDITION, part, _manifest(number, now, files))


def _release(before: Release, folders: Collection[str], number: int, now: dt.datetime) -> None:
    part = releases.make(settings.EDITION, before, number)
    files = dict(before.manifest.files)
    stale = {path for folder in folders for path in before.manifest.within(folder)}
    for page in pages_of(folders, now, before.manifest):
        files[page.path] = releases.write(part, page, files.get(page.path), _stamp(now))
        stale.discard(page.path)
    for path in stale:
        releases.remove(part, path, files.pop(path))
    releases.finish(settings.EDITION, part, _manifest(number, now, files))


def _dated(file: File, before: File | None) -> File:
    """Return *file* with the Last-Modified it had while its content was the same."""
    same = before is not None and before.sha256 == file.sha256
    return replace(file, last_modified=before.last_modified) if before and same else file


def _touched(known: Manifest, number: int, now: dt.datetime) -> set[str]:
    """Return the folders to be made anew; with any of them the home."""
    named = _named_in(queries.public_entries(known.number, number))
    folders = {f"calls/{slug}" for slug in named.calls} | {f"events/{slug}" for slug in named.events}
    folders |= named.folders | _lists_of(known, named.events)
    folders |= {folder for folder in _lists_of(known, _turning(known, now)) if folder.startswith("cities/")}
    folders |= _observances_of(known, folders)
    if folders or queries.calls_ending(known.rendered, now):
        folders.add(HOME)
    if known.rendered.year != now.astimezone(dt.UTC).year:
        folders |= _all_observances()
    return folders


@dataclass(frozen=True, slots=True)
class _Named:
    """What entries of the ledger speak of: slugs of events and of calls, and other folders."""

    events: set[str]
    calls: set[str]
    folders: set[str]


def _named_in(entries: Iterable[Entry]) -> _Named:
    """Return what *entries* speak of; with a call all events that show its title."""
    named = _Named(set(), set(), set())
    for entry in entries:
        kept = [f"{observances.FOLDER}/{key}" for key in entry.facts.get("observances", ())]
        named.folders.update(kept)
        if entry.subject.startswith("observance:"):
            days = (f"days/{day}" for day in entry.facts["days"])
            calls = (f"calls/{slug}" for slug in entry.facts["calls"])
            named.folders.update([observances.FOLDER, *days, *calls])
        elif entry.subject.startswith("organizer:"):
            named.events.update(queries.slugs_of_organizer(int(entry.subject.partition(":")[2])))
        else:
            kind = named.calls if entry.subject.startswith("call:") else named.events
            kind.add(str(entry.facts["slug"]))
    named.events.update(*map(queries.slugs_of_call, named.calls))
    return named


def _observances_of(known: Manifest, folders: Collection[str]) -> set[str]:
    """Return the observances whose pages name what *folders* are about: their days, and calls of theirs."""
    days = {folder for folder in folders if folder.startswith("days/")}
    calls = [folder.removeprefix("calls/") for folder in folders if folder.startswith("calls/")]
    on_days = {
        path.removesuffix("/index.html")
        for path, file in known.files.items()
        if path.startswith(f"{observances.FOLDER}/") and not days.isdisjoint(file.lists)
    }
    return on_days | {f"{observances.FOLDER}/{key}" for key in queries.observances_of(calls)}


def _all_observances() -> set[str]:
    return {observances.FOLDER, *(f"{observances.FOLDER}/{key}" for key in observances.shown_keys())}


def _turning(known: Manifest, now: dt.datetime) -> set[str]:
    """Return the events for which a day has ended since; days end on the quarters of an hour."""
    if _quarter(known.rendered) == _quarter(now):
        return set()
    return queries.slugs_turning(known.rendered, now)


def _quarter(moment: dt.datetime) -> int:
    return int(moment.timestamp() // 900)


def _lists_of(known: Manifest, slugs: Collection[str]) -> set[str]:
    """Return the lists on which these events stood in the last release, and those on which they stand now."""
    entries = (known.files.get(f"events/{slug}/index.html") for slug in slugs)
    then = {folder for entry in entries if entry for folder in entry.lists}
    return then.union(*(listed.lists for listed in queries.with_slugs(slugs)))


def _everything() -> set[str]:
    return {
        HOME,
        *(f"events/{slug}" for slug in queries.all_slugs()),
        *(f"cities/{slug}" for slug in queries.towns()),
        *(f"calls/{call.slug}" for call in queries.calls()),
        *(f"days/{day.isoformat()}" for day in queries.all_days()),
        *_all_observances(),
    }


def _manifest(number: int, now: dt.datetime, files: dict[str, File]) -> Manifest:
    return Manifest(number, now.astimezone(dt.UTC), look.fingerprint(), look.policy(), files)


def _stamp(now: dt.datetime) -> str:
    return now.astimezone(dt.UTC).replace(microsecond=0).isoformat()
