"""A flyer from the upload to the desk: read in the child, shown with its regions, decided by a person."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from tests.library.formats import flyers

from handbill_site.desk.models import Case
from handbill_site.desk.values import draft_of
from handbill_site.flow import run_once
from handbill_site.intake.channels.writing import Piece, document
from handbill_site.intake.models import Delivery, Source
from handbill_site.intake.operations import accept, make_source, source_of
from handbill_site.listing.models import Event
from handbill_site.people.models import Role, User

flyers.need_recognition()
pytestmark = pytest.mark.django_db(transaction=True)
CANARY = b"taken at 51.5007,-0.1246 by Ada"


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(User.objects.create(username="ana", role=Role.EDITOR))
    return client


def handed_in(editor: Client, raw: bytes, name: str) -> Delivery:
    file = SimpleUploadedFile(name, raw)
    sent = {"text": "", "documents": [file], "sent": "2027-04-01 12:00"}
    assert editor.post("/intake/upload/", sent).status_code == 303
    return Delivery.objects.get()


def test_an_uploaded_flyer_becomes_a_case_with_the_places_of_its_words(editor: Client) -> None:
    image, lines = flyers.drawn(flyers.LANTERNS)
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()
    raw = flyers.saved(image, "JPEG", quality=85, exif=exif)
    assert CANARY in raw
    delivery = handed_in(editor, raw, "poster.jpg")
    counts = run_once(now=timezone.now())

    assert (counts.by["read"], counts.by["cases"], Event.objects.count()) == (1, 1, 0)
    waiting = Case.objects.get()
    draft = draft_of(waiting)
    assert draft.name
    assert draft.dtstart
    assert (draft.name.value, draft.dtstart.value.isoformat()) == (
        "Lantern Procession",
        "2027-05-08T19:30:00",
    )
    assert "picture" in waiting.why

    page = editor.get(f"/desk/cases/{waiting.pk}/").content.decode()
    [(address, width, height)] = re.findall(r'<image href="([^"]+)" width="(\d+)" height="(\d+)"/>', page)
    copy = editor.get(address).content
    assert CANARY not in copy
    with Image.open(io.BytesIO(copy)) as shown:
        assert (shown.format, shown.size) == ("WEBP", (int(width), int(height)))
    scale = int(width) / image.width
    left, top, right, bottom = (side * scale for side in dict(lines)["Lantern Procession"])
    rect = r'data-for="name[ \w]*" x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"'
    places = [tuple(map(int, found)) for found in re.findall(rect, page)]
    around = (
        min(x for x, _, _, _ in places),
        min(y for _, y, _, _ in places),
        max(x + wide for x, _, wide, _ in places),
        max(y + high for _, y, _, high in places),
    )
    assert around == pytest.approx((left, top, right, bottom), abs=16)
    assert delivery.uid in address


def test_a_damaged_picture_goes_to_the_tray_with_the_place_of_the_damage(editor: Client) -> None:
    whole = flyers.lanterns().raw
    delivery = handed_in(editor, whole[:20_000], "poster.png")
    run_once(now=timezone.now())
    delivery.refresh_from_db()
    assert (delivery.state, delivery.trouble) == ("tray", "truncated PNG: it breaks off at byte 20,000")


def test_a_picture_of_which_nothing_is_made_out_is_shown_to_a_person(editor: Client) -> None:
    handed_in(editor, flyers.saved(Image.radial_gradient("L").resize((900, 700)), "PNG"), "moon.png")
    run_once(now=timezone.now())
    waiting = Case.objects.get()
    assert "nothing_found" in waiting.why
    page = editor.get(f"/desk/cases/{waiting.pk}/").content.decode()
    assert "<image " in page
    assert "No words were made out: <bdi>picture 1</bdi>" in page


def test_a_flyer_of_a_trusted_source_waits_for_a_person_too() -> None:
    now = timezone.now()
    source = make_source(
        Source.Kind.MAIL, "list", name="List", trusted=True, home="GB", calls=(), by="user:ada", at=now
    )
    accept(flyers.lanterns().raw, source=source, received=now, media_type="image/png", by="source:1")
    run_once(now=now)
    assert Event.objects.count() == 0
    assert Case.objects.get().why == ["picture"]


def test_a_picture_beside_the_words_of_a_message_is_read() -> None:
    now = timezone.now()
    raw, media_type = document("Come along!", [Piece("image/png", flyers.lanterns().raw)], sent=now)
    source = source_of(Source.Kind.TELEGRAM, "7", name="Ada", now=now)
    accept(raw, source=source, received=now, media_type=media_type, by="source:1")
    run_once(now=now)
    draft = draft_of(Case.objects.get())
    assert draft.name
    assert draft.name.value == "Lantern Procession"
