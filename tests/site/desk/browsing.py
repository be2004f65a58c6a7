"""What a browser without scripts does with the pages of the desk."""

import html
import re
from typing import Any

from django.test import Client


def seen(client: Client, path: str, status: int = 200) -> str:
    """The page of *path*."""
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def inputs_of(page: str) -> dict[str, Any]:
    """What a browser would send from the form of a case as it was served."""
    form = page[page.index('id="decision"') :]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        named = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if named.get("type") in ("radio", "checkbox") and " checked" not in tag:
            continue
        sent[html.unescape(named["name"])] = html.unescape(named["value"])
    for name, text in re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>([^<]*)</textarea>', form):
        sent[name] = html.unescape(text)
    for name, options in re.findall(r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option(?: value="(\w+)")? selected>(\w+)', options)
        sent[name] = (chosen[1] or chosen[2]) if chosen else ""
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def press(client: Client, number: int, act: str, **entered: str) -> Any:
    """Open a case, enter something, press the button of *act*."""
    sent = inputs_of(seen(client, f"/desk/cases/{number}/"))
    return client.post(f"/desk/cases/{number}/", sent | entered | {"act": act})
