"""The footnotes of one text."""

from collections.abc import Collection
from typing import Final

_INDENT: Final = "    "


class Footnotes:
    """Gives numbers in the order of the references, and keeps the words until the end."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._last = 0
        self._words: dict[str, str] = {}

    def refer(self, name: str, taken: Collection[str] = ()) -> str:
        """A reference to the note of this name; ``taken`` are labels of other notes."""
        if name not in self._numbers:
            number = self._last + 1
            while str(number) in taken:
                number += 1
            self._numbers[name] = self._last = number
        return f"[^{self._numbers[name]}]"

    def define(self, name: str, markdown: str) -> None:
        """What the note says."""
        self._words.setdefault(name, markdown.strip())

    def inline(self, markdown: str, taken: Collection[str] = ()) -> str:
        """A reference to a note that stands where it is referred to."""
        name = f"inline {len(self._numbers)}"
        self.define(name, markdown)
        return self.refer(name, taken)

    def definitions(self) -> str:
        """The notes in the order of their numbers, those without a reference last, as a list."""
        lines = []
        for name, number in self._numbers.items():
            rows = (self._words.get(name) or "…").split("\n")
            rest = [f"{_INDENT}{row}" if row else "" for row in rows[1:]]
            lines.append("\n".join([f"[^{number}]: {rows[0]}", *rest]))
        lines += [words for name, words in self._words.items() if name not in self._numbers]
        return "\n\n".join(lines)
