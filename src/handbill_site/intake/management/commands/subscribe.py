"""`manage.py subscribe URL`: feeds that are asked now and then."""

import contextlib
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from handbill_site.intake.channels.feed import subscriptions
from handbill_site.intake.channels.feed.rounds import Rounds, due
from handbill_site.intake.channels.feed.setup import feed_settings
from handbill_site.intake.errors import ChannelTrouble, NotSetUp, NotSubscribed
from handbill_site.intake.models import Subscription

BY = f"user:{os.environ.get('SUDO_USER') or os.environ.get('USER') or 'operator'}"
"""The login name on this machine, which is all that a command knows of its user."""


class Command(BaseCommand):
    help = (
        "Subscribe to a feed: iCalendar (webcal:, Google, Meetup), RSS, Atom, a page with JSON-LD, "
        "The Events Calendar, Gancio, Mobilizon or any ActivityPub actor. The form is found by asking. "
        "Without an address it lists the feeds and how each stands."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", nargs="?", metavar="URL")
        parser.add_argument(
            "--source", default="", metavar="NAME", help="name at the desk (default: the host)"
        )
        parser.add_argument("--home", default="", metavar="CC", help="ISO 3166 country of the organisers")
        parser.add_argument("--zone", default="", help="IANA zone, for feeds that tell instants only")
        parser.add_argument("--trusted", action="store_true", help="publish what it states as data unseen")
        parser.add_argument(
            "--remove", action="store_true", help="ask this feed no more; what came from it stays"
        )
        parser.add_argument("--list", action="store_true", help="list the feeds (so does no address)")
        parser.add_argument("--check", action="store_true", help="ask the feed of URL once, and keep nothing")
        parser.add_argument("--poll", action="store_true", help="ask what is due now, or the feed of URL")

    def handle(
        self, *_: Any, address: str | None, remove: bool, check: bool, poll: bool, **options: Any
    ) -> None:
        if poll:
            self._poll(address)
        elif not address:
            self._list()
        elif remove:
            subscriptions.unsubscribe(self._found(address), by=BY, at=timezone.now())
            self.stdout.write(f"{address} is asked no more")
        elif check:
            self._check(address)
        else:
            self._subscribe(address, **options)

    def _subscribe(self, address: str, *, source: str, home: str, zone: str, trusted: bool, **_: Any) -> None:
        try:
            made = subscriptions.subscribe(
                address, name=source, home=home, zone=zone, trusted=trusted, by=BY, at=timezone.now()
            )
        except NotSubscribed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made.source.name}: {made} is asked from now on")

    def _list(self) -> None:
        for each in subscriptions.standings():
            source = each.subscription.source
            trust = " (trusted)" if source.trusted else ""
            self.stdout.write(f"{source.name}{trust}\n  {source.address}\n  {each.words}")

    def _check(self, address: str) -> None:
        try:
            with contextlib.closing(self._rounds()) as rounds:
                self.stdout.write(rounds.poller(self._found(address)).check())
        except ChannelTrouble as error:
            raise CommandError(str(error)) from error

    def _poll(self, address: str | None) -> None:
        with contextlib.closing(self._rounds()) as rounds:
            pause = max(feed_settings().pause, 60.0)
            rows = [self._found(address)] if address else due(now=timezone.now(), pause=pause)
            well = sum(rounds.ask(row) for row in rows)
        self.stdout.write(f"{len(rows)} asked, {len(rows) - well} with trouble")

    def _found(self, address: str) -> Subscription:
        if held := subscriptions.found(address):
            return held
        raise CommandError(f"{address} is not subscribed to")

    def _rounds(self) -> Rounds:
        try:
            said = feed_settings()
        except NotSetUp as error:
            raise CommandError(str(error)) from error
        return Rounds(pause=said.pause, gap=said.gap)
