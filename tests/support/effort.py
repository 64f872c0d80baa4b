"""The processor time that a hostile text may take."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def little_time(seconds: float) -> Iterator[None]:
    """Fail if the block takes more processor time; what other processes do counts for nothing."""
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds
