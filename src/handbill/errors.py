"""Trouble in our hands. (Trouble in a text is data: `handbill.values.Problem`.)

HandbillError
├── UnreadableFile (ValueError)      the container cannot be opened; nothing inside was read
│   └── TooLarge                     refused before reading: bytes, parts, nesting
├── UnknownLanguage (LookupError)    no vocabulary for this BCP 47 tag
├── UnknownPlace (LookupError)       no such geonameid, country or subdivision
├── UnknownCalendar (LookupError)    no calendar of this CLDR name
├── UnknownDigits (LookupError)      no CLDR numbering system of this name
├── NoSuchDate (ValueError)          a calendar has no such day, month or year, or is not kept that far
├── UnknownObservance (LookupError)  no observance of this id
├── BrokenData (RuntimeError)        a file that ships with Handbill is missing or damaged
├── UnreadableRule (ValueError)      a recurrence rule that says nothing, or that we will not expand
│   └── RuleTooCostly                found out only while expanding it
├── Refused (ValueError)             the guard would not go to this address
├── NotFetched (OSError)             the address was asked and gave nothing that can be kept
├── BadSetting (ValueError)          a language model is set up in a way that cannot work
└── NotProposed (RuntimeError)       a language model added nothing; the reading goes on without it
    ├── ModelUnavailable             it gave no answer
    ├── BudgetSpent                  it was not asked: the tokens or the money of the day are used up
    └── BadAnswer                    it answered something that is no proposal
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


class UnknownCalendar(HandbillError, LookupError):
    """No calendar of this name is kept; `known` are those that are."""

    def __init__(self, rscale: str, known: tuple[str, ...]):
        super().__init__(f"no calendar {rscale!r}; there are: {', '.join(sorted(known))}")
        self.rscale = rscale
        self.known = known


class UnknownDigits(HandbillError, LookupError):
    """No CLDR numbering system of this name is kept; `known` are those that are."""

    def __init__(self, digits: str, known: tuple[str, ...]):
        super().__init__(f"no digits {digits!r}; there are: {', '.join(sorted(known))}")
        self.digits = digits
        self.known = known


class NoSuchDate(HandbillError, ValueError):
    """A calendar has no such day, month or year, or is not kept that far."""


class BrokenData(HandbillError, RuntimeError):
    """A data file that ships with Handbill is missing or damaged."""

    def __init__(self, message: str, *, path: str):
        super().__init__(f"{path}: {message}")
        self.path = path


class UnknownObservance(HandbillError, LookupError):
    """No observance of this id is in the catalogue."""

    def __init__(self, key: str):
        super().__init__(f"no observance {key!r} in the catalogue")
        self.key = key


class UnreadableRule(HandbillError, ValueError):
    """A recurrence rule that cannot be read or will not be expanded.

    Attributes:
        code: That of the `Problem` which says the same of a text: "rrule.interval", "rrule.count" ...
        detail: The part of the rule.
    """

    def __init__(self, code: str, detail: str):
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class RuleTooCostly(UnreadableRule):
    """A rule that gave nothing for too long, or that left the range of its calendar."""


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


class BadSetting(HandbillError, ValueError):
    """A setting that cannot work; *name* is that of the variable or option."""

    def __init__(self, name: str, reason: str):
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class NotProposed(HandbillError, RuntimeError):
    """A language model added nothing to a reading. `reason` holds no text of an announcement and no key."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class ModelUnavailable(NotProposed):
    """It was asked and gave no answer: refused, too slow, failing."""


class BudgetSpent(NotProposed):
    """It was not asked, since that might have gone over a cap."""


class BadAnswer(NotProposed):
    """It answered, and the answer is no proposal: cut off, no JSON, another shape."""
