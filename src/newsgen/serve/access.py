"""Decides by name and password who sends a request."""

import base64
import secrets
from asyncio import Lock
from collections.abc import Mapping
from typing import NamedTuple, Protocol

from anyio import to_thread
from starlette.datastructures import Headers

from newsgen.serve.password_throttle import PasswordThrottle
from newsgen.serve.people import Person, readable_name


class Rejection(NamedTuple):
    """The response to a request that fails a check."""

    status: int
    reason: str
    headers: Mapping[str, str] = {}


class Credentials(NamedTuple):
    """The name and the password that a browser sends."""

    name: str
    password: str


_NONE = Credentials("", "")
_CHALLENGE = {"www-authenticate": 'Basic realm="newsgen preview", charset="UTF-8"'}
_UNKNOWN = Rejection(401, "this preview needs a password", _CHALLENGE)


class Members(Protocol):
    """Those who may use the preview."""

    def recognize(self, given: Credentials) -> Person | None:
        """The person, if that can be told at once."""

    def verify(self, given: Credentials) -> Person | None:
        """The person, or None; may take a moment of processor time and runs in a thread."""


class SharedPassword:
    """Everybody who has one password; each may send any name with it."""

    def __init__(self, password: str) -> None:
        self._password = password.encode()

    def recognize(self, given: Credentials) -> Person | None:
        """An editor with the name that was given, if the password is right."""
        is_right = secrets.compare_digest(given.password.encode(), self._password)
        return Person(name=readable_name(given.name)) if is_right else None

    def verify(self, given: Credentials) -> Person | None:
        """As ``recognize``."""
        return self.recognize(given)


class Doorkeeper:
    """Identifies the sender of each request, and slows wrong passwords down."""

    def __init__(
        self, members: Members | None = None, throttle: PasswordThrottle | None = None
    ) -> None:
        """Without members nobody is asked for a password."""
        self._members = members
        self._throttle = throttle or PasswordThrottle()
        self._turn = Lock()

    async def identify(self, headers: Headers, client: str) -> Person | Rejection:
        """The sender of a request from this client address, or why they are not admitted.

        One slow check runs at a time, so strangers cannot use up the memory and the processor; and
        each is counted before the next, so that many at once are not more than the limit.
        """
        if self._members is None:
            return Person()
        header = headers.get("authorization")
        if header is None:
            return _UNKNOWN
        given = _read(header)
        known = self._wait(client) or self._recognize(self._members, given, client)
        if known:
            return known
        async with self._turn:
            known = self._wait(client) or self._recognize(self._members, given, client)
            if known:
                return known
            person = await to_thread.run_sync(self._members.verify, given)
            self._throttle.record(client, is_right=person is not None)
        return person or _UNKNOWN

    def _wait(self, client: str) -> Rejection | None:
        seconds = self._throttle.seconds_to_wait(client)
        if not seconds:
            return None
        reason = f"too many wrong passwords: try again in {seconds} seconds"
        return Rejection(429, reason, {"retry-after": str(seconds)})

    def _recognize(self, members: Members, given: Credentials, client: str) -> Person | None:
        person = members.recognize(given)
        if person:
            self._throttle.record(client, is_right=True)
        return person


def _read(header: str) -> Credentials:
    """The credentials in a Basic header (RFC 7617); empty, and so never right, if it has none."""
    kind, _, encoded = header.partition(" ")
    try:
        name, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return _NONE
    return Credentials(name, password) if kind.lower() == "basic" else _NONE
