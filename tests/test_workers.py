"""Work is distributed over processes in order, and the death of a process is noticed."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from newsgen.builder.build import build
from newsgen.workers import WorkerDiedError, choose_jobs, map_chunks, run_in_background, split
from support.paper import article, snapshot


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_come_in_the_order_of_the_chunks(jobs):
    chunks = split(range(100), 4)
    assert list(map_chunks(sum, chunks, jobs)) == [sum(chunk) for chunk in chunks]


@pytest.mark.parametrize(("items", "jobs"), [(0, 2), (1, 2), (999, 1), (10_000, 2), (10_000, 8)])
def test_chunks_contain_every_item_once(items, jobs):
    assert [item for chunk in split(range(items), jobs) for item in chunk] == list(range(items))


def test_small_work_stays_in_one_process():
    assert choose_jobs(0, 10, 256) == 1
    assert choose_jobs(3, 10, 256) == 3


def test_an_error_in_a_worker_is_raised_here():
    with pytest.raises(ZeroDivisionError):
        list(map_chunks(lambda chunk: 1 // 0, [[1], [2]], 2))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="one process where there is no fork")
def test_a_worker_that_dies_is_an_error():
    with pytest.raises(WorkerDiedError):
        list(map_chunks(lambda chunk: os.kill(os.getpid(), signal.SIGKILL), [[1], [2]], 2))


# --- a system without more processes or files ----------------------------------------------------

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="one process where there is none")


@pytest.fixture
def limited(monkeypatch):
    """Makes a function of ``os`` fail from its n-th call on; returns a list of its good calls."""

    def limited(name, allowed, error):
        function, granted = getattr(os, name), []

        def fail_after():
            if len(granted) >= allowed:
                raise OSError(error, os.strerror(error))
            granted.append(1)
            return function()

        monkeypatch.setattr(f"os.{name}", fail_after)
        return granted

    return limited


def open_files():
    place = Path("/proc/self/fd")
    return sorted(entry.name for entry in place.iterdir()) if place.is_dir() else []


@pytest.fixture
def forked(monkeypatch):
    """The numbers of the processes that this process forks from now on."""
    fork, numbers = os.fork, []

    def record():
        number = fork()
        if number:
            numbers.append(number)
        return number

    monkeypatch.setattr("os.fork", record)
    return numbers


def left_over(processes):
    """Those of the processes that nobody has waited for."""
    return [number for number in processes if is_child(number)]


def is_child(number):
    try:
        os.waitpid(number, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


@needs_fork
@pytest.mark.parametrize("allowed", [0, 1, 2, 3])
@pytest.mark.parametrize("error", [errno.EAGAIN, errno.ENOMEM])
def test_a_failed_fork_leaves_the_work_to_the_existing_workers(forked, limited, allowed, error):
    before = open_files()
    granted = limited("fork", allowed, error)
    chunks = split(range(1000), 4)
    assert list(map_chunks(sum, chunks, 4)) == [sum(chunk) for chunk in chunks]
    assert len(granted) == len(forked) == allowed
    assert open_files() == before
    assert not left_over(forked)


@needs_fork
@pytest.mark.parametrize("name", ["fork", "pipe"])
def test_a_function_that_cannot_run_in_the_background_runs_on_demand(limited, name):
    before = open_files()
    limited(name, 0, errno.EAGAIN)
    answer = run_in_background(os.getpid)
    assert open_files() == before
    assert answer() == os.getpid()


@needs_fork
def test_no_more_open_files_leave_the_work_to_this_process(monkeypatch):
    def refuse():
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr("multiprocessing.connection.Pipe", refuse)
    assert list(map_chunks(sum, [[1], [2]], 2)) == [1, 2]


@needs_fork
def test_workers_without_threads_do_their_work(monkeypatch):
    def refuse(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", refuse)
    assert list(map_chunks(sum, [[1], [2]], 2)) == [1, 2]


@needs_fork
@pytest.mark.parametrize("allowed", [0, 1, 2, 3])
def test_a_build_works_without_more_processes(make_paper, forked, limited, allowed):
    files = {f"content/world/{n}.md": article(f"Story {n}") for n in range(9)}
    paper, other = make_paper(files), make_paper(files, "other")
    before = open_files()
    other.build_ok()
    forked.clear()
    limited("fork", allowed, errno.EAGAIN)
    result = build(replace(paper.options(), jobs=3))
    assert result.committed
    assert snapshot(paper.public) == snapshot(other.public)
    assert open_files() == before
    assert len(forked) == allowed
    assert not left_over(forked)


@needs_fork
def test_workers_end_when_the_results_are_not_needed(forked):
    before = open_files()
    results = map_chunks(lambda chunk: chunk, [[n] for n in range(50)], 3)
    assert next(results) == [0]
    results.close()
    assert open_files() == before
    assert len(forked) == 3
    assert not left_over(forked)


class OddError(Exception):
    """An error that cannot be created again from its arguments."""

    def __init__(self, *, word: str) -> None:
        super().__init__(f"it is {word}")


@needs_fork
def test_an_error_that_cannot_be_pickled_is_reported_in_words():
    def fail(chunk):
        raise OddError(word="odd")

    with pytest.raises(RuntimeError, match="OddError: it is odd") as raised:
        list(map_chunks(fail, [[1], [2]], 2))
    assert "In a worker process" in raised.value.__notes__[0]


@needs_fork
def test_the_error_of_the_first_chunk_is_raised():
    def fail(chunk):
        raise ValueError(chunk[0])

    for _ in range(5):
        with pytest.raises(ValueError, match="0") as raised:
            list(map_chunks(fail, [[n] for n in range(8)], 4))
        assert raised.value.args == (0,)


@needs_fork
@pytest.mark.parametrize("written", [b"", b"half an answer"])
def test_a_killed_background_process_loses_no_result(monkeypatch, written):
    parent = os.getpid()

    def die(_):
        os.write(inlets[-1], written)
        os.kill(os.getpid(), signal.SIGKILL)

    inlets = []
    pipe = os.pipe
    monkeypatch.setattr("os.pipe", lambda: (inlets.extend(both := pipe()), both)[1])
    monkeypatch.setattr("pickle.dumps", die)
    assert run_in_background(lambda: os.getpid() == parent)()
    monkeypatch.undo()
    assert run_in_background(lambda: os.getpid() == parent, jobs=1)()


@needs_fork
def test_workers_end_when_their_parent_is_killed(tmp_path):
    code = (
        "import os, time\nfrom newsgen.workers import map_chunks\n"
        "def work(chunk):\n    print(os.getpid(), flush=True)\n    time.sleep(60)\n"
        "list(map_chunks(work, [[1], [2]], 2))\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        for _ in range(2):
            parent.stdout.readline()
        parent.kill()
        assert parent.stdout.read() == b""  # ends when both processes have ended
