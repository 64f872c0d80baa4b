"""Bodies that are Markdown already: only what newsgen reads in another way is changed.

``sheet`` has a text with its parts; ``links``, ``headings``, ``oddities``, ``tags`` and
``html_blocks`` say what to change in them. ``mixed``, ``comments`` and ``containers`` come before,
``anchors`` comes after.
"""

from collections.abc import Callable, Iterator

from newsgen.importer.bodies.atoms import Atoms, without_marks
from newsgen.importer.bodies.blocks import nest_blocks
from newsgen.importer.bodies.edits import Edit, apply
from newsgen.importer.bodies.markdown.anchors import page_anchors, turn_page_links
from newsgen.importer.bodies.markdown.code import (
    CodeSpans,
    find_code,
    needs_fence,
    with_fence,
)
from newsgen.importer.bodies.markdown.comments import leave_out_comments
from newsgen.importer.bodies.markdown.containers import turn_containers
from newsgen.importer.bodies.markdown.headings import find_ids, heading_edits
from newsgen.importer.bodies.markdown.html_blocks import html_edits
from newsgen.importer.bodies.markdown.lines import Lines
from newsgen.importer.bodies.markdown.links import definition_edits, link_edits
from newsgen.importer.bodies.markdown.oddities import attributes_alone, is_contents, odd_edits
from newsgen.importer.bodies.markdown.opened import open_html
from newsgen.importer.bodies.markdown.placeholders import show_placeholders
from newsgen.importer.bodies.markdown.sheet import Passage, Sheet
from newsgen.importer.bodies.markdown.tags import tag_edits
from newsgen.importer.bodies.texts import plain_text
from newsgen.importer.conversion import Conversion
from newsgen.text import slugify

__all__ = [
    "CodeSpans",
    "ReplaceTags",
    "convert_markdown",
    "find_code",
    "page_anchors",
    "plain_text",
    "show_placeholders",
    "turn_page_links",
]


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
    text = open_html(text)
    text = leave_out_comments(text, conversion, lines.changed(text))
    text = turn_containers(text, conversion, lines.changed(text))
    sheet = Sheet(text, lines.changed(text), conversion, atoms)
    text = atoms.restore(apply(text, _edits(sheet)))
    conversion.ids.update({name: slugify(words) for name, words in sheet.ids.items()})
    text = turn_page_links(text, conversion, sheet.ids, lines)
    text = nest_blocks(text).strip("\n")
    return f"{text}\n" if text.strip() else ""


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
    edits += [
        Edit(part.start, part.end, with_fence(sheet.text, part))
        for part in sheet.parts
        if part.kind == "code" and needs_fence(sheet.text, part)
    ]
    return html_edits(sheet, edits)


def _of_passage(passage: Passage) -> Iterator[Edit]:
    """The changes of one passage, with places in the whole text."""
    if is_contents(passage):
        passage.conversion.leave_out("list of contents left out", passage.text, passage.line())
        yield _whole_lines(passage)
        return
    if attributes_alone(passage):
        yield _whole_lines(passage)
        return
    if passage.part.kind == "heading":
        yield from heading_edits(passage)
    edits = [*link_edits(passage), *odd_edits(passage)]
    yield from map(passage.placed, tag_edits(passage, edits))


def _whole_lines(passage: Passage) -> Edit:
    """The edit that leaves out the lines of a passage, and an empty one if it is between two."""
    text, part = passage.sheet.text, passage.part
    begin, stop = text.rfind("\n", 0, part.start) + 1, text.find("\n", part.end)
    if stop < 0:
        return Edit(begin, len(text))
    is_apart = text.startswith("\n", stop + 1) and text[max(begin - 2, 0) : begin] in {"", "\n\n"}
    return Edit(begin, stop + 1 + is_apart)
