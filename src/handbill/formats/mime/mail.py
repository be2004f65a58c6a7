"""A mail set on a sheet: subject, the part that a person reads, and what hangs on it."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from handbill.errors import UnreadableFile
from handbill.formats.charsets import decode
from handbill.formats.clean import displayable
from handbill.formats.limits import DEEPEST_PARTS
from handbill.formats.mime.attached import MOST_ATTACHED, file_name_of, is_picture, is_readable, set_attached
from handbill.formats.mime.fields import raw_field, sender_of, sent_at, subject_of
from handbill.formats.mime.message import message_of
from handbill.formats.plaintext import set_text
from handbill.formats.quoting import tell_apart
from handbill.formats.sheet import Sheet
from handbill.values import Block, Problem

_STUB = 120
"""Characters; less plain text beside a rich page only says that there is a page."""
_ITEM = re.compile(r"\s*(?:[-*•–][ \t]|\d{1,2}[.)][ \t])")
_RELATED = "multipart/related"
_CALENDARS = {"text/calendar", "application/ics"}
_SEALED = {
    "application/ms-tnef": "mime.tnef",
    "application/pgp-encrypted": "mime.encrypted",
    "application/pkcs7-mime": "mime.encrypted",
    "application/vnd.ms-tnef": "mime.tnef",
    "application/x-pkcs7-mime": "mime.encrypted",
}


@dataclass(slots=True)
class Parts:
    """What of a mail is read: words in order (subjects of mails within it as strings), what hangs on it."""

    words: list[Message | str] = field(default_factory=list)
    attached: list[Message] = field(default_factory=list)
    pictures: list[Message] = field(default_factory=list)
    calendars: list[Message] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def set_mail(sheet: Sheet, raw: bytes, *, received: dt.datetime) -> None:
    """Set the mail *raw* on *sheet*: its subject as a heading, its words, its tables, its calendars.

    Args:
        received: When it came, naive; a Date later than that is not believed.

    Raises:
        TooLarge: Its parts nest too deeply.
        UnreadableFile: It cannot be taken apart, or holds no words.
    """
    message, problems = message_of(raw)
    sheet.problems += problems
    _set_fields(sheet, message, received)
    parts = Parts(problems=sheet.problems)
    _collect(message, parts, depth=0)
    for part in parts.words:
        if isinstance(part, str):
            _set_subject(sheet, part)
        else:
            _set_words(sheet, part)
    for attached in (*parts.attached, *parts.pictures):  # pictures last: they take time
        set_attached(sheet, attached, _payload(attached), charset=_parameter(attached, "charset"))
    for calendar in parts.calendars:
        _set_calendar(sheet, calendar)
    if not sheet.length and not sheet.is_seen():
        reason = parts.problems[0].code if parts.problems else "no words in the mail"
        raise UnreadableFile(reason, media_type="message/rfc822")


def _set_fields(sheet: Sheet, message: Message, received: dt.datetime) -> None:
    sheet.title = subject_of(message)
    sheet.sender = sender_of(message)
    sheet.sent = sent_at(message, received=received)
    sheet.languages += re.findall(
        r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", raw_field(message, "content-language")
    )
    if raw_field(message, "date") and sheet.sent is None:
        sheet.problems.append(Problem("mime.date_not_believed"))
    if sheet.title:
        sheet.blocks.append(Block("heading", sheet.write(sheet.title), level=1))
        sheet.write("\n")


def _collect(part: Message, parts: Parts, *, depth: int) -> None:
    """Sort *part* and what it holds into *parts*; depth is bounded here and by `message_of`."""
    kind = part.get_content_type()
    if depth > DEEPEST_PARTS:
        parts.problems.append(Problem("mime.too_deep"))
    elif kind in _SEALED:
        parts.problems.append(Problem(_SEALED[kind]))
    elif part.is_multipart():
        if kind == "message/rfc822":
            parts.words += [subject_of(child) for child in _messages(part)]
        for child in _children(part, kind):
            _collect(child, parts, depth=depth + 1)
        _add_more_of_alternatives(part, kind, parts)
    elif kind in _CALENDARS or file_name_of(part).lower().endswith(".ics"):
        parts.calendars.append(part)
    elif is_picture(part) and len(parts.pictures) < MOST_ATTACHED:
        parts.pictures.append(part)
    elif is_readable(part) and len(parts.attached) < MOST_ATTACHED:
        parts.attached.append(part)
    elif part.get_content_maintype() in {"text", "multipart"} and not _is_attached(part):
        parts.words.append(part)
    else:
        parts.problems.append(Problem("mime.attachment_unread", detail=kind))


def _children(part: Message, kind: str) -> Iterator[Message]:
    """Yield the parts of a multipart that are read: the best alternative; root and pictures of related."""
    children = _messages(part)
    if kind == "multipart/alternative":
        yield from _best(children)
    elif kind == _RELATED:
        yield from (child for n, child in enumerate(children) if n == 0 or is_picture(child))
    else:
        yield from children


def _messages(part: Message) -> list[Message]:
    return [child for child in part.get_payload() if isinstance(child, Message)]


def _best(children: list[Message]) -> Iterator[Message]:
    """Yield the plain text of alternatives, or the page where the plain text is only a stub of it."""
    plain = next((child for child in children if child.get_content_type() == "text/plain"), None)
    rich = [child for child in children if child.get_content_type() not in {"text/plain", *_CALENDARS}]
    if plain is not None and (not rich or not _is_stub(plain, rich[-1])):
        yield plain
    elif rich:
        yield rich[-1]


def _is_stub(plain: Message, rich: Message) -> bool:
    words = text_of(plain).strip()
    return not words or (len(words) < _STUB and len(_payload(rich)) > 20 * len(words))


def _add_more_of_alternatives(part: Message, kind: str, parts: Parts) -> None:
    """Add calendars that are an alternative, and the pictures within a page that is not the one read."""
    if kind != "multipart/alternative":
        return
    children = _messages(part)
    parts.calendars += [child for child in children if child.get_content_type() in _CALENDARS]
    chosen = list(_best(children))
    pages = [child for child in children if child not in chosen and child.get_content_type() == _RELATED]
    pictures = [child for page in pages for child in _messages(page) if is_picture(child)]
    parts.pictures += pictures[: MOST_ATTACHED - len(parts.pictures)]


def _is_attached(part: Message) -> bool:
    return str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")


def _payload(part: Message) -> bytes:
    """Return the bytes of *part*, transfer encoding undone; all text of a multipart that has no parts."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def text_of(part: Message) -> str:
    """Return the words of a text *part*, displayable; flowed lines joined (RFC 3676)."""
    text = displayable(decode(_payload(part), _parameter(part, "charset")))
    if _parameter(part, "format").lower() == "flowed":
        return _unflowed(text, delete=_parameter(part, "delsp").lower() == "yes")
    return text


def _parameter(part: Message, name: str) -> str:
    value = part.get_param(name, "")
    return str(value[2] if isinstance(value, tuple) else value or "")


def _unflowed(text: str, *, delete: bool) -> str:
    """Return *text* with the lines joined that end with a blank, but for "-- "; quotes stay in lines.

    Items stay too: some programs leave a blank behind each line.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        flows = bool(lines) and lines[-1].endswith(" ") and lines[-1] != "-- "
        is_own = line.startswith(">") or bool(_ITEM.match(line))
        if flows and not is_own and not lines[-1].startswith(">"):
            lines[-1] = (lines[-1][:-1] if delete else lines[-1]) + line
        else:
            lines.append(line.removeprefix(" ") if line.startswith(" >") else line)
    return "\n".join(lines)


def _set_subject(sheet: Sheet, subject: str) -> None:
    """Set the subject of a mail within the mail as a heading, unless the mail is named like it."""
    if subject and not sheet.title.endswith(subject):
        sheet.space(2)
        sheet.blocks.append(Block("heading", sheet.write(subject), level=2))
        sheet.write("\n")


def _set_words(sheet: Sheet, part: Message) -> None:
    """Set the words of one part and tell apart what its writer wrote."""
    first = len(sheet.blocks)
    if part.get_content_type() == "text/html":
        _set_page(sheet, part)
    else:
        set_text(sheet, text_of(part), mail=True)
    sheet.blocks[first:] = tell_apart(sheet.blocks[first:], sheet.text(), subject=sheet.title)


def _set_page(sheet: Sheet, part: Message) -> None:
    from handbill.formats.html import set_mail_page  # lxml, only for mails that need it

    payload = _payload(part)
    if payload.strip():
        set_mail_page(sheet, payload, charset=_parameter(part, "charset"))


def _set_calendar(sheet: Sheet, part: Message) -> None:
    from handbill.formats.icalendar.read import set_calendar

    try:
        set_calendar(sheet, _payload(part), charset=_parameter(part, "charset"))
    except UnreadableFile as error:
        sheet.problems.append(Problem("mime.calendar_unread", detail=str(error)))
