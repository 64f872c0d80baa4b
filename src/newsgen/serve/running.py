"""Remembers where the desk of a paper runs, so that a second start finds the first."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from newsgen.diagnostics import Refusal
from newsgen.models import Model
from newsgen.serve.guard import PREFIX, RUN
from newsgen.writer import exclusive

_FILE = "desk.json"
_LOCK = "desk.lock"
"""Lets one desk of a paper start at a time."""
_PATIENCE = 60.0
"""Seconds in which a desk starts; on a hundred thousand stories it takes some."""
_TIMEOUT = 3.0
"""Seconds in which a running desk answers."""


class RunningPreview(Model, frozen=True):
    """A preview that runs, or ran."""

    site: str
    """The URL of the site."""
    desk: str
    """The URL of the desk."""
    run: str
    """Distinguishes this run from all others."""

    @property
    def port(self) -> int:
        """The port of the site; 0 if there is none in its URL."""
        try:
            return urlsplit(self.site).port or 0
        except ValueError:  # somebody changed the file
            return 0


def last_preview(cache: Path) -> RunningPreview | None:
    """The preview that was started last with this cache, whether it still runs or not."""
    try:
        return msgspec.json.decode((cache / _FILE).read_bytes(), type=RunningPreview)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def find_running(cache: Path) -> RunningPreview | None:
    """The preview that uses this cache, if it runs on this machine and answers."""
    last = last_preview(cache)
    return last if last and _answers(last) else None


def note_running(cache: Path, preview: RunningPreview) -> None:
    """Remember a preview. Without space on the disk the next start just does not find it."""
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        (cache / _FILE).write_bytes(msgspec.json.encode(preview))


@contextmanager
def one_start(cache: Path) -> Iterator[None]:
    """Let one desk of this cache start at a time. Raises Refusal if another one takes too long."""
    with ExitStack() as held:
        try:
            held.enter_context(exclusive(cache / _LOCK, _PATIENCE))
        except TimeoutError:
            hint = "close the other window in which it starts, and try again"
            message = "the desk of this paper is starting already, for a minute now"
            raise Refusal(message, hint) from None
        yield


def _answers(preview: RunningPreview) -> bool:
    """Whether the same run answers; one that wants a password answers too, with a refusal."""
    try:
        address = urlsplit(preview.desk)
        connection = HTTPConnection(address.hostname or "", address.port, timeout=_TIMEOUT)
        with closing(connection):
            connection.request("HEAD", f"{PREFIX}pulse")
            return connection.getresponse().headers.get(RUN) == preview.run
    except (OSError, ValueError, HTTPException):
        return False
