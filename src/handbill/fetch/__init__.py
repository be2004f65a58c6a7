"""The one way out to the web, for the command line and the site alike.

Beside `handbill.models` the only room of the library that opens sockets; no lower room imports it. It needs
`httpx`, which comes with the `site` extra.
"""

from handbill.fetch.fetching import PUBLIC, Answer, Exchange, Fetched, ask, fetch
from handbill.fetch.guard import Guard, is_public

__all__ = ["PUBLIC", "Answer", "Exchange", "Fetched", "Guard", "ask", "fetch", "is_public"]
