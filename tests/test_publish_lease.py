"""The lease: only one of two publishers works, and one that seems dead uploads nothing more."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from newsgen.diagnostics import Refusal
from newsgen.publish import s3_lease
from newsgen.publish.s3_lease import HeldLease, PreconditionFailedError, hold_lease

MOMENT = datetime(2026, 11, 23, tzinfo=UTC)


class FakeLeaseFile:
    """A file with conditional writes."""

    def __init__(self):
        self.content, self.version, self.writes = None, 0, 0
        self.lock = threading.Lock()
        self.written = threading.Condition(self.lock)
        self.is_away = self.loses_answers = False
        self.kept = ("IfNoneMatch", "IfMatch")

    def read(self):
        with self.lock:
            return None if self.content is None else (self.content, str(self.version))

    def write(self, content, seen):
        with self.lock:
            if self.is_away:
                raise Refusal("cannot reach")
            is_kept = ("IfMatch" if seen else "IfNoneMatch") in self.kept
            if is_kept and seen != (None if self.content is None else str(self.version)):
                raise PreconditionFailedError
            self.content, self.version = content, self.version + 1
            self.writes += 1
            self.written.notify_all()
            if self.loses_answers and self.writes % 2:
                raise PreconditionFailedError  # as a retried write is answered
            return str(self.version)

    def await_writes(self, number):
        with self.lock:
            assert self.written.wait_for(lambda: self.writes >= number, timeout=30)


@pytest.fixture(autouse=True)
def _short_term(monkeypatch):
    monkeypatch.setattr(s3_lease, "DURATION", 0.3)


def test_the_lease_is_renewed_and_released():
    file = FakeLeaseFile()
    with hold_lease(file, MOMENT) as held:
        file.await_writes(4)
        held.check()
        assert b'"holder":""' not in file.content
    assert b'"holder":""' in file.content


def test_a_publisher_waits_for_another_to_finish():
    file, order = FakeLeaseFile(), []
    inside = threading.Event()

    def second():
        with hold_lease(file, MOMENT + timedelta(hours=1)):
            order.append("second")

    with hold_lease(file, MOMENT):
        other = threading.Thread(target=second)
        other.start()
        inside.wait(0.5)  # longer than a term: signs of life keep the other one waiting
        order.append("first")
    other.join()
    assert order == ["first", "second"]


def test_a_publisher_of_an_older_build_stops_immediately():
    file = FakeLeaseFile()
    with (
        hold_lease(file, MOMENT),
        pytest.raises(Refusal, match="newer build, of 2026-11-23T00:00:00"),
        hold_lease(file, MOMENT - timedelta(hours=1)),
    ):
        pass


def test_a_dead_holder_is_waited_for_only_one_duration():
    file = FakeLeaseFile()
    file.write(b'{"holder":"gone","moment":"2026-11-22T00:00:00Z","sign":3}', None)
    with hold_lease(file, MOMENT) as held:
        held.check()


def test_a_publisher_without_its_lease_uploads_nothing():
    file = FakeLeaseFile()
    with hold_lease(file, MOMENT) as held:
        taken = b'{"holder":"other","moment":"2026-11-24T00:00:00Z"}'
        with file.lock:
            file.content, file.version = taken, file.version + 1
        wait_until_lost(held)
    assert file.content == taken


def test_lost_answers_do_not_lose_the_lease():
    """Each write succeeds, but the answer to every second one is lost."""
    file = FakeLeaseFile()
    file.loses_answers = True
    with hold_lease(file, MOMENT) as held:
        file.await_writes(8)
        held.check()


@pytest.mark.parametrize("kept", [None, "IfNoneMatch"])
def test_a_host_without_conditional_writes_is_refused_each_time(kept):
    file = FakeLeaseFile()
    file.kept = (kept,)
    for _ in range(2):
        refused = pytest.raises(Refusal, match="does not support conditional writes")
        with refused, hold_lease(file, MOMENT):
            pass


def test_a_publisher_without_heartbeats_uploads_nothing():
    file = FakeLeaseFile()
    with hold_lease(file, MOMENT) as held:
        file.is_away = True
        wait_until_lost(held)


def wait_until_lost(held: HeldLease) -> None:
    """Wait until the lease is lost, at most half its duration after the last heartbeat."""
    with pytest.raises(Refusal, match="lock on the target was lost"):
        ask_often(held)


def ask_often(held: HeldLease) -> None:
    """Check the lease a thousand times, with short pauses."""
    pause = threading.Event()
    for _ in range(1000):
        held.check()
        pause.wait(0.01)


def test_a_lease_that_cannot_be_read_is_taken_over():
    file = FakeLeaseFile()
    file.write(b"nonsense", None)
    with hold_lease(file, MOMENT) as held:
        held.check()
