"""What the system of this machine refuses, told in words."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from newsgen.diagnostics import Refusal

NO_ROOM = "this machine has no room for another program or thread: publish again when it has"
"""What mends a program or thread that cannot be started."""
_HINTS = {
    errno.EAGAIN: NO_ROOM,
    errno.ENOMEM: NO_ROOM,
    errno.ENOSPC: "make room on that disk, and publish again",
    errno.EDQUOT: "make room on that disk, and publish again",
    errno.EEXIST: "move away what is in the way there, and publish again",
    errno.EISDIR: "move away what is in the way there, and publish again",
    errno.ENOTDIR: "move away what is in the way there, and publish again",
}
_USUAL = "check that the folder is there, may be written, and has room"


@contextmanager
def told(place: str) -> Iterator[None]:
    """Work at a place. Raises Refusal where the system refuses."""
    try:
        yield
    except OSError as error:
        where = error.filename or place
        hint = _HINTS.get(error.errno or 0, _USUAL)
        raise Refusal(f"cannot publish to {where}: {error.strerror or error}", hint) from error
