"""The footnotes of one text."""

from collections.abc import Collection
from typing import Final

_INDENT: Final = "    "


class Footnotes:
    """Numbers notes that stand where they are referred to, and keeps their words until the end."""

    def __init__(self) -> None:
        self._words: dict[int, str] = {}

    def refer(self, markdown: str, taken: Collection[str]) -> str:
        """A reference to a note with these words; ``taken`` are the labels of other notes."""
        number = max(self._words, default=0) + 1
        while str(number) in taken:
            number += 1
        self._words[number] = markdown.strip()
        return f"[^{number}]"

    def definitions(self) -> str:
        """The notes in the order of their numbers."""
        lines = []
        for number, words in self._words.items():
            first, *others = words.split("\n")
            rest = [f"{_INDENT}{row}" if row else "" for row in others]
            lines.append("\n".join([f"[^{number}]: {first}", *rest]))
        return "\n\n".join(lines)
