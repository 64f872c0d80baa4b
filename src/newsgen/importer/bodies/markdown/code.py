"""Which parts of a Markdown text are code."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from newsgen.importer.bodies.blocks import code
from newsgen.markdown import Part, read_marks, read_parts


class CodeSpans(NamedTuple):
    """Which parts of a text are code: sorted offsets, apart from each other."""

    spans: Sequence[tuple[int, int]]

    def covers(self, offset: int) -> bool:
        """Whether the character at this offset is code, or a mark around code."""
        return self.next_free(offset) != offset

    def next_free(self, offset: int) -> int:
        """The first offset from here on that is not code."""
        number = bisect_right(self.spans, offset, key=_start) - 1
        return max(offset, self.spans[number][1]) if number >= 0 else offset


def find_code(text: str) -> CodeSpans:
    """All code of a text: code, indented, and between backticks."""
    found: list[tuple[int, int]] = []
    for part in read_parts(text):
        if part.kind == "code":
            found.append((part.start, part.end))
        elif "`" in part.text and part.kind != "html":
            marks = read_marks(part.text)
            found += [
                (part.at(mark.start), part.at(mark.end - 1) + 1)
                for mark in marks
                if mark.kind == "code"
            ]
    return CodeSpans(tuple(sorted(found)))


def needs_fence(text: str, part: Part) -> bool:
    """Whether it is indented code with a comment, which newsgen would leave out."""
    is_fenced = text[part.start : part.end].lstrip(" ").startswith(("`", "~"))
    return part.depth == 0 and not is_fenced and "<!--" in text[part.start : part.end]


def with_fence(text: str, part: Part) -> str:
    """The indented code of this part between fences."""
    rows = text[part.start : part.end].split("\n")
    return code("\n".join(row.removeprefix("\t" if row[:1] == "\t" else "    ") for row in rows))


def _start(span: tuple[int, int]) -> int:
    return span[0]
