"""Pieces of HTML that wait outside a text while it is turned into paragraphs."""

import re
from typing import Final

# Noncharacters, which no text contains: Unicode keeps them for use inside a program.
_BLOCK: Final = ("\ufdd6", "\ufdd7")
_INLINE: Final = ("\ufdd8", "\ufdd9")
CLASSIC: Final = "\ufdda"
"""Begins text of the classic editor, which has no elements for its paragraphs."""
FINISHED: Final = "\ufddb"
"""Begins HTML of the block editor."""
BLOCK_SLOT: Final = r"\ufdd6\d{1,9}\ufdd7"
"""Pattern of a piece that stands for itself."""
_SLOT: Final = re.compile(r"[\ufdd6\ufdd8](\d{1,9})[\ufdd7\ufdd9]")
_MARKS: Final = dict.fromkeys(map(ord, (*_BLOCK, *_INLINE, CLASSIC, FINISHED)))


class Slots:
    """The pieces of one text."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def put(self, html: str, *, block: bool) -> str:
        """What stands for the piece; a ``block`` is not part of a paragraph."""
        self._pieces.append(html)
        begin, end = _BLOCK if block else _INLINE
        return f"{begin}{len(self._pieces) - 1}{end}"

    def restore(self, text: str) -> str:
        """The text with all pieces in their places; pieces hold no others."""
        return _SLOT.sub(lambda found: self._pieces[int(found[1])], text)


def without_marks(text: str) -> str:
    """The text without the characters that slots are made of."""
    return text.translate(_MARKS)
