"""Whether the clock of this machine and that of a target tell the same time.

What goes out hangs on the clock of whoever publishes: one that is ahead opens embargoes too early.
So the two are compared before anything changes at the target.
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple, TypeVar
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from newsgen.diagnostics import Refusal

TOLERANCE = 60.0
"""Seconds that the two may differ beyond the time that asking took."""
_TIMEOUT = 5
"""Seconds that a web server may take to tell the time."""
_Answer = TypeVar("_Answer")
_LAST = datetime(9999, 12, 31, tzinfo=UTC).timestamp()


class ClockReading(NamedTuple):
    """The clock of a target, read between two looks at our own; in seconds since 1970."""

    there: float
    before: float
    after: float

    @property
    def ahead(self) -> float:
        """By how many seconds our clock is ahead of the other at least; less than 0 if behind."""
        return max(0.0, self.before - self.there) + min(0.0, self.after - self.there)


def read_clock(ask: Callable[[], float | None]) -> ClockReading | None:
    """The clock that ``ask`` tells; None where it tells none."""
    return listen(ask, lambda there: there)[1]


def listen(
    ask: Callable[[], _Answer], tell: Callable[[_Answer], float | None]
) -> tuple[_Answer, ClockReading | None]:
    """The answer, and the clock that it tells, if it tells one."""
    before = time.time()
    answer = ask()
    after = time.time()
    there = tell(answer)
    if there is None or not 0 <= there < _LAST:
        return answer, None
    return answer, ClockReading(there, before, after)


def read_folder_clock(folder: Path) -> ClockReading | None:
    """The clock that stamps files in the folder, a server's on network disks; None if unknown."""

    def ask() -> float | None:
        try:
            with TemporaryFile(dir=folder) as file:
                file.write(b"\n")
                file.flush()
                os.fsync(file.fileno())
                return os.fstat(file.fileno()).st_mtime
        except (OSError, ValueError):
            return None

    return read_clock(ask)


def read_web_clock(address: str) -> ClockReading | None:
    """The clock of the web server at the address, whatever else it answers; None if unknown."""
    headers = {"User-Agent": "newsgen", "Cache-Control": "no-cache"}
    request = Request(address, headers=headers, method="HEAD")  # noqa: S310 - http or https

    def ask() -> float | None:
        try:
            with build_opener(_StayHere).open(request, timeout=_TIMEOUT) as answer:
                return _date(answer.headers)
        except HTTPError as error:
            with error:
                return _date(error.headers)
        except (OSError, ValueError, HTTPException):
            return None

    return read_clock(ask)


def parse_date(value: str) -> float | None:
    """The moment of a ``Date`` header (RFC 9110, 6.6.1), in seconds since 1970; None if none."""
    try:
        moment = parsedate_to_datetime(value)
        return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
    except (ValueError, OverflowError):
        return None


def require_agreement(reading: ClockReading | None, place: str) -> None:
    """Raises Refusal where our clock and that of the place tell different times."""
    if reading is None or abs(reading.ahead) <= TOLERANCE:
        return
    ours, theirs = _told(reading.there + reading.ahead), _told(reading.there)
    by = timedelta(seconds=round(abs(reading.ahead)))
    raise Refusal(
        f"the clock of this machine says {ours} and that of {place} {theirs}: ours is {by}"
        f" {'ahead' if reading.ahead > 0 else 'behind'}, so stories could go out at a wrong time",
        "set the one that is wrong, by NTP; --trust-clock publishes all the same",
    )


class _StayHere(HTTPRedirectHandler):
    """Follows no redirect: the first answer tells the time."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Make no further request."""


def _date(headers: Message) -> float | None:
    """When the answer was made, and how long it has been kept since (RFC 9111, 5.1)."""
    made = parse_date(headers.get("Date", ""))
    age = headers.get("Age", "")
    kept = int(age) if age.isascii() and age.isdigit() and len(age) < len("1000000000") else 0
    return None if made is None else made + kept


def _told(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(" ", "seconds")
