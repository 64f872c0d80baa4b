"""Text for terminals: escaped control characters, columns, colour and a progress line."""

import os
import re
import unicodedata
from collections.abc import Sequence
from types import TracebackType
from typing import Self, TextIO

_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_ERASE_LINE = "\r\x1b[K"


def visible(text: str) -> str:
    r"""Return the text on one line, with control and direction characters escaped: ``\x1b``.

    The joiners that Urdu and Hindi need stay. Characters that could move the cursor, colour the
    screen or disguise a name are escaped.
    """
    return _HIDDEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def width(text: str) -> int:
    """Return the number of terminal columns that the text takes."""
    return sum(_character_width(character) for character in text)


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Return the rows as lines of a table; the last column has no fixed width."""
    shown = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*shown, strict=True)]
    return "\n".join(_line(row, widths) for row in shown)


def wants_colour(stream: TextIO) -> bool:
    """Whether to use colour: on a terminal, unless NO_COLOR or FORCE_COLOR decides otherwise."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or is_terminal(stream)


def is_terminal(stream: TextIO) -> bool:
    """Whether the stream is a terminal that can rewrite a line."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


class ProgressLine:
    """A line that shows the progress; it is rewritten in place and erased at the end."""

    def __init__(self, stream: TextIO, *, shown: bool) -> None:
        self._stream = stream
        self._shown = shown
        self._line = ""

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` items of a phase are done; 0 of 0 if unknown."""
        line = f"{phase} {done:,}/{total:,} {100 * done // total}%" if total else phase
        if self._shown and self._worth_drawing(line):
            self._line = line
            self._stream.write(_ERASE_LINE + visible(line))
            self._stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.erase()

    def erase(self) -> None:
        """Erase the line, so that something else can be printed in its place."""
        if self._line:
            self._line = ""
            self._stream.write(_ERASE_LINE)
            self._stream.flush()

    def _worth_drawing(self, line: str) -> bool:
        """Whether the phase or the percentage changed: a phase is drawn at most a hundred times."""
        before, after = self._line.split(" "), line.split(" ")
        return (before[0], before[-1]) != (after[0], after[-1])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True))
    return "  ".join(padded).rstrip()


def _character_width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
