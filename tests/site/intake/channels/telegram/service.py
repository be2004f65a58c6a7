"""A stand-in for the Bot API, after https://core.telegram.org/bots/api."""

from typing import Any

from tests.site.intake.channels.services import FakeService, Request, Response

TOKEN = "4242:AAlanterns-are-lit-by-the-quay_of-Lisbon"
ADA = {"id": 700700700, "is_bot": False, "first_name": "Ada", "language_code": "en"}
CHAT = {"id": 700700700, "type": "private", "first_name": "Ada"}
PICTURE = b"\xff\xd8\xff\xe0 lanterns"
WRITTEN = 1808215200  # 2027-04-20 10:00 UTC


def message(number: int, **parts: Any) -> dict[str, Any]:
    return {"message_id": number, "from": ADA, "chat": CHAT, "date": WRITTEN, **parts}


class BotApi(FakeService):
    """Holds updates until an offset above them is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.updates: list[dict[str, Any]] = []
        self.sent: list[dict[str, Any]] = []
        self.files = {"big": ("photos/file_1.jpg", PICTURE)}
        self.webhook = ""
        self._number = 1000

    def add(self, kind: str = "message", **content: Any) -> int:
        self._number += 1
        self.updates.append({"update_id": self._number, kind: content})
        return self._number

    def respond(self, request: Request) -> Response:
        if request.path.startswith(f"/file/bot{TOKEN}/"):
            path = request.path.removeprefix(f"/file/bot{TOKEN}/")
            raw = next((raw for place, raw in self.files.values() if place == path), None)
            return error(404, "Not Found") if raw is None else Response(raw=raw)
        if not request.path.startswith(f"/bot{TOKEN}/"):
            return error(401, "Unauthorized")
        method = getattr(self, request.path.rpartition("/")[2])
        answered = method(**request.payload)
        return answered if isinstance(answered, Response) else Response({"ok": True, "result": answered})

    def getMe(self) -> dict[str, Any]:  # noqa: N802 - the names of the Bot API
        return {"id": 4242, "is_bot": True, "first_name": "Lantern list", "username": "lantern_list_bot"}

    def getWebhookInfo(self) -> dict[str, Any]:  # noqa: N802
        return {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": 0}

    def getUpdates(  # noqa: N802
        self, offset: int = 0, limit: int = 100, timeout: int = 0, allowed_updates: list[str] | None = None
    ) -> list[dict[str, Any]]:
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        return self.updates[:limit]

    def getFile(self, file_id: str) -> Any:  # noqa: N802
        if file_id not in self.files:
            return error(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        path, raw = self.files[file_id]
        return {"file_id": file_id, "file_unique_id": "u", "file_size": len(raw), "file_path": path}

    def sendMessage(self, **parameters: Any) -> dict[str, Any]:  # noqa: N802
        self.sent.append(parameters)
        return {
            "message_id": 9000 + len(self.sent),
            "date": WRITTEN,
            "chat": CHAT,
            "text": parameters["text"],
        }


def error(code: int, description: str, **parameters: Any) -> Response:
    more = {"parameters": parameters} if parameters else {}
    return Response({"ok": False, "error_code": code, "description": description, **more}, code)
