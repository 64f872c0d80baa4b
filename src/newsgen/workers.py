"""Work over all cores: a function mapped over chunks, in this process or in forked ones.

A forked worker sees all that its parent had in memory, so tasks travel as the number of a chunk
and only results travel back: they should be small.
"""

import gc
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn, TypeVar

Item = TypeVar("Item")
Gain = TypeVar("Gain")

_inherited: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


class WorkerDiedError(Exception):
    """A worker process ended without a word: killed, or out of memory."""


def choose_jobs(wanted: int, items: int, worth: int) -> int:
    """How many processes to use for so many items; ``wanted`` 0 leaves the choice to newsgen.

    Fewer items than ``worth`` are not worth a second one.
    """
    if not hasattr(os, "fork"):
        return 1
    if wanted:
        return wanted
    if items < worth:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_chunks(
    function: Callable[[Sequence[Item]], Gain], chunks: Sequence[Sequence[Item]], jobs: int
) -> Iterator[Gain]:
    """The results of the function over each chunk, in the order of the chunks.

    Raises WorkerDiedError when a process dies.
    """
    if jobs <= 1 or len(chunks) <= 1:
        yield from map(function, chunks)
        return
    import multiprocessing  # noqa: PLC0415 - not worth its time where one process is enough
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor  # noqa: PLC0415

    global _inherited  # noqa: PLW0603 - what a fork inherits has to stand in a module
    _inherited = (function, chunks)
    pool = ProcessPoolExecutor(
        min(jobs, len(chunks)), multiprocessing.get_context("fork"), initializer=_settle
    )
    try:
        yield from pool.map(_run, range(len(chunks)))
    except BrokenProcessPool as error:
        raise WorkerDiedError from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        _inherited = None


def beside(function: Callable[[], Gain]) -> Callable[[], Gain]:
    """Begin the function in a process of its own; gives a function that waits for its result.

    Where that process cannot be had, or dies, the function runs in this one when it is asked for.
    What it gives must be small.
    """
    if not hasattr(os, "fork"):
        return function
    outlet, inlet = os.pipe()
    child = os.fork()
    if child == 0:
        _answer(function, inlet)
    os.close(inlet)

    def wait() -> Gain:
        with os.fdopen(outlet, "rb") as pipe:
            answer = pipe.read()
        os.waitpid(child, 0)
        result: Gain = pickle.loads(answer) if answer else function()  # noqa: S301 - our own child
        return result

    return wait


def _answer(function: Callable[[], Any], inlet: int) -> NoReturn:
    """Write the result of the function and end the process; write nothing if it fails."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        answer = pickle.dumps(function())
        with os.fdopen(inlet, "wb") as pipe:
            pipe.write(answer)
    finally:
        os._exit(0)


def split(items: Sequence[Item], jobs: int) -> list[Sequence[Item]]:
    """The items in chunks of one size: small enough to share evenly, large enough to be cheap."""
    size = max(1, min(250, -(-len(items) // (jobs * 4)))) if jobs > 1 else 100
    return [items[start : start + size] for start in range(0, len(items), size)]


def _settle() -> None:
    """Make a fresh worker quiet: its parent alone answers Ctrl-C, and it ends with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # it would copy the pages that are shared with the parent
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    """End this process when its parent does, even if that was killed."""
    from multiprocessing import parent_process  # noqa: PLC0415 - as above

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(number: int) -> Any:
    if _inherited is None:  # pragma: no cover - only a spawned process could come here
        raise WorkerDiedError
    function, chunks = _inherited
    return function(chunks[number])
