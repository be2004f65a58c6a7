"""Which addresses an outgoing fetch may go to: the public web, plainly written, and nothing else."""

import ipaddress
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TypeAlias

import httpx

from handbill.errors import Refused

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve: TypeAlias = Callable[[str, int], list[Address]]

_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.[a-z][a-z0-9-]*[a-z0-9]", re.ASCII)
_INNER_NAMES = (
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "test",
    "invalid",
    "onion",
)
# Python 3.11's is_global says yes to these; each leads, or may lead, to somewhere that is not public.
_NOT_PUBLIC = tuple(
    map(
        ipaddress.ip_network,
        (
            "192.88.99.0/24",  # 6to4 relays, RFC 7526
            "224.0.0.0/3",  # multicast and what lies above
            "64:ff9b::/96",  # NAT64: any IPv4 address in disguise, RFC 6052
            "64:ff9b:1::/48",  # local NAT64, RFC 8215
            "2001::/32",  # Teredo carries an IPv4 address
            "2002::/16",  # and so does 6to4
            "3fff::/20",  # documentation, RFC 9637
        ),
    )
)
_PUBLIC_6 = ipaddress.IPv6Network(
    "2000::/3"
)  # all that IANA has given out; mapped and site-local lie outside


def is_public(address: Address) -> bool:
    """Tell whether the address belongs to one host of the public internet.

    >>> is_public(ipaddress.ip_address("93.184.216.34")), is_public(ipaddress.ip_address("64:ff9b::7f00:1"))
    (True, False)
    """
    if isinstance(address, ipaddress.IPv6Address) and address not in _PUBLIC_6:
        return False
    return address.is_global and not any(
        address in network for network in _NOT_PUBLIC if network.version == address.version
    )


def resolve(host: str, port: int) -> list[Address]:
    """Ask the system's resolver. Raises: OSError when the name has no address."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(address[0])) for *_, address in found]


@dataclass(frozen=True, slots=True)
class Guard:
    """Where a fetch may go and how far.

    Attributes:
        allows: Asked for every address that a name leads to; one refusal refuses the name.
        max_bytes: Counted after decompression.
        seconds: For everything: names, redirects and the body.
        max_redirects: Each goes through all checks again.
    """

    resolve: Resolve = resolve
    allows: Callable[[Address], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})
    max_bytes: int = 5 * 1024 * 1024
    seconds: float = 10.0
    max_redirects: int = 5

    def check_url(self, address: str) -> httpx.URL:
        """Return the URL to ask for.

        Raises: Refused for another scheme or port, for user information, for a host in any form but a
            plain public name or address. No name is resolved here.
        """
        url = _parsed(address)
        if url.scheme not in ("http", "https"):
            raise Refused(address, "only http and https addresses are fetched")
        if url.userinfo:
            raise Refused(address, "an address with a user name or password is not fetched")
        port = {"http": 80, "https": 443}[url.scheme] if url.port is None else url.port
        if port not in self.ports:
            raise Refused(address, f"port {port} is not one that public pages use")
        self._check_host(address, url.raw_host.decode("ascii").lower())
        return url

    def addresses_of(self, host: str, port: int, *, seconds: float) -> list[Address]:
        """Return where a name leads, all of it checked; never empty.

        One address inside is enough to refuse the name, since a resolver that mixes them is set up to
        be asked twice.

        Raises:
            Refused: An address is not public.
            OSError: The name has none, or the resolver did not answer in time.
        """
        literal = _literal(host)
        found = [literal] if literal else _in_time(lambda: self.resolve(host, port), seconds)
        if not found:
            raise OSError("the name has no address")
        for address in found:
            if not self.allows(address):
                raise Refused(host, f"it leads to {address}, which is not a public address")
        return found

    def _check_host(self, address: str, host: str) -> None:
        """Raises: Refused unless *host* is an allowed address or a name with a public ending."""
        literal = _literal(host)
        if literal:
            if not self.allows(literal):
                raise Refused(address, f"{literal} is not a public address")
        elif not _NAME.fullmatch(host):
            raise Refused(address, "the host is not a plain name of the public web")
        elif host.rpartition(".")[2] in _INNER_NAMES:
            raise Refused(address, "the host is a name of an inner network")


def _parsed(address: str) -> httpx.URL:
    """Raises: Refused for what no two programs would read alike."""
    if not address.isprintable() or any(character in address for character in ' \\"<>^`{|}'):
        raise Refused(address, "it holds characters that no address has")
    try:
        return httpx.URL(address)
    except httpx.InvalidURL as error:
        raise Refused(address, "it is not a web address") from error


def _literal(host: str) -> Address | None:
    """Return the address that *host* spells out in full, None for a name. 127.1 or 0x7f.1 are neither."""
    try:
        return ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None


def _in_time(ask: Callable[[], list[Address]], seconds: float) -> list[Address]:
    """Return what *ask* returns; the system's resolver has no time limit of its own. Raises: OSError."""
    answers: SimpleQueue[list[Address] | OSError] = SimpleQueue()

    def answer() -> None:
        try:
            answers.put(ask())
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else OSError(str(error)))

    threading.Thread(target=answer, daemon=True).start()
    try:
        found = answers.get(timeout=max(seconds, 0.001))
    except Empty:
        raise TimeoutError("the name was not resolved in time") from None
    if isinstance(found, OSError):
        raise found
    return found
