"""Making accounts. Each act is one transaction with one entry `people.*` in the ledger."""

import datetime as dt
import secrets

from django.db import transaction

from handbill_site.ledger import operations as ledger
from handbill_site.people.models import Role, User


@transaction.atomic
def make_account(username: str, password: str, *, role: Role, by: str, at: dt.datetime) -> User:
    """Make an account. Its name signs the ledger, so one that was ever given is never given again.

    Raises: ValueError when the name is empty or taken, also by somebody who has left.
    """
    if not username or User.objects.filter(username__iexact=username).exists():
        raise ValueError(f"the name {username!r} is empty or taken")
    user = User.objects.create_user(username, password=password, role=role)
    ledger.enter("people.account_made", f"user:{username}", by=by, at=at, role=role.value)
    return user


@transaction.atomic
def set_password(user: User, password: str, *, by: str, at: dt.datetime) -> None:
    """Give an account a new password, which ends all its sessions. Writes "people.password_set"."""
    user.set_password(password)
    user.save(update_fields=["password"])
    ledger.enter("people.password_set", f"user:{user.username}", by=by, at=at)


def new_password() -> str:
    """Return a password made now: 20 letters and digits in groups, about 100 bits, without look-alikes."""
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))
