"""Runs a function over chunks of work on all cores, in this process or in forked workers.

A forked worker shares its parent's memory, so a task is only the number of a chunk. Results are
sent back and should be small. If the system allows no more processes, the existing ones do the
work.
"""

import gc
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeVar, cast

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Item = TypeVar("Item")
Result = TypeVar("Result")

_CHUNKS_PER_WORKER = 2
"""Chunks assigned to each worker in advance, so that it need not wait while its parent is busy."""


class WorkerDiedError(Exception):
    """A worker process ended without a result: it was killed or ran out of memory."""


class _ChunkResult(NamedTuple):
    """The result or the error for one chunk."""

    number: int
    value: Any
    error: Exception | None = None


def choose_jobs(wanted: int, items: int, worth: int) -> int:
    """The number of processes for that number of items; ``wanted`` 0 means automatic.

    Fewer than ``worth`` items are processed in a single process.
    """
    if not hasattr(os, "fork"):
        return 1
    if wanted:
        return wanted
    if items < worth:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_chunks(
    function: Callable[[Sequence[Item]], Result], chunks: Sequence[Sequence[Item]], jobs: int
) -> Iterator[Result]:
    """The results of the function over each chunk, in the order of the chunks.

    Raises WorkerDiedError if a process dies.
    """
    if jobs > 1 and len(chunks) > 1:
        with _start_workers(function, chunks, min(jobs, len(chunks))) as workers:
            if workers:
                yield from _collect(workers, len(chunks))
                return
    yield from map(function, chunks)


def run_in_background(function: Callable[[], Result], jobs: int = 0) -> Callable[[], Result]:
    """Start the function in a process of its own; returns a function that waits for the result.

    If only one job is wanted, or the process cannot be started or dies, the function runs in this
    process during that wait. The result must be small.
    """
    if jobs == 1 or not hasattr(os, "fork"):
        return function
    try:
        outlet, inlet = os.pipe()
    except OSError:
        return function
    try:
        child = os.fork()
    except OSError:
        os.close(outlet)
        os.close(inlet)
        return function
    if child == 0:
        _run_child(function, inlet)
    os.close(inlet)

    def wait() -> Result:
        with os.fdopen(outlet, "rb") as pipe:
            answer = pipe.read()
        is_whole = os.waitpid(child, 0)[1] == 0
        result: Result = pickle.loads(answer) if is_whole else function()  # noqa: S301 - our own child
        return result

    return wait


def split(items: Sequence[Item], jobs: int) -> list[Sequence[Item]]:
    """The items in chunks of equal size: small enough to balance, large enough to be efficient."""
    size = max(1, min(250, -(-len(items) // (jobs * 4)))) if jobs > 1 else 100
    return [items[start : start + size] for start in range(0, len(items), size)]


def _run_child(function: Callable[[], Any], inlet: int) -> NoReturn:
    """Write the result of the function and end the process, with status 0 on success."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        answer = pickle.dumps(function())
        with os.fdopen(inlet, "wb") as pipe:
            pipe.write(answer)
        status = 0
    finally:
        os._exit(status)


@contextmanager
def _start_workers(
    function: Callable[[Any], Any], chunks: Sequence[Any], size: int
) -> "Iterator[list[Connection]]":
    """Connections to at most ``size`` workers, as many as the system allows; ends them on exit."""
    from multiprocessing.connection import Pipe  # noqa: PLC0415 - not worth its time for one

    connections: list[Connection] = []
    children: list[int] = []
    try:
        with suppress(OSError):  # no more processes, or no more open files
            while len(connections) < size:
                parent_end, child_end = Pipe()
                with child_end:
                    connections.append(parent_end)
                    try:
                        child = os.fork()
                    except OSError:
                        connections.pop().close()
                        raise
                    if child == 0:
                        _work(function, chunks, child_end, connections)
                children.append(child)
        yield connections
    finally:
        for connection in connections:
            connection.close()
        for child in children:
            os.waitpid(child, 0)


def _collect(workers: "Sequence[Connection]", total: int) -> Iterator[Any]:
    """The results of all ``total`` chunks, in order; a worker that finishes gets the next chunk."""
    from multiprocessing.connection import wait  # noqa: PLC0415 - as above

    numbers = iter(range(total))
    results: dict[int, _ChunkResult] = {}
    try:
        for worker in [*workers] * _CHUNKS_PER_WORKER:
            _assign(worker, numbers)
        for number in range(total):
            while number not in results:
                for ready in cast("list[Connection]", wait(workers)):
                    result: _ChunkResult = ready.recv()
                    results[result.number] = result
                    _assign(ready, numbers)
            result = results.pop(number)
            if result.error is not None:
                raise result.error
            yield result.value
    except (EOFError, ConnectionError) as error:
        raise WorkerDiedError from error


def _assign(worker: "Connection", numbers: Iterator[int]) -> None:
    number = next(numbers, None)
    if number is not None:
        worker.send(number)


def _work(
    function: Callable[[Any], Any],
    chunks: Sequence[Any],
    connection: "Connection",
    others: "Sequence[Connection]",
) -> NoReturn:
    """Run as a worker: receive numbers of chunks and send results until the parent closes."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # only the parent handles Ctrl-C
        gc.disable()  # it would copy the pages that are shared with the parent
        for other in others:
            other.close()
        with suppress(RuntimeError):  # without a thread it ends after its current chunk
            threading.Thread(
                target=_exit_with_parent, args=[connection.fileno()], daemon=True
            ).start()
        while True:
            connection.send(_run_chunk(function, chunks, connection.recv()))
    except (EOFError, OSError):
        pass  # the parent has closed the connection
    finally:
        os._exit(0)


def _run_chunk(function: Callable[[Any], Any], chunks: Sequence[Any], number: int) -> _ChunkResult:
    try:
        return _ChunkResult(number, function(chunks[number]))
    except Exception as error:  # noqa: BLE001 - the parent raises it
        import traceback  # noqa: PLC0415 - seldom needed

        portable = _portable(error)
        portable.add_note(f"In a worker process:\n{traceback.format_exc()}")
        return _ChunkResult(number, None, portable)


def _portable(error: Exception) -> Exception:
    """The error if it can be pickled; else a RuntimeError with the same message."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - made in this line
    except Exception:  # noqa: BLE001 - pickling can raise anything
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _exit_with_parent(fd: int) -> None:
    """End this process when its parent closes the connection or is killed."""
    import select  # noqa: PLC0415 - as above

    end = select.poll()
    end.register(fd, 0)  # a hang-up is always reported
    end.poll()
    os._exit(1)
