"""The parts of a mail in HTML that its writer did not write: older mails, signatures."""

from itertools import islice

from lxml.etree import _Element

from handbill.formats.quoting import is_forwarding
from handbill.values import BlockKind

_SIGNATURE_NAMES = ("gmail_signature", "moz-signature", "x_signature", "signature")
_QUOTE_NAMES = (
    "gmail_quote",
    "yahoo_quoted",
    "moz-cite-prefix",
    "protonmail_quote",
    "divrplyfwdmsg",
    "appendonsend",
)


def quoted_kind(element: _Element) -> BlockKind | None:
    """Return `quote` or `signature` where mail programs mark *element* as such; None for the mail itself.

    What was forwarded is marked as a quote too, but it is why the mail was sent: it counts as written.
    """
    names = f"{element.get('class', '')} {element.get('id', '')}".lower().split()
    if any(name in _SIGNATURE_NAMES for name in names):
        return "signature"
    cited = element.tag == "blockquote" and element.get("type") == "cite"
    if not cited and not any(name.startswith(_QUOTE_NAMES) for name in names):
        return None
    beginning = [str(words).strip() for words in islice(element.itertext(), 12)]
    return None if any(is_forwarding(words) for words in beginning) else "quote"
