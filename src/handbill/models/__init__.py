"""A language model behind any endpoint of the OpenAI kind, asked for what the rules did not find.

Off unless an operator names an address. Beside `handbill.fetch` the only room of the library that opens
sockets; no lower room imports it. It needs `httpx`, which comes with the `site` extra.
"""

from handbill.models.budget import Budget, Usage
from handbill.models.proposer import ChatProposer
from handbill.models.settings import ModelSettings, settings_from

__all__ = ["Budget", "ChatProposer", "ModelSettings", "Usage", "settings_from"]
