"""A feed through JSON and back, and what is no feed."""

import datetime as dt
import json
from typing import Any

import pytest

from handbill.formats.feeds import Feed, FeedItem
from handbill.formats.feeds.plain import feed_of, plain_feed

SENT = dt.datetime(2027, 4, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=1)))
WHOLE = FeedItem(
    "1",
    b"\xff\x00raw",
    "text/html",
    "d1",
    dt.date(2027, 4, 30),
    3,
    "https://a.example/",
    SENT,
    "https://a.example/1",
)
FEED = Feed("calendar", (WHOLE, FeedItem("2", is_gone=True)), True, "n", ("b", "c"), ("d",), "damaged")


def test_a_feed_comes_back_as_it_was() -> None:
    assert feed_of(json.loads(json.dumps(plain_feed(FEED)))) == FEED


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": 7},
        {"items": None},
        {"items": [{}]},
        {"items": [plain_feed(FEED)["items"][0] | {"raw": "%%"}]},
        {"items": [plain_feed(FEED)["items"][0] | {"sequence": True}]},
        {"items": [plain_feed(FEED)["items"][0] | {"day": "soon"}]},
        {"better": [1]},
    ],
)
def test_anything_else_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no feed as it is written here"):
        feed_of({**plain_feed(FEED), **wrong})
