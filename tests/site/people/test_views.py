from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from handbill_site.people import views
from handbill_site.people.models import User
from handbill_site.people.throttle import Throttle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _new_throttle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "THROTTLE", Throttle())


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada", password="right")


def log_in(client: Client, password: str, **more: str) -> object:
    return client.post("/people/login/", {"username": "ada", "password": password, **more})


def test_the_right_password_leads_to_the_desk(client: Client, ada: User) -> None:
    response = log_in(client, "right")
    assert (response.status_code, response["Location"]) == (302, "/desk/")  # type: ignore[attr-defined,index]


@pytest.mark.parametrize(
    "target", ["//evil.example", "\\\\evil.example", "https:evil.example", "/%09/evil", "x:y"]
)
def test_no_link_leads_from_the_login_to_another_site(client: Client, ada: User, target: str) -> None:
    location = log_in(client, "right", next=target)["Location"]  # type: ignore[index]
    assert location in ("/desk/", "/%09/evil")


def test_a_wrong_password_says_so_without_saying_which(client: Client, ada: User) -> None:
    unknown = client.post("/people/login/", {"username": "eve", "password": "wrong"})
    wrong = log_in(client, "wrong")
    reason = "The name or the password is not right."
    assert reason in unknown.text
    assert reason in wrong.text  # type: ignore[attr-defined]


def test_guessing_is_braked_for_that_name_only(client: Client, ada: User) -> None:
    User.objects.create_user("bob", password="right")
    for _ in range(10):
        log_in(client, "wrong")
    assert "Too many failed logins" in log_in(client, "right").text  # type: ignore[attr-defined]
    assert client.post("/people/login/", {"username": "bob", "password": "right"}).status_code == 302


def test_logging_out_takes_a_post(client: Client, ada: User) -> None:
    log_in(client, "right")
    assert client.get("/people/logout/").status_code == 405
    assert "Logged out" in client.post("/people/logout/").text
    assert client.get("/intake/upload/").status_code == 302


def test_the_form_is_refused_without_its_token(ada: User) -> None:
    assert log_in(Client(enforce_csrf_checks=True), "right").status_code == 403  # type: ignore[attr-defined]


def test_the_command_makes_an_account_and_prints_its_password_once() -> None:
    out = StringIO()
    call_command("account", "cid", "--role", "admin", stdout=out)
    password = out.getvalue().strip().removeprefix("cid: ")
    cid = User.objects.get(username="cid")
    assert (cid.role, cid.check_password(password)) == ("admin", True)
