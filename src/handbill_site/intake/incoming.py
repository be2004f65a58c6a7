"""What a channel hands in, and what it is asked to send: frozen values, the same for all channels."""

import datetime as dt
import hashlib
from dataclasses import dataclass

LINK = "text/uri-list"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message as it arrived, with what the channel knows about it. The channel has not opened *raw*.

    Attributes:
        raw: The bytes that are kept: a mail, the JSON of one message, a file, a text.
        media_type: "" where the channel says nothing.
        sent: When the sender sent it, aware; relative dates count from here. None where it is unknown.
        sender: Address or account within the channel, as it is answered and compared: "ada@lanterns.example",
            a scoped id. "" where there is none (the form).
        conversation: Where an answer goes where that is not the sender: thread, chat or post id.
        external_id: The channel's own name for the message: Message-ID, mid, update_id.
        fingerprint: What tells two messages of one external id apart, where the id is the sender's word
            (Message-ID) and not the service's. "" trusts the external id.
        contact: How to answer outside the channel, where the sender gave it.
        subject: For the subject of an answer.
        about: "event:UID" or "delivery:UID" that it means to change, by a token that was checked or because
            the message edits or answers an earlier one (`operations.about_earlier`).
        edits: External id of the earlier message of the same sender that it edits or answers, where the
            channel says so: what it is about is then looked up when it is kept.
        proven: Whether the channel vouches for the sender. From: of a mail alone never does.
        silent: Why nobody is to be answered ("a mailing list"); "" answers.
        fetch: Whether it links to pictures that are to be fetched before it is read.
        settled: Why it is kept but not read ("a bounce"); "" reads it.
        slow: Why it goes into the slower queue (a `Delivery.Slow`); "" into the ordinary one.
    """

    raw: bytes
    media_type: str
    sent: dt.datetime | None = None
    sender: str = ""
    conversation: str = ""
    external_id: str = ""
    fingerprint: str = ""
    url: str = ""
    file_name: str = ""
    contact: str = ""
    subject: str = ""
    about: str = ""
    edits: str = ""
    proven: bool = True
    silent: str = ""
    settled: str = ""
    fetch: bool = False
    slow: str = ""

    def identity(self) -> str | None:
        """Return what doubles of one source share, 64 hex digits; None for a nameless link, never a double.

        (The page behind a link may have changed since: the page is compared, not the link.)
        """
        if self.media_type == LINK and not self.external_id:
            return None
        content = self.fingerprint or ("" if self.external_id else hashlib.sha256(self.raw).hexdigest())
        return hashlib.sha256(f"{self.external_id}\0{content}".encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer to send through a channel.

    Attributes:
        to, conversation, in_reply_to, subject: Of the delivery that is answered: its sender, conversation,
            external id and subject.
        text: Plain text, whole, in *language*.
        last_heard: When the sender last wrote in this conversation, aware: some services allow answers only
            for some hours after.
        change_address: For channels with addresses of their own (mail): where a change of the event goes.
        uid: Names this answer for ever: the same one sent twice can be told by it.
    """

    to: str
    text: str
    language: str
    uid: str
    conversation: str = ""
    in_reply_to: str = ""
    subject: str = ""
    last_heard: dt.datetime | None = None
    change_address: str = ""
