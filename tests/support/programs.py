"""newsgen as a program of its own, forked from a process that has its modules loaded.

That spares each of the many publications in tests the time that Python takes to load them.
"""

import multiprocessing
import os
import sys
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["newsgen.cli", "newsgen.publish", "newsgen.publish.rsync"])


class Program:
    """newsgen at work, in a process group of its own."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        descriptor, name = tempfile.mkstemp(prefix="newsgen-output-")
        os.close(descriptor)
        self._output = Path(name)
        self._process = _context.Process(
            target=_run, args=(arguments, dict(environment), Path.cwd(), name)
        )
        self._process.start()

    @property
    def pid(self) -> int:
        """The number of its process and of its group."""
        assert self._process.pid
        return self._process.pid

    def wait(self, seconds: float) -> tuple[int, str]:
        """Its exit status, negative where a signal ended it, and all that it wrote."""
        self._process.join(seconds)
        status = self._process.exitcode
        assert status is not None, f"still at work after {seconds} s"
        self._process.close()
        try:
            return status, self._output.read_text(encoding="utf-8")
        finally:
            self._output.unlink()


def _run(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, output: str
) -> None:
    os.chdir(folder)
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    written = os.open(output, os.O_WRONLY | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(written, stream)
    os.close(written)
    os.environ.clear()
    os.environ.update(environment)
    warnings.simplefilter("default")
    sys.argv = ["newsgen", *arguments]
    from newsgen.cli import program  # noqa: PLC0415 - loaded before this process was forked

    program()
