"""Work over chunks, watched by whoever called for it."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from newsgen.workers import WorkerDiedError, choose_jobs, map_chunks, split
from newsgen.writer import Refusal

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
) -> Iterator[Gain]:
    """The results of the function over chunks of the items, while telling how far it is.

    ``wanted`` processes share the work; 0 leaves their number to newsgen. Raises Refusal when one
    of them dies.
    """
    jobs = choose_jobs(wanted, len(items))
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
