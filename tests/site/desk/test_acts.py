"""The whole way of a case through forms and redirects, without scripts."""

import html
import re

import pytest
from django.test import Client
from tests.site.desk.browsing import inputs_of, press, seen
from tests.site.desk.making import case, light, said
from tests.site.listing.making import ALABAMA, NOW, delivery, walk

from handbill.values import Draft
from handbill_site.desk.models import Case
from handbill_site.ledger.models import Entry
from handbill_site.listing.models import Event
from handbill_site.listing.operations import publish as list_event

pytestmark = pytest.mark.django_db


def test_publishing_goes_on_to_the_next_case_and_offers_undo(editor: Client) -> None:
    first, second = case(number=1), case(number=2)

    answer = press(editor, first.pk, "publish")

    assert (answer.status_code, answer["Location"]) == (302, f"/desk/cases/{second.pk}/?done={first.pk}")
    page = seen(editor, answer["Location"])
    assert "Published" in page
    assert f'action="/desk/cases/{first.pk}/undo/"' in page
    event = Event.objects.get()
    assert (event.name, event.listed, event.pinned, event.dtstart) == (
        "Light the Canal",
        True,
        [],
        "2026-11-14T17:00:00",
    )


def test_a_decision_carries_the_seconds_since_the_page_was_served(editor: Client) -> None:
    press(editor, case().pk, "publish")

    assert Entry.objects.get(verb="case.published").facts["seconds"] in (0, 1, 2, 3)
    assert "s a decision (median)" in seen(editor, "/desk/")


def test_a_forged_stamp_tells_no_seconds(editor: Client) -> None:
    press(editor, case().pk, "publish", served="1:forged")

    assert "seconds" not in Entry.objects.get(verb="case.published").facts


def test_what_was_corrected_is_published_and_pinned(editor: Client) -> None:
    press(editor, case().pk, "publish", venue="Roundhouse", start_time="18:15")

    event = Event.objects.get()
    assert (event.venue, event.dtstart, event.pinned) == (
        "Roundhouse",
        "2026-11-14T18:15:00",
        ["dtstart", "venue"],
    )


def test_a_homonym_is_chosen_by_one_press(editor: Client) -> None:
    press(editor, case().pk, "publish", **{"choice-city": str(ALABAMA.geonameid)})

    event = Event.objects.get()
    assert event.city is not None
    assert (event.city.slug, event.tzid, event.pinned) == (
        "birmingham-us",
        "America/Chicago",
        ["city", "tzid"],
    )


def test_a_city_that_nobody_knows_is_a_clear_error_and_nothing_typed_is_lost(editor: Client) -> None:
    answer = press(editor, case().pk, "publish", city="Qwertzuiop", venue="Roundhouse")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "No such city in the gazetteer." in page
    assert (inputs_of(page)["city"], inputs_of(page)["venue"]) == ("Qwertzuiop", "Roundhouse")
    assert Event.objects.count() == 0


def test_what_is_missing_is_named_by_field(editor: Client) -> None:
    answer = press(editor, case(Draft(), text="?", why=["missing_date"]).pk, "publish")

    assert answer.status_code == 422
    fields = re.findall(r'<li><a href="#field-(\w+)">', answer.content.decode())
    assert fields == ["name", "dtstart", "city", "tzid"]


def test_a_rejection_keeps_its_reason(editor: Client) -> None:
    waits = case()

    answer = press(editor, waits.pk, "reject", reason="spam")

    assert answer["Location"] == f"/desk/?done={waits.pk}"
    assert "Rejected" in seen(editor, answer["Location"])
    assert Case.objects.values_list("state", "reason").get() == ("rejected", "spam")


@pytest.mark.parametrize(("sent", "status"), [({"reason": "bored"}, 422), ({"version": "x"}, 400)])
def test_a_form_that_is_not_ours_decides_nothing(editor: Client, sent: dict[str, str], status: int) -> None:
    waits = case()

    assert press(editor, waits.pk, "reject", **sent).status_code == status
    assert press(editor, waits.pk, "explode").status_code == 400
    assert Case.objects.get().state == "open"


def test_a_split_leads_to_its_first_part_then_to_the_second(editor: Client) -> None:
    waits = case(number=1)
    case(number=2)

    first = press(editor, waits.pk, "split", venue="Roundhouse")["Location"]
    parts = list(waits.parts.order_by("pk"))
    second = press(editor, parts[0].pk, "publish")["Location"]
    press(editor, parts[1].pk, "publish", city="Lisbon, PT", start_date="2026-11-15")

    assert (first, second) == (
        f"/desk/cases/{parts[0].pk}/?done={waits.pk}",
        f"/desk/cases/{parts[1].pk}/?done={parts[0].pk}",
    )
    events = Event.objects.order_by("pk").values_list("city_name", "dtstart", "venue")
    assert list(events) == [
        ("Birmingham", "2026-11-14T17:00:00", "Roundhouse"),
        ("Lisbon", "2026-11-15T17:00:00", "Roundhouse"),
    ]


def test_what_was_entered_is_still_there_after_later(editor: Client) -> None:
    waits = case()

    press(editor, waits.pk, "later", venue="Roundhouse")

    assert inputs_of(seen(editor, f"/desk/cases/{waits.pk}/"))["venue"] == "Roundhouse"


def test_undo_takes_the_event_back_and_the_case_waits_again(editor: Client) -> None:
    waits = case()
    press(editor, waits.pk, "publish")

    answer = editor.post(f"/desk/cases/{waits.pk}/undo/", {"version": "1"})

    assert answer["Location"] == f"/desk/cases/{waits.pk}/?notice=undone"
    assert "Taken back." in seen(editor, answer["Location"])
    assert (Event.objects.get().listed, Case.objects.get().state) == (False, "open")


def test_undo_last_is_the_last_act_of_the_one_who_presses(editor: Client, other_editor: Client) -> None:
    mine, theirs = case(number=1), case(number=2)
    press(editor, mine.pk, "reject", reason="past")
    press(other_editor, theirs.pk, "reject", reason="past")

    editor.post("/desk/undo/")
    again = editor.post("/desk/undo/")

    assert list(Case.objects.order_by("opened").values_list("state", flat=True)) == ["open", "rejected"]
    assert again["Location"] == "/desk/?notice=nothing_to_undo"


def test_a_double_click_publishes_once_and_says_so(editor: Client) -> None:
    waits = case()
    sent = inputs_of(seen(editor, f"/desk/cases/{waits.pk}/")) | {"act": "publish"}

    editor.post(f"/desk/cases/{waits.pk}/", sent)
    second = editor.post(f"/desk/cases/{waits.pk}/", sent)

    assert Event.objects.count() == 1
    assert second["Location"] == f"/desk/?already={waits.pk}"
    assert "Published already by you at" in seen(editor, second["Location"])


def test_a_second_editor_sees_three_ways_and_overwrites_nothing(editor: Client, other_editor: Client) -> None:
    waits = case()
    late = inputs_of(seen(other_editor, f"/desk/cases/{waits.pk}/"))
    press(editor, waits.pk, "publish", venue="Roundhouse")

    answer = other_editor.post(
        f"/desk/cases/{waits.pk}/", late | {"act": "publish", "venue": "Old Turn Junction"}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "by ana at" in page
    assert re.findall(r"<bdi>([^<]*)</bdi>", page[page.index("<tbody>") :]) == [
        "Gas Street Basin",
        "Roundhouse",
        "Old Turn Junction",
    ]
    assert (Event.objects.count(), Event.objects.get().venue) == (1, "Roundhouse")


def test_the_second_editor_may_put_hers_over_it(editor: Client, other_editor: Client) -> None:
    waits = case()
    late = inputs_of(seen(other_editor, f"/desk/cases/{waits.pk}/"))
    press(editor, waits.pk, "publish", name="Canal of Light")
    page = other_editor.post(
        f"/desk/cases/{waits.pk}/", late | {"act": "publish", "venue": "Old Turn Junction"}
    ).content.decode()
    sent = {
        html.unescape(name): html.unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', page)
        if name != "csrfmiddlewaretoken"
    }

    other_editor.post(f"/desk/cases/{waits.pk}/", sent | {"act": "apply", "version": "1"})

    event = Event.objects.get()
    assert (event.venue, event.name, event.pinned) == (
        "Old Turn Junction",
        "Canal of Light",
        ["name", "venue"],
    )


def test_applying_changes_the_listed_event(editor: Client) -> None:
    event = list_event(walk(), delivery=delivery("r-0"), draft_index=0, by="policy", at=NOW)
    waits = case(light(venue=said("Roundhouse")))

    press(editor, waits.pk, "apply")

    event.refresh_from_db()
    assert (Event.objects.count(), event.venue, event.sequence) == (1, "Roundhouse", 1)


def test_an_event_withdrawn_meanwhile_is_not_changed(editor: Client) -> None:
    list_event(walk(), delivery=delivery("r-0"), draft_index=0, by="policy", at=NOW)
    waits = case()
    sent = inputs_of(seen(editor, f"/desk/cases/{waits.pk}/"))
    Event.objects.update(listed=False)

    answer = editor.post(f"/desk/cases/{waits.pk}/", sent | {"act": "apply"})

    assert answer.status_code == 422
    assert "That event is no longer listed" in answer.content.decode()


def test_a_published_case_can_be_corrected(editor: Client) -> None:
    waits = case()
    press(editor, waits.pk, "publish", venue="Roundhouse")

    press(editor, waits.pk, "apply", venue="Gas Street Basin", name="Canal of Light")

    event = Event.objects.get()
    assert (event.venue, event.name) == ("Gas Street Basin", "Canal of Light")


def test_what_was_listed_after_the_case_was_opened_is_shown_beside_it(editor: Client) -> None:
    first, second = case(number=1), case(light(venue=said("Roundhouse")), number=2)
    press(editor, first.pk, "publish")

    page = seen(editor, f"/desk/cases/{second.pk}/")

    assert "Changes a listed event" in page
    assert inputs_of(page)["beside"] == Event.objects.get().uid


def test_what_was_listed_after_the_page_was_served_must_be_seen_before_it_is_listed_twice(
    editor: Client, other_editor: Client
) -> None:
    first, second = case(number=1), case(number=2)
    late = inputs_of(seen(other_editor, f"/desk/cases/{second.pk}/")) | {"act": "publish"}
    press(editor, first.pk, "publish")

    answer = other_editor.post(f"/desk/cases/{second.pk}/", late)
    listed = Event.objects.count()
    again = inputs_of(answer.content.decode()) | {"act": "publish"}
    other_editor.post(f"/desk/cases/{second.pk}/", again)

    assert (answer.status_code, listed, Event.objects.count()) == (422, 1, 2)
    assert "An event like this was listed meanwhile" in answer.content.decode()
