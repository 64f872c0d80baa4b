"""Bodies that are Markdown already: only what newsgen reads in another way is changed."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from newsgen.importer.bodies.atoms import Atoms, without_marks
from newsgen.importer.bodies.texts import plain_text
from newsgen.importer.conversion import Conversion
from newsgen.markdown import code_spans


__all__ = ["CodeSpans", "ReplaceTags", "convert_markdown", "plain_text"]


class CodeSpans(NamedTuple):
    """Which parts of a text are code: sorted offsets, apart from each other."""

    spans: Sequence[tuple[int, int]]

    def covers(self, offset: int) -> bool:
        """Whether the character at this offset is code, or a mark around code."""
        return self.next_free(offset) != offset

    def next_free(self, offset: int) -> int:
        """The first offset from here on that is not code."""
        number = bisect_right(self.spans, (offset, len(self.spans) and self.spans[-1][1] + 1)) - 1
        if number < 0:
            return offset
        return max(offset, self.spans[number][1])


ReplaceTags = Callable[[str, CodeSpans, Atoms, Conversion], str]
"""Puts what a dialect's tags become into a text: source text, or finished Markdown as an atom."""


def convert_markdown(
    body: str,
    conversion: Conversion,
    *,
    replace_tags: ReplaceTags | None = None,
    first_line: int = 1,
) -> str:
    """The body as newsgen's Markdown, ending in one line break; empty for no text.

    Line breaks become ``\\n``. ``first_line`` is the line of its file where the body starts.
    """
    atoms = Atoms()
    text = without_marks(body.replace("\r\n", "\n").replace("\r", "\n"))
    if replace_tags:
        text = replace_tags(text, CodeSpans(code_spans(text)), atoms, conversion)
    text = atoms.restore(text).strip("\n")
    return f"{text}\n" if text.strip() else ""
