"""Who is verified, by what, for how long, and whom that binds."""

import base64
import datetime as dt
from typing import Any

import pytest
from tests.site.listing.making import found
from tests.site.listing.proving import (
    ADA,
    EVE,
    FILE,
    NOW,
    SITE,
    Web,
    heard,
    in_head,
    in_text,
    lightkeepers,
    listed,
)

from handbill_site.intake.models import Source
from handbill_site.ledger.models import Entry
from handbill_site.listing.binding import hosts_of, is_bound, speaks_for, verified_names
from handbill_site.listing.errors import NotProvable
from handbill_site.listing.models import Organizer, Proof
from handbill_site.listing.operations import update
from handbill_site.listing.proofs import (
    MOST_WAITING,
    account_of,
    ask_proof,
    confirm_page,
    look_again,
    page_of,
    withdraw_proof,
)
from handbill_site.listing.proving import check_due
from handbill_site.listing.values import whole

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.timedelta(days=1)
PROFILE, FINGER = (
    "https://quay.example/@ada",
    "https://quay.example/.well-known/webfinger?resource=acct%3Aada%40quay.example",
)
FIELDS = "https://quay.example/api/v1/accounts/lookup?acct=ada"


@pytest.fixture
def web() -> Web:
    return Web()


def ask(url: str = SITE, **more: Any) -> Proof:
    """An editor asks, and says that the page is theirs."""
    return ask_proof(lightkeepers(), url, **{"by": "user:ed", "at": NOW, "confirmed": True} | more)


def look(web: Web, at: dt.datetime = NOW) -> Proof:
    """The worker looks for what is due; the newest proof afterwards."""
    check_due(now=at, fetch=web.fetch)
    return Proof.objects.latest("pk")


def verbs() -> list[str]:
    return list(
        Entry.objects.filter(subject__startswith="organizer:")
        .order_by("number")
        .values_list("verb", flat=True)
    )


def test_a_code_has_128_random_bits_and_no_two_are_the_same() -> None:
    listed(heard())
    codes = {ask(f"{SITE}{number}").code for number in range(4)}
    assert len(codes) == 4
    assert all(len(base64.b32decode(code.upper() + "======")) == 16 for code in codes)


@pytest.mark.parametrize("place", [in_head, in_text])
def test_a_code_on_the_page_that_an_editor_named_verifies(web: Web, place: Any) -> None:
    listed(heard())
    web.put(SITE, place(ask()))
    proof = look(web)
    assert (proof.state, proof.method, proof.verified) == ("verified", "page-code", NOW)
    assert verbs() == ["organizer.proof_asked", "organizer.verified"]
    assert proof.code not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_a_code_in_the_file_of_the_domain_verifies_the_domain(web: Web) -> None:
    listed(heard())
    web.put(SITE, "<html><body>Lights</body></html>")
    web.put(FILE, f"{ask().code}\n", "text/plain")
    proof = look(web)
    assert (proof.state, proof.method) == ("verified", "well-known")
    assert web.asked == [SITE, FILE]


@pytest.mark.parametrize(
    "leads",
    [
        {FILE: "https://evil.example/.well-known/handbill-verify.txt"},
        {FILE: "https://canallight.example/uploads/eve.txt"},
        {FILE: "http://canallight.example/.well-known/handbill-verify.txt"},
    ],
)
def test_a_file_that_redirects_proves_nothing(web: Web, leads: dict[str, str]) -> None:
    listed(heard())
    proof = ask()
    web.leads = leads
    web.put(leads[FILE], proof.code, "text/plain")
    assert look(web).state == "pending"


def test_a_page_that_redirects_to_another_host_proves_nothing(web: Web) -> None:
    listed(heard())
    web.leads = {SITE: "https://evil.example/"}
    web.put("https://evil.example/", in_head(ask()))
    proof = look(web)
    assert (proof.state, proof.misses) == ("pending", 1)
    web.leads, web.pages = {SITE: "https://www.canallight.example/"}, {}
    web.put("https://www.canallight.example/", in_head(proof))
    assert look(web, NOW + DAY).state == "verified"


def test_what_a_sender_asks_is_sure_only_on_a_known_host_and_where_nobody_else_writes(web: Web) -> None:
    """A visitor may leave a code in a comment, and anybody may own some page."""
    listed(heard("river@club.example"))
    asked = heard(EVE, text="verify")
    by = {"by": "source:2", "at": NOW, "delivery": asked}
    comment = ask_proof(lightkeepers(), f"{SITE}blog/1", **by)
    web.put(f"{SITE}blog/1", in_text(comment))
    foreign = ask_proof(lightkeepers(), "https://evil.example/", **by)
    web.put("https://evil.example/", in_head(foreign))
    own = ask_proof(lightkeepers(), SITE, **by)
    web.put(SITE, in_head(own))
    for _ in range(2):  # a few in each pass, so that reading does not wait for slow sites
        look(web)
    states = {proof.url: proof.state for proof in Proof.objects.all()}
    assert states == {f"{SITE}blog/1": "found", "https://evil.example/": "found", SITE: "verified"}
    confirm_page(comment, by="user:ed", at=NOW + DAY)
    comment.refresh_from_db()
    assert (comment.state, comment.confirmed_by) == ("verified", "user:ed")


def test_nobody_vouches_for_their_own_host_and_shared_hosts_are_nobodys() -> None:
    event = listed(
        heard(EVE), urls=(found("https://evil.example/"), found("https://www.facebook.com/lights"))
    )
    eve = Source.objects.get(address=EVE)
    assert hosts_of(lightkeepers(), but=eve) == frozenset()
    assert hosts_of(lightkeepers()) == {"evil.example"}
    other = heard("river@club.example")
    update(event, *[_same(event)], delivery=other, draft_index=0, by="user:ed", at=NOW)
    assert hosts_of(lightkeepers(), but=eve) == {"evil.example"}


def _same(event: Any) -> Any:
    from handbill.values import Draft

    return Draft(name=found(event.name))


def test_a_link_of_two_organisers_is_known_of_neither() -> None:
    listed(heard(), organizers=(found("Canal Lightkeepers"), found("Brum Walks Slowly")))
    assert hosts_of(lightkeepers()) == frozenset()


def account_web(web: Web, *, back: str = "page") -> Web:
    """Site and profile name each other; *back* says where the profile does: "page", "fields" or nowhere."""
    web.put(SITE, f'<a rel="me" href="{PROFILE}">Ada</a>')
    web.put(FINGER, f'{{"links": [{{"rel": "self", "href": "{PROFILE}"}}]}}', "application/jrd+json")
    link = f'<link rel="me" href="{SITE.rstrip("/")}">'
    web.put(PROFILE, f"<html><head>{link if back == 'page' else ''}</head><body>Ada</body></html>")
    if back == "fields":
        value = f"<a rel='me' href='{SITE}'>canallight.example</a>"
        web.put(FIELDS, f'{{"fields": [{{"name": "Site", "value": "{value}"}}]}}', "application/json")
    return web


@pytest.mark.parametrize(("back", "state"), [("page", "verified"), ("fields", "verified"), ("", "pending")])
def test_an_account_is_bound_when_page_and_profile_name_each_other(web: Web, back: str, state: str) -> None:
    event = listed(heard())
    ask(account="ada@quay.example")
    assert look(account_web(web, back=back)).state == state
    note = heard("ada@quay.example", "fediverse")
    assert speaks_for(note, event) is (state == "verified")
    assert not speaks_for(heard("eve@quay.example", "fediverse"), event)


def test_a_page_that_names_the_profile_of_somebody_else_binds_nobody(web: Web) -> None:
    """The server of the account says which profile is its own: a look-alike elsewhere is not asked."""
    listed(heard())
    ask(account="ada@quay.example")
    account_web(web)
    web.put(SITE, '<a rel="me" href="https://evil.example/@ada">Ada</a>')
    web.put("https://evil.example/@ada", f'<a rel="me" href="{SITE}">us</a>')
    proof = look(web)
    assert (proof.state, proof.trouble) == ("pending", 'the page has no link with rel="me" to that account')


def test_threat_21_mail_is_bound_by_a_signature_of_the_verified_domain_and_never_by_from(web: Web) -> None:
    event = listed(heard("river@club.example"))
    web.put(FILE, ask().code, "text/plain")
    look(web)
    forged, signed = (
        heard("news@canallight.example", text="a"),
        heard("news@canallight.example", text="b", proven=True),
    )
    assert [speaks_for(each, event) for each in (forged, signed)] == [False, True]
    below = heard("eve@mail.canallight.example", text="c", proven=True)
    beside = heard("eve@evilcanallight.example", text="d", proven=True)
    account = heard("eve@canallight.example", "fediverse")
    assert [speaks_for(each, event) for each in (below, beside, account)] == [False, False, False]


def test_a_code_on_a_page_binds_no_address_of_its_domain(web: Web) -> None:
    event = listed(heard("river@club.example"))
    web.put(SITE, in_head(ask()))
    look(web)
    assert not speaks_for(heard("eve@canallight.example", proven=True), event)


def test_who_was_told_the_code_is_bound_in_that_channel(web: Web) -> None:
    event = listed(heard("river@club.example"))
    asked = heard("700700", "x", text="verify")
    proof = ask_proof(lightkeepers(), SITE, by="source:2", at=NOW, delivery=asked)
    web.put(SITE, in_head(proof))
    look(web)
    assert speaks_for(heard("700700", "x", text="later"), event)
    assert not speaks_for(heard("700700", "telegram", text="later"), event)
    assert not is_bound(heard("700701", "x"), Proof.objects.get())


def test_it_is_looked_for_ever_more_seldom_and_for_14_days(web: Web) -> None:
    listed(heard())
    ask()
    now, looks = NOW, []
    while Proof.objects.filter(state="pending").exists():
        look(web, now)
        looks.append(now - NOW)
        now = Proof.objects.get().not_before or now
    assert looks[:5] == [
        dt.timedelta(),
        dt.timedelta(minutes=10),
        dt.timedelta(hours=1, minutes=10),
        dt.timedelta(hours=7, minutes=10),
        dt.timedelta(days=1, hours=7, minutes=10),
    ]
    assert 14 * DAY <= looks[-1] < 16 * DAY
    assert (Proof.objects.get().state, verbs()[-1]) == ("expired", "organizer.proof_expired")


def test_a_lapse_is_noted_only_after_days_and_is_found_again(web: Web) -> None:
    listed(heard())
    web.put(SITE, in_head(ask()))
    proof = look(web)
    assert proof.not_before == NOW + 30 * DAY
    web.put(SITE, "<html><body>A new site</body></html>")
    month = NOW + 30 * DAY
    assert [look(web, month + days * DAY).state for days in range(3)] == ["verified", "verified", "lapsed"]
    assert look(web, month + 90 * DAY).checked == month + 2 * DAY, "what has lapsed is not asked for any more"
    lapsed = Entry.objects.get(verb="organizer.lapsed")
    assert lapsed.facts["why"] == "the code is not on the page"
    web.put(SITE, in_head(proof))
    look_again(proof, by="user:ed", at=month + 91 * DAY)
    assert look(web, month + 91 * DAY).state == "verified"


def test_one_bad_day_of_a_site_lapses_nothing(web: Web) -> None:
    listed(heard())
    web.put(SITE, in_head(ask()))
    proof = look(web)
    web.pages = {}
    assert look(web, NOW + 30 * DAY).misses == 1
    web.put(SITE, in_head(proof))
    good = look(web, NOW + 31 * DAY)
    assert (good.state, good.misses, good.not_before) == ("verified", 0, NOW + 61 * DAY)


def test_what_is_withdrawn_binds_and_marks_nobody(web: Web) -> None:
    event = listed(heard("700700", "x"))
    asked = heard("700700", "x", text="verify")
    proof = ask_proof(lightkeepers(), SITE, by="source:2", at=NOW, delivery=asked, confirmed=True)
    web.put(SITE, in_head(proof))
    look(web)
    [row] = whole(type(event).objects.all())
    assert verified_names([row]) == {event.pk: frozenset({"Canal Lightkeepers"})}
    withdraw_proof(proof, by="user:ed", at=NOW)
    assert (verified_names([row]), speaks_for(asked, event)) == ({}, False)
    assert look_again(proof, by="user:ed", at=NOW).state == "withdrawn"


def test_the_name_links_to_the_verified_page_while_it_is_verified(web: Web) -> None:
    listed(heard())
    proof = ask()
    web.put(SITE, in_head(proof))
    look(web)
    assert lightkeepers().url == SITE
    Organizer.objects.update(url="https://kept.example/")
    withdraw_proof(proof, by="user:ed", at=NOW)
    assert lightkeepers().url == "https://kept.example/", "another link was set by somebody"
    again = ask()
    Organizer.objects.update(url="")
    web.put(SITE, in_head(again))
    look(web)
    withdraw_proof(again, by="user:ed", at=NOW)
    assert lightkeepers().url == ""


def test_who_asks_twice_has_one_proof_and_one_code() -> None:
    listed(heard())
    asked = heard("700700", "x", text="verify")
    first, second = (
        ask_proof(lightkeepers(), url, by="source:2", at=NOW, delivery=asked)
        for url in ("http://canallight.example", SITE)
    )
    assert (first.pk, first.code) == (second.pk, second.code)
    other = ask_proof(
        lightkeepers(), SITE, by="source:3", at=NOW, delivery=heard("700701", "x", text="verify")
    )
    assert other.code != first.code


def test_nobody_fills_the_list_of_what_is_looked_for() -> None:
    listed(heard())
    for number in range(MOST_WAITING):
        ask(f"{SITE}{number}")
    with pytest.raises(NotProvable, match="several of this organiser"):
        ask(f"{SITE}one-more")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nothing at all",
        "ftp://a.example",
        "https://u:p@a.example",
        "https://a.example:8443",
        "https://a.example:99999",
        "localhost",
    ],
)
def test_what_is_no_address_of_a_public_page_is_refused(url: str) -> None:
    with pytest.raises(NotProvable):
        page_of(url)


@pytest.mark.parametrize(
    "account",
    ["ada", "@ada", "ada@localhost", "ada@@quay.example", "https://quay.example/ada", "a da@quay.example"],
)
def test_what_is_no_account_is_refused(account: str) -> None:
    with pytest.raises(NotProvable):
        account_of(account)


def test_a_mark_is_for_what_they_announced_themselves(web: Web) -> None:
    """A stranger who names them gets no mark by that."""
    own = listed(heard(ADA, proven=True))
    foreign = listed(heard(EVE, text="other"), dtstart=found(dt.datetime(2026, 11, 21, 17, 0)))
    web.put(FILE, ask().code, "text/plain")
    look(web)
    rows = list(whole(type(own).objects.order_by("pk")))
    names = frozenset({"Canal Lightkeepers"})
    assert verified_names(rows) == {own.pk: names, foreign.pk: frozenset()}


@pytest.mark.parametrize(
    ("proved", "page", "marked"),
    [
        ("well-known", "https://canallight.example/may", True),
        ("well-known", "http://canallight.example/may", False),
        ("well-known", "https://evil.example/may", False),
        ("page-code", "https://canallight.example/lights/may", True),
        ("page-code", "https://canallight.example/lights-too/may", False),
    ],
)
def test_their_own_pages_count_as_theirs(web: Web, proved: str, page: str, marked: bool) -> None:
    from handbill_site.intake.channels import URL
    from handbill_site.intake.incoming import Incoming
    from handbill_site.intake.keeping import keep

    source = URL.source("https://" + page.split("/")[2], now=NOW)
    event = listed(keep(Incoming(b"x", "text/html", url=page), source=source, now=NOW).delivery)
    proof = ask("https://canallight.example/lights")
    web.put(
        "https://canallight.example/lights" if proved == "page-code" else FILE,
        in_head(proof) if proved == "page-code" else proof.code,
    )
    assert look(web).method == proved
    assert verified_names(list(whole(type(event).objects.all())))[event.pk] == (
        frozenset({"Canal Lightkeepers"}) if marked else frozenset()
    )


def test_organisers_made_before_have_a_skeleton_too() -> None:
    import importlib

    from django.apps import apps

    listed(heard())
    Organizer.objects.update(skeleton="")
    migration = importlib.import_module("handbill_site.listing.migrations.0003_proofs")
    migration.fill_skeletons(apps, None)
    assert lightkeepers().skeleton == "canalllghtkeepers"
