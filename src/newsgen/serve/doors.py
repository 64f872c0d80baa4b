"""Where the preview listens: one port for the site, one for the desk, and the names of both."""

import socket
from collections.abc import Sequence
from contextlib import ExitStack, closing
from typing import NamedTuple

from newsgen.diagnostics import Refusal

LOOPBACK = ("127.0.0.1", "::1")
_TRIES = 20
"""So many pairs of ports are tried from the one that is wished for."""
_HIGHEST = 65535


class Doors(NamedTuple):
    """The sockets of both halves; each half listens at one port."""

    site: Sequence[socket.socket]
    desk: Sequence[socket.socket]

    @property
    def ports(self) -> tuple[int, int]:
        """The port of the site and that of the desk."""
        return self.site[0].getsockname()[1], self.desk[0].getsockname()[1]

    def close(self) -> None:
        """Close all of them."""
        for door in (*self.site, *self.desk):
            door.close()


def open_doors(host: str, port: int) -> Doors:
    """Doors at that port and the next, or the next pair that is free; at any two for port 0.

    An empty host is this machine alone. Raises Refusal.
    """
    highest = min(port + _TRIES, _HIGHEST)
    pairs = [(first, first + 1) for first in range(port, highest)] if port else [(0, 0)]
    reason = "there is no port after it"
    for site, desk in pairs:
        with ExitStack() as opened:
            try:
                doors = Doors(_open_all(host, site, opened), _open_all(host, desk, opened))
            except OSError as error:
                reason = error.strerror or str(error)
                continue
            opened.pop_all()
            return doors
    hint = "choose another with --port; the preview takes that and the next"
    raise Refusal(f"cannot listen at port {port}: {reason}", hint)


def names_of(host: str) -> frozenset[str]:
    """The names under which a preview at that address is reached, in lower case."""
    names = {"localhost", "127.0.0.1", "[::1]"}
    if host:
        own = socket.gethostname().lower()
        names |= {in_address(host).lower(), own, f"{own}.local", *_addresses()}
    return frozenset(names)


def in_address(host: str) -> str:
    """The host as it stands in a URL (RFC 3986, 3.2.2)."""
    return f"[{host}]" if ":" in host else host


def _open_all(host: str, port: int, opened: ExitStack) -> Sequence[socket.socket]:
    """Sockets at that port of the address, or of this machine alone. Raises OSError."""
    hosts = (host,) if host else LOOPBACK
    doors: list[socket.socket] = []
    for one in hosts:
        try:
            door = _open(one, doors[0].getsockname()[1] if doors else port)
        except OSError:
            if doors and not _has_ipv6():
                break
            raise
        doors.append(opened.enter_context(closing(door)))
    return doors


def _open(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        door.bind((host, port))
        door.listen()  # whoever comes early waits
    except OSError:
        door.close()
        raise
    return door


def _has_ipv6() -> bool:
    try:
        with closing(_open("::1", 0)):
            return True
    except OSError:
        return False


def _addresses() -> list[str]:
    """The addresses of this machine in its networks."""
    try:
        found = socket.getaddrinfo(socket.gethostname(), None)
    except OSError:
        return []
    return [in_address(str(entry[4][0])) for entry in found]
