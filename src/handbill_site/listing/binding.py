"""Who speaks for a verified organiser: which deliveries come from it, by account, domain or page.

That an organiser is verified says who it is. It says nothing of whether what it sends may be listed unseen:
that is the trust of a source.
"""

from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from handbill_site.intake.channels import channel_of
from handbill_site.intake.models import Delivery, Source
from handbill_site.listing.models import Event, Organizer, Proof, Sighting

Kind = Source.Kind


def verified(organizers: Collection[int]) -> dict[int, list[Proof]]:
    """Return the proofs that stand of these organisers (ids), by organiser; one query."""
    found: dict[int, list[Proof]] = {}
    if not organizers:
        return found
    for proof in Proof.objects.filter(organizer__in=list(organizers), state=Proof.State.VERIFIED):
        found.setdefault(proof.organizer_id, []).append(proof)
    return found


def speaks_for(delivery: Delivery, event: Event) -> bool:
    """Tell whether *delivery* comes from a verified organiser of *event*, by its own account or address.

    A page of the organiser is not asked for here: changes of pages and feeds go by their own rules.
    """
    if not channel_of(delivery).personal:
        return False
    organizers = list(event.organizing_set.values_list("organizer_id", flat=True))
    return any(is_bound(delivery, proof) for each in verified(organizers).values() for proof in each)


def is_bound(delivery: Delivery, proof: Proof) -> bool:
    """Tell whether the sender of *delivery* is the one that *proof* binds.

    The sender who asked and was told the code; the account of rel-me; an address at the domain that holds the
    code. From: of a mail alone never proves: its domain must have signed it (`Delivery.proven`).
    """
    if not (delivery.proven and delivery.sender):
        return False
    if proof.source_id is not None and proof.source_id == delivery.source_id:
        return True
    kind, sender = delivery.source.kind, delivery.sender.lower()
    if proof.method == Proof.Method.REL_ME:
        return kind == Kind.FEDIVERSE and sender == proof.account.lower()
    if proof.method == Proof.Method.DOMAIN:
        return kind == Kind.MAIL and sender.rpartition("@")[2] == host_of(proof.url)
    return False


def comes_from(delivery: Delivery, proof: Proof) -> bool:
    """Tell whether *delivery* is what the organiser said: its sender is bound, or it is their page."""
    if channel_of(delivery).personal:
        return is_bound(delivery, proof)
    if delivery.source.kind not in (Kind.URL, Kind.FEED):
        return False
    page = delivery.url or delivery.source.address
    if urlsplit(page).scheme != "https" or host_of(page) != host_of(proof.url):
        return False
    # A code on a page proves that page and what lies below it; others may have pages beside it.
    return proof.method == Proof.Method.DOMAIN or _is_below(page, proof.url)


def verified_names(events: Collection[Event]) -> dict[int, frozenset[str]]:
    """Return, by id of event, the names of its organisers that are verified and announced it themselves.

    One that somebody else names gets no mark by that. Costs one query where nobody is verified, else two.

    Args:
        events: Rows of `listing.values.whole`.
    """
    rows = {each.pk: [one.organizer for one in each.organizing_set.all()] for each in events}
    proofs = verified({organizer.pk for each in rows.values() for organizer in each})
    marked = {pk: each for pk, each in rows.items() if any(organizer.pk in proofs for organizer in each)}
    said = _deliveries_of(marked)
    return {
        pk: frozenset(
            organizer.name
            for organizer in organizers
            for proof in proofs.get(organizer.pk, ())
            if any(comes_from(delivery, proof) for delivery in said.get(pk, ()))
        )
        for pk, organizers in marked.items()
    }


def host_of(url: str) -> str:
    """Return the host of an address in small letters; "" for none."""
    return (urlsplit(url).hostname or "").lower()


def hosts_of(organizer: Organizer, *, but: Source | None = None) -> frozenset[str]:
    """Return the hosts that are known to be those of *organizer*: of its page, and of what it links.

    Links count where the organiser calls the event alone, and not where only *but* announced it: nobody
    vouches for their own page.
    """
    events = Event.objects.filter(organizers=organizer, listed=True).prefetch_related(
        "links", "organizing_set", "sightings__delivery"
    )
    own = [each for each in events if len(each.organizing_set.all()) == 1 and not _only_by(each, but)]
    urls = [organizer.url, *(link.url for event in own for link in event.links.all())]
    return frozenset(filter(None, (host_of(url) for url in urls))) - SHARED


SHARED = frozenset(
    {
        "facebook.com", "www.facebook.com", "m.facebook.com", "fb.me", "instagram.com", "www.instagram.com",
        "x.com", "twitter.com", "mobile.twitter.com", "t.me", "telegram.me", "threads.net", "www.threads.net",
        "tiktok.com", "www.tiktok.com", "youtube.com", "www.youtube.com", "youtu.be", "linktr.ee", "bsky.app",
        "meetup.com", "www.meetup.com", "eventbrite.com", "www.eventbrite.com", "docs.google.com",
        "sites.google.com", "forms.gle", "medium.com", "actionnetwork.org", "github.com", "chng.it",
        "www.change.org", "mastodon.social", "mobilizon.fr", "wa.me", "chat.whatsapp.com", "bit.ly",
    }
)  # fmt: skip
"""Hosts on which everybody has pages: that a link leads there says nothing of whose the host is."""


def _deliveries_of(events: Collection[int]) -> dict[int, list[Delivery]]:
    found: dict[int, list[Delivery]] = {}
    if not events:
        return found
    for sighting in Sighting.objects.filter(event__in=list(events)).select_related("delivery__source"):
        found.setdefault(sighting.event_id, []).append(sighting.delivery)
    return found


def _only_by(event: Event, source: Source | None) -> bool:
    if source is None:
        return False
    sources: Iterator[int] = (sighting.delivery.source_id for sighting in event.sightings.all())
    return all(each == source.pk for each in sources)


def _is_below(page: str, folder: str) -> bool:
    """Tell whether *page* is *folder* or lies in it.

    >>> _is_below("https://a.example/lanterns/may", "https://a.example/lanterns/")
    True
    >>> _is_below("https://a.example/lanterns-too", "https://a.example/lanterns")
    False
    """
    path, above = urlsplit(page).path or "/", urlsplit(folder).path or "/"
    return path == above or path.startswith(above.rstrip("/") + "/")
