"""Wrong passwords: how often somebody may guess."""

import time
from collections import deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

PER_CLIENT = 5
"""So many wrong passwords in a minute end the guesses of one client."""
OVERALL = 50
"""So many in a minute end the guesses of all clients but those that knew the password before."""
TERM = 60.0
"""Seconds for which a wrong password counts."""


class Attempts:
    """The wrong passwords of the last minute, and the clients that knew the right one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: deque[tuple[float, str]] = deque()
        self._known: set[str] = set()

    def seconds_to_wait(self, client: str) -> int:
        """After how many seconds a password of that address is looked at; 0 for at once."""
        network, now = _network(client), self._clock()
        while self._wrong and self._wrong[0][0] <= now - TERM:
            self._wrong.popleft()
        own = [moment for moment, other in self._wrong if other == network]
        if len(own) >= PER_CLIENT:
            return ceil(own[-PER_CLIENT] + TERM - now)
        if len(self._wrong) >= OVERALL and network not in self._known:
            return ceil(self._wrong[-OVERALL][0] + TERM - now)
        return 0

    def note(self, client: str, *, is_right: bool) -> None:
        """Remember that this address gave a right or a wrong password.

        A right one excuses no wrong ones: several people may have one address.
        """
        if is_right:
            self._known.add(_network(client))
        else:
            self._wrong.append((self._clock(), _network(client)))


def _network(client: str) -> str:
    """What one client has for itself: an IPv4 address, or 64 bits of IPv6 (RFC 6177)."""
    try:
        address = ip_address(client.partition("%")[0])
    except ValueError:
        return client
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)
