"""The sockets that the preview listens on: one port for the site, one for the desk."""

import socket
from collections.abc import Sequence
from contextlib import ExitStack, closing
from typing import NamedTuple

from newsgen.diagnostics import Refusal

LOOPBACK = ("127.0.0.1", "::1")
_MAX_PAIRS = 20
"""Pairs of ports that are tried, from the requested one upwards."""
_HIGHEST = 65535


class ListeningSockets(NamedTuple):
    """The sockets of the site and of the desk; all sockets of one half have the same port."""

    site: Sequence[socket.socket]
    desk: Sequence[socket.socket]

    @property
    def ports(self) -> tuple[int, int]:
        """The port of the site and the port of the desk."""
        return self.site[0].getsockname()[1], self.desk[0].getsockname()[1]

    def close(self) -> None:
        """Close all sockets."""
        for listener in (*self.site, *self.desk):
            listener.close()


def open_sockets(host: str, port: int) -> ListeningSockets:
    """Listen on that port and the next one, or on the next free pair; on any two for port 0.

    An empty host means this machine only. Raises Refusal if no pair is free.
    """
    highest = min(port + _MAX_PAIRS, _HIGHEST)
    pairs = [(first, first + 1) for first in range(port, highest)] if port else [(0, 0)]
    reason = "there is no port after it"
    for site, desk in pairs:
        with ExitStack() as opened:
            try:
                found = ListeningSockets(
                    _open_all(host, site, opened), _open_all(host, desk, opened)
                )
            except OSError as error:
                reason = error.strerror or str(error)
                continue
            opened.pop_all()
            return found
    hint = "choose another port with --port; the preview uses that port and the next"
    raise Refusal(f"cannot listen on port {port}: {reason}", hint)


def host_names(host: str) -> frozenset[str]:
    """The host names, in lower case, under which a preview at that address is reached."""
    names = {"localhost", "127.0.0.1", "[::1]"}
    if host:
        own = socket.gethostname().lower()
        names |= {url_host(host).lower(), own, f"{own}.local", *_addresses()}
    return frozenset(names)


def url_host(host: str) -> str:
    """The host as it is written in a URL: IPv6 in brackets (RFC 3986, 3.2.2)."""
    return f"[{host}]" if ":" in host else host


def _open_all(host: str, port: int, opened: ExitStack) -> Sequence[socket.socket]:
    """Sockets on that port of the host, or of both loopback addresses. Raises OSError."""
    hosts = (host,) if host else LOOPBACK
    found: list[socket.socket] = []
    for one in hosts:
        try:
            listener = _open(one, found[0].getsockname()[1] if found else port)
        except OSError:
            if found and not _has_ipv6():
                break
            raise
        found.append(opened.enter_context(closing(listener)))
    return found


def _open(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((host, port))
        listener.listen()  # clients that connect before the server runs are queued
    except OSError:
        listener.close()
        raise
    return listener


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
    return [url_host(str(entry[4][0])) for entry in found]
