"""The batch protocols: a JSON request a line in, an answer a line out, one process for many documents."""

import base64
import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from handbill.errors import HandbillError
from handbill.formats import open_announcement
from handbill.languages import detect, words_for
from handbill.reading import read
from handbill.reading.moments import answers
from handbill.reading.proposals import Proposer
from handbill.values import Announcement, plain_draft, to_json

Answer = dict[str, Any]


def answer_readings(
    requests: IO[str], out: IO[str], *, explain: bool = False, proposer: Proposer | None = None
) -> None:
    """Answer {"id", "drafts"} for each request to read; with *explain* also announcement and reading.

    A request with "feed" is answered {"id", "feed"}: its items, cut apart and not read.

    *proposer* is asked too, unless a request says "model": false.

    A document that cannot be read answers {"id", "drafts": [], "error"}: the batch goes on.
    """
    _answer_all(requests, out, lambda request: _reading(request, explain, proposer), empty={"drafts": []})


def answer_dates(requests: IO[str], out: IO[str]) -> None:
    """Answer {"id", "dates": [{"dtstart", "dtend", "span"}]} for each {"id", "text", "received"}."""
    _answer_all(requests, out, _dates, empty={"dates": []})


def _answer_all(
    requests: IO[str], out: IO[str], answer: Callable[[Answer], Answer], *, empty: Answer
) -> None:
    for request in _requests(requests):
        try:
            result = answer(request)
        except (HandbillError, OSError, KeyError, ValueError, TypeError) as error:
            result = {**empty, "error": _one_line(error)}
        except Exception as error:  # noqa: BLE001 - one document must not end the batch; the name says it is ours
            result = {**empty, "error": f"internal: {type(error).__name__}: {_one_line(error)}"}
        out.write(json.dumps({"id": request.get("id"), **result}, ensure_ascii=False) + "\n")
        out.flush()


def _requests(lines: IO[str]) -> Iterator[Answer]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            request = json.loads(line)
        except ValueError:
            request = None
        # A line that is no request is answered too, by its number, so that the caller can count.
        yield request if isinstance(request, dict) else {"id": f"line {number}", "path": None}


def _reading(request: Answer, explain: bool, proposer: Proposer | None) -> Answer:
    if "table" in request:
        return _table(request)
    if "feed" in request:
        return _feed(request)
    announcement = _announcement(request)
    reading = read(announcement, None if request.get("model") is False else proposer)
    result: Answer = {"drafts": [plain_draft(draft) for draft in reading.drafts]}
    if explain:
        result |= {"announcement": to_json(announcement), "reading": to_json(reading)}
    return result


def _table(request: Answer) -> Answer:
    """Look at a table that is to be imported, or take its rows: {"table": {"act", "roles", "order"}}."""
    from handbill.reading.imports import Choices, look, take  # for imports only

    raw, media_type = _bytes_of(request)
    said = request["table"]
    answer = take if said.get("act") == "take" else look
    return {
        "table": answer(
            raw,
            received=_moment(request["received"]),
            choices=Choices.from_json(said),
            file_name=request.get("file_name") or Path(request.get("path") or "").name,
            media_type=media_type,
            home=request.get("home"),
        )
    }


def _feed(request: Answer) -> Answer:
    """Cut a feed into its items, and read none of them: {"feed": {"zone"}}."""
    from handbill.formats.feeds import open_feed  # for feeds only
    from handbill.formats.feeds.plain import plain_feed

    raw, media_type = _bytes_of(request)
    zone = request["feed"].get("zone") or ""
    feed = open_feed(raw, media_type=media_type, url=request.get("url") or "", zone=zone)
    return {"feed": plain_feed(feed)}


def _announcement(request: Answer) -> Announcement:
    raw, media_type = _bytes_of(request)
    stated = tuple(request.get("languages") or ())
    announcement = open_announcement(
        raw,
        media_type=media_type,
        file_name=request.get("file_name") or Path(request.get("path") or "").name,
        received=_moment(request["received"]),
        home=request.get("home"),
        url=request.get("url") or "",
        languages=stated,
    )
    return replace(announcement, languages=stated) if stated else announcement


def _bytes_of(request: Answer) -> tuple[bytes, str]:
    if "text" in request:
        return request["text"].encode(), request.get("media_type") or "text/plain"
    if "html" in request:
        return request["html"].encode(), request.get("media_type") or "text/html"
    if "content" in request:
        return base64.b64decode(request["content"], validate=True), request.get("media_type") or ""
    if not request.get("path"):
        raise ValueError('a request needs "path", "text", "html" or "content"')
    return Path(request["path"]).read_bytes(), request.get("media_type") or ""


def _dates(request: Answer) -> Answer:
    text, declared = request["text"], tuple(request.get("languages") or ())
    words = words_for(detect(text, declared=declared, home=request.get("home")) or "en")
    return {"dates": answers(text, words, received=_moment(request["received"]))}


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=None)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
