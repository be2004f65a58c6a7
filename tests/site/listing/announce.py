"""One of several processes that announce days: `announce.py call`, then `announce.py DAY…` again and again.

"call" makes a call that hangs on Eid al-Fitr 1447, with one event on its day.
"""

import datetime as dt
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "handbill_site.settings"

import django

django.setup()

from tests.site.listing.making import delivery, found, walk  # noqa: E402  Django must be set up first

from handbill_site.listing.calls import create_call  # noqa: E402
from handbill_site.listing.observances import announce_day  # noqa: E402
from handbill_site.listing.operations import publish  # noqa: E402

EID = ("eid-al-fitr", "1447")
SAID = {"by": "user:ana", "at": dt.datetime(2026, 3, 19, 18, tzinfo=dt.UTC)}

if sys.argv[1] == "call":
    call = create_call("eid", titles={"en": "Eid"}, observance=EID[0], edition=EID[1], **SAID)
    draft = walk(dtstart=found(dt.datetime(2026, 3, 20, 9)))
    publish(draft, delivery=delivery(), draft_index=0, calls=[call], **SAID)
else:
    for _ in range(5):
        for day in sys.argv[1:]:
            announce_day(*EID, dt.date.fromisoformat(day), **SAID)
