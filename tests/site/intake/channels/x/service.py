"""A stand-in for X: API v2 for direct messages, and what its Account Activity webhook sends."""

import base64
import hashlib
import hmac
import json
from typing import Any

from django.test import Client
from tests.site.intake.channels.services import FakeService, Request, Response

KEYS = {
    "HANDBILL_X_CONSUMER_KEY": "lantern-app",
    "HANDBILL_X_CONSUMER_SECRET": "lantern-app-secret",
    "HANDBILL_X_TOKEN": "4242-lantern-token",
    "HANDBILL_X_TOKEN_SECRET": "lantern-token-secret",
}
OWN, ADA = "4242", "700700"


def event(number: int, text: str, **more: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "event_type": "MessageCreate",
        "text": text,
        "sender_id": ADA,
        "dm_conversation_id": f"{OWN}-{ADA}",
        "created_at": "2027-04-20T10:00:00.000Z",
        **more,
    }


class Api(FakeService):
    """Gives events newest first, in pages, and takes messages."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[dict[str, Any]] = []
        self.includes: dict[str, list[dict[str, Any]]] = {}
        self.sent: list[tuple[str, str]] = []
        self.most = 100
        self.old_tokens = False

    def respond(self, request: Request) -> Response:
        signed = request.headers.get("authorization", "")
        if not signed.startswith("OAuth ") or KEYS["HANDBILL_X_TOKEN"] not in signed:
            return problem(401, "Unauthorized")
        if (request.method, request.path) == ("GET", "/2/users/me"):
            return Response({"data": {"id": OWN, "name": "Lantern list", "username": "lantern_list"}})
        if (request.method, request.path) == ("GET", "/2/dm_events"):
            return self._events(request)
        if request.method == "POST" and request.path.startswith("/2/dm_conversations/with/"):
            to = request.path.split("/")[4]
            self.sent.append((to, request.payload["text"]))
            made = {"dm_conversation_id": f"{OWN}-{to}", "dm_event_id": str(9000 + len(self.sent))}
            return Response({"data": made}, 201)
        return problem(404, "Not Found")

    def _events(self, request: Request) -> Response:
        token = request.first("pagination_token")
        if token and self.old_tokens:
            self.old_tokens = False
            return problem(400, "Invalid Request")
        size = min(self.most, int(request.first("max_results")))
        start = int(token.removeprefix("page") or 0)
        newest = sorted(self.events, key=lambda each: -int(each["id"]))
        page, rest = newest[start : start + size], newest[start + size :]
        meta = {"result_count": len(page), **({"next_token": f"page{start + size}"} if rest else {})}
        includes = {"includes": self.includes} if self.includes else {}
        return Response({**({"data": page} if page else {}), "meta": meta, **includes})


def problem(status: int, title: str, **headers: str) -> Response:
    told = {"title": title, "detail": title, "status": status, "type": "about:blank"}
    return Response(told, status, {name.replace("_", "-"): value for name, value in headers.items()})


def activity(*messages: dict[str, Any]) -> bytes:
    return json.dumps({"for_user_id": OWN, "direct_message_events": list(messages)}).encode()


def created(number: int, text: str, *, sender: str = ADA, to: str = OWN, **data: Any) -> dict[str, Any]:
    message = {"target": {"recipient_id": to}, "sender_id": sender, "message_data": {"text": text, **data}}
    return {
        "type": "message_create",
        "id": str(number),
        "created_timestamp": "1808215200123",
        "message_create": message,
    }


def signature(raw: bytes, secret: str = KEYS["HANDBILL_X_CONSUMER_SECRET"]) -> str:
    return "sha256=" + base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()


def hand_in(raw: bytes, signed: str | None = None) -> Any:
    headers = {"x-twitter-webhooks-signature": signature(raw) if signed is None else signed}
    return Client().post("/hooks/x/", raw, content_type="application/json", headers=headers)
