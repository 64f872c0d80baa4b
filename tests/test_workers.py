"""Work is shared over processes in order, and a process that dies does not go unnoticed."""

import os
import signal

import pytest

from newsgen.workers import WorkerDiedError, choose_jobs, map_chunks, split


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_come_in_the_order_of_the_chunks(jobs):
    chunks = split(range(100), 4)
    assert list(map_chunks(sum, chunks, jobs)) == [sum(chunk) for chunk in chunks]


@pytest.mark.parametrize(("items", "jobs"), [(0, 2), (1, 2), (999, 1), (10_000, 2), (10_000, 8)])
def test_chunks_hold_every_item_once(items, jobs):
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
