"""An editor, an admin, and a case that waits for them."""

import pytest
from django.test import Client

from handbill_site.people.models import Role, User


@pytest.fixture
def editor(client: Client) -> Client:
    """A browser in which the editor "ana" is logged in."""
    client.force_login(User.objects.create(username="ana", role=Role.EDITOR))
    return client


@pytest.fixture
def other_editor() -> Client:
    """Another browser, with the editor "bo"."""
    client = Client()
    client.force_login(User.objects.create(username="bo", role=Role.EDITOR))
    return client


@pytest.fixture
def admin() -> Client:
    """A browser in which the admin "ada" is logged in."""
    client = Client()
    client.force_login(User.objects.create(username="ada", role=Role.ADMIN))
    return client
