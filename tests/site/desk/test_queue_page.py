"""The queue: what waits, what could not be read, what was decided."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.site.desk.browsing import press, seen
from tests.site.desk.making import case, light, said
from tests.site.listing.making import NOW, delivery

from handbill_site.desk.models import Case
from handbill_site.intake.models import Delivery

pytestmark = pytest.mark.django_db


def test_an_empty_queue_says_so(editor: Client) -> None:
    assert "Nothing waits. What comes in next will stand here." in seen(editor, "/desk/")


def test_the_queue_is_oldest_first_with_those_put_off_last(editor: Client) -> None:
    for number in (3, 1, 2):
        case(light(name=said("Light the Canal", f"Walk {number}")), number=number)
    oldest = Case.objects.order_by("opened")[0]
    press(editor, oldest.pk, "later")

    names = re.findall(r"<bdi>(Walk \d)</bdi></a>\n<span>", seen(editor, "/desk/"))

    assert names == ["Walk 2", "Walk 3", "Walk 1"]


def test_a_line_of_the_queue_says_what_when_where_who_and_why(editor: Client) -> None:
    case()

    page = seen(editor, "/desk/")

    for words in (
        "Light the Canal",
        "Sat 14 Nov 2026, 17:00",
        "Birmingham",
        "Lightkeepers Desk",
        "several cities of that name",
        "1 waiting",
    ):
        assert words in page


def test_a_case_without_a_name_is_called_by_the_first_words_of_its_text(editor: Client) -> None:
    case(light(name=None), why=["missing_name"])

    page = seen(editor, "/desk/")

    assert "<bdi>“Dear all, the licence came through this morning,…”</bdi></a>" in page


@pytest.mark.parametrize("name", [None, said("Light the Canal", "")])
def test_a_case_of_an_empty_text_has_no_name(editor: Client, name: Any) -> None:
    case(light(name=name), text="")

    assert "<bdi>no name</bdi></a>" in seen(editor, "/desk/")


def test_the_bar_leads_to_the_paste_and_to_the_tray_with_its_count(editor: Client) -> None:
    before = seen(editor, "/desk/")
    for number in range(2):
        delivery(f"tray-{number}", state=Delivery.State.TRAY, trouble="no text")

    after = seen(editor, "/desk/")

    assert '<a href="/intake/upload/">Paste</a>' in before
    assert '<a href="/intake/tray/">Tray</a>' in before
    assert '<a href="/intake/tray/">Tray <span class="count">2</span></a>' in after


def test_the_last_act_can_be_taken_back_from_the_queue(editor: Client) -> None:
    page = seen(editor, "/desk/")

    assert re.findall(r'<form method="post" action="([^"]+)">.*?<button[^>]* accesskey="u"', page) == [
        "/desk/undo/"
    ]


def test_the_queue_is_filtered_by_state_and_call(editor: Client) -> None:
    case(light(name=said("Light the Canal", "Offered")), number=1, calls=["lanterns"])
    case(light(name=said("Light the Canal", "Plain")), number=2)

    def shown(query: str) -> list[str]:
        return re.findall(r"<bdi>(Offered|Plain)</bdi></a>\n<span>", seen(editor, f"/desk/?{query}"))

    assert (shown("call=lanterns"), shown("call=-"), shown("state=later")) == (["Offered"], ["Plain"], [])


@pytest.mark.parametrize("cases", [1, 3])
def test_the_queue_asks_the_database_the_same_number_of_times(
    editor: Client, cases: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(cases):
        case(number=number)
        decided = case(number=10 + number)
        Case.objects.filter(pk=decided.pk).update(state="rejected", decided=NOW, decided_by="user:ana")
        delivery(f"tray-{number}", state=Delivery.State.TRAY, trouble="no text")

    # session, user; cases counted and fetched; calls; counts; decided; tray and its count; seconds;
    # whether retention has stopped
    with django_assert_num_queries(12):
        seen(editor, "/desk/")


def test_what_could_not_be_read_is_shown_with_its_trouble_and_its_raw_text(
    editor: Client, settings: Any
) -> None:
    delivery("tray-1", state=Delivery.State.TRAY, trouble="multipart never closed", path="2026-11-10/x.eml")
    (settings.SPOOL / "2026-11-10").mkdir(parents=True)
    (settings.SPOOL / "2026-11-10/x.eml").write_bytes(b"<script>raw</script> \xff")

    assert "multipart never closed" in seen(editor, "/desk/")
    answer = editor.get("/desk/deliveries/tray-1/raw/")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"], answer.content.decode()) == (
        "text/plain; charset=utf-8",
        "nosniff",
        "<script>raw</script> \ufffd",
    )


def test_a_file_gone_from_the_spool_is_said_to_be_gone(editor: Client) -> None:
    delivery("tray-1", path="2026-11-10/none.eml")

    assert editor.get("/desk/deliveries/tray-1/raw/").status_code == 410


def test_the_last_case_leads_to_the_queue(editor: Client) -> None:
    only = case()

    assert press(editor, only.pk, "publish")["Location"] == f"/desk/?done={only.pk}"


def test_next_goes_to_the_first_that_waits(editor: Client) -> None:
    case(number=5)
    older = case(number=1)

    assert editor.get("/desk/next/")["Location"] == f"/desk/cases/{older.pk}/"
