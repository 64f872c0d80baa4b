"""Keeping other publishers away where no lock dies with its holder: a lease in a file.

The file at the target names the holder, who writes it anew every few seconds. Each write holds only
if the file is still what the writer saw (a conditional write), so of two that reach for it one
wins; whether the host keeps such conditions is tried where the file is laid down. Whoever waits
takes the lease over when the file has not changed for a whole term by its own clock, so no two
clocks are compared. The holder stops long before that: it puts nothing once its last sign of life
is older than half a term, and a request ends within the other half.
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
from newsgen.publish.target_manifest import Moment
from newsgen.publish.trouble import NO_ROOM

LARGEST = 10_000
"""Bytes of the file that are read at most: a lease takes a hundred."""
TERM = 60.0
"""Seconds without a sign of life after which a publisher is taken for dead."""
_NO_MARK = '"00000000000000000000000000000000"'
"""A mark as an object may bear it, and none does."""


class OvertakenError(Exception):
    """The file was no longer what the writer saw."""


class ListingPage(Protocol):
    """The file that the lease is written in."""

    def read(self) -> tuple[bytes, str] | None:
        """Its bytes and the mark of that version; None where there is none."""

    def write(self, content: bytes, seen: str | None) -> str:
        """Write it where it is still the version ``seen``, None for none; gives the new mark.

        Raises OvertakenError where it is not.
        """


class _Lease(Model, frozen=True):
    holder: str
    """A random name; empty where nobody holds it."""
    moment: Moment
    """Of the build that is published."""
    sign: int = 0
    """Number of the sign of life."""


class Hold:
    """A lease that is held, and kept alive by a thread of its own."""

    def __init__(
        self, page: ListingPage, lease: _Lease, mark: str, begun: float, term: float
    ) -> None:
        self._page, self._lease, self._mark, self._term = page, lease, mark, term
        self._good_until = begun + term / 2
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="newsgen-lease", daemon=True)
        try:
            self._thread.start()
        except RuntimeError as error:
            self._give_back()
            raise Refusal(f"cannot keep a lease of the target: {error}", NO_ROOM) from error

    def check(self) -> None:
        """Raises Refusal once the lease may be another publisher's."""
        if time.monotonic() > self._good_until:
            raise Refusal(
                "the hold on the target was lost, and another publisher may be at work",
                "publish again: what is there already is not put twice",
            )

    def end(self) -> None:
        """Give the lease back, unless it was lost."""
        self._ended.set()
        self._thread.join()
        self._give_back()

    def _give_back(self) -> None:
        free = msgspec.structs.replace(self._lease, holder="")
        with suppress(OvertakenError, Refusal):
            self._page.write(msgspec.json.encode(free), self._mark)

    def _keep(self) -> None:
        while not self._ended.wait(self._term / 6):
            begun = time.monotonic()
            self._lease = msgspec.structs.replace(self._lease, sign=self._lease.sign + 1)
            try:
                self._mark = self._page.write(msgspec.json.encode(self._lease), self._mark)
            except OvertakenError:
                if not self._is_ours():
                    self._good_until = begun
                    return
                continue
            except Refusal:
                continue  # the next sign may get through
            self._good_until = begun + self._term / 2

    def _is_ours(self) -> bool:
        """Whether the lease is ours after all: a sign got through whose answer was lost."""
        with suppress(Refusal):
            found = self._page.read()
            lease = _decode(found[0]) if found else None
            if found and lease and lease.holder == self._lease.holder:
                self._mark = found[1]
                return True
        return False


@contextmanager
def leased(page: ListingPage, moment: datetime) -> Iterator[Hold]:
    """Hold the lease, once whoever holds it has ended or is taken for dead.

    Raises Refusal where a newer build is being published, which is to win, and where the host keeps
    no conditional writes.
    """
    lease = _Lease(holder=secrets.token_hex(8), moment=moment)
    hold = _take(page, lease, TERM)
    try:
        yield hold
    finally:
        hold.end()


def _take(page: ListingPage, lease: _Lease, term: float) -> Hold:
    seen: str | None = None
    since = begun = time.monotonic()
    while True:
        found = page.read()
        mark = found[1] if found else None
        if mark != seen:
            seen, since = mark, time.monotonic()
        holder = _decode(found[0]) if found else None
        if mark and holder and holder.holder == lease.holder:  # the answer to taking it was lost
            return Hold(page, lease, mark, begun, term)
        if not holder or not holder.holder or time.monotonic() - since >= term:
            begun = time.monotonic()
            with suppress(OvertakenError):
                mark = mark if holder else _lay_down(page, mark)
                mark = page.write(msgspec.json.encode(lease), mark)
                return Hold(page, lease, mark, begun, term)
        elif holder.moment > lease.moment:
            raise Refusal(
                f"a newer build, of {holder.moment.isoformat()}, is being published",
                "nothing needs to be done; if none is at work, remove .newsgen/lease.json there",
            )
        else:
            time.sleep(min(1.0, term / 20))


def _lay_down(page: ListingPage, seen: str | None) -> str:
    """Lay down an empty file; gives its mark. Raises Refusal where the host keeps no conditions.

    As long as the file is empty, whoever comes next tries the host again.
    """
    mark = page.write(b"", seen)
    for wrong in (None, _NO_MARK):
        with suppress(OvertakenError):
            page.write(b"", wrong)
            raise Refusal(
                "the host keeps no conditional writes, so two publications at once could be mixed",
                "let one job at a time publish, and say so: `single_publisher: true`",
            )
    return mark


def _decode(content: bytes) -> _Lease | None:
    """The lease that the file holds; None where it holds none that can be read."""
    try:
        return msgspec.json.decode(content, type=_Lease)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
