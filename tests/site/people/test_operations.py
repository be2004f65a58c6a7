import datetime as dt
import re

import pytest

from handbill_site.ledger.models import Entry
from handbill_site.people.models import Role, User
from handbill_site.people.operations import make_account, new_password, set_password

NOON = dt.datetime(2027, 4, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def ada(db: None) -> User:
    return make_account("ada", "first password", role=Role.ADMIN, by="user:root", at=NOON)


def test_an_account_has_its_role_an_argon2_password_and_an_entry(ada: User) -> None:
    assert (ada.role, ada.password.split("$")[0]) == ("admin", "argon2")
    assert ada.check_password("first password")
    entry = Entry.objects.get()
    assert (entry.verb, entry.subject, entry.facts) == ("people.account_made", "user:ada", {"role": "admin"})


@pytest.mark.parametrize("name", ["ada", "Ada", ""])
def test_a_name_that_signs_the_ledger_is_given_once(ada: User, name: str) -> None:
    with pytest.raises(ValueError, match="taken"):
        make_account(name, "x", role=Role.EDITOR, by="user:root", at=NOON)


def test_a_new_password_replaces_the_old_one(ada: User) -> None:
    set_password(ada, "second password", by="user:root", at=NOON)
    ada.refresh_from_db()
    assert (ada.check_password("first password"), ada.check_password("second password")) == (False, True)
    assert Entry.objects.latest("number").verb == "people.password_set"


def test_made_passwords_are_long_legible_and_different() -> None:
    made = [new_password() for _ in range(50)]
    assert len(set(made)) == 50
    assert all(re.fullmatch(r"([a-km-np-z2-9]{5}-){3}[a-km-np-z2-9]{5}", password) for password in made)
