"""Direct messages of X as messages of ours: those of API v2, and those of the Account Activity webhook.

Both give a message the same id. Links come shortened, with what they stand for beside them.
Source: https://docs.x.com/x-api/direct-messages/lookup/integrate; "Message Create Object" of version 1.1.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from handbill_site.intake.channels import wire
from handbill_site.intake.channels.writing import Piece, document
from handbill_site.intake.incoming import Incoming

_POST = re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/\w{1,30}/status/(\d{1,20})(?:[/?#].*)?")
_MEDIA_TYPES = {"photo": "image/jpeg", "animated_gif": "video/mp4", "video": "video/mp4"}
Object = Mapping[str, Any]


def is_for_us(event: Object, own_id: str) -> bool:
    """Tell whether it is a message of another person in a conversation of two."""
    sender = wire.text(event, "sender_id")
    return (
        wire.text(event, "event_type") == "MessageCreate"
        and wire.text(event, "id").isdigit()
        and sender.isdigit()
        and sender != own_id
        and "-" in wire.text(event, "dm_conversation_id")
    )


def incoming_of(event: Object, includes: Object) -> Incoming:
    """Return one DmEvent of API v2, with the posts and media that were sent along.

    A post that is passed on without a word counts its "tomorrow" from when it was written.
    """
    shared = {wire.text(each, "id") for each in wire.objs(event, "referenced_tweets")}
    posts = [each for each in wire.objs(includes, "tweets") if wire.text(each, "id") in shared]
    own_words = _spelt_out(event, {wire.text(post, "id") for post in posts})
    keys = wire.obj(event, "attachments").get("media_keys")
    media = [
        each
        for each in wire.objs(includes, "media")
        if isinstance(keys, list) and wire.text(each, "media_key") in keys
    ]
    described = [wire.text(each, "alt_text") for each in media]
    words = "\n\n".join(filter(None, [own_words, *(_spelt_out(post) for post in posts), *described]))
    written = wire.stamp(posts[0], "created_at") if posts and not own_words else None
    return _incoming(
        words,
        _pieces(media),
        sender=wire.text(event, "sender_id"),
        name=wire.text(event, "id"),
        sent=written or wire.stamp(event, "created_at"),
        url=_address(wire.text(posts[0], "id")) if posts else "",
    )


def incoming_of_hook(payload: Object) -> Iterator[Incoming]:
    """Yield the messages in one request of the Account Activity webhook that are for us."""
    own_id = wire.text(payload, "for_user_id")
    for event in wire.objs(payload, "direct_message_events"):
        created = wire.obj(event, "message_create")
        sender, name = wire.text(created, "sender_id"), wire.text(event, "id")
        to = wire.text(wire.obj(created, "target"), "recipient_id")
        if not (name.isdigit() and sender.isdigit() and sender != own_id == to):
            continue
        data = wire.obj(created, "message_data")
        media = wire.obj(data, "attachment", "media")
        yield _incoming(
            _spelt_out(data),
            _pieces([media]),
            sender=sender,
            name=name,
            sent=wire.moment(event, "created_timestamp", a_second=1000),
        )


def _incoming(
    words: str, pieces: list[Piece], *, sender: str, name: str, sent: Any, url: str = ""
) -> Incoming:
    raw, media_type = document(words, pieces, sent=sent)
    return Incoming(
        raw,
        media_type,
        sent=sent,
        sender=sender,
        conversation=sender,
        external_id=name,
        url=url,
        settled="" if words or pieces else "nothing that is read",
        fetch=any(piece.media_type.startswith("image/") for piece in pieces),
    )


def _spelt_out(said: Object, shared: Iterable[str] = ()) -> str:
    """Return the text with its links as they were before X shortened them.

    Those to what is kept beside it, the posts *shared* and pictures of the message, are left out.
    """
    words = wire.text(said, "text")
    for link in wire.objs(wire.obj(said, "entities"), "urls") or wire.objs(said, "urls"):
        short, whole = wire.text(link, "url"), wire.text(link, "expanded_url")
        if not short or not whole:
            continue
        post = _POST.fullmatch(whole)
        beside = "/messages/media/" in whole or (post is not None and post[1] in shared)
        words = words.replace(short, "" if beside else whole)
    return words.strip()


def _pieces(media: Iterable[Object]) -> list[Piece]:
    """Return pictures and films by their address, which opens only for the account that got them."""
    found = []
    for each in media:
        url = next(
            (url for key in ("url", "media_url_https", "preview_image_url") if (url := _own(each, key))), ""
        )
        if url:
            found.append(Piece(_MEDIA_TYPES.get(wire.text(each, "type"), ""), url=url))
    return found


def _own(media: Object, key: str) -> str:
    """Return an address that is no shortened one."""
    url = wire.text(media, key)
    return "" if url.startswith("https://t.co/") else url


def _address(post: str) -> str:
    return f"https://x.com/i/status/{post}" if post.isdigit() else ""
