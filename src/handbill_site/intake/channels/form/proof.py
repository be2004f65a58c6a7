"""Proof of work of the form: challenges in ALTCHA's format (version 2), made, verified and spent here.

A browser that solves one has worked for a second or so; nobody else is asked, and nothing is known of it.
"""

import base64
import datetime as dt
import functools
import json

import altcha
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.crypto import salted_hmac

from handbill_site.intake.errors import NotKept
from handbill_site.intake.models import Delivery, SpentProof

ALGORITHM = "PBKDF2/SHA-256"
"""What browsers have built in (SubtleCrypto), so that they are about as fast as a spammer's machine."""
PREFIX = "00"
"""Hex that the derived key begins with: one in 256."""
LASTS = dt.timedelta(hours=2)
"""As long as somebody may take to write."""
MARGIN = dt.timedelta(hours=1)
"""How much longer than it counts a spent one is remembered, should the clock be set back."""
LONGEST = 4_000
Slow = Delivery.Slow


def new_challenge(*, now: dt.datetime) -> str:
    """Return a challenge as JSON: its parameters, signed. Nothing is kept of it."""
    made = altcha.create_challenge(
        ALGORITHM, settings.PROOF_COST, key_prefix=PREFIX, expires_at=now + LASTS, hmac_secret=_key()
    )
    return json.dumps(made.to_dict())


def trouble_with(said: str, *, now: dt.datetime) -> str:
    """Verify and spend the solution that came with a message.

    Args:
        said: Base 64 of {"challenge", "solution"}, as ALTCHA has it; "" where the browser ran no script.

    Returns: Why it does not count, a `Delivery.Slow`; "" where it does. It then never counts again.

    Raises: NotKept where the database does not answer.
    """
    if not said:
        return Slow.UNSOLVED
    if len(said) > LONGEST:
        return Slow.INVALID
    result = altcha.verify_solution(said, _key())  # our signature first, in constant time; then the work
    if result.expired:
        return Slow.EXPIRED
    if not result.verified:
        return Slow.INVALID
    return "" if _spend(_parameters(said), now=now) else Slow.USED


def _spend(parameters: altcha.ChallengeParameters, *, now: dt.datetime) -> bool:
    """Note that a challenge was used; False where it was before, which the database decides for two at once.

    A note that is thrown away in hours, of no subject: it has no entry in the ledger. Raises: NotKept.
    """
    expires = dt.datetime.fromtimestamp(parameters.expires_at or 0, dt.UTC)
    try:
        with transaction.atomic():
            SpentProof.objects.filter(expires__lt=now - MARGIN).delete()
            SpentProof.objects.create(nonce=parameters.nonce, expires=expires)
    except IntegrityError:
        return False
    except DatabaseError as error:
        raise NotKept(f"the database does not answer: {error}") from error
    return True


def _parameters(said: str) -> altcha.ChallengeParameters:
    """Return the parameters of a payload that was verified, and so are ours."""
    return altcha.Payload.from_dict(json.loads(base64.b64decode(said))).challenge.parameters


@functools.cache
def _key() -> str:
    """Return the key of the signatures, derived from the site's own."""
    return salted_hmac("handbill.form.proof", "", algorithm="sha256").hexdigest()
