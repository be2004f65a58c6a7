"""A note as a message of ours: its HTML is kept as it came, and opened like any page.

Source: https://docs.joinmastodon.org/entities/Status/, …/entities/MediaAttachment/.
"""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from handbill_site.intake.channels import wire
from handbill_site.intake.channels.writing import PAGE, Piece, document
from handbill_site.intake.incoming import Incoming

MOST_PICTURES = 4
MOST_LONE = 3000
"""Characters of HTML that a lone link may have."""
_INNER = r"(?:[^<]|<(?!/a>)){0,400}"
_ANCHOR = re.compile(rf"<a\b([^<>]{{0,600}})>({_INNER})</a>")
_LONE_LINK = re.compile(rf'(?:<p>)?\s*<a\b[^<>]*\bhref="(https?://[^"<>\s]+)"[^<>]*>{_INNER}</a>\s*(?:</p>)?')
_EMPTY_CARD = re.compile(r"<span\b[^<>]*\bh-card\b[^<>]*>\s*</span>\s*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}")


def is_for_us(notification: Mapping[str, Any], own_id: str) -> bool:
    """Tell whether it is a direct note of somebody else to us, or an edit of one."""
    kind = wire.text(notification, "type")
    return kind in ("mention", "update") and is_direct(wire.obj(notification, "status"), own_id)


def is_direct(status: Mapping[str, Any], own_id: str) -> bool:
    """Tell whether it is a direct note of somebody else; public mentions are said to others."""
    return (
        wire.text(status, "visibility") == "direct"
        and wire.text(wire.obj(status, "account"), "acct") != ""
        and wire.name(wire.obj(status, "account"), "id") != own_id
        and wire.name(status, "id") != ""
    )


def incoming_of(status: Mapping[str, Any], pieces: Sequence[Piece], own: Mapping[str, Any]) -> Incoming:
    """Return the note as it is kept, from `own`, our account.

    Its name is its id at our server, which an edit shares; the time of the edit tells the two apart. A robot
    by its own account is not answered.
    """
    edited = wire.text(status, "edited_at")
    account = wire.obj(status, "account")
    words = without_mention(wire.text(status, "content"), own)
    lone = _LONE_LINK.fullmatch(words.strip()) if len(words) <= MOST_LONE else None
    if lone and not pieces:
        raw, media_type = document(html.unescape(lone[1]))
    else:
        raw, media_type = document(
            page_of(status, words), pieces, sent=wire.stamp(status, "created_at"), kind=PAGE
        )
    return Incoming(
        raw,
        media_type,
        sent=wire.stamp(status, "created_at"),
        sender=wire.text(account, "acct"),
        external_id=wire.name(status, "id"),
        fingerprint=edited,
        edits=wire.name(status, "id" if edited else "in_reply_to_id"),
        silent="a robot's account" if account.get("bot") is True else "",
    )


def pictures_of(status: Mapping[str, Any]) -> list[str]:
    """Return the addresses of the pictures, as the server of our account shows them."""
    media = wire.objs(status, "media_attachments")
    return [url for each in media if wire.text(each, "type") == "image" and (url := wire.text(each, "url"))][
        :MOST_PICTURES
    ]


def page_of(status: Mapping[str, Any], words: str) -> str:
    """Return content warning, words and descriptions of pictures as one page in the note's language.

    A description often says in words all that stands on a flyer.
    """
    language = wire.text(status, "language")
    tongue = f' lang="{language}"' if _LANGUAGE.fullmatch(language) else ""
    described = [wire.text(each, "description") for each in wire.objs(status, "media_attachments")]
    warning = _paragraphs(wire.text(status, "spoiler_text"))
    body = warning + words + "".join(_paragraphs(each) for each in described)
    return f'<!DOCTYPE html>\n<html{tongue}><head><meta charset="utf-8"></head><body>{body}</body></html>\n'


def without_mention(content: str, own: Mapping[str, Any]) -> str:
    """Return the HTML without the mention of our account, which would be read as part of a name.

    >>> own = {"username": "list", "url": "https://here.example/@list"}
    >>> without_mention('<p><a href="https://here.example/@list" class="u-url mention">@list</a> Hi</p>', own)
    '<p>Hi</p>'
    """
    url = html.escape(wire.text(own, "url"))
    handle = f"@{wire.text(own, 'username')}".casefold()

    def is_own(anchor: re.Match[str]) -> bool:
        shown = re.sub(r"<[^<>]*>", "", anchor[2]).casefold()
        return f'"{url}"' in anchor[1] and (shown == handle or shown.startswith(f"{handle}@"))

    bare = _ANCHOR.sub(lambda anchor: "" if is_own(anchor) else anchor[0], content)
    return re.sub(r"<p>\s+", "<p>", _EMPTY_CARD.sub("", bare))


def _paragraphs(text: str) -> str:
    """Return plain text as HTML, a paragraph a line."""
    return "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip())
