"""Settings of Telegram.

HANDBILL_TELEGRAM_TOKEN  or …_TOKEN_FILE: the token of the bot, as BotFather gave it
HANDBILL_TELEGRAM_URL    where the Bot API answers (https://api.telegram.org; a server of one's own)
"""

import os
import re
from collections.abc import Mapping

from handbill_site.intake.channels.calling import base_address
from handbill_site.intake.channels.contract import Parts
from handbill_site.intake.channels.credentials import Secret, secret
from handbill_site.intake.errors import NotSetUp

PUBLIC = "https://api.telegram.org"
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,100}")


def token_from(environ: Mapping[str, str] = os.environ) -> Secret | None:
    """Return the token, None for none. Raises: NotSetUp."""
    token = secret("HANDBILL_TELEGRAM_TOKEN", environ=environ)
    if not token:
        return None
    if not _TOKEN.fullmatch(token.open()):
        raise NotSetUp("HANDBILL_TELEGRAM_TOKEN: it does not look like 123456:ABC…")
    return token


def parts() -> Parts:
    """Return the parts that are set up. Raises: NotSetUp."""
    token = token_from()
    if token is None:
        return Parts()
    from handbill_site.intake.channels.telegram.bot import Bot
    from handbill_site.intake.channels.telegram.polling import Updates
    from handbill_site.intake.channels.telegram.sending import TelegramAnswerer

    bot = Bot(base_address("HANDBILL_TELEGRAM_URL", PUBLIC), token)
    return Parts(pollers={"updates": Updates(bot)}, answerer=TelegramAnswerer(bot))
