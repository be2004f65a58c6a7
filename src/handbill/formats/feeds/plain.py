"""A feed as plain JSON, for a program that lets another process open what it fetched."""

import base64
import datetime as dt
from collections.abc import Mapping
from typing import Any

from handbill.formats.feeds.values import Feed, FeedItem

_TEXTS = ("key", "media_type", "digest", "url", "detail")


def plain_feed(feed: Feed) -> dict[str, Any]:
    """Return *feed* in values of JSON; bytes are in base 64, times in ISO 8601."""
    return {
        "kind": feed.kind,
        "items": [_plain_item(item) for item in feed.items],
        "is_complete": feed.is_complete,
        "next": feed.next,
        "better": list(feed.better),
        "last_resort": list(feed.last_resort),
        "remark": feed.remark,
    }


def feed_of(plain: Mapping[str, Any]) -> Feed:
    """Return the feed that `plain_feed` wrote. Raises: ValueError for anything else."""
    try:
        return Feed(
            kind=_text(plain["kind"]),
            items=tuple(_item_of(item) for item in plain["items"]),
            is_complete=plain["is_complete"] is True,
            next=_text(plain["next"]),
            better=tuple(_text(each) for each in plain["better"]),
            last_resort=tuple(_text(each) for each in plain["last_resort"]),
            remark=_text(plain["remark"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError("no feed as it is written here") from error


def _plain_item(item: FeedItem) -> dict[str, Any]:
    return {
        **{name: getattr(item, name) for name in _TEXTS},
        "raw": base64.b64encode(item.raw).decode(),
        "day": item.day.isoformat() if item.day else None,
        "sequence": item.sequence,
        "sent": item.sent.isoformat() if item.sent else None,
        "is_gone": item.is_gone,
    }


def _item_of(plain: Mapping[str, Any]) -> FeedItem:
    texts = {name: _text(plain[name]) for name in _TEXTS}
    sequence = plain["sequence"]
    if not isinstance(sequence, int) or isinstance(sequence, bool):
        raise ValueError("a sequence is no number")
    return FeedItem(
        **texts,
        raw=base64.b64decode(plain["raw"], validate=True),
        day=dt.date.fromisoformat(plain["day"]) if plain["day"] else None,
        sequence=sequence,
        sent=dt.datetime.fromisoformat(plain["sent"]) if plain["sent"] else None,
        is_gone=plain["is_gone"] is True,
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("no text where one should be")
    return value
