"""Who is answered, what, when, and never twice."""

import datetime as dt
import re
from typing import Any

import pytest
from tests.site.flow.test_flow import Finds
from tests.site.listing.making import NOW, walk

from handbill.values import Draft
from handbill_site.answering.letters import Item, item_of_event, letter, plain
from handbill_site.answering.models import Answer, Followed, Wording
from handbill_site.answering.wording import languages, ours, sentence, spoken
from handbill_site.desk.models import Case
from handbill_site.desk.operations import publish_case, reject_case, undo
from handbill_site.desk.values import draft_of
from handbill_site.flow import run_once
from handbill_site.intake.channels import FORM, MAIL
from handbill_site.intake.errors import ChannelTrouble
from handbill_site.intake.incoming import Incoming, Reply
from handbill_site.intake.keeping import keep
from handbill_site.intake.models import ChannelState, Delivery, Source
from handbill_site.ledger.models import Entry
from handbill_site.listing.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
ADA = "ada@lanterns.example"
SOON = dt.timedelta(minutes=3)


class Sends:
    """An answerer that keeps what it is given, or raises what the test says."""

    def __init__(self) -> None:
        self.sent: list[Reply] = []
        self.trouble: Exception | None = None

    def check(self) -> str:
        return "well"

    def address_for(self, about: str) -> str:
        return f"list+{about.partition(':')[0]}@town.example"

    def send(self, reply: Reply) -> str:
        if self.trouble:
            raise self.trouble
        self.sent.append(reply)
        return f"<{reply.uid}>"


def answered_by(monkeypatch: pytest.MonkeyPatch, *kinds: Source.Kind) -> Sends:
    """Let answers by these channels go to one `Sends`."""
    made = Sends()
    monkeypatch.setattr("handbill_site.answering.sending.answerers", lambda: dict.fromkeys(kinds, made))
    return made


@pytest.fixture
def sends(monkeypatch: pytest.MonkeyPatch) -> Sends:
    return answered_by(monkeypatch, Source.Kind.MAIL)


def write(text: str = "Lanterns", **fields: Any) -> Delivery:
    given = {"sender": ADA, "external_id": f"<{text}>", "subject": "Lanterns", **fields}
    return MAIL.keep(Incoming(text.encode(), "text/plain", **given), now=NOW).delivery


def work(*drafts: Draft, at: dt.datetime = NOW, stated: bool = False) -> None:
    run_once(now=at, reader=Finds(*drafts, stated=stated))


def publish(case: Case) -> Event:
    return publish_case(
        case, draft_of(case), fields={}, pinned=(), calls=(), version=case.version, by="user:ada", at=NOW
    )


def test_a_sender_is_told_what_was_understood_and_later_where_it_is_listed(sends: Sends) -> None:
    delivery = write()
    work(walk())
    [arrived] = sends.sent
    assert arrived == Reply(
        to=ADA,
        text=arrived.text,
        language="en",
        uid=arrived.uid,
        in_reply_to="<Lanterns>",
        subject="Lanterns",
        last_heard=NOW,
        change_address="list+delivery@town.example",
    )
    assert arrived.text == (
        "Hello,\n\nthank you: your message has arrived and is kept. This is what we understood:\n\n"
        "  Light the Canal, Saturday 14 November 2026 17:00, Gas Street Basin, Birmingham\n"
        "  A person will look at it before it is listed.\n\n"
        "To change something, write to list+delivery@town.example. "
        "To cancel it, write CANCEL alone on the first line.\n\n"
        "This answer was written by a program.\n"
    )
    event = publish(Case.objects.get())
    work(at=NOW + SOON)
    listed = sends.sent[1]
    assert "this is in the listing now:" in listed.text
    assert f"Its page: http://127.0.0.1:8000/events/{event.slug}/" in listed.text
    assert listed.change_address == "list+event@town.example"
    work(at=NOW + 2 * SOON)
    assert len(sends.sent) == 2
    assert list(Entry.objects.filter(verb="answer.sent").values_list("subject", "facts")) == [
        (f"delivery:{delivery.uid}", {"kind": "arrived", "language": "en"}),
        (f"delivery:{delivery.uid}", {"kind": "listed", "language": "en"}),
    ]


def test_a_decision_is_not_told_while_it_can_be_undone_nor_after_it_was(sends: Sends) -> None:
    write()
    work(walk())
    case = Case.objects.get()
    publish(case)
    work(at=NOW + dt.timedelta(minutes=1))
    assert len(sends.sent) == 1
    case.refresh_from_db()
    undo(case, version=case.version, by="user:ada", at=NOW)
    work(at=NOW + SOON)
    assert len(sends.sent) == 1
    assert Answer.objects.latest("pk").trouble == "the decision was taken back"


@pytest.mark.parametrize(
    ("reason", "said"),
    [("past", "Its day is past."), ("scope", "It is outside what this listing is about."), ("spam", "")],
)
def test_a_sender_is_told_why_not_but_for_spam(sends: Sends, reason: str, said: str) -> None:
    write()
    work(walk())
    case = Case.objects.get()
    reject_case(case, reason, version=case.version, by="user:ada", at=NOW)
    work(at=NOW + SOON)
    assert [said in reply.text for reply in sends.sent[1:]] == ([True] if said else [])


def test_what_policy_lists_at_once_is_told_at_once(sends: Sends) -> None:
    write()
    Source.objects.update(trusted=True)
    work(walk(), stated=True)
    assert f"/events/{Event.objects.get().slug}/" in sends.sent[0].text


@pytest.mark.parametrize(
    "fields", [{"silent": "a mailing list"}, {"settled": "a bounce", "silent": "a bounce"}, {"sender": ""}]
)
def test_row_16_lists_bounces_and_the_unclear_get_nothing(sends: Sends, fields: dict[str, str]) -> None:
    write(**fields)
    work(walk())
    assert sends.sent == []


def test_row_16_a_sender_is_told_of_arrivals_once_a_day(sends: Sends) -> None:
    for number in range(3):
        write(f"no. {number}")
    work(walk())
    assert len(sends.sent) == 1
    MAIL.keep(Incoming(b"next day", "text/plain", sender=ADA), now=NOW + dt.timedelta(hours=25))
    work(walk(), at=NOW + dt.timedelta(hours=25))
    assert len(sends.sent) == 2


def test_one_who_left_an_address_at_the_form_is_answered_by_mail(sends: Sends) -> None:
    source = FORM.source("tell", now=NOW)
    keep(Incoming(b"Lanterns", "text/plain", contact="Eve <eve@rivers.example>"), source=source, now=NOW)
    keep(Incoming(b"Others", "text/plain", contact="+351 21 000"), source=source, now=NOW)
    work(walk())
    assert [(reply.to, reply.in_reply_to) for reply in sends.sent] == [("eve@rivers.example", "")]


def test_a_service_that_is_away_is_asked_again_ever_later_and_gets_each_answer_once(sends: Sends) -> None:
    """HOSTILE row 105: outgoing mail is dead for three days."""
    write()
    sends.trouble = ChannelTrouble("mail.town.example:587 does not answer")
    asked = []
    for hours in range(73):
        before = Answer.objects.filter(attempts__gt=0).values_list("attempts", flat=True).first() or 0
        work(walk(), at=NOW + dt.timedelta(hours=hours))
        if Answer.objects.get().attempts > before:
            asked.append(hours)
    assert asked == [0, 1, 2, 3, 5, 11, 23, 47, 71]  # after 1, 5, 30 minutes, 2, 6, 12, 24, 24 hours
    assert ChannelState.objects.get(name="answer").trouble == "mail.town.example:587 does not answer"
    sends.trouble = None
    for hours in (96, 97):
        work(at=NOW + dt.timedelta(hours=hours))
    assert len(sends.sent) == 1
    assert ChannelState.objects.get(name="answer").trouble == ""


def test_a_recipient_that_is_refused_for_good_is_let_be(sends: Sends) -> None:
    write()
    sends.trouble = ChannelTrouble("refused the recipient (550)", permanent=True)
    work(walk())
    row = Answer.objects.get()
    assert (row.state, row.trouble, row.attempts) == ("dropped", "refused the recipient (550)", 1)


def test_an_answer_that_was_under_way_when_we_died_is_not_sent_again(sends: Sends) -> None:
    write()
    sends.trouble = KeyboardInterrupt()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        work(walk())
    assert Answer.objects.get().state == "sending"
    sends.trouble = None
    work(at=NOW + dt.timedelta(minutes=11))
    assert sends.sent == []
    assert Answer.objects.get().trouble == "we ended while it was sent: it may have arrived"


def test_while_nobody_can_be_answered_nothing_is_saved_up(
    sends: Sends, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("handbill_site.answering.sending.answerers", dict)
        write()
        work(walk())
        assert Followed.objects.get().number == Entry.objects.latest("number").number
    work(at=NOW + SOON)
    assert (sends.sent, Answer.objects.count()) == ([], 0)


def test_an_answer_is_in_the_language_of_the_message(sends: Sends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handbill_site.answering.queueing._language_of", lambda _: "es-MX")
    write()
    work(walk())
    assert sends.sent[0].language == "es"
    assert "  Light the Canal, sábado, 14 de noviembre de 2026 17:00, Gas Street Basin, Birmingham" in (
        sends.sent[0].text
    )


def test_row_14_words_of_a_sender_are_one_plain_line_without_links() -> None:
    said = letter(
        "arrived",
        [Item('<a href="https://evil.example">Win</a>\r\nBcc: eve@rivers.example {url}', None, None, "")],
        "en",
    )
    assert '  <a href=" Bcc: {url}, (no date), (no place)\n' in said
    assert "evil" not in said
    assert plain("x" * 500) == "x" * 119 + "…"


def test_a_wording_of_an_editor_goes_first_and_english_last(sends: Sends) -> None:
    def write_sentence(language: str, text: str) -> None:
        row = {"language": language, "key": "hello", "text": text, "changed_by": "user:ada"}
        Wording.objects.create(changed=NOW, **row)

    assert (sentence("hello", "de"), sentence("hello", "tlh")) == ("Guten Tag,", "Hello,")
    write_sentence("de", "Moin {name},")
    write_sentence("eu", "Kaixo,")
    assert sentence("hello", "de-AT", name="Ada") == "Moin Ada,"
    assert (sentence("hello", "eu"), sentence("program", "eu")) == (
        "Kaixo,",
        "This answer was written by a program.",
    )
    assert [spoken(tag) for tag in ("eu", "de-AT", "tlh", "../x")] == ["eu", "de", "en", "en"]


def test_every_language_has_every_sentence_with_the_words_it_needs() -> None:
    english = ours("en")
    assert languages() == ["ar", "de", "en", "es", "fr"]
    for language in languages():
        texts = ours(language)
        assert set(texts) == set(english)
        for key, said in texts.items():
            assert sorted(re.findall(r"\{\w+\}", said)) == sorted(re.findall(r"\{\w+\}", english[key])), key


def test_a_bare_draft_is_told_as_one() -> None:
    assert "  (no name), (no date), (no place)\n" in letter("arrived", [Item("", None, None, "")], "en")
    assert "We found no event in it." in letter("arrived", [], "en")
    assert "ohne Namen" in letter("arrived", [Item("", None, None, "")], "de")


@pytest.mark.parametrize(("fold", "told"), [(0, "02:30 (UTC+2)"), (1, "02:30 (UTC+1)")])
def test_an_hour_that_the_clock_shows_twice_is_told_with_its_offset(fold: int, told: str) -> None:
    night = Event(name="Lanterns", dtstart="2027-10-31T02:30:00", tzid="Africa/Ceuta", fold=fold)
    assert told in letter("listed", [item_of_event(night, "page", "u")], "fr")
