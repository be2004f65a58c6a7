"""Flyers that hang on mails, or stand in them: read below the words; logos are passed over."""

import datetime as dt
from email.message import EmailMessage

from PIL import Image
from tests.library.formats import flyers

from handbill.formats import open_announcement
from handbill.reading import read
from handbill.values import Announcement

flyers.need_recognition()
patience = flyers.patience
NOON = dt.datetime(2027, 4, 1, 12)
WORDS = "Dear all,\n\nour flyer is below.\n\nReeds Choir\n"


def mail(words: str = WORDS, subject: str = "Flyer") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Ada <ada@lanterns.example>"
    message["Subject"] = subject
    message.set_content(words)
    return message


def opened(message: EmailMessage) -> Announcement:
    return open_announcement(message.as_bytes(), received=NOON, media_type="message/rfc822")


def logo(side: int = 120) -> bytes:
    image, _ = flyers.drawn((("REED", side // 4),), size=(side, side // 2))
    return flyers.saved(image, "PNG")


def names(announcement: Announcement) -> list[str]:
    return [draft.name.value for draft in read(announcement).drafts if draft.name]


def test_an_attached_flyer_is_read_below_the_words() -> None:
    message = mail()
    message.add_attachment(flyers.lanterns().raw, maintype="image", subtype="png", filename="flyer.png")
    announcement = opened(message)
    assert announcement.text.index("our flyer is below") < announcement.text.index("Lantern Procession")
    assert names(announcement) == ["Lantern Procession"]
    assert [picture.page for picture in announcement.pictures] == [1]
    assert "Procession" in [one.span.of(announcement.text) for one in announcement.regions]


def test_a_flyer_within_the_page_of_a_mail_is_read_whichever_alternative_is() -> None:
    message = mail()
    message.add_alternative("<p>Dear all, our flyer:</p><img src='cid:flyer'>", subtype="html")
    message.get_payload()[1].add_related(flyers.lanterns().raw, "image", "png", cid="<flyer>")
    assert names(opened(message)) == ["Lantern Procession"]


def test_a_mail_that_is_a_flyer_and_no_words_is_read() -> None:
    message = mail(words="", subject="")
    message.add_attachment(flyers.lanterns().raw, maintype="image", subtype="png")
    assert names(opened(message)) == ["Lantern Procession"]


def test_a_logo_beside_words_is_passed_over_in_silence() -> None:
    message = mail()
    message.add_attachment(logo(), maintype="image", subtype="png", filename="logo.png")
    announcement = opened(message)
    assert (announcement.pictures, announcement.problems) == ((), ())
    assert "REED" not in announcement.text


def test_a_larger_picture_is_looked_at() -> None:
    message = mail()
    message.add_attachment(logo(640), maintype="image", subtype="png", filename="logo.png")
    assert "REED" in opened(message).text


def test_a_photograph_without_words_beside_words_changes_nothing_that_is_read() -> None:
    message = mail("Seed Swap\nSaturday 8 May 2027, 2 pm\nTown Hall, Bath\n", "Seed Swap")
    alone = read(opened(message)).drafts
    message.add_attachment(
        flyers.saved(Image.radial_gradient("L").resize((800, 600)), "JPEG"), maintype="image", subtype="jpeg"
    )
    assert read(opened(message)).drafts == alone
    assert [problem.code for problem in opened(message).problems] == ["picture.no_words"]


def test_a_damaged_picture_costs_the_mail_nothing_else() -> None:
    message = mail()
    message.add_attachment(flyers.lanterns().raw[:9000], maintype="image", subtype="png")
    announcement = opened(message)
    assert "our flyer is below" in announcement.text
    assert [(problem.code, problem.detail) for problem in announcement.problems] == [
        ("mime.attachment_unread", "image/png: truncated PNG: it breaks off at byte 9,000")
    ]


def test_of_many_pictures_the_first_are_looked_at_and_the_rest_is_said() -> None:
    message = mail()
    image, _ = flyers.drawn((("Seed Swap", 60),), size=(500, 200))
    for _ in range(10):
        message.add_attachment(flyers.saved(image, "PNG"), maintype="image", subtype="png")
    announcement = opened(message)
    assert len(announcement.pictures) == 6
    assert [(problem.code, problem.detail) for problem in announcement.problems] == [
        ("mime.attachment_unread", "image/png"),
        ("mime.attachment_unread", "image/png"),
        ("picture.too_many", "after 6"),
    ]
