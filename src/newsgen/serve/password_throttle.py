"""Limits on wrong passwords."""

import time
from collections import deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

LIMIT_PER_CLIENT = 5
"""Wrong passwords within the window after which one client must wait."""
LIMIT_OVERALL = 50
"""Wrong passwords within the window after which every client must wait that has not logged in."""
WINDOW = 60.0
"""Seconds for which a wrong password counts."""


class PasswordThrottle:
    """The wrong passwords of the last minute, and the clients that gave the right one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: deque[tuple[float, str]] = deque()
        self._known: set[str] = set()

    def seconds_to_wait(self, client: str) -> int:
        """Seconds until a password from this client address is checked again; 0 for now."""
        network, now = _network(client), self._clock()
        while self._wrong and self._wrong[0][0] <= now - WINDOW:
            self._wrong.popleft()
        own = [moment for moment, other in self._wrong if other == network]
        if len(own) >= LIMIT_PER_CLIENT:
            return ceil(own[-LIMIT_PER_CLIENT] + WINDOW - now)
        if len(self._wrong) >= LIMIT_OVERALL and network not in self._known:
            return ceil(self._wrong[-LIMIT_OVERALL][0] + WINDOW - now)
        return 0

    def record(self, client: str, *, is_right: bool) -> None:
        """Record that this client address gave a right or a wrong password.

        A right password does not reset the wrong ones: several people may share one address.
        """
        if is_right:
            self._known.add(_network(client))
        else:
            self._wrong.append((self._clock(), _network(client)))


def _network(client: str) -> str:
    """The addresses that count as one client: an IPv4 address, or 64 bits of IPv6 (RFC 6177)."""
    try:
        address = ip_address(client.partition("%")[0])
    except ValueError:
        return client
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)
