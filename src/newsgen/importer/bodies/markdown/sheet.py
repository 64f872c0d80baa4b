"""A text that is converted, with its parts and all that is asked and told of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bs4 import Tag

from newsgen.importer.bodies.atoms import Atoms
from newsgen.importer.bodies.edits import Edit
from newsgen.importer.bodies.html import Converter, html_to_markdown
from newsgen.importer.bodies.markdown.lines import Lines
from newsgen.importer.conversion import Conversion
from newsgen.markdown import Mark, Part, normal_label, read_definition, read_marks, read_parts

_MASK = "\0"
_HIGHEST, LOWEST = 2, 6
"""Levels of headings in a text."""
_HEADING = re.compile("h[1-6]")


@dataclass(eq=False)
class Definition:
    """A definition of a link, and what it is used for."""

    mark: Mark
    """With places in the whole text."""
    destination: str | None = None
    """What its links lead to now; None if no link uses it."""
    is_inlined: bool = False
    """Whether a picture that uses it has its own destination now."""


@dataclass(eq=False)
class Sheet:
    """One text. Its edits are collected while its parts are read."""

    text: str
    lines: Lines
    conversion: Conversion
    atoms: Atoms
    ids: dict[str, str] = field(default_factory=dict)
    """Ids that the text gives its headings → the words of the heading."""

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the text."""
        return read_parts(self.text)

    @cached_property
    def definitions(self) -> Mapping[str, Definition]:
        """The definitions of links by label; the first of a label counts."""
        found: dict[str, Definition] = {}
        for part in self.parts:
            mark = (
                read_definition(self.text, part.start, part.end)
                if part.kind == "definition"
                else None
            )
            if mark:
                found.setdefault(normal_label(part.markup), Definition(mark))
        return found

    @cached_property
    def shift(self) -> int:
        """How many levels all headings become lower: 1 if the highest is ``#``."""
        levels = [part.level for part in self.parts if part.kind == "heading"]
        return 1 if levels and min(levels) == 1 else 0

    def from_html(self, html: str, line: int) -> str:
        """Some HTML of the text as Markdown; its headings keep their place among all others."""
        shown = html_to_markdown(
            html, self.conversion, handlers=(self._show_heading,), first_line=line
        )
        return shown.strip("\n")

    def _show_heading(self, tag: Tag, converter: Converter) -> str | None:
        if not _HEADING.fullmatch(tag.name):
            return None
        words = " ".join(converter.children(tag).split())
        level = min(max(int(tag.name[1]) + self.shift, _HIGHEST), LOWEST)
        return f"{'#' * level} {words}" if words else ""

    @cached_property
    def footnotes(self) -> frozenset[str]:
        """The labels of all footnotes."""
        return frozenset(part.markup for part in self.parts if part.kind == "note")


class Passage:
    """The words of one part with their marks; offsets count from its start."""

    def __init__(self, sheet: Sheet, part: Part) -> None:
        self.sheet, self.part, self.text = sheet, part, part.text
        self.conversion = sheet.conversion
        self.marks = read_marks(part.text, sheet.definitions)

    def line(self, offset: int = 0) -> int:
        """The line in the file."""
        return self.sheet.lines.at(self.part.at(offset))

    @cached_property
    def plain(self) -> str:
        """The text with every character of code, tags and destinations blanked out."""
        parts: list[str] = []
        at = 0
        for start, end in sorted(self._hidden()):
            if end > at:
                parts += [self.text[at:start], _MASK * (end - max(start, at))]
                at = end
        return "".join((*parts, self.text[at:]))

    def placed(self, edit: Edit) -> Edit:
        """The edit with its places in the whole text."""
        start = self.part.at(edit.start)
        end = start if edit.end == edit.start else self.part.at(edit.end - 1) + 1
        return Edit(start, end, edit.text)

    def _hidden(self) -> Iterator[tuple[int, int]]:
        for mark in self.marks:
            match mark.kind:
                case "code" | "tag" | "autolink":
                    yield mark.start, mark.end
                case "image":
                    yield mark.start, mark.end
                case "link":
                    yield mark.label[1], mark.end
