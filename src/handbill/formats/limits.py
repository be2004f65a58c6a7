"""How much an announcement may hold. Above it a file is refused, or read in part with a problem."""

from handbill.errors import TooLarge

MEGABYTE = 1_000_000

MOST_BYTES = {
    "message/rfc822": 16 * MEGABYTE,  # flyers hang on mails
    "text/calendar": 8 * MEGABYTE,
    "text/html": 6 * MEGABYTE,
    "application/pdf": 12 * MEGABYTE,  # pictures on flyers
    "image/gif": 8 * MEGABYTE,
    "image/jpeg": 12 * MEGABYTE,
    "image/png": 12 * MEGABYTE,
    "image/webp": 12 * MEGABYTE,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": 8 * MEGABYTE,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": 12 * MEGABYTE,
    "application/vnd.oasis.opendocument.text": 12 * MEGABYTE,
}
MOST_BYTES_ELSE = 4 * MEGABYTE

MOST_PARTS = 1_000
DEEPEST_PARTS = 50
MOST_EVENTS = 5_000
MOST_CHARACTERS = 1_000_000
MOST_LINES = 30_000
MOST_ELEMENTS = 40_000
MOST_CELLS = 100_000
"""Of one table, cells that hang into further rows counted in each."""
MOST_PAGES = 60
MOST_PACKED = 2_000
"""Parts of a packed file."""
MOST_UNPACKED = 40 * MEGABYTE
MOST_MARKUP = 6 * MEGABYTE
"""Of it that is XML: what 100,000 cells take. More costs seconds, and hundreds of megabytes of memory."""
MOST_SHEETS = 50
LONGEST_VALUE = 20_000
"""Characters of one property of an event: a description of four printed pages."""


def require_size(raw: bytes, media_type: str) -> None:
    """Raise `TooLarge` where *raw* is longer than an announcement of this type may be."""
    limit = MOST_BYTES.get(media_type, MOST_BYTES_ELSE)
    if len(raw) > limit:
        raise TooLarge(f"{len(raw):,} bytes; at most {limit:,} are read", media_type=media_type, limit=limit)
