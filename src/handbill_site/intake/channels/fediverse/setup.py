"""Settings of the Fediverse, both together.

HANDBILL_FEDIVERSE_URL    the server of our account: https://social.lanterns.example
HANDBILL_FEDIVERSE_TOKEN  or …_FILE: access token with read:notifications, read:accounts,
                          read:statuses, write:statuses
"""

from handbill_site.intake.channels.calling import base_address
from handbill_site.intake.channels.contract import Parts
from handbill_site.intake.channels.credentials import secret
from handbill_site.intake.errors import NotSetUp


def parts() -> Parts:
    """Return the parts that are set up. Raises: NotSetUp."""
    base, token = base_address("HANDBILL_FEDIVERSE_URL"), secret("HANDBILL_FEDIVERSE_TOKEN")
    if not base and not token:
        return Parts()
    if not base or not token:
        raise NotSetUp(f"HANDBILL_FEDIVERSE_{'TOKEN' if base else 'URL'}: it is missing")
    from handbill_site.intake.channels.fediverse.account import Account
    from handbill_site.intake.channels.fediverse.polling import Mentions
    from handbill_site.intake.channels.fediverse.sending import FediverseAnswerer

    account = Account(base, token)
    return Parts(pollers={"mentions": Mentions(account)}, answerer=FediverseAnswerer(account))
