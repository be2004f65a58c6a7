"""Looking for what proves an organiser: pages are fetched through the guard, and nothing else is asked."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from handbill.errors import NotFetched, Refused
from handbill.fetch import Fetched
from handbill.formats.ownership import (
    PATH,
    is_in_file,
    placed,
    plain_address,
    profiles_of,
    rel_me,
    rel_me_of_account,
)
from handbill_site.listing.binding import host_of, hosts_of
from handbill_site.listing.models import Proof
from handbill_site.listing.proofs import note_found, note_missing

MOST_A_PASS = 2
"""Each may take some seconds, on a slow site half a minute, and reading waits meanwhile."""
BY = "policy"
Fetch = Callable[[str], Fetched]
Method = Proof.Method


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found.

    Attributes:
        method: By which it is proven; None where it is not.
        sure: Whether nobody but the holder of page or domain can have placed it.
        why: What is wrong, in words; "" where nothing is.
    """

    method: Proof.Method | None
    sure: bool = False
    why: str = ""


def check_due(*, now: dt.datetime, fetch: Fetch) -> int:
    """Look for the proofs that are due; return how many were looked for."""
    due = Proof.objects.filter(not_before__lte=now).order_by("not_before", "pk")[:MOST_A_PASS]
    proofs = list(due.select_related("organizer", "source", "delivery"))
    for proof in proofs:
        check(proof, now=now, fetch=fetch)
    return len(proofs)


def check(proof: Proof, *, now: dt.datetime, fetch: Fetch, by: str = BY) -> Proof:
    """Look for one proof now and note what was found."""
    found = look(proof, fetch=fetch)
    if found.method is None:
        return note_missing(proof, found.why, by=by, at=now)
    sure = found.sure and host_of(proof.url) in hosts_of(proof.organizer, but=proof.source)
    return note_found(proof, found.method, sure=sure, by=by, at=now)


def look(proof: Proof, *, fetch: Fetch) -> Look:
    """Look for what *proof* asks for: rel-me both ways, or the code on the page, or else on its domain."""
    if proof.method == Method.REL_ME:
        return _look_for_account(proof, fetch)
    on_page = _look_on_page(proof, fetch)
    if on_page.method and on_page.sure:
        return on_page
    on_domain = _look_on_domain(proof, fetch)
    return on_domain if on_domain.method else on_page


def _look_on_page(proof: Proof, fetch: Fetch) -> Look:
    page = _page(proof.url, fetch)
    if isinstance(page, str):
        return Look(None, why=page)
    where = placed(page.raw, proof.code)
    return Look(Method.PAGE, sure=where == "head") if where else Look(None, why="the code is not on the page")


def _look_on_domain(proof: Proof, fetch: Fetch) -> Look:
    """Only the very file of the very host counts: a redirect may lead to what somebody else wrote."""
    address = f"https://{host_of(proof.url)}{PATH}"
    try:
        file = fetch(address)
    except (Refused, NotFetched) as error:
        return Look(None, why=str(error))
    if plain_address(file.url) != address or not file.url.startswith("https://"):
        return Look(None, why=f"{PATH} redirects elsewhere")
    good = is_in_file(file.raw, proof.code)
    return Look(Method.DOMAIN, sure=True) if good else Look(None, why=f"the code is not in {PATH}")


def _look_for_account(proof: Proof, fetch: Fetch) -> Look:
    page = _page(proof.url, fetch)
    if isinstance(page, str):
        return Look(None, why=page)
    named = rel_me(page.raw, page.url)
    profile = next(iter(sorted(_profiles_of(proof.account, fetch) & named)), "")
    if not profile:
        return Look(None, why='the page has no link with rel="me" to that account')
    own = {plain_address(proof.url), plain_address(page.url)}
    if own & _named_by(profile, proof.account, fetch):
        return Look(Method.REL_ME, sure=True)
    return Look(None, why='the profile has no link with rel="me" to that page')


def _profiles_of(account: str, fetch: Fetch) -> frozenset[str]:
    """Return the pages of an account, by the word of its own server alone (RFC 7033)."""
    host = account.rpartition("@")[2].lower()
    asked = f"https://{host}/.well-known/webfinger?resource={quote(f'acct:{account}', safe='')}"
    try:
        answered = fetch(asked)
    except (Refused, NotFetched):
        return frozenset()
    return profiles_of(answered.raw)


def _named_by(profile: str, account: str, fetch: Fetch) -> frozenset[str]:
    """Return what the profile names with rel="me": on its page, or in the fields that its server tells."""
    named: frozenset[str] = frozenset()
    page = _page(profile, fetch)
    if isinstance(page, Fetched):
        named = rel_me(page.raw, page.url)
    user = quote(account.partition("@")[0], safe="")
    fields = _page(f"https://{host_of(profile)}/api/v1/accounts/lookup?acct={user}", fetch)
    return named | (rel_me_of_account(fields.raw) if isinstance(fields, Fetched) else frozenset())


def _page(url: str, fetch: Fetch) -> Fetched | str:
    """Return a page of the host of *url*, or what is wrong in words. A "www." before it is the same host."""
    try:
        page = fetch(url)
    except (Refused, NotFetched) as error:
        return str(error)
    if urlsplit(page.url).scheme != "https" or _bare(page.url) != _bare(url):
        return "the page redirects to another host"
    return page


def _bare(url: str) -> str:
    return host_of(url).removeprefix("www.")
