"""Problems as values: what is wrong, where, and how to fix it.

Phases return them and the command line prints them; nothing is logged. Every code has its severity,
meaning and remedy in ``CODES``; ``docs/errors.md`` is written from there.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, Final, Self

import msgspec
from msgspec.structs import force_setattr

from newsgen.diagnostics.code import Code, Severity
from newsgen.diagnostics.codes import CODES

__all__ = [
    "CODES",
    "EXAMPLES",
    "FEW",
    "TODAY",
    "Code",
    "Diagnostic",
    "Problems",
    "Refusal",
    "Severity",
    "by_rule",
    "has_errors",
    "ordered",
    "with_today",
]

TODAY: Final = "YYYY-MM-DD"
"""Stands in a hint for the day on which it is read; ``with_today`` replaces it."""

FEW = 30
"""More problems than this are counted by rule before they are shown."""
EXAMPLES = 3
"""Problems of a rule that are shown then."""
_BY_CODE: Any = None
"""Stands for the severity that ``CODES`` gives."""


class Diagnostic(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One problem at one place."""

    code: str
    """Stable name in kebab case: ``unknown-key``."""
    message: str
    """One sentence without a full stop, in an editor's words."""
    severity: Severity = _BY_CODE
    """That of the code in ``CODES``, which need not be given. Only a check gives it: there the
    rule decides, or the settings of the site."""
    path: str = ""
    """POSIX path relative to the site root; empty if the problem is not in a file."""
    line: int = 0
    """From 1; 0 where unknown."""
    column: int = 0
    """From 1, in characters; 0 where unknown."""
    key: tuple[str | int, ...] = ()
    """The front matter key with the problem, from the outside in: ``("image", "alt")``. A phase
    without the text of the file gives the key instead of a line; the loader finds the line."""
    hint: str = ""
    """How to fix it."""
    excerpt: str = ""
    """The line of the source file."""

    def __post_init__(self) -> None:
        """Look the severity up. Raises ValueError for a code that is not in ``CODES``."""
        if self.severity is not _BY_CODE:
            return
        known = CODES.get(self.code)
        if known is None:
            raise ValueError(f"{self.code!r} is not in the table of diagnostic codes")
        force_setattr(self, "severity", known.severity)

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The sort key: place first, then code and message."""
        return (self.path, self.line, self.column, self.code, self.message)


def with_today(diagnostics: Iterable[Diagnostic], today: date) -> tuple[Diagnostic, ...]:
    """The diagnostics, with the day in each hint that leaves it open as ``TODAY``."""
    return tuple(
        msgspec.structs.replace(d, hint=d.hint.replace(TODAY, today.isoformat()))
        if TODAY in d.hint
        else d
        for d in diagnostics
    )


class Problems(Exception):
    """Raised with diagnostics where a function has no value to return."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(*diagnostics)
        self.diagnostics: tuple[Diagnostic, ...] = diagnostics

    @classmethod
    def of(cls, code: str, message: str, *, path: str = "", hint: str = "") -> Self:
        """One problem whose line is not known."""
        return cls(Diagnostic(code=code, message=message, path=path, hint=hint))

    def __str__(self) -> str:
        return "; ".join(f"{d.path}: {d.message}" for d in self.diagnostics)


class Refusal(Exception):
    """The request cannot be met, or not without damage.

    The message names the changes that were already made, if there are any.
    """

    def __init__(
        self, message: str, hint: str = "", diagnostics: tuple[Diagnostic, ...] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.diagnostics = diagnostics
        """Problems of the configuration, if they are the reason."""


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics sorted by place, without duplicates."""
    return tuple(sorted(set(diagnostics), key=lambda d: d.order))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them is an error."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def by_rule(diagnostics: Iterable[Diagnostic]) -> tuple[tuple[Diagnostic, ...], ...]:
    """The diagnostics of each code and severity: errors first, then the most frequent."""
    groups: dict[tuple[Severity, str], list[Diagnostic]] = defaultdict(list)
    for diagnostic in diagnostics:
        groups[diagnostic.severity, diagnostic.code].append(diagnostic)
    found = sorted(groups.items(), key=lambda g: (-g[0][0], -len(g[1]), g[0][1]))
    return tuple(tuple(group) for _, group in found)
