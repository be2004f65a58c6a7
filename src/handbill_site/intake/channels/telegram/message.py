"""One update of the Bot API as a message of ours.

Taken are messages of people in private chats: what is said in a group is not said to us.
Source: https://core.telegram.org/bots/api, "Update", "Message", "MessageOrigin", "Venue".
"""

from collections.abc import Mapping, Sequence
from typing import Any

from handbill_site.intake.channels import wire
from handbill_site.intake.channels.telegram.bot import MOST_FILE
from handbill_site.intake.channels.writing import Piece, document, lines
from handbill_site.intake.incoming import Incoming

READ_FILES = ("application/pdf", "text/calendar", "text/csv", "image/jpeg", "image/png", "image/webp")
"""Of documents; others (videos, programs) are only named."""
Message = Mapping[str, Any]


def message_of(update: Mapping[str, Any]) -> Message | None:
    """Return the message of an update that is for us; None for others."""
    message = wire.obj(update, "message") or wire.obj(update, "edited_message")
    is_private = wire.text(wire.obj(message, "chat"), "type") == "private"
    from_person = wire.name(wire.obj(message, "from"), "id") and not wire.obj(message, "from").get("is_bot")
    return message if is_private and from_person else None


def file_of(message: Message) -> tuple[str, str] | None:
    """Return file id and media type of the picture or document to fetch; None for none that is small enough.

    A picture comes in several sizes: the largest that we take.
    """
    sizes = [size for size in wire.objs(message, "photo") if _fits(size) and wire.text(size, "file_id")]
    if sizes:
        return wire.text(max(sizes, key=_area), "file_id"), "image/jpeg"
    file = wire.obj(message, "document")
    kind = wire.text(file, "mime_type")
    if kind in READ_FILES and _fits(file) and wire.text(file, "file_id"):
        return wire.text(file, "file_id"), kind
    return None


def incoming_of(message: Message, pieces: Sequence[Piece] = ()) -> Incoming:
    """Return the message as it is kept.

    Its name is that of chat and message, which an edit shares; the time of the edit tells the two apart. A
    forwarded message counts its "tomorrow" from when it was first written.
    """
    words = words_of(message)
    chat, number = wire.name(wire.obj(message, "chat"), "id"), wire.name(message, "message_id")
    name = f"{chat}/{number}"
    edited = wire.name(message, "edit_date")
    sent = wire.moment(wire.obj(message, "forward_origin"), "date") or wire.moment(message, "date")
    raw, media_type = document(words, pieces, sent=sent)
    answers = wire.name(wire.obj(message, "reply_to_message"), "message_id")
    return Incoming(
        raw,
        media_type,
        sent=sent,
        sender=wire.name(wire.obj(message, "from"), "id"),
        conversation=chat,
        external_id=name,
        fingerprint=edited,
        edits=name if edited else f"{chat}/{answers}" if answers else "",
        url=origin_url(message),
        settled=_why_settled(words, pieces),
        silent="a command to the bot" if words.startswith("/") else "",
    )


def words_of(message: Message) -> str:
    """Return text or caption, links hidden behind words, and the place that was sent along."""
    words = wire.text(message, "text") or wire.text(message, "caption")
    entities = wire.objs(message, "entities") + wire.objs(message, "caption_entities")
    hidden = [wire.text(each, "url") for each in entities if wire.text(each, "type") == "text_link"]
    return "\n".join(filter(None, (lines(words, hidden), _place(message))))


def origin_url(message: Message) -> str:
    """Return the public address of a post that was forwarded from a channel; "" for none."""
    origin = wire.obj(message, "forward_origin")
    channel = wire.text(wire.obj(origin, "chat"), "username")
    number = wire.name(origin, "message_id")
    if wire.text(origin, "type") == "channel" and channel.replace("_", "").isalnum() and number.isdigit():
        return f"https://t.me/{channel}/{number}"
    return ""


def _place(message: Message) -> str:
    """Return venue and coordinates in lines, the latter as RFC 5870 has them; "" for none."""
    venue = wire.obj(message, "venue")
    spot = wire.obj(venue, "location") or wire.obj(message, "location")
    where = ", ".join(filter(None, (wire.text(venue, "title"), wire.text(venue, "address"))))
    latitude, longitude = spot.get("latitude"), spot.get("longitude")
    known = isinstance(latitude, int | float) and isinstance(longitude, int | float)
    return "\n".join(filter(None, (where, f"geo:{latitude},{longitude}" if known else "")))


def _why_settled(words: str, pieces: Sequence[Piece]) -> str:
    if words.startswith("/") and len(words.split()) == 1:
        return "a command to the bot"
    return "" if words or pieces else "nothing that is read: a sticker, a voice, a contact"


def _fits(file: Mapping[str, Any]) -> bool:
    size = file.get("file_size", 0)
    return isinstance(size, int) and size <= MOST_FILE


def _area(size: Mapping[str, Any]) -> int:
    width, height = size.get("width"), size.get("height")
    return width * height if isinstance(width, int) and isinstance(height, int) else 0
