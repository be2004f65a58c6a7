"""A stand-in for a Mastodon server, after https://docs.joinmastodon.org/methods/."""

from html import escape
from typing import Any

from tests.site.intake.channels.services import FakeService, Request, Response

TOKEN = "lanterns-access-token"
OWN_URL = "https://social.lanterns.example/@list"
ANCHOR = f'<a href="{OWN_URL}" class="u-url mention">@<span>list</span></a>'
MENTION = f'<span class="h-card" translate="no">{ANCHOR}</span>'
ADA = {"id": "11", "username": "ada", "acct": "ada@quay.example", "display_name": "Ada", "bot": False}
OWN = {"id": "1", "username": "list", "acct": "list", "url": OWN_URL, "display_name": "Lantern list"}


def note(number: int, content: str, **more: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "created_at": "2027-04-20T10:00:00.000Z",
        "in_reply_to_id": None,
        "spoiler_text": "",
        "visibility": "direct",
        "language": "en",
        "content": content,
        "account": ADA,
        "media_attachments": [],
        "mentions": [{"id": "1", "username": "list", "url": OWN_URL, "acct": "list"}],
        "edited_at": None,
        **more,
    }


def said(words: str) -> str:
    """The HTML that Mastodon makes of words typed after the mention."""
    paragraphs = "</p><p>".join(escape(part).replace("\n", "<br />") for part in words.strip().split("\n\n"))
    return f"<p>{MENTION} {paragraphs}</p>"


class Mastodon(FakeService):
    """Holds notifications, newest first in each page, and takes notes."""

    def __init__(self) -> None:
        super().__init__()
        self.notifications: list[dict[str, Any]] = []
        self.posted: list[dict[str, Any]] = []
        self.policy: dict[str, str] | None = {"for_private_mentions": "filter"}
        self.most = 500
        self.answers: dict[str, str] = {}
        self.statuses: dict[str, dict[str, Any]] = {}
        self._keys: dict[str, dict[str, Any]] = {}

    def add(self, status: dict[str, Any], kind: str = "mention") -> None:
        number = str(500 + len(self.notifications))
        self.statuses[status["id"]] = status
        self.notifications.append(
            {"id": number, "type": kind, "created_at": status["created_at"], "account": ADA, "status": status}
        )

    def respond(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Response({"error": "The access token is invalid"}, 401)
        match request.method, request.path:
            case "GET", "/api/v1/accounts/verify_credentials":
                return Response(OWN)
            case "GET", "/api/v1/notifications":
                return Response(self._page(request))
            case "GET", "/api/v2/notifications/policy" if self.policy:
                return Response(self.policy)
            case "GET", "/api/v2/instance":
                return Response({"configuration": {"statuses": {"max_characters": self.most}}})
            case "POST", "/api/v1/statuses":
                return self._post(request)
        if request.method == "GET" and request.path.startswith("/api/v1/statuses/"):
            status = self.statuses.get(request.path.rpartition("/")[2])
            return Response(status) if status else Response({"error": "Record not found"}, 404)
        return Response({"error": "Record not found"}, 404)

    def edit(self, number: int, content: str, at: str = "2027-04-20T11:00:00.000Z") -> None:
        """Its author edits a note; nobody is notified."""
        self.statuses[str(number)] = self.statuses[str(number)] | {"content": content, "edited_at": at}

    def looks(self) -> list[str]:
        """The ids of notes that were asked for one by one, in order."""
        prefix = "/api/v1/statuses/"
        paths = [each.path for each in self.requests if each.method == "GET"]
        return [path.removeprefix(prefix) for path in paths if path.startswith(prefix)]

    def _page(self, request: Request) -> list[dict[str, Any]]:
        limit, after = int(request.first("limit")), request.first("min_id")
        newer = [each for each in self.notifications if int(each["id"]) > int(after or 0)]
        return (newer[:limit] if after else newer[-limit:])[::-1]

    def _post(self, request: Request) -> Response:
        if len(request.payload["status"]) > self.most:
            return Response({"error": "Validation failed: Text character limit exceeded"}, 422)
        key = request.headers["idempotency-key"]
        if key not in self._keys:
            self.posted.append(request.payload)
            answer, part = key.rpartition("-")[0], request.payload["status"].partition(" ")[2]
            self.answers[answer] = self.answers.get(answer, "") + part
            self._keys[key] = {"id": str(9000 + len(self.posted)), **request.payload}
        return Response(self._keys[key])
