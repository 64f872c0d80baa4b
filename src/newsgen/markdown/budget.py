"""How much time one body may take.

The engine has rules that look ahead to the end of a text at each of their marks, so a body of
nothing but such marks takes time by the square of its length. No honest text does; the clock is
what tells them apart, looked at between the steps of the engine.
"""

import time
from typing import Any, Self

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from newsgen.diagnostics import Diagnostic

FLOOR = 1.0
"""Seconds of the processor that any body may take."""
PACE = 3.5
"""And so many more for each million of characters: three times what prose rich in marks takes."""
BEGINNING = 0.35
"""The share of that for what is read of a body before any page is planned."""
_STEPS = 64
"""Between two looks at the clock, which cost as much as several steps; fewer in a long body, where
one step can go a long way."""
_SHORT = 8_000
"""Characters of a body that is not long."""
_MOST_COLUMNS = 1000
"""A table is one step of the engine, which makes three tokens for each of its cells."""
_UNDER_A_HEAD = frozenset("|-: \t")
_PER_STEP = 200
"""Characters of a document that count as a step when all its texts are looked at once more."""


class TooSlowError(Exception):
    """A body takes longer than it may; ``line`` is where it was read, counted from 0."""

    def __init__(self, line: int = 0) -> None:
        super().__init__(line)
        self.line = line

    def shifted(self, line: int) -> Self:
        """The same, as seen by whoever knows the line that the part of the body begins on."""
        return type(self)(self.line + line)

    def diagnostic(self, path: str, first_line: int) -> Diagnostic:
        """The same as a problem of a file whose body begins at that line, counted from 1."""
        return Diagnostic(
            code="too-slow",
            message="this text takes far longer to read than a text of its length may",
            path=path,
            line=self.line + first_line,
            column=1,
            hint="look from here on for brackets, stars or other marks by the thousand",
        )


class Budget:
    """The time that is left for a pass over a body, by the clock of this thread.

    The clock starts when it is first looked at: most bodies are read by then.
    """

    def __init__(self, body: str, share: float = 1) -> None:
        size = len(body)
        self._size, self._share, self._end = size, share, 0.0
        self._stride = _STEPS if size < _SHORT else _STEPS * _SHORT // size
        self.steps = self._stride
        """Left before the next look at the clock."""

    def spend(self, line: int = 0, steps: int = 1) -> None:
        """Take some steps, and now and then a look at the clock. Raises TooSlowError."""
        self.steps -= steps
        if self.steps < 0:
            self.check(line)

    def check(self, line: int = 0) -> None:
        """Raise TooSlowError when no time is left."""
        self.steps = self._stride
        now = time.thread_time()
        if not self._end:
            self._end = now + self._share * (FLOOR + PACE * self._size / 1e6)
        elif now > self._end:
            raise TooSlowError(line)


def refuse_wide_table(state: StateBlock, line: int, end: int, _silent: bool) -> bool:  # noqa: FBT001
    """A rule of the engine that reads nothing. Raises TooSlowError for a table without measure."""
    if line + 1 < end:
        below = state.src[state.bMarks[line + 1] : state.eMarks[line + 1]]
        if below.count("|") > _MOST_COLUMNS and set(below) <= _UNDER_A_HEAD:
            raise TooSlowError(line)
    return False


def spend_on_mark(state: StateInline, _silent: bool) -> bool:  # noqa: FBT001
    """A rule of the engine that reads nothing, for the marks of a text."""
    budget: Budget = state.env["budget"]
    budget.steps -= 1  # as ``spend`` does; a call at each mark would be felt
    if budget.steps < 0:
        budget.check()
    return False


def spend_on_text(state: StateInline) -> None:
    """The same when the marks of a text are found and pairs are to be made of them."""
    budget: Budget = state.env["budget"]
    budget.spend(steps=len(state.tokens))


def spend_on_document(state: StateCore) -> None:
    """The same when all texts are read."""
    budget: Budget = state.env["budget"]
    budget.spend(steps=len(state.src) // _PER_STEP)


def environment(budget: Budget) -> dict[str, Any]:
    """What the rules of the engine hand to each other while one body is read."""
    return {"faults": [], "budget": budget}
