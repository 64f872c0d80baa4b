"""The severity, meaning and remedy of a diagnostic code."""

from enum import IntEnum
from functools import partial
from typing import NamedTuple


class Severity(IntEnum):
    """How bad a problem is."""

    WARNING = 1
    ERROR = 2


class Code(NamedTuple):
    """The reference entry of a diagnostic code. The texts are Markdown."""

    severity: Severity
    meaning: str
    """What is wrong, in one sentence without a capital letter at its start or a full stop."""
    remedy: str = ""
    """How to fix it, written like ``meaning``."""
    details: str = ""
    """Whole sentences that belong between the two."""


error = partial(Code, Severity.ERROR)
warning = partial(Code, Severity.WARNING)
