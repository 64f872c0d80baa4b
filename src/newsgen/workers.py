"""Work over all cores: a function mapped over chunks, in this process or in forked ones.

A forked worker sees all that its parent had in memory, so tasks travel as the number of a chunk
and only results travel back: they should be small. Where the system grants no more processes, the
work is done by those that there are.
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
"""So many chunks each worker knows of, so that none has to wait while its parent is busy."""


class WorkerDiedError(Exception):
    """A worker process ended without a word: killed, or out of memory."""


class _ChunkResult(NamedTuple):
    """What became of a chunk."""

    number: int
    value: Any
    error: Exception | None = None


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
    function: Callable[[Sequence[Item]], Result], chunks: Sequence[Sequence[Item]], jobs: int
) -> Iterator[Result]:
    """The results of the function over each chunk, in the order of the chunks.

    Raises WorkerDiedError when a process dies.
    """
    if jobs > 1 and len(chunks) > 1:
        with _start_workers(function, chunks, min(jobs, len(chunks))) as workers:
            if workers:
                yield from _collect(workers, len(chunks))
                return
    yield from map(function, chunks)


def run_in_background(function: Callable[[], Result]) -> Callable[[], Result]:
    """Begin the function in a process of its own; gives a function that waits for its result.

    Where that process cannot be had, or dies, the function runs in this one when it is asked for.
    What it gives must be small.
    """
    if not hasattr(os, "fork"):
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
    """The items in chunks of one size: small enough to share evenly, large enough to be cheap."""
    size = max(1, min(250, -(-len(items) // (jobs * 4)))) if jobs > 1 else 100
    return [items[start : start + size] for start in range(0, len(items), size)]


def _run_child(function: Callable[[], Any], inlet: int) -> NoReturn:
    """Write the result of the function and end the process, with status 0 if that went well."""
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
    """Lines to workers, as many of that number as the system grants; they end with the context."""
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
    """The results of chunks 0 to ``total``, in order; who has done one gets the next."""
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
    """Be a worker: answer numbers of chunks with results for as long as the parent wants."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent alone answers Ctrl-C
        gc.disable()  # it would copy the pages that are shared with the parent
        for other in others:
            other.close()
        with suppress(RuntimeError):  # no more threads: then it ends after its chunk
            threading.Thread(
                target=_exit_with_parent, args=[connection.fileno()], daemon=True
            ).start()
        while True:
            connection.send(_run_chunk(function, chunks, connection.recv()))
    except (EOFError, OSError):
        pass  # the parent has heard enough
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
    """The error, where it can travel between processes; else one that says the same."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - made in this line
    except Exception:  # noqa: BLE001 - whatever its makers thought of
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _exit_with_parent(fd: int) -> None:
    """End this process when its parent hangs up, by a word or by being killed."""
    import select  # noqa: PLC0415 - as above

    end = select.poll()
    end.register(fd, 0)  # hanging up is told of unasked
    end.poll()
    os._exit(1)
