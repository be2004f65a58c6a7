"""Trouble in our hands. (Trouble in a text is data: `handbill.values.Problem`.)

HandbillError
├── UnreadableFile (ValueError)      the container cannot be opened; nothing inside was read
│   └── TooLarge                     refused before reading: bytes, parts, nesting
├── UnknownLanguage (LookupError)    no vocabulary for this BCP 47 tag
├── UnknownPlace (LookupError)       no such geonameid, country or subdivision
├── BrokenData (RuntimeError)        a file that ships with Handbill is missing or damaged
├── Refused (ValueError)             the guard would not go to this address
└── NotFetched (OSError)             the address was asked and gave nothing that can be kept
"""


class HandbillError(Exception):
    """Base of every exception that Handbill raises on purpose."""


class UnreadableFile(HandbillError, ValueError):
    """The container cannot be opened, so nothing inside it was read."""

    def __init__(self, message: str, *, media_type: str, line: int | None = None):
        super().__init__(message)
        self.media_type = media_type
        self.line = line


class TooLarge(UnreadableFile):
    """Refused before reading: more bytes, parts or nesting than an announcement has."""

    def __init__(self, message: str, *, media_type: str, limit: int):
        super().__init__(message, media_type=media_type)
        self.limit = limit


class UnknownLanguage(HandbillError, LookupError):
    """No vocabulary is kept for this language."""

    def __init__(self, tag: str):
        super().__init__(f"no vocabulary for the language {tag!r}")
        self.tag = tag


class UnknownPlace(HandbillError, LookupError):
    """No place of this id is in the gazetteer."""

    def __init__(self, key: object):
        super().__init__(f"no place {key!r} in the gazetteer")
        self.key = key


class BrokenData(HandbillError, RuntimeError):
    """A data file that ships with Handbill is missing or damaged."""

    def __init__(self, message: str, *, path: str):
        super().__init__(f"{path}: {message}")
        self.path = path


class Refused(HandbillError, ValueError):
    """An address outside the public web, or in a form that a guard should not have to guess at."""

    def __init__(self, url: str, reason: str):
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class NotFetched(HandbillError, OSError):
    """The fetch failed.

    Attributes:
        permanent: Whether asking again later is pointless (404, too large), as opposed to a timeout.
    """

    def __init__(self, url: str, reason: str, *, permanent: bool):
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason
        self.permanent = permanent
