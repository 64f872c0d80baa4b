"""The processor time that a hostile text may take."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def little_time(seconds: float = 15.0) -> Iterator[None]:
    """Fail if the block takes more processor time.

    The limit is far above what a machine under load needs for a linear algorithm, and far below
    what a quadratic one takes for the same text.
    """
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds
