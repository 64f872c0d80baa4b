"""One request to one page elsewhere; never to a machine of a private network."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

TIMEOUT = 15.0
"""Seconds that a server may take for each step."""
_HOPS = 5
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AGENT = "newsgen-check (link checker of a news site)"


class PrivateAddressError(Exception):
    """A name leads into a private network."""


class Place(NamedTuple):
    """Where to connect to."""

    address: str
    """An IP address."""
    port: int


Lookup = Callable[[str, int], Place]
"""Where to connect to for a host and a port. Raises PrivateAddressError or OSError."""


class Reply(NamedTuple):
    """What a server said."""

    status: int
    """The last status of HTTP; 0 where there was none."""
    moved: str = ""
    """The address that the page has moved to for good; empty where it has not."""
    fault: str = ""
    """``private``, ``gone`` where the host does not exist, else what went wrong in words."""


def find_public(host: str, port: int) -> Place:
    """Where to connect to; only to machines that everyone can reach.

    The name is looked up once and the answer is what is connected to, so that it cannot change
    in between. Raises PrivateAddressError, or OSError where there is no such host.
    """
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(answer[4][0]) for answer in answers]
    if not all(is_public(address) for address in addresses):
        raise PrivateAddressError(host)
    return Place(addresses[0], port)


def is_public(address: str) -> bool:
    """Whether that IP address is one of the public Internet.

    >>> is_public("10.0.0.1"), is_public("::ffff:127.0.0.1"), is_public("1.1.1.1")
    (False, False, True)
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner or found in ipaddress.ip_network("64:ff9b::/96"):
            return False
    return found.is_global and not found.is_multicast


def reach(address: str, lookup: Lookup) -> Reply:
    """What the page at that address says, after at most five redirects."""
    try:
        return _follow(address, lookup)
    except PrivateAddressError:
        return Reply(0, fault="private")
    except socket.gaierror:
        return Reply(0, fault="gone")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Reply(0, fault=str(error) or type(error).__name__)


def _follow(address: str, lookup: Lookup) -> Reply:
    here, moved, lasting = address, "", True
    for _ in range(_HOPS):
        status, target = _ask("HEAD", here, lookup)
        if status >= 400:
            status, target = _ask("GET", here, lookup)
        if status not in _REDIRECTS or not target:
            return Reply(status, moved)
        here = urljoin(here, target)
        lasting = lasting and status in _PERMANENT
        moved = here if lasting else moved
    return Reply(0, fault="too many redirects")


def _ask(method: str, address: str, lookup: Lookup) -> tuple[int, str]:
    """Status and, of a redirect, the target."""
    parts = urlsplit(address)
    host = (parts.hostname or "").encode("idna").decode("ascii")
    if parts.scheme not in {"http", "https"} or not host:
        raise ValueError(f"it leads to {address}")
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    place = lookup(host, port)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    connection.sock = socket.create_connection((place.address, place.port), TIMEOUT)
    try:
        if secure:
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(connection.sock, server_hostname=host)
        headers = {"User-Agent": _AGENT, "Accept": "*/*", "Host": parts.netloc.rpartition("@")[2]}
        connection.request(method, f"{target}{query}", headers=headers)
        response = connection.getresponse()
        return response.status, response.getheader("Location") or ""
    finally:
        connection.close()
