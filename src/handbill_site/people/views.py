"""Logging in and out."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.utils import timezone

from handbill_site.people.throttle import Throttle

THROTTLE = Throttle()


class LoginForm(AuthenticationForm):
    """Name and password, behind a brake on guessing."""

    error_messages = {  # noqa: RUF012 - as Django declares it
        "invalid_login": "The name or the password is not right. Both are case-sensitive.",
        "inactive": "This account is closed.",
        "throttled": "Too many failed logins for this name. Try again in a quarter of an hour.",
    }

    def clean(self) -> dict[str, Any]:
        """Refuse a name that failed too often, before the password is looked at.

        Raises: ValidationError.
        """
        name, now = self.cleaned_data.get("username", ""), timezone.now()
        if THROTTLE.is_closed(name, now=now):
            raise ValidationError(self.error_messages["throttled"], code="throttled")
        try:
            cleaned = super().clean()
        except ValidationError:
            THROTTLE.failed(name, now=now)
            raise
        THROTTLE.succeeded(name)
        return cleaned


class Login(LoginView):
    """The login page; who is logged in already goes on."""

    template_name = "people/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True


class Logout(LogoutView):
    """Ends the session, on POST only."""

    template_name = "people/logged_out.html"
