"""Which stretches of a text may say a date or a time at all."""

from handbill.reading.moments.signs import Token

TELLING = frozenset(
    [
        "n",
        "month",
        "weekday",
        "weekly",
        "relday",
        "relpart",
        "unit",
        "feast",
        "cmonth",
        "era.initial",
        "amount",
        "part",
        "recur",
        "cardinal",
        "ordword",
        "clock.noon",
        "clock.midnight",
        "clock.now",
        "clock.end_of_day",
        "hourname",
    ]
)
"""Classes of which every date or time has one at least."""


def telling(tokens: list[Token]) -> list[Token]:
    """Drop the stretches between plain words and line ends that hold nothing but small words.

    No rule reaches over a plain word, so nothing is lost, and long prose becomes short.
    """
    kept: list[Token] = []
    stretch: list[Token] = []
    for token in tokens:
        stretch.append(token)
        if "other" in token.values or "newline" in token.values:
            if any(not TELLING.isdisjoint(one.values) for one in stretch):
                kept += stretch
            elif kept and kept[-1] is not token:
                kept.append(token)
            stretch = []
    return kept + stretch
