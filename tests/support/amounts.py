"""How much of an exhaustive test a run tries: a part, or in the nightly run all of it."""

import os
from collections.abc import Sequence
from typing import TypeVar

NIGHTLY = os.environ.get("NEWSGEN_NIGHTLY", "") == "1"
"""Whether this is the nightly run: ``make test-nightly`` sets the variable."""
Case = TypeVar("Case")


def amount(name: str, usual: int, nightly: int) -> int:
    """How many to try; a number in the variable ``NEWSGEN_`` and the name overrides both."""
    return int(os.environ.get(f"NEWSGEN_{name}") or (nightly if NIGHTLY else usual))


def part(cases: Sequence[Case], usual: int) -> Sequence[Case]:
    """The first of the cases, as many as ``usual`` says; in the nightly run all of them."""
    return cases if NIGHTLY else cases[:usual]
