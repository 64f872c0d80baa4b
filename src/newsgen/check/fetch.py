"""Requests one external page or file; never connects to a private network."""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import NamedTuple, TypeVar
from urllib.parse import quote, urljoin, urlsplit

TIMEOUT = 15.0
"""Seconds that a server may take for each network operation."""
DEADLINE = 30.0
"""Seconds that one request may take in total, also from a slow server."""
_MAX_REDIRECTS = 5
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = 429
"""Too Many Requests: no second request with another method follows at once."""
_BLOCKED_PORTS = frozenset(
    {
        *(1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95),
        *(101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161),
        *(179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563),
        *(587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060),
        *(5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080),
    }
)
"""Ports of mail, printers and other services, which browsers refuse (Fetch, "port blocking")."""
_NO_SUCH_HOST = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
"""Lookup errors for names that do not exist; all other errors may be temporary."""
_UNICAST = ipaddress.ip_network("2000::/3")
"""The IPv6 addresses assigned to public machines."""
_SPECIAL_PURPOSE = ipaddress.ip_network("192.0.0.0/24")
"""All reserved for special purposes (RFC 6890); not every Python version knows the whole range."""
_USER_AGENT = "newsgen-check (link checker of a news site)"


_Read = TypeVar("_Read")


class PrivateAddressError(Exception):
    """A host name resolves to an address in a private network."""


class ServerAddress(NamedTuple):
    """The address to connect to."""

    address: str
    """An IP address."""
    port: int


Lookup = Callable[[str, int], ServerAddress]
"""Finds the address for a host and a port. Raises PrivateAddressError or OSError."""


class Reply(NamedTuple):
    """The reply of a server."""

    status: int
    """The last HTTP status; 0 if there was no reply."""
    moved: str = ""
    """The new address of a page that has moved permanently; else empty."""
    fault: str = ""
    """``private``, ``gone`` if the host does not exist, or an error message; empty if none."""


class Download(NamedTuple):
    """A file that a server sent."""

    content: bytes = b""
    media_type: str = ""
    """In small letters, without parameters: ``image/jpeg``."""
    fault: str = ""
    """Why there is no content: ``private``, ``gone``, ``too large``, ``404`` or a message."""


def find_public(host: str, port: int) -> ServerAddress:
    """The address of a host on the public Internet.

    The caller connects to this address, so that a second lookup cannot give another one. Raises
    PrivateAddressError, or OSError if the lookup fails.
    """
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(answer[4][0]) for answer in answers]
    if not all(is_public(address) for address in addresses):
        raise PrivateAddressError(host)
    addresses.sort(key=lambda address: ":" in address)  # not every machine has IPv6
    return ServerAddress(addresses[0], port)


def is_public(address: str) -> bool:
    """Whether the IP address belongs to the public Internet.

    >>> is_public("10.0.0.1"), is_public("::ffff:127.0.0.1"), is_public("1.1.1.1")
    (False, False, True)
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and (found not in _UNICAST or found.sixtofour):
        return False  # an IPv4 address may hide in it
    if found in _SPECIAL_PURPOSE:
        return False
    return found.is_global and not found.is_multicast


def fetch_page(address: str, lookup: Lookup) -> Reply:
    """The reply for the page at that address, after at most five redirects."""
    try:
        return _follow(address, lookup)
    except (PrivateAddressError, OSError, http.client.HTTPException, ValueError) as error:
        return Reply(0, fault=_fault_of(error))


def fetch_file(address: str, lookup: Lookup, most: int, seconds: float) -> Download:
    """The file at that address, after at most five redirects; at most ``most`` bytes of it."""

    def read(response: http.client.HTTPResponse) -> Download:
        if response.status in _REDIRECTS:
            return Download(media_type=response.getheader("Location") or "", fault="moved")
        if response.status != 200:
            return Download(fault=str(response.status))
        content = response.read(most + 1)
        if len(content) > most:
            return Download(fault="too large")
        if response.length:  # how much is still missing; a read of so many bytes is silent about it
            return Download(fault="cut off")
        media_type = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
        return Download(content, media_type)

    here = address
    try:
        for _ in range(_MAX_REDIRECTS):
            found = _request("GET", here, lookup, read, seconds)
            if found.fault != "moved":
                return found
            here = urljoin(here, found.media_type)
    except (PrivateAddressError, OSError, http.client.HTTPException, ValueError) as error:
        return Download(fault=_fault_of(error))
    return Download(fault="too many redirects")


def _fault_of(error: Exception) -> str:
    if isinstance(error, PrivateAddressError):
        return "private"
    if isinstance(error, socket.gaierror) and error.errno in _NO_SUCH_HOST:
        return "gone"
    return str(error) or type(error).__name__


def _follow(address: str, lookup: Lookup) -> Reply:
    here, moved, lasting = address, "", True
    for _ in range(_MAX_REDIRECTS):
        status, target = _ask("HEAD", here, lookup)
        if status >= 400 and status != _BUSY:
            status, target = _ask("GET", here, lookup)
        if status not in _REDIRECTS or not target:
            return Reply(status, moved)
        here = urljoin(here, target)
        lasting = lasting and status in _PERMANENT
        moved = here if lasting else moved
    return Reply(0, fault="too many redirects")


def _ask(method: str, address: str, lookup: Lookup) -> tuple[int, str]:
    """The status and the ``Location`` header."""
    return _request(method, address, lookup, _status_and_target, DEADLINE)


def _status_and_target(response: http.client.HTTPResponse) -> tuple[int, str]:
    return response.status, response.getheader("Location") or ""


def _request(
    method: str,
    address: str,
    lookup: Lookup,
    read: Callable[[http.client.HTTPResponse], _Read],
    seconds: float,
) -> _Read:
    """What ``read`` makes of the response. Raises PrivateAddressError, OSError and others."""
    parts = urlsplit(address)
    host = (parts.hostname or "").encode("idna").decode("ascii")
    if parts.scheme not in {"http", "https"} or not host:
        raise ValueError(f"it leads to {address}")
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    if port in _BLOCKED_PORTS:
        raise ValueError(f"port {port} is not used for web pages")
    place = lookup(host, port)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    named = f"[{host}]" if ":" in host else host
    headers = {
        "User-Agent": _USER_AGENT,
        "Accept": "*/*",
        "Host": f"{named}:{parts.port}" if parts.port else named,
    }
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    connection.sock = socket.create_connection((place.address, place.port), TIMEOUT)
    try:
        with _deadline(connection.sock, seconds):
            if secure:
                connection.sock = _context().wrap_socket(connection.sock, server_hostname=host)
            connection.request(method, f"{target}{query}", headers=headers)
            return read(connection.getresponse())
    finally:
        connection.close()


@contextmanager
def _deadline(connection: socket.socket, seconds: float) -> Iterator[None]:
    """Close the connection after some seconds: the timeout of a socket is for one operation."""
    twin = connection.dup()  # stays valid when TLS takes over the first socket

    def cut() -> None:
        with suppress(OSError):
            twin.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        twin.close()


@cache
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()
