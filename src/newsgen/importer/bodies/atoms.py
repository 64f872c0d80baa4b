"""Finished Markdown that waits outside a text while the rest of the text is converted.

A piece of finished Markdown is taken out of the text and a placeholder stands in its place, which
no rule of Markdown or HTML reads as anything but a letter. At the end the pieces come back.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

# For private use, at the very end of Unicode: parsers of HTML drop noncharacters.
_OPEN, _CLOSE = "\U0010fff0", "\U0010fff1"
_PLACEHOLDER = re.compile(f"{_OPEN}([0-9]{{1,9}}){_CLOSE}")
LINE_PREFIX = re.compile(r"(?:[ \t>]|[-*+][ \t]|[0-9]{1,9}[.)][ \t])*+")
"""What stands before the words of a line in a quote or a list."""
LIST_MARKER = re.compile(r"[^ \t>]")
"""A character of such a prefix that the following lines do not repeat."""
_BLANK = re.compile(r"[ \t>]++")
_NOT_IN_TEXTS = str.maketrans("", "", f"{_OPEN}{_CLOSE}")


class _Atom(NamedTuple):
    markdown: str
    is_block: bool


class Atoms:
    """The finished pieces of one text."""

    def __init__(self) -> None:
        self._atoms: list[_Atom] = []

    def put(self, markdown: str, *, block: bool) -> str:
        """A placeholder for finished Markdown.

        A ``block`` gets lines for itself in the end, wherever its placeholder stands: in a list or
        a quote it belongs to the item or the quote.
        """
        self._atoms.append(_Atom(markdown.strip("\n") if block else markdown, block))
        return f"{_OPEN}{len(self._atoms) - 1}{_CLOSE}"

    def restore(self, text: str) -> str:
        """The text with all pieces back in it, also those that are inside other pieces."""
        if _OPEN not in text:
            return text
        rows: list[str] = []
        is_after_block = False
        for line in text.split("\n"):
            if is_after_block and _BLANK.sub("", line):
                rows.append("")
            if _OPEN not in line:
                rows.append(line)
                is_after_block = False
            else:
                is_after_block = self._restore_line(line, rows)
        return "\n".join(rows)

    def _restore_line(self, line: str, rows: list[str]) -> bool:
        """Add the line to the rows; True if it ends with a block."""
        found = LINE_PREFIX.match(line)
        prefix = found[0] if found else ""
        parts = list(self._parts(line[len(prefix) :]))
        if line.startswith("|", len(prefix)):  # a row of a table
            rows.append(prefix + " ".join(" ".join(text.split("\n")) for text, _ in parts))
            return False
        following = LIST_MARKER.sub(" ", prefix)
        was_block = False
        for number, (text, is_block) in enumerate(parts):
            is_item = number == 0 and prefix != following
            if rows and _BLANK.sub("", rows[-1]) and (number or (is_block and not is_item)):
                rows.append(following.rstrip())
            for index, row in enumerate(text.split("\n")):
                start = following if number or index else prefix
                rows.append(start + row if row else start.rstrip())
            was_block = is_block
        return was_block

    def _parts(self, line: str) -> Iterator[tuple[str, bool]]:
        """The blocks of a line and the text between them, each with whether it is a block."""
        text, at, is_empty = "", 0, True
        for found in _PLACEHOLDER.finditer(line):
            text += line[at : found.start()]
            at = found.end()
            number = int(found[1])
            if number >= len(self._atoms):
                continue
            inner = self.restore(self._atoms[number].markdown)
            if not self._atoms[number].is_block:
                text += inner
                continue
            if text.strip(" "):
                yield text.strip(" "), False
            if inner:
                yield inner, True
            text, is_empty = "", False
        text += line[at:]
        if text.strip(" ") or is_empty:
            yield text if is_empty else text.strip(" "), False


def without_marks(text: str) -> str:
    """The text without the two characters that placeholders are made of."""
    return text.translate(_NOT_IN_TEXTS) if _OPEN in text or _CLOSE in text else text
