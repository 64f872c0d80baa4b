"""Which line of a file a line of a text was that was changed since."""

from bisect import bisect_right
from collections import defaultdict
from functools import cached_property

from newsgen.markdown import line_starts

_FAR = 400
"""Lines that at most are left out at one place."""


class Lines:
    """The lines of a body in its file.

    Lines that are the same before and after are found again; a line between them that is new has
    the number that follows the last one found.
    """

    def __init__(self, body: str, first_line: int) -> None:
        self._body = self._text = body
        self._first_line = first_line

    def changed(self, text: str) -> "Lines":
        """The lines of the body for what became of its text."""
        lines = Lines(self._body, self._first_line)
        lines._text = text
        return lines

    def at(self, offset: int) -> int:
        """The line in the file of an offset in the text."""
        number = bisect_right(self._starts, offset) - 1
        return self._first_line + (self._numbers[number] if self._numbers else number)

    @cached_property
    def _starts(self) -> list[int]:
        return line_starts(self._text)[:-1]

    @cached_property
    def _numbers(self) -> list[int]:
        """The line of the body, from 0, of each line of the text; empty if they are the same."""
        if self._text == self._body:
            return []
        places: dict[str, list[int]] = defaultdict(list)
        for number, line in enumerate(self._body.split("\n")):
            places[line].append(number)
        numbers: list[int] = []
        last, new = -1, 0
        for line in self._text.split("\n"):
            same = places.get(line, ()) if line.strip() else ()
            number = bisect_right(same, last) if same else 0
            if same and number < len(same) and same[number] - last < _FAR:
                last, new = same[number], 0
                numbers.append(last)
            else:
                new += 1
                numbers.append(last + new)
        return numbers
