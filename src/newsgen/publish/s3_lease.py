"""A lock for stores where locks are not released when a process dies: a lease in a file.

The file at the target names the holder, which rewrites it every few seconds (a heartbeat). A write
succeeds only if the file is unchanged since the writer read it (a conditional write), so only one
of two competing publishers gets the lease. Whether the host supports conditional writes is tested
when the file is created. A waiting publisher takes the lease over if the file has not changed for
the duration of a lease by its own clock, so no two clocks are compared. The holder stops long
before that: it uploads nothing once its last heartbeat is older than half the duration, and a
request ends within the other half.
"""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Protocol

import msgspec

from newsgen.diagnostics import Refusal
from newsgen.models import Model
from newsgen.publish.system_errors import NO_ROOM
from newsgen.publish.target_manifest import Moment

LARGEST = 10_000
"""Most bytes that are read of the file; a lease takes about a hundred."""
DURATION = 60.0
"""Seconds without a heartbeat after which the holder is considered dead."""
_WRONG_VERSION = '"00000000000000000000000000000000"'
"""A version in the form of an ETag that no file has."""


class PreconditionFailedError(Exception):
    """The file is no longer the version that the writer read."""


class LeaseFile(Protocol):
    """The file that stores the lease."""

    def read(self) -> tuple[bytes, str] | None:
        """Return its bytes and version; None if the file does not exist."""

    def write(self, content: bytes, version: str | None) -> str:
        """Write the file if it still has that version, and return its new version.

        None stands for a file that does not exist. Raises PreconditionFailedError if it differs.
        """


class _Lease(Model, frozen=True):
    holder: str
    """A random name; empty if nobody holds the lease."""
    moment: Moment
    """Time of the build that is published."""
    sign: int = 0
    """Number of the heartbeat."""


class HeldLease:
    """A lease that this process holds, with a thread for its heartbeat."""

    def __init__(
        self, file: LeaseFile, lease: _Lease, version: str, begun: float, duration: float
    ) -> None:
        self._file, self._lease, self._version, self._duration = file, lease, version, duration
        self._valid_until = begun + duration / 2
        self._ended = threading.Event()
        self._thread = threading.Thread(
            target=self._send_heartbeats, name="newsgen-lease", daemon=True
        )
        try:
            self._thread.start()
        except RuntimeError as error:
            self._release()
            raise Refusal(f"cannot keep a lease of the target: {error}", NO_ROOM) from error

    def check(self) -> None:
        """Raise Refusal once another publisher may hold the lease."""
        if time.monotonic() > self._valid_until:
            raise Refusal(
                "the lock on the target was lost, and another publisher may be at work",
                "publish again: uploaded files are not uploaded twice",
            )

    def end(self) -> None:
        """Release the lease, unless it was lost."""
        self._ended.set()
        self._thread.join()
        self._release()

    def _release(self) -> None:
        free = msgspec.structs.replace(self._lease, holder="")
        with suppress(PreconditionFailedError, Refusal):
            self._file.write(msgspec.json.encode(free), self._version)

    def _send_heartbeats(self) -> None:
        while not self._ended.wait(self._duration / 6):
            begun = time.monotonic()
            self._lease = msgspec.structs.replace(self._lease, sign=self._lease.sign + 1)
            try:
                self._version = self._file.write(msgspec.json.encode(self._lease), self._version)
            except PreconditionFailedError:
                if not self._is_ours():
                    self._valid_until = begun
                    return
                continue
            except Refusal:
                continue  # the next heartbeat may succeed
            self._valid_until = begun + self._duration / 2

    def _is_ours(self) -> bool:
        """Whether we still hold the lease: a heartbeat may succeed although its answer is lost."""
        with suppress(Refusal):
            found = self._file.read()
            lease = _decode(found[0]) if found else None
            if found and lease and lease.holder == self._lease.holder:
                self._version = found[1]
                return True
        return False


@contextmanager
def hold_lease(file: LeaseFile, moment: datetime) -> Iterator[HeldLease]:
    """Hold the lease, as soon as its holder has finished or is considered dead.

    Raises Refusal if a newer build is being published, which takes precedence, or if the host does
    not support conditional writes.
    """
    lease = _Lease(holder=secrets.token_hex(8), moment=moment)
    held = _acquire(file, lease, DURATION)
    try:
        yield held
    finally:
        held.end()


def _acquire(file: LeaseFile, lease: _Lease, duration: float) -> HeldLease:
    seen: str | None = None
    since = begun = time.monotonic()
    while True:
        found = file.read()
        version = found[1] if found else None
        if version != seen:
            seen, since = version, time.monotonic()
        holder = _decode(found[0]) if found else None
        if version and holder and holder.holder == lease.holder:
            # our write succeeded, but its answer was lost
            return HeldLease(file, lease, version, begun, duration)
        if not holder or not holder.holder or time.monotonic() - since >= duration:
            begun = time.monotonic()
            with suppress(PreconditionFailedError):
                version = version if holder else _create_empty(file, version)
                version = file.write(msgspec.json.encode(lease), version)
                return HeldLease(file, lease, version, begun, duration)
        elif holder.moment > lease.moment:
            raise Refusal(
                f"a newer build, of {holder.moment.isoformat()}, is being published",
                "nothing to do; if no publication is running, remove .newsgen/lease.json there",
            )
        else:
            time.sleep(min(1.0, duration / 20))


def _create_empty(file: LeaseFile, expected: str | None) -> str:
    """Create an empty file and return its version.

    Raises Refusal if the host ignores the conditions of writes. As long as the file is empty, the
    next publisher tests the host again.
    """
    version = file.write(b"", expected)
    for wrong in (None, _WRONG_VERSION):
        with suppress(PreconditionFailedError):
            file.write(b"", wrong)
            raise Refusal(
                "the host does not support conditional writes, so two publications could mix files",
                "run one publication at a time, and set `single_publisher: true`",
            )
    return version


def _decode(content: bytes) -> _Lease | None:
    """Return the lease in the file; None if it cannot be read."""
    try:
        return msgspec.json.decode(content, type=_Lease)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
