"""Work shared over processes, with progress for the caller, and a stopwatch for phases."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from newsgen.diagnostics import Refusal
from newsgen.workers import WorkerDiedError, choose_jobs, map_chunks, split

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")
Progress = Callable[[str, int, int], None]
"""Called with the name of a phase, the number of steps done and the number of all steps."""


def silent(phase: str, done: int, total: int) -> None:
    """Shows no progress."""


def share_out(
    phase: str,
    function: Callable[[Sequence[Item]], Outcome],
    items: Sequence[Item],
    wanted: int,
    progress: Progress,
    worth: int = 256,
) -> Iterator[Outcome]:
    """Apply the function to chunks of the items, and report progress; gives each result in order.

    ``wanted`` is the number of processes; with 0 newsgen chooses, and takes one for fewer items
    than ``worth``. Raises Refusal when a process dies.
    """
    jobs = choose_jobs(wanted, len(items), worth)
    chunks = split(items, jobs)
    done = 0
    if items:
        progress(phase, done, len(items))
    try:
        for chunk, result in zip(chunks, map_chunks(function, chunks, jobs), strict=True):
            yield result
            done += len(chunk)
            progress(phase, done, len(items))
    except WorkerDiedError as error:
        hint = "build again, or with --jobs 1"
        message = "a worker process was killed, perhaps because memory ran out"
        raise Refusal(message, hint) from error


class Stopwatch:
    """Measures how long each phase takes."""

    def __init__(self) -> None:
        self._started = self._last = time.perf_counter()
        self.laps: list[tuple[str, float]] = []
        """The phases so far, each with its seconds."""

    def lap(self, phase: str) -> None:
        """End this phase; it began when the phase before it ended."""
        now = time.perf_counter()
        self.laps.append((phase, now - self._last))
        self._last = now

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self._started
