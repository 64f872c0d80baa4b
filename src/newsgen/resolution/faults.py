"""What is wrong with one source."""

from typing import TypeVar

from newsgen.diagnostics import Diagnostic, Severity, has_errors
from newsgen.models import Article, AuthorProfile, StandingPage

Resolved = TypeVar("Resolved", Article, StandingPage, AuthorProfile)


class Faults:
    """Collects what is wrong with one source, so that all of it is told at once."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._found: list[Diagnostic] = []

    def error(self, key: tuple[str | int, ...], code: str, message: str, hint: str) -> None:
        """Note what leaves the source out of the site."""
        self._note(Severity.ERROR, key, code, message, hint)

    def warn(self, key: tuple[str | int, ...], code: str, message: str, hint: str) -> None:
        """Note what may not be meant."""
        self._note(Severity.WARNING, key, code, message, hint)

    def settle(self, value: Resolved) -> tuple[Resolved | None, tuple[Diagnostic, ...]]:
        """The value unless an error speaks against it, and all that was noted."""
        return (None if has_errors(self._found) else value), tuple(self._found)

    def _note(
        self, severity: Severity, key: tuple[str | int, ...], code: str, message: str, hint: str
    ) -> None:
        self._found.append(
            Diagnostic(
                severity=severity, key=key, code=code, message=message, hint=hint, path=self._path
            )
        )
