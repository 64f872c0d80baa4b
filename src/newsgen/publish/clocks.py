"""Compares the clock of this machine with the clock of a target.

The clock of the publishing machine decides which stories are public: if it is ahead, embargoed
stories appear too early. So the two clocks are compared before anything changes at the target.
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

from newsgen.publish.overrides import OverridableRefusal

TOLERANCE = 60.0
"""Seconds by which the clocks may differ, in addition to the time that the request took."""
_TIMEOUT = 5
"""Seconds to wait for a web server that is asked for the time."""
_Answer = TypeVar("_Answer")
_LATEST = datetime(9999, 12, 31, tzinfo=UTC).timestamp()


class ClockReading(NamedTuple):
    """The clock of a target, and ours before and after reading it; in seconds since 1970."""

    there: float
    before: float
    after: float

    @property
    def ahead(self) -> float:
        """At least how many seconds our clock is ahead of the other; negative if it is behind."""
        return max(0.0, self.before - self.there) + min(0.0, self.after - self.there)


def read_clock(ask: Callable[[], float | None]) -> ClockReading | None:
    """Read the clock with ``ask``; None if it returns none."""
    return ask_with_clock(ask, lambda there: there)[1]


def ask_with_clock(
    ask: Callable[[], _Answer], read_time: Callable[[_Answer], float | None]
) -> tuple[_Answer, ClockReading | None]:
    """Return the answer of ``ask``, and the clock that ``read_time`` finds in it, if any."""
    before = time.time()
    answer = ask()
    after = time.time()
    there = read_time(answer)
    if there is None or not 0 <= there < _LATEST:
        return answer, None
    return answer, ClockReading(there, before, after)


def read_folder_clock(folder: Path) -> ClockReading | None:
    """Return the clock that stamps files in the folder; on network disks it is the server's.

    None if it cannot be read.
    """

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
    """Return the clock of the web server at the address, whatever its status; None if unknown."""
    headers = {"User-Agent": "newsgen", "Cache-Control": "no-cache"}
    request = Request(address, headers=headers, method="HEAD")  # noqa: S310 - http or https

    def ask() -> float | None:
        try:
            with build_opener(_NoRedirects).open(request, timeout=_TIMEOUT) as answer:
                return _date(answer.headers)
        except HTTPError as error:
            with error:
                return _date(error.headers)
        except (OSError, ValueError, HTTPException):
            return None

    return read_clock(ask)


def parse_date(value: str) -> float | None:
    """Parse a ``Date`` header (RFC 9110, 6.6.1) into seconds since 1970; None if it is invalid."""
    try:
        moment = parsedate_to_datetime(value)
        return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
    except (ValueError, OverflowError):
        return None


def require_clocks_agree(reading: ClockReading | None, place: str) -> None:
    """Raise Refusal if our clock and that of the place show different times."""
    if reading is None or abs(reading.ahead) <= TOLERANCE:
        return
    ours, theirs = _format_time(reading.there + reading.ahead), _format_time(reading.there)
    by = timedelta(seconds=round(abs(reading.ahead)))
    raise OverridableRefusal(
        "trust_clock",
        f"the clock of this machine shows {ours}, and that of {place} {theirs}: ours is {by}"
        f" {'ahead' if reading.ahead > 0 else 'behind'}, so stories could appear at the wrong time",
        "correct the wrong clock, best by NTP; --trust-clock publishes anyway",
    )


class _NoRedirects(HTTPRedirectHandler):
    """Follows no redirect: the first answer has the time."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Make no second request."""


def _date(headers: Message) -> float | None:
    """Return the time of the answer plus its age in caches (RFC 9111, 5.1)."""
    made = parse_date(headers.get("Date", ""))
    age = headers.get("Age", "")
    kept = int(age) if age.isascii() and age.isdigit() and len(age) < len("1000000000") else 0
    return None if made is None else made + kept


def _format_time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(" ", "seconds")
