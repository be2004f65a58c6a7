"""Settings of Instagram. The first two together, the third for answers.

HANDBILL_INSTAGRAM_APP_SECRET    or …_FILE: what Meta signs its webhooks with
HANDBILL_INSTAGRAM_VERIFY_TOKEN  or …_FILE: a word of one's own that Meta says once, to show that it is meant
HANDBILL_INSTAGRAM_TOKEN         or …_FILE: access token of the account
HANDBILL_INSTAGRAM_URL           where the interface answers (https://graph.instagram.com/v24.0)
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from handbill_site.intake.channels.calling import base_address
from handbill_site.intake.channels.contract import Parts
from handbill_site.intake.channels.credentials import Secret, secret
from handbill_site.intake.errors import NotSetUp

PUBLIC = "https://graph.instagram.com/v24.0"
HOSTS = ("fbsbx.com", "cdninstagram.com", "fbcdn.net")
"""Where Meta shows what was sent: lookaside.fbsbx.com and the delivery networks behind it."""


@dataclass(frozen=True, slots=True)
class InstagramSettings:
    """Secrets of the app and the account; empty ones are not set."""

    app_secret: Secret
    verify_token: Secret
    token: Secret


def settings_from(environ: Mapping[str, str] = os.environ) -> InstagramSettings:
    """Return the settings. Raises: NotSetUp where half of what a webhook needs is there."""
    said = InstagramSettings(
        secret("HANDBILL_INSTAGRAM_APP_SECRET", environ=environ),
        secret("HANDBILL_INSTAGRAM_VERIFY_TOKEN", environ=environ),
        secret("HANDBILL_INSTAGRAM_TOKEN", environ=environ),
    )
    if bool(said.app_secret) != bool(said.verify_token):
        missing = "VERIFY_TOKEN" if said.app_secret else "APP_SECRET"
        raise NotSetUp(f"HANDBILL_INSTAGRAM_{missing}: the webhook needs it too")
    return said


def parts() -> Parts:
    """Return the parts that are set up. Raises: NotSetUp."""
    said = settings_from()
    from handbill_site.intake.channels.instagram.sending import HookReady, InstagramAnswerer
    from handbill_site.intake.channels.pictures import Pictures

    base = base_address("HANDBILL_INSTAGRAM_URL", PUBLIC)
    return Parts(
        hooked=HookReady() if said.app_secret else None,
        pictures=Pictures(HOSTS) if said.app_secret else None,
        answerer=InstagramAnswerer(base, said.token) if said.token else None,
    )
