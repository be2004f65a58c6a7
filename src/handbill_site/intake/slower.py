"""The slower queue: what came without proof of work is kept alike, and let in at a bounded rate."""

import datetime as dt

from django.conf import settings

from handbill_site.intake.models import Delivery

HOUR = dt.timedelta(hours=1)


def let_in(*, now: dt.datetime) -> int:
    """Let the oldest of the slower queue in to be read, and return how many were.

    With those of the hour before they are at most settings.SLOW_HOUR: however many programs fill in the
    form, no more than that stands at the desk. No entry is written: nothing was decided, and "intake.read"
    follows.
    """
    waiting = Delivery.objects.filter(state=Delivery.State.SLOW)
    oldest = list(waiting.order_by("received", "pk").values_list("pk", flat=True)[: settings.SLOW_HOUR])
    if not oldest:
        return 0
    lately = Delivery.objects.filter(let_in__gt=now - HOUR, let_in__lte=now).count()
    room = max(settings.SLOW_HOUR - lately, 0)
    return waiting.filter(pk__in=oldest[:room]).update(state=Delivery.State.KEPT, let_in=now)
