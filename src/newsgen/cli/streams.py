"""Robust standard output and error: a reader may quit, the disk may be full, a stream closed.

None of this may stop a command halfway or change what it does. A reader that quits early (``head``)
is not an error; output that cannot be written otherwise is.
"""

import errno
import io
import os
import sys
from typing import Any

_GONE = frozenset({errno.EPIPE, errno.ECONNRESET} | ({errno.EINVAL} if os.name == "nt" else set()))
"""Errors of a write after the reader has quit."""


class _RobustStream(io.FileIO):
    """A stream that stores its first error instead of raising it."""

    failure: OSError | None = None

    def write(self, content: Any, /) -> int:
        """Write; after an error, discard this and all further content."""
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
    """Wait until a non-blocking stream accepts more."""
    import select  # noqa: PLC0415 - rarely needed

    select.select((), (stream,), ())


def settle_streams() -> None:
    """Replace standard output and error by streams that never raise.

    Closed streams are opened first, so that no other file gets their number.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = _stream(1, sys.stdout)
    sys.stderr = _stream(2, sys.stderr)


def lost_output_error() -> OSError | None:
    """Return why output was lost; None if nothing was lost, or only after the reader quit."""
    sys.stdout.flush()
    sys.stderr.flush()
    stream = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    failure = stream.failure if isinstance(stream, _RobustStream) else None
    return None if failure is None or failure.errno in _GONE else failure


def _stream(number: int, found: Any) -> io.TextIOWrapper:
    if os.name == "nt" and isinstance(found, io.TextIOWrapper) and found.isatty():
        return found  # a Windows console is not a file
    stream = _RobustStream(number, "wb", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(stream),
        encoding=getattr(found, "encoding", None) or "utf-8",
        errors="backslashreplace",
        line_buffering=number == 2 or stream.isatty(),
    )
