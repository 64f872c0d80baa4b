"""Work over chunks, watched by whoever called for it."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from newsgen.diagnostics import Refusal
from newsgen.workers import WorkerDiedError, choose_jobs, map_chunks, split

Item = TypeVar("Item")
Gain = TypeVar("Gain")
Progress = Callable[[str, int, int], None]
"""Told the name of a phase, how many of its steps are done and how many there are."""


def silent(phase: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def share_out(
    phase: str,
    function: Callable[[Sequence[Item]], Gain],
    items: Sequence[Item],
    wanted: int,
    progress: Progress,
    worth: int = 256,
) -> Iterator[Gain]:
    """The results of the function over chunks of the items, while telling how far it is.

    ``wanted`` processes share the work; 0 leaves their number to newsgen, which uses but one for
    fewer items than ``worth``. Raises Refusal when a process dies.
    """
    jobs = choose_jobs(wanted, len(items), worth)
    chunks = split(items, jobs)
    done = 0
    try:
        for chunk, gain in zip(chunks, map_chunks(function, chunks, jobs), strict=True):
            yield gain
            done += len(chunk)
            progress(phase, done, len(items))
    except WorkerDiedError as error:
        hint = "build again, or with --jobs 1"
        message = "a worker process was killed, perhaps for want of memory"
        raise Refusal(message, hint) from error


class Stopwatch:
    """How long each phase takes."""

    def __init__(self) -> None:
        self._started = self._last = time.perf_counter()
        self.laps: list[tuple[str, float]] = []
        """The phases so far, each with its seconds."""

    def lap(self, phase: str) -> None:
        """Ends that phase, which began where the one before ended."""
        now = time.perf_counter()
        self.laps.append((phase, now - self._last))
        self._last = now

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.perf_counter() - self._started
