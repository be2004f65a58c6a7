"""A stand-in for Meta: what its webhook sends, and its interface for answers."""

import hashlib
import hmac
import json
from typing import Any

from django.test import Client
from tests.site.intake.channels.services import FakeService, Request, Response

APP_SECRET = "5e1f-lanterns-app"
VERIFY_TOKEN = "are-you-meant"
TOKEN = "IGQ-lanterns-token"
ACCOUNT = "17841400000000000"
ADA = "6161616161616161"
WRITTEN = 1808215200123  # 2027-04-20 10:00:00.123 UTC


def text(mid: str, words: str, **more: Any) -> dict[str, Any]:
    return event({"mid": mid, "text": words, **more})


def event(message: dict[str, Any], *, sender: str = ADA, kind: str = "message") -> dict[str, Any]:
    return {"sender": {"id": sender}, "recipient": {"id": ACCOUNT}, "timestamp": WRITTEN, kind: message}


def post(*attachments: dict[str, Any], mid: str = "m1") -> dict[str, Any]:
    return event({"mid": mid, "attachments": list(attachments)})


def batch(*events: dict[str, Any]) -> bytes:
    entry = {"time": WRITTEN, "id": ACCOUNT, "messaging": list(events)}
    return json.dumps({"object": "instagram", "entry": [entry]}, ensure_ascii=False).encode()


def signature(raw: bytes, secret: str = APP_SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def hand_in(raw: bytes, signed: str | None = None) -> Any:
    headers = {"X-Hub-Signature-256": signature(raw) if signed is None else signed}
    return Client().post("/hooks/instagram/", raw, content_type="application/json", headers=headers)


class Graph(FakeService):
    """Knows one account and its token."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[dict[str, Any]] = []

    def respond(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return error(190, "Invalid OAuth access token.", status=401)
        if (request.method, request.path) == ("GET", "/me"):
            return Response({"user_id": ACCOUNT, "username": "lantern.list"})
        if (request.method, request.path) == ("POST", "/me/messages"):
            self.sent.append(request.payload)
            return Response(
                {"recipient_id": request.payload["recipient"]["id"], "message_id": f"out-{len(self.sent)}"}
            )
        return error(100, "Unsupported request")


def error(code: int, message: str, *, status: int = 400, subcode: int = 0, **more: Any) -> Response:
    told = {"message": message, "type": "OAuthException", "code": code, "error_subcode": subcode, **more}
    return Response({"error": told | {"fbtrace_id": "A1"}}, status)
