"""The editors' pages without scripts: what they show, and the whole way of a case through them."""

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from handbill.values import Comparison, Draft
from handbill_site.desk.models import Case
from handbill_site.intake.models import Delivery
from handbill_site.ledger.models import Entry
from handbill_site.listing.models import Event
from handbill_site.listing.operations import create_call
from handbill_site.listing.operations import publish as list_event
from tests.site.desk.making import case, light, said
from tests.site.listing.making import ALABAMA, NOW, delivery, found, source, walk

pytestmark = pytest.mark.django_db

HOSTILE = [
    "<script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "{{ 7 * 7 }}{% raw %}",
    "[x](javascript:alert(1))",
    "\"'><b>",
]


def seen(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def inputs_of(page: str) -> dict[str, Any]:
    """What a browser would send from the form of a case as it was served."""
    form = page[page.index('id="decision"') :]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        named = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if named.get("type") in ("radio", "checkbox") and " checked" not in tag:
            continue
        sent[html.unescape(named["name"])] = html.unescape(named["value"])
    for name, text in re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>([^<]*)</textarea>', form):
        sent[name] = html.unescape(text)
    for name, options in re.findall(r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option(?: value="(\w+)")? selected>(\w+)', options)
        sent[name] = (chosen[1] or chosen[2]) if chosen else ""
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def press(client: Client, number: int, act: str, **entered: str) -> Any:
    sent = inputs_of(seen(client, f"/desk/cases/{number}/"))
    return client.post(f"/desk/cases/{number}/", sent | entered | {"act": act})


@pytest.mark.parametrize(
    "path",
    ["", "next/", "cases/1/", "calls/", "calls/new/", "sources/", "ledger/", "deliveries/x/raw/"],
)
def test_nobody_enters_without_a_login(client: Client, path: str) -> None:
    answer = client.get(f"/desk/{path}")

    assert (answer.status_code, answer["Location"]) == (302, f"/people/login/?next=/desk/{path}")


@pytest.mark.parametrize("path", ["cases/1/", "cases/1/undo/", "undo/", "sources/1/trust/", "calls/new/"])
def test_a_form_from_elsewhere_is_refused(editor: Client, path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = editor.cookies

    assert strict.post(f"/desk/{path}", {"act": "publish", "version": "0"}).status_code == 403


@pytest.mark.parametrize("path", ["calls/new/", "calls/lanterns/"])
def test_calls_are_made_by_admins_only(editor: Client, path: str) -> None:
    assert editor.get(f"/desk/{path}").status_code == 403


def test_sources_are_trusted_by_admins_only(editor: Client, admin: Client) -> None:
    desk = source()

    assert editor.post(f"/desk/sources/{desk.pk}/trust/", {"trusted": "yes"}).status_code == 403
    admin.post(f"/desk/sources/{desk.pk}/trust/", {"trusted": "yes"})

    desk.refresh_from_db()
    assert desk.trusted is True
    assert Entry.objects.values_list("verb", "actor", "facts").get() == (
        "source.trusted",
        "user:ada",
        {"trusted": True},
    )
    assert "No longer trust" in seen(admin, "/desk/sources/")
    assert "No longer trust" not in seen(editor, "/desk/sources/")


def test_pages_are_never_stored_and_run_no_inline_script(editor: Client) -> None:
    answer = editor.get(f"/desk/cases/{case().pk}/")

    assert "no-store" in answer["Cache-Control"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    page = answer.content.decode()
    assert re.findall(r"<script[^>]*>", page) == ['<script src="/static/desk.js" defer>']
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)


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

    # session, user; cases counted and fetched; calls; counts; decided; tray; seconds
    with django_assert_num_queries(9):
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


def test_a_case_shows_each_value_beside_its_words(editor: Client) -> None:
    page = seen(editor, f"/desk/cases/{case().pk}/")

    assert re.findall(r'<mark class="(\w+)" id="e\d+" data-for="([^"]+)">([^<]+)</mark>', page) == [
        ("when", "dtstart", "this Saturday"),
        ("name", "name", "Light the Canal"),
        ("where", "venue", "Gas Street Basin"),
        ("where", "city place", "Birmingham"),
        ("who", "organizers", "Canal Lightkeepers"),
        ("who", "organizers", "Brum Walks Slowly"),
        ("what", "urls", "https://canallight.example/walk"),
    ]
    assert "counted from the day it was sent" in page
    assert "Sat 14 Nov 2026, 17:00" in page


def test_every_link_to_evidence_leads_to_words(editor: Client) -> None:
    page = seen(editor, f"/desk/cases/{case().pk}/")

    targets = re.findall(r'class="words \w*" href="#(e\d+)"', page)
    assert len(targets) == 6
    assert set(targets) <= set(re.findall(r'id="(e\d+)"', page))


def test_unsure_fields_come_first_with_their_alternatives(editor: Client) -> None:
    page = seen(editor, f"/desk/cases/{case().pk}/")

    fields = re.findall(r'<div class="field(?: (\w+))?" id="field-(\w+)">', page)
    assert fields[:2] == [("unsure", "city"), ("", "name")]
    assert "Birmingham, Alabama, US · 200,733 people" in page
    assert "Several cities have that name." in page


def test_each_act_has_its_key_and_is_a_real_button(editor: Client) -> None:
    case(number=2)
    page = seen(editor, f"/desk/cases/{case().pk}/")

    buttons = re.findall(r'<button[^>]*(?:value="(\w+)"|form="([\w-]+)") accesskey="(\w)"', page)
    assert buttons == [
        ("publish", "", "p"),
        ("reject", "", "r"),
        ("split", "", "s"),
        ("later", "", "l"),
        ("", "undo-last", "u"),
    ]
    assert re.search(r'<a class="button" href="/desk/cases/\d+/" accesskey="n"', page)
    assert 'tabindex="-1"' not in page


def test_hostile_text_is_shown_as_text_wherever_it_stands(editor: Client) -> None:
    for number, text in enumerate(HOSTILE):
        words = found(text, (0, len(text)))
        draft = Draft(
            name=words, venue=words, city=words, description=words, organizers=(words,), urls=(words,)
        )
        of = delivery(f"r-{number}", of=source(f"{text}"), url=f"javascript:{number}", file_name=text)
        waits = case(draft, text=f"{text}\n", of=of, number=number)
        pages = [seen(editor, f"/desk/cases/{waits.pk}/"), seen(editor, "/desk/")]
        stale = editor.post(f"/desk/cases/{waits.pk}/", {"act": "later", "version": "9", "name": text + "2"})
        pages.append(stale.content.decode())
        pages += [seen(editor, "/desk/sources/"), seen(editor, "/desk/ledger/")]

        assert stale.status_code == 409
        for page in pages:
            assert html.escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in page or (
                page is pages[-1]
            )
            assert not re.search(r"<script>|<svg|<img|<b>|href=.javascript:", page)


def test_reordering_characters_are_written_out(editor: Client) -> None:
    page = seen(editor, f"/desk/cases/{case(Draft(), text='poster' + chr(0x202E) + 'gpj.exe').pk}/")

    assert "poster‹U+202E›gpj.exe" in page


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


def test_the_last_case_leads_to_the_queue(editor: Client) -> None:
    only = case()

    assert press(editor, only.pk, "publish")["Location"] == f"/desk/?done={only.pk}"


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


def test_calls_that_it_is_offered_to_come_first_picked_with_the_reason(editor: Client) -> None:
    for slug, names in (("a-week", ["nothing"]), ("lanterns", ["the towpath"])):
        create_call(
            slug,
            titles={"en": slug},
            first_day=dt.date(2026, 11, 1),
            last_day=dt.date(2026, 11, 30),
            names=names,
            by="user:ada",
            at=NOW,
        )
    waits = case(calls=["lanterns"])

    page = seen(editor, f"/desk/cases/{waits.pk}/")
    press(editor, waits.pk, "publish")

    assert re.findall(r'name="calls" value="([\w-]+)"( checked)?', page) == [
        ("lanterns", " checked"),
        ("a-week", ""),
    ]
    assert "the text says “the towpath”" in page
    assert [call.slug for call in Event.objects.get().calls.all()] == ["lanterns"]


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


def test_what_may_be_listed_already_is_shown_beside_and_return_alone_decides_nothing(editor: Client) -> None:
    event = list_event(walk(), delivery=delivery("r-0"), draft_index=0, by="policy", at=NOW)
    nearly = Comparison("unsure", event.uid, 0.6, ("same_name", "other_venue"), ("venue",))
    waits = case(light(venue=said("Roundhouse")), comparison=nearly)

    page = seen(editor, f"/desk/cases/{waits.pk}/")

    assert "same name, other place" in page
    differing = re.findall(r'<tr class="differs"><th scope="row">(\w+)</th>', page)
    assert differing == ["Place"]
    form = page[page.index('id="decision"') :]
    assert re.findall(r"<button[^>]*>", form)[0] == '<button type="submit" disabled hidden>'
    assert re.findall(r'name="act" value="(\w+)"', form)[:2] == ["apply", "publish"]


def test_applying_changes_the_listed_event(editor: Client) -> None:
    event = list_event(walk(), delivery=delivery("r-0"), draft_index=0, by="policy", at=NOW)
    waits = case(light(venue=said("Roundhouse")), comparison=Comparison("unsure", event.uid, 0.6))

    press(editor, waits.pk, "apply")

    event.refresh_from_db()
    assert (Event.objects.count(), event.venue, event.sequence) == (1, "Roundhouse", 1)


def test_an_event_withdrawn_meanwhile_is_not_changed(editor: Client) -> None:
    event = list_event(walk(), delivery=delivery("r-0"), draft_index=0, by="policy", at=NOW)
    waits = case(light(), comparison=Comparison("unsure", event.uid, 0.6))
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


def test_next_goes_to_the_first_that_waits(editor: Client) -> None:
    case(number=5)
    older = case(number=1)

    assert editor.get("/desk/next/")["Location"] == f"/desk/cases/{older.pk}/"


def test_an_admin_makes_and_changes_a_call(admin: Client) -> None:
    sent = {
        "slug": "day-of-lanterns",
        "first_day": "2026-11-13",
        "last_day": "2026-11-15",
        "names": "Day of Lanterns\r\n#lanterns\r\n",
        "tag-1": "en",
        "title-1": "Day of Lanterns",
        "statement-1": "We walk.",
        "tag-2": "pt",
        "title-2": "Dia das Lanternas",
        "tag-3": "",
    }

    admin.post("/desk/calls/new/", sent)
    admin.post("/desk/calls/day-of-lanterns/", sent | {"last_day": "2026-11-16", "slug": "other"})

    page = seen(admin, "/desk/calls/")
    assert "2026-11-13 – 2026-11-16" in page
    assert list(Entry.objects.values_list("verb", "subject", "actor")) == [
        ("call.created", "call:day-of-lanterns", "user:ada"),
        ("call.changed", "call:day-of-lanterns", "user:ada"),
    ]


def test_a_call_that_cannot_be_kept_names_what_is_wrong(admin: Client) -> None:
    answer = admin.post("/desk/calls/new/", {"slug": "No Slug", "tag-1": "en", "statement-1": "We walk."})

    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Small letters", "language tag", "Two days"):
        assert words in page
    assert "We walk." in page


def test_the_ledger_is_paged_backwards(editor: Client) -> None:
    for number in range(101):
        case(number=number)

    first = seen(editor, "/desk/ledger/")
    older = seen(editor, "/desk/ledger/?before=2")

    assert re.findall(r"<tr><td>(\d+)</td>", first)[::99] == ["101", "2"]
    assert 'href="?before=2"' in first
    assert re.findall(r"<tr><td>(\d+)</td>", older) == ["1"]
