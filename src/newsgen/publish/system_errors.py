"""Errors of this machine's operating system, as refusals with a remedy."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from newsgen.diagnostics import Refusal

NO_ROOM = "this machine cannot start another program or thread now: publish again later"
"""Remedy if a program or thread cannot be started."""
_IN_THE_WAY = "move away the file or folder that is in the way, then publish again"
_HINTS = {
    errno.EAGAIN: NO_ROOM,
    errno.ENOMEM: NO_ROOM,
    errno.ENOSPC: "free some space on that disk, then publish again",
    errno.EDQUOT: "free some space on that disk, then publish again",
    errno.EEXIST: _IN_THE_WAY,
    errno.EISDIR: _IN_THE_WAY,
    errno.ENOTDIR: _IN_THE_WAY,
}
_USUAL = "check that the folder exists, can be written, and has space left"


@contextmanager
def refuse_system_errors(place: str) -> Iterator[None]:
    """Turn an OSError of the body into a Refusal; ``place`` is named if the error names no file."""
    try:
        yield
    except OSError as error:
        where = error.filename or place
        hint = _HINTS.get(error.errno or 0, _USUAL)
        raise Refusal(f"cannot publish to {where}: {error.strerror or error}", hint) from error
