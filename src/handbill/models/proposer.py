"""The proposer that asks a chat endpoint: prompt out, proposals back."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, get_args

from handbill.errors import BadAnswer, BudgetSpent, ModelUnavailable
from handbill.languages import KINDS
from handbill.models import chat
from handbill.models.budget import Budget, Usage
from handbill.models.settings import ModelSettings
from handbill.reading.proposals import Proposal, Said
from handbill.values import Draft, EventStatus, plain_draft

_WORDS = ("name", "date", "time", "city", "venue", "offers")
_SORTS = ("kind", "status")
_LACKED = {"name": "name", "city": "city", "venue": "venue", "offers": "offers", "organizers": "organizers",
           "kind": "kind", "status": "status"}  # fmt: skip
"""Field of a draft -> field of an answer; a day is what every draft has."""
_MOST_DRAFTS = 50
_MOST_ANSWER = 1500
"""Tokens that an answer may have: some twenty events."""
_LEAST_TEXT = 100
"""Tokens of text below which it is not worth asking."""
_MOST_FAILURES = 3
_QUIET = dt.timedelta(minutes=1)
_STATUSES = tuple(status for status in get_args(EventStatus) if status != "scheduled")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class ChatProposer:
    """Asks the model of *settings*, within its budget.

    Args:
        ask: Another way to the endpoint, for tests.
        now: Tells the time, aware; the day of the budget goes by it.
    """

    def __init__(
        self,
        settings: ModelSettings,
        *,
        ask: Callable[..., chat.Reply] = chat.ask,
        now: Callable[[], dt.datetime] = _now,
    ):
        self.settings = settings
        self.budget = Budget(
            settings.day_tokens, settings.day_cost, settings.price_in, settings.price_out, settings.spent
        )
        self._ask, self._now = ask, now
        self._failures, self._quiet_until = 0, dt.datetime.min.replace(tzinfo=dt.UTC)

    def propose(
        self, text: str, *, language: str, received: dt.datetime, home: str | None, drafts: Sequence[Draft]
    ) -> tuple[Proposal, ...]:
        """Return what the model adds to *drafts*. Raises: ModelUnavailable, BudgetSpent, BadAnswer."""
        facts = facts_for(language, received, home, drafts)
        messages = messages_for(facts, self._part_of(text, facts))
        reply = self._asked(*self._payload(messages))
        return proposals_in(reply.content)

    def _asked(self, payload: dict[str, Any], most: Usage) -> chat.Reply:
        """Ask, and count what it used; a server that failed three times is left alone for a minute.

        A question that was answered with an error is not counted; one without any answer is, in full.
        """
        now = self._now()
        if now < self._quiet_until:
            raise ModelUnavailable("it failed just now, and is left alone for a minute")
        day = now.astimezone(dt.UTC).date()
        self.budget.reserve(most, day)
        try:
            reply = self._ask(self.settings, payload)
        except chat.Unusable as error:
            self.budget.settle(most, error.usage or most, day)
            raise
        except ModelUnavailable as error:
            if not isinstance(error, chat.NoAnswer):
                self.budget.settle(most, Usage(), day)
            self._note_failure(now)
            raise
        self._failures = 0
        self.budget.settle(most, reply.usage or most, day)
        return reply

    def _note_failure(self, now: dt.datetime) -> None:
        self._failures += 1
        if self._failures >= _MOST_FAILURES:
            self._quiet_until = now + _QUIET

    def _part_of(self, text: str, facts: str) -> str:
        """Return the beginning of *text* that the caps leave room for. Raises: BudgetSpent for none."""
        fixed = _fixed_tokens() + most_tokens(facts)
        room = self.settings.document_tokens - fixed - _MOST_ANSWER
        if room < _LEAST_TEXT:
            allowed = self.settings.document_tokens
            raise BudgetSpent(
                f"tokens of one announcement: {allowed:,}, of which the question takes {fixed:,}"
            )
        part = text[: self.settings.characters].encode()[: 2 * room]
        return part.decode("utf-8", "ignore")

    def _payload(self, messages: list[dict[str, str]]) -> tuple[dict[str, Any], Usage]:
        """Return the request, and the most that it can use."""
        sent = _fixed_tokens() + most_tokens(messages[-1]["content"])
        payload = {
            "model": self.settings.name,
            "messages": messages,
            "max_tokens": _MOST_ANSWER,
            "temperature": 0,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "events", "strict": True, "schema": SCHEMA},
            },
            **self.settings.request,
        }
        return {key: value for key, value in payload.items() if value is not None}, Usage(sent, _MOST_ANSWER)


def most_tokens(text: str) -> int:
    """Return a number of tokens that *text* hardly exceeds: half its bytes in UTF-8.

    Tokenizers make one of four letters of English, and of two or three bytes of other scripts.
    """
    return len(text.encode()) // 2 + 8


@cache
def _fixed_tokens() -> int:
    """Return the tokens of what every question holds: the prompt, and the shape of the answer."""
    return most_tokens(_prompt()) + most_tokens(json.dumps(SCHEMA))


def messages_for(facts: str, text: str) -> list[dict[str, str]]:
    """Return the two messages: what to do, and the announcement as data between marks."""
    mark = hashlib.sha256(text.encode()).hexdigest()[:16]  # no text can hold the mark made from itself
    lines = [facts, f"The announcement stands between the marks {mark}.", mark, text, mark]
    return [{"role": "system", "content": _prompt()}, {"role": "user", "content": "\n".join(lines)}]


def facts_for(language: str, received: dt.datetime, home: str | None, drafts: Sequence[Draft]) -> str:
    """Return what is known beside the text, the drafts with what they lack among it."""
    lines = [
        f"Language: {language or 'unknown'}",
        f"Received: {received:%A %Y-%m-%d}",
        f"Country of the sender: {home or 'unknown'}",
        f"Values of kind: {', '.join(KINDS)}",
        f"Values of status: {', '.join(_STATUSES)}",
        "Drafts:" if drafts else "Drafts: none",
        *(_told(number, draft) for number, draft in enumerate(drafts[:_MOST_DRAFTS])),
    ]
    return "\n".join(lines)


def _told(number: int, draft: Draft) -> str:
    plain = plain_draft(draft)
    lacks = [theirs for ours, theirs in _LACKED.items() if getattr(draft, ours) in (None, ())]
    known = {key: plain[key] for key in ("name", "dtstart", "city", "venue") if plain[key]}
    return f"{number}: {json.dumps(known, ensure_ascii=False)} lacks {', '.join(lacks) or 'nothing'}"


@cache
def _prompt() -> str:
    return files("handbill.models").joinpath("prompt.txt").read_text("utf-8")


def proposals_in(content: str) -> tuple[Proposal, ...]:
    """Return the proposals of an answer; what is not of the asked shape in it is passed over.

    Raises: BadAnswer where all of it is of another shape.
    """
    try:
        found = json.loads(_unfenced(content))
        events = found["events"]
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise BadAnswer("the answer is not the JSON that was asked for") from error
    if not isinstance(events, list):
        raise BadAnswer("the answer is not the JSON that was asked for")
    return tuple(_proposal(event) for event in events if isinstance(event, dict))


def _unfenced(content: str) -> str:
    """Return what stands inside a code fence, as smaller models like to write around JSON."""
    stripped = content.strip()
    if not stripped.startswith("```"):
        return stripped
    return stripped.partition("\n")[2].rpartition("```")[0]


def _proposal(event: dict[str, Any]) -> Proposal:
    number = event.get("draft")
    known = number if isinstance(number, int) and not isinstance(number, bool) else None
    return Proposal(known, tuple(_said(event)))


def _said(event: dict[str, Any]) -> Iterator[Said]:
    for name in _WORDS:
        if isinstance(words := event.get(name), str) and words.strip():
            yield Said(name, words)
    several = event.get("organizers")
    for words in several if isinstance(several, list) else ():
        if isinstance(words, str) and words.strip():
            yield Said("organizers", words)
    for name in _SORTS:
        sort = event.get(name)
        if (
            isinstance(sort, dict)
            and isinstance(sort.get("words"), str)
            and isinstance(sort.get("value"), str)
        ):
            yield Said(name, sort["words"], sort["value"])


def _sort_schema(values: Sequence[str]) -> dict[str, Any]:
    sort = {
        "type": "object",
        "properties": {"value": {"type": "string", "enum": list(values)}, "words": {"type": "string"}},
        "required": ["value", "words"],
        "additionalProperties": False,
    }
    return {"anyOf": [sort, {"type": "null"}]}


_EVENT: dict[str, Any] = {
    "draft": {"type": ["integer", "null"]},
    **{name: {"type": ["string", "null"]} for name in _WORDS},
    "organizers": {"type": "array", "items": {"type": "string"}},
    "kind": _sort_schema(tuple(KINDS)),
    "status": _sort_schema(_STATUSES),
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "events": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": _EVENT,
                "required": list(_EVENT),
                "additionalProperties": False,
            },
        }
    },
    "required": ["events"],
    "additionalProperties": False,
}
"""JSON Schema of an answer, in the part of it that strict structured output takes."""
