"""Meta's webhook payload as messages of ours.

    {"object": "instagram", "entry": [{"id": our account, "time": …, "messaging": [
        {"sender": {"id"}, "recipient": {"id"}, "timestamp": ms,
         "message": {"mid", "text", "attachments": [{"type", "payload": {"url", "title", …}}], "reply_to",
                     "is_echo", "is_deleted", "is_unsupported"}
         or "message_edit": {"mid", "text", "num_edit"}}]}]}

The same objects stand in "changes": [{"field": "messages", "value": {…}}] for some apps.
Source: https://developers.facebook.com/docs/instagram-platform/webhooks/examples/, …/webhooks/new.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handbill_site.intake.channels import wire
from handbill_site.intake.channels.contract import Gone
from handbill_site.intake.channels.writing import Piece, document
from handbill_site.intake.incoming import Incoming

LINKED = {"image": "image/jpeg", "video": "video/mp4", "audio": "audio/mp4", "file": ""}
"""Attachments whose address is kept; it dies after some days, so it is evidence and no link to list, and
pictures are fetched before."""
POSTS = {"ig_post": "image/jpeg", "share": "image/jpeg", "reel": "video/mp4", "ig_reel": "video/mp4"}
"""Posts that were passed on: `title` is the caption, `url` shows the first picture, not the post."""
STORIES = ("story_mention", "ig_story")
"""Neither media nor address of a story is kept (Meta's rules for story mentions)."""


def messages_of(payload: Any) -> Iterator[Incoming | Gone]:
    """Yield what people sent to us, in the order in which it stands; not what we sent, nor what was seen."""
    for entry in wire.objs(payload, "entry"):
        changes = [wire.obj(change, "value") for change in wire.objs(entry, "changes")]
        for event in [*wire.objs(entry, "messaging"), *changes]:
            sender = wire.name(wire.obj(event, "sender"), "id")
            if sender and sender != wire.name(entry, "id") and (message := _message(event, sender)):
                yield message


def _message(event: Mapping[str, Any], sender: str) -> Incoming | Gone | None:
    message, edit = wire.obj(event, "message"), wire.obj(event, "message_edit")
    mid = wire.text(message or edit, "mid")
    if not mid or message.get("is_echo") is True:
        return None
    if message.get("is_deleted") is True:
        return Gone(sender, mid)
    if message:
        return _incoming(event, sender, message)
    number = wire.name(edit, "num_edit")
    return _incoming(event, sender, edit, edited=number) if number not in ("", "0") else None


def _incoming(
    event: Mapping[str, Any], sender: str, message: Mapping[str, Any], *, edited: str = ""
) -> Incoming:
    mid = wire.text(message, "mid")
    attachments = wire.objs(message, "attachments")
    pieces = pieces_of(attachments)
    words = words_of(message)
    sent = _sent(event)
    raw, media_type = document(words, pieces, sent=sent)
    return Incoming(
        raw,
        media_type,
        sent=sent,
        sender=sender,
        conversation=sender,
        external_id=mid,
        fingerprint=edited,
        edits=mid if edited else wire.text(wire.obj(message, "reply_to"), "mid"),
        settled="" if words or pieces else _why_empty(message, attachments),
        fetch=any(piece.media_type.startswith("image/") for piece in pieces),
    )


def words_of(message: Mapping[str, Any]) -> str:
    """Return the text and the captions of posts that were passed on, each once."""
    captions = [
        wire.text(wire.obj(each, "payload"), "title")
        for each in wire.objs(message, "attachments")
        if wire.text(each, "type") in POSTS
    ]
    return "\n\n".join(filter(None, dict.fromkeys([wire.text(message, "text"), *captions])))


def pieces_of(attachments: Sequence[Mapping[str, Any]]) -> list[Piece]:
    """Return pictures and files by their address; stories left out. A post that comes twice is one."""
    found: dict[str, Piece] = {}
    for attachment in attachments:
        kind, payload = wire.text(attachment, "type"), wire.obj(attachment, "payload")
        url = wire.text(payload, "url")
        if not url or kind not in (*LINKED, *POSTS):
            continue
        media_id = wire.name(payload, "ig_post_media_id") or wire.name(payload, "reel_video_id")
        name = f"{kind}-{media_id}" if media_id else ""
        found.setdefault(media_id or url, Piece({**POSTS, **LINKED}[kind], url=url, name=name))
    return list(found.values())


def _why_empty(message: Mapping[str, Any], attachments: Sequence[Mapping[str, Any]]) -> str:
    if any(wire.text(each, "type") in STORIES for each in attachments):
        return "a story, whose media may not be kept"
    if message.get("is_unsupported") is True:
        return "of a kind that Instagram does not hand out"
    return "nothing that is read"


def _sent(event: Mapping[str, Any]) -> dt.datetime | None:
    """Return when it was sent: milliseconds, and seconds in some payloads for trying out."""
    said = wire.name(event, "timestamp")
    return wire.moment(event, "timestamp", a_second=1000 if len(said) > 11 else 1)
