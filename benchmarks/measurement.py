"""The costs of a command: elapsed time, processor time and peak memory."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

SAMPLE_SECONDS = 0.05
"""Between two measurements of memory: short compared with a build, and too rare to slow it down."""
PROC = Path("/proc")


@dataclass(frozen=True)
class Cost:
    """The costs of one run of a command with its child processes."""

    status: int
    """Exit status; negative for a signal."""
    wall: float
    """Seconds from start to end."""
    cpu: float
    """Seconds of processor time, user and system."""
    memory: int
    """Bytes in use by all processes together, at the peak."""
    messages: str
    """The output of the command."""


def run(
    command: Sequence[str], folder: Path, log: Path, environment: Mapping[str, str] | None = None
) -> Cost:
    """Run a command in a folder and measure it; what it prints goes through the file ``log``.

    ``environment`` is added to that of this process. Raises OSError when the command cannot start.
    """
    started = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that its process group is found by its number
        )
    with MemoryGauge(process.pid) as gauge:
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except KeyboardInterrupt:  # which reaches this process group only
            os.killpg(process.pid, signal.SIGTERM)
            raise
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(
        status=process.returncode,
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        memory=gauge.peak or usage.ru_maxrss * 1024,
        messages=log.read_text(encoding="utf-8", errors="replace"),
    )


class MemoryGauge:
    """Watches the memory of a process group while the ``with`` block runs.

    It adds up proportional set sizes: a page of memory that several processes share counts once, so
    that forked workers are not charged for what their parent holds. ``peak`` stays 0 where the
    system does not tell, and for a run shorter than the time between two looks.
    """

    def __init__(self, group: int) -> None:
        self.peak = 0
        self._group = group
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(SAMPLE_SECONDS):
            self.peak = max(self.peak, sum(map(_memory, _members(self._group))))


def _members(group: int) -> list[Path]:
    """The folders in /proc of the processes of a group."""
    return [place for place in PROC.glob("[0-9]*") if _group(place) == group]


def _group(process: Path) -> int:
    try:
        stat = (process / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:  # it has ended
        return 0
    # The name in brackets may contain any character; then come state, parent and group.
    return int(stat.rpartition(")")[2].split()[2])


def _memory(process: Path) -> int:
    """Proportional set size in bytes."""
    try:
        lines = (process / "smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    sizes = (line.split()[1] for line in lines if line.startswith("Pss:"))
    return 1024 * sum(map(int, sizes))
