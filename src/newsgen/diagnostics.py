"""Problems as values: what is wrong, where, and what would mend it.

Phases return them, the command line prints them; nothing is logged. The codes are a stable
vocabulary, listed with their remedies in ``docs/errors.md``.
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import Self

import msgspec


class Severity(IntEnum):
    """How bad a problem is."""

    WARNING = 1
    ERROR = 2


class Diagnostic(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One problem at one place."""

    code: str
    """Stable name in kebab case: ``unknown-key``."""
    message: str
    """One sentence without a full stop, in an editor's words."""
    severity: Severity = Severity.ERROR
    path: str = ""
    """POSIX path relative to the site root; empty where no file is to blame."""
    line: int = 0
    """From 1; 0 where unknown."""
    column: int = 0
    """From 1, in characters; 0 where unknown."""
    key: tuple[str | int, ...] = ()
    """The front matter key to blame, from the outside in: ``("image", "alt")``. A phase that does
    not hold the text of the file gives this instead of a line; the loader finds the line."""
    hint: str = ""
    """What would mend it."""
    excerpt: str = ""
    """The line of the source."""

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """By place, then by name."""
        return (self.path, self.line, self.column, self.code, self.message)


class Problems(Exception):
    """Raised only where there is no value to return."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(*diagnostics)
        self.diagnostics: tuple[Diagnostic, ...] = diagnostics

    @classmethod
    def of(cls, code: str, message: str, *, path: str = "", hint: str = "") -> Self:
        """A single problem of which only the file is known."""
        return cls(Diagnostic(code=code, message=message, path=path, hint=hint))

    def __str__(self) -> str:
        return "; ".join(f"{d.path}: {d.message}" for d in self.diagnostics)


class Refusal(Exception):
    """The request cannot be met, or not without harm.

    What was changed before that was seen, if anything was, is told.
    """

    def __init__(
        self, message: str, hint: str = "", diagnostics: tuple[Diagnostic, ...] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.diagnostics = diagnostics
        """What is wrong with the configuration, where that is the reason."""


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics by place, each once."""
    return tuple(sorted(set(diagnostics), key=lambda d: d.order))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them is an error."""
    return any(d.severity is Severity.ERROR for d in diagnostics)
