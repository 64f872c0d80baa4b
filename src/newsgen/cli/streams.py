"""Standard output and error as they are found: a reader may leave, a disk be full, both be closed.

None of that may stop a command half-way or change what it does. Whoever leaves early wanted no
more, so that is no failure; an answer that was wanted and could not be written is one.
"""

import errno
import io
import os
import sys
from typing import Any

_GONE = frozenset({errno.EPIPE, errno.ECONNRESET} | ({errno.EINVAL} if os.name == "nt" else set()))
"""What writing gives when the reader has left."""


class _Outlet(io.FileIO):
    """A stream whose failure is kept for the end."""

    failure: OSError | None = None

    def write(self, content: Any, /) -> int:
        """Write; what cannot be written is dropped, and so is all that follows."""
        if self.failure is None:
            try:
                while (written := super().write(content)) is None:
                    _wait_for(self)
            except OSError as error:
                self.failure = error
            else:
                return written
        return len(content)


def _wait_for(stream: io.FileIO) -> None:
    """Wait until a stream takes more, where it is one that does not wait by itself."""
    import select  # noqa: PLC0415 - seldom needed

    select.select((), (stream,), ())


def settle_streams() -> None:
    """Make standard output and error such that writing to them never fails.

    Where one of the three streams is closed, nothing else may come to be opened in its place.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = _stream(1, sys.stdout)
    sys.stderr = _stream(2, sys.stderr)


def lost_answer() -> OSError | None:
    """Why something of the answer could not be written; None where nothing is missed."""
    sys.stdout.flush()
    sys.stderr.flush()
    outlet = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    failure = outlet.failure if isinstance(outlet, _Outlet) else None
    return None if failure is None or failure.errno in _GONE else failure


def _stream(number: int, found: Any) -> io.TextIOWrapper:
    if os.name == "nt" and isinstance(found, io.TextIOWrapper) and found.isatty():
        return found  # a console of Windows is no file
    outlet = _Outlet(number, "wb", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(outlet),
        encoding=getattr(found, "encoding", None) or "utf-8",
        errors="backslashreplace",
        line_buffering=number == 2 or outlet.isatty(),
    )
