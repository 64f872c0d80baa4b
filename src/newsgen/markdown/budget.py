"""Limits the processor time that one body may take.

Some rules of the engine look ahead to the end of the text at each of their marks, so a body that
consists of such marks takes quadratic time. Ordinary text does not. The clock is checked between
the steps of the engine.
"""

import time
from typing import Any, Self

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from newsgen.diagnostics import Diagnostic

MIN_SECONDS = 1.0
"""Seconds of processor time that any body may take."""
SECONDS_PER_MILLION = 3.5
"""Further seconds for each million characters: three times what prose with many marks takes."""
LEDE_SHARE = 0.35
"""The share of this time for reading the first paragraph, before any page is planned."""
_STEPS_PER_CHECK = 64
"""Steps between two checks of the clock: a check costs as much as several steps. Long bodies have
fewer steps between checks, since one step there can take long."""
_SHORT = 8_000
"""Longest body, in characters, that does not count as long."""
_MAX_COLUMNS = 1000
"""A table is one step of the engine, which makes three tokens for each of its cells."""
_DELIMITER_ROW = frozenset("|-: \t")
_PER_STEP = 200
"""Characters of a document that count as one step when all its text is processed again."""


class TooSlowError(Exception):
    """A body takes longer than allowed; ``line`` is the line reached, counted from 0."""

    def __init__(self, line: int = 0) -> None:
        super().__init__(line)
        self.line = line

    def shifted(self, line: int) -> Self:
        """The error for the whole body, if this one is for a part that begins at ``line``."""
        return type(self)(self.line + line)

    def diagnostic(self, path: str, first_line: int) -> Diagnostic:
        """The diagnostic for a file whose body begins at ``first_line``, counted from 1."""
        return Diagnostic(
            code="too-slow",
            message="this text takes far longer to read than a text of its length may",
            path=path,
            line=self.line + first_line,
            column=1,
            hint="look from here on for brackets, stars or other marks by the thousand",
        )


class Budget:
    """The time left for one pass over a body, by the processor clock of this thread.

    The time starts at the first check: most bodies are finished by then.
    """

    def __init__(self, body: str, share: float = 1) -> None:
        size = len(body)
        self._size, self._share, self._end = size, share, 0.0
        self._stride = _STEPS_PER_CHECK if size < _SHORT else _STEPS_PER_CHECK * _SHORT // size
        self.steps = self._stride
        """Steps left before the next check of the clock."""

    def spend(self, line: int = 0, steps: int = 1) -> None:
        """Count some steps and sometimes check the clock. Raises TooSlowError."""
        self.steps -= steps
        if self.steps < 0:
            self.check(line)

    def check(self, line: int = 0) -> None:
        """Raise TooSlowError when no time is left."""
        self.steps = self._stride
        now = time.thread_time()
        if not self._end:
            self._end = now + self._share * (MIN_SECONDS + SECONDS_PER_MILLION * self._size / 1e6)
        elif now > self._end:
            raise TooSlowError(line)


def refuse_wide_table(state: StateBlock, line: int, end: int, _silent: bool) -> bool:  # noqa: FBT001
    """An engine rule that parses nothing. Raises TooSlowError for a table with too many columns."""
    if line + 1 < end:
        below = state.src[state.bMarks[line + 1] : state.eMarks[line + 1]]
        if below.count("|") > _MAX_COLUMNS and set(below) <= _DELIMITER_ROW:
            raise TooSlowError(line)
    return False


def spend_on_mark(state: StateInline, _silent: bool) -> bool:  # noqa: FBT001
    """An engine rule that parses nothing: counts one step for each mark in a text."""
    budget: Budget = state.env["budget"]
    budget.steps -= 1  # inlined ``spend``: a call for each mark would be slow
    if budget.steps < 0:
        budget.check()
    return False


def spend_on_text(state: StateInline) -> None:
    """An engine rule: counts a step for each token of a text before its marks are paired."""
    budget: Budget = state.env["budget"]
    budget.spend(steps=len(state.tokens))


def spend_on_document(state: StateCore) -> None:
    """An engine rule: counts the steps of the rules that run over the whole document."""
    budget: Budget = state.env["budget"]
    budget.spend(steps=len(state.src) // _PER_STEP)


def make_env(budget: Budget) -> dict[str, Any]:
    """The ``env`` that the engine's rules share while they parse one body."""
    return {"faults": [], "budget": budget}
