"""Bodies that are Markdown already: only what newsgen reads in another way is changed.

``sheet`` has a text with its parts; ``links``, ``headings``, ``oddities``, ``tags`` and
``html_blocks`` say what to change in them. ``comments`` and ``containers`` come before, ``anchors``
comes after.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from newsgen.importer.bodies.atoms import Atoms, without_marks
from newsgen.importer.bodies.blocks import nest_blocks
from newsgen.importer.bodies.edits import Edit, apply
from newsgen.importer.bodies.markdown.anchors import turn_page_links
from newsgen.importer.bodies.markdown.comments import leave_out_comments
from newsgen.importer.bodies.markdown.containers import turn_containers
from newsgen.importer.bodies.markdown.headings import find_ids, heading_edits
from newsgen.importer.bodies.markdown.html_blocks import html_edits
from newsgen.importer.bodies.markdown.lines import Lines
from newsgen.importer.bodies.markdown.links import definition_edits, link_edits
from newsgen.importer.bodies.markdown.oddities import is_contents, odd_edits
from newsgen.importer.bodies.markdown.sheet import Passage, Sheet
from newsgen.importer.bodies.markdown.tags import tag_edits
from newsgen.importer.bodies.texts import plain_text
from newsgen.importer.conversion import Conversion
from newsgen.markdown import read_marks, read_parts

__all__ = ["CodeSpans", "ReplaceTags", "convert_markdown", "plain_text", "turn_page_links"]


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

    Lines end with a line feed then. ``first_line`` is the line of its file where the body starts.
    """
    atoms = Atoms()
    text = without_marks(body.replace("\r\n", "\n").replace("\r", "\n"))
    lines = Lines(text, first_line)
    if replace_tags:
        text = replace_tags(text, find_code(text), atoms, conversion)
    text = leave_out_comments(text, conversion, lines.changed(text))
    text = turn_containers(text, conversion, lines.changed(text))
    sheet = Sheet(text, lines.changed(text), conversion, atoms)
    text = atoms.restore(apply(text, _edits(sheet)))
    text = turn_page_links(text, conversion, sheet.ids, lines)
    text = nest_blocks(text).strip("\n")
    return f"{text}\n" if text.strip() else ""


def find_code(text: str) -> CodeSpans:
    """All code of a text: fenced, indented, and between backticks."""
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


def _edits(sheet: Sheet) -> list[Edit]:
    """All changes of the text."""
    find_ids(sheet)
    if sheet.shift:
        sheet.conversion.change("headings: one level lower, as # is for the title")
    edits = [
        edit
        for part in sheet.parts
        if part.places and part.kind != "html"
        for edit in _of_passage(Passage(sheet, part))
    ]
    edits += definition_edits(sheet)
    return html_edits(sheet, edits)


def _of_passage(passage: Passage) -> Iterator[Edit]:
    """The changes of one passage, with places in the whole text."""
    if is_contents(passage):
        text, part = passage.sheet.text, passage.part
        passage.conversion.leave_out("list of contents left out", passage.text, passage.line())
        begin, stop = text.rfind("\n", 0, part.start) + 1, text.find("\n", part.end)
        yield Edit(begin, stop + 1 if stop >= 0 else len(text))
        return
    if passage.part.kind == "heading":
        yield from heading_edits(passage)
    edits = [*link_edits(passage), *odd_edits(passage)]
    yield from map(passage.placed, tag_edits(passage, edits))


def _start(span: tuple[int, int]) -> int:
    return span[0]
