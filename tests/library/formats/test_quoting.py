"""What mail programs write around older mails, and where a letter ends."""

import datetime as dt

import pytest

from handbill.formats import open_announcement
from handbill.formats.quoting import is_attribution, is_farewell, is_forwarding

HEAD = "From: Mill <mill@trust.example>\nSubject: Mill days\nDate: Fri, 5 Mar 2027 18:00:00 +0000\n\n"


def kinds(body: str) -> list[tuple[str, str]]:
    """Return kind and words of each block of a mail with *body*, its subject left out."""
    raw = (HEAD + body).replace("\n", "\r\n").encode()
    announcement = open_announcement(raw, received=dt.datetime(2027, 3, 6))
    return [(block.kind, block.span.of(announcement.text)) for block in announcement.blocks[1:]]


@pytest.mark.parametrize(
    "line",
    [
        "بتاريخ 3 مارس 2027 كتب Noor:",
        "На 3.03.2027 г. Вера написа:",
        "El dia 3 de març de 2027, Pau va escriure:",
        "Dne 3. 3. 2027 v 10:12 Jana napsala:",
        "Den 3. mar. 2027 kl. 10.12 skrev Ida:",
        "Am 03.03.27 um 10:12 schrieb Jo:",
        "Στις 3/3/2027 10:12 ο Νίκος έγραψε:",
        "On Wed, 3 Mar 2027 at 10:12, Jo wrote:",
        "El mié, 3 mar 2027 a las 10:12, Ana escribió:",
        "در تاریخ 3 مارس 2027 Noor نوشت:",
        "Jo kirjoitti 3.3.2027 klo 10.12:",
        "Le mer. 3 mars 2027 à 10:12, Zoé a écrit :",
        "בתאריך 3.3.2027 נועם כתב:",
        "Dana 3. 3. 2027. Iva je napisala:",
        "2027. márc. 3. 10:12 Eszter írta:",
        "Pada 3 Mar 2027 10:12, Sari menulis:",
        "Il giorno mer 3 mar 2027 alle 10:12 Ida ha scritto:",
        "2027年3月3日(水) 10:12 川の会 <a@kawa.example> のメール:",
        "2027-03-03 10:12, Rasa rašė:",
        "Op wo 3 mrt 2027 om 10:12 schreef Jan:",
        "W dniu 3.03.2027 o 10:12 Ola pisze:",
        "Em 3 de mar. de 2027 10:12, Rui escreveu:",
        "În mie., 3 mar. 2027 la 10:12, Ana a scris:",
        "3 марта 2027 г., 10:12, Вера написала:",
        "Dňa 3. 3. 2027 o 10:12 Jana napísal(a):",
        "3. marca 2027 je Ana napisala:",
        "Den ons 3 mars 2027 kl 10:12 skrev Åsa:",
        "3 Mar 2027 Çar, 10:12 tarihinde Ece şunu yazdı:",
        "ср, 3 бер. 2027 р. о 10:12 Оля пише:",
        "Vào 10:12, 3 thg 3, 2027 Linh đã viết:",
        "2027年3月3日 10:12，小林写道：",
    ],
)
def test_the_line_above_a_quoted_mail_is_known(line: str) -> None:
    assert is_attribution(line)


@pytest.mark.parametrize(
    "line",
    ["The board wrote:", "Zoé schrieb:", "On Friday 5 March we open:", "Il coro canta sabato 3 aprile:"],
)
def test_a_sentence_of_the_letter_is_none(line: str) -> None:
    assert not is_attribution(line)


@pytest.mark.parametrize(
    "line",
    [
        "---------- Forwarded message ---------",
        "Anfang der weitergeleiteten Nachricht:",
        "-------- Proslijeđena poruka --------",
        "---------- Pesan terusan ---------",
        "-----Preposlaná správa-----",
    ],
)
def test_the_line_above_a_forwarded_mail_is_known(line: str) -> None:
    assert is_forwarding(line)


@pytest.mark.parametrize("line", ["Kind regards,", "Viele Grüße", "с уважением,", "مع التحية،", "Trân trọng"])
def test_a_farewell_is_a_line_of_its_own(line: str) -> None:
    assert is_farewell(line)
    assert not is_farewell(f"{line} Jo from the mill, who sings on Friday")


def test_below_a_farewell_two_lines_say_who_writes_and_the_rest_is_an_imprint() -> None:
    assert kinds("Come on Friday.\n\nCheers,\nJo\nMill Trust\n\nOffice: Mon 9-12\nfounded 1 May 1921\n") == [
        ("paragraph", "Come on Friday."),
        ("paragraph", "Cheers,"),
        ("paragraph", "Jo"),
        ("paragraph", "Mill Trust"),
        ("signature", "Office: Mon 9-12"),
        ("signature", "founded 1 May 1921"),
    ]


@pytest.mark.parametrize(
    "rest",
    [
        "Jo\nMill Trust\nOffice\nP.S. Also on Sunday 7 March, 3 pm.\n",
        "Jo\nMill Trust\n\nNEXT DATES\nSunday 7 March, 3 pm\n",
        "Jo\nMill Trust\n- Sunday 7 March, 3 pm\n",
        "Jo\n" + "line\n" * 13,
    ],
)
def test_a_letter_that_goes_on_below_a_farewell_has_no_imprint(rest: str) -> None:
    assert "signature" not in {kind for kind, _ in kinds(f"Come on Friday.\n\nCheers,\n{rest}")}


def test_hours_behind_from_and_to_are_no_older_mail() -> None:
    """In Croatian "od" is both "from" a sender and "from" an hour."""
    lines = ["Od: 18:00", "Datum: 5.3.2027.", "Za: sve susjede"]

    assert kinds("\n".join(lines) + "\n") == [("paragraph", line) for line in lines]


def test_an_older_mail_below_its_fields_is_a_quote() -> None:
    assert kinds(
        "Da, dolazim.\n\nOd: Iva\nDatum: 3.3.2027.\nPredmet: Mlin\n\nMlin je otvoren 1. svibnja.\n"
    ) == [
        ("paragraph", "Da, dolazim."),
        ("quote", "Od: Iva"),
        ("quote", "Datum: 3.3.2027."),
        ("quote", "Predmet: Mlin"),
        ("quote", "Mlin je otvoren 1. svibnja."),
    ]
