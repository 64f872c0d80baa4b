"""Walks through a tree of HTML; each rule says what becomes of an element.

Text flows upwards with marks in it: a noncharacter, a number and a noncharacter stand for a style,
a picture or a finished block. Only where a block ends is its text written, so that what Markdown
would read of it is known: a star needs no escape inside code, and a dash only at the start.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from bs4 import Comment, Tag
from bs4.element import NavigableString, PageElement
from markdownify import MarkdownConverter

from newsgen.importer.bodies.html.blocks import (
    Block,
    BlockKind,
    Picture,
    join_blocks,
    write_block,
    write_picture,
    write_pictures,
)
from newsgen.importer.bodies.html.runs import BREAK, Run, Style, is_break
from newsgen.importer.bodies.html.text import Place, write_text
from newsgen.importer.bodies.html.tree import BLOCKS
from newsgen.importer.conversion import Conversion

Handler = Callable[[Tag, "Converter"], str | None]
"""Gives the Markdown of an element; an empty text leaves it out, None lets the next rule try."""
Rule = Callable[[Tag, "Converter"], str | None]
"""The same for the rules of this package, whose text has marks."""

_OPEN, _CLOSE, _RUN, _PICTURE, _BLOCK, _END, _BREAK = "\ufdd0\ufdd2\ufdd3\ufdd4\ufdd5\ufdd1\ufdd6"
_MARK = re.compile(f"([{_OPEN}{_CLOSE}{_RUN}{_PICTURE}{_BLOCK}])([0-9]+){_END}|{_BREAK}")
_BLOCKS_ONLY = re.compile(f"(?:\\s*+{_BLOCK}[0-9]++{_END}\\s*+)++")
_SPACES = re.compile("[ \t\n]+")
_FIRST_LEVEL: Final = 2


class Converter(MarkdownConverter):
    """Converts the elements of one body."""

    def __init__(
        self,
        conversion: Conversion,
        rules: Mapping[str, Sequence[Rule]],
        handlers: Sequence[Handler] = (),
        first_line: int = 1,
    ) -> None:
        super().__init__()
        self.conversion = conversion
        self.is_inline = False
        """Whether blocks have to become text: in headings and in cells of tables."""
        self.levels: Mapping[int, int] = {}
        """The level of a heading → its level below the one of the page."""
        self.anchors: Mapping[str, str] = {}
        """The ids of headings → their anchors in newsgen."""
        self.notes: Mapping[str, str] = {}
        """The ids of footnotes → their labels."""
        self._rules = rules
        self._handlers = handlers
        self._first_line = first_line
        self._styles: list[Style] = []
        self._runs: list[Run] = []
        self._pictures: list[Picture] = []
        self._blocks: list[Block] = []

    # --- for rules and handlers

    def children(self, tag: Tag) -> str:
        """The Markdown of what is inside the element."""
        return join_blocks(self.blocks(tag))

    def inline(self, tag: Tag, place: Place = "label") -> str:
        """The same on one line, without blocks."""
        with self.as_inline():
            return self.write(self.text(tag), place)

    def plain(self, tag: Tag) -> str:
        """The text that readers see inside the element, on one line, without mark-up."""
        with self.as_inline():
            runs = self._runs_of(self.text(tag))
        shown = (run.shown if run.is_finished else run.text for run in runs)
        return " ".join("".join(shown).split())

    def block(self, name: str, argument: str = "", inner: str = "") -> str:
        """A block of newsgen; ``argument`` is plain text, ``inner`` Markdown."""
        return write_block(name, argument, inner)

    def line(self, tag: Tag) -> int:
        """The line of the element in its file."""
        return (tag.sourceline or 1) + self._first_line - 1

    # --- for rules

    def text(self, tag: Tag) -> str:
        """What is inside the element, with marks."""
        return "".join(self._text_of(child) for child in list(tag.children))

    def blocks(self, tag: Tag) -> list[Block]:
        """The blocks inside the element."""
        return self.read_blocks(self.text(tag))

    def write(self, text: str, place: Place = "paragraph") -> str:
        """A text with marks as a line of Markdown."""
        return write_text(self._runs_of(text), place)

    def write_heading(self, text: str) -> str:
        """A text with marks as a heading, which is bold anyway and has no pictures."""
        runs = [part for part in self._parts(text) if isinstance(part, Run)]
        plain = [run._replace(styles=tuple(s for s in run.styles if s != "**")) for run in runs]
        return write_text(plain, "heading")

    def styled(self, text: str, style: Style) -> str:
        """The text in a style."""
        self._styles.append(style)
        number = len(self._styles) - 1
        return f"{_OPEN}{number}{_END}{text}{_CLOSE}{number}{_END}"

    def finished(self, markdown: str, shown: str = "") -> str:
        """A mark for Markdown that belongs into a line."""
        self._runs.append(Run(markdown, (), is_finished=True, shown=shown))
        return f"{_RUN}{len(self._runs) - 1}{_END}"

    def pictured(self, picture: Picture) -> str:
        """A mark for a picture."""
        self._pictures.append(picture)
        return f"{_PICTURE}{len(self._pictures) - 1}{_END}"

    def marked(self, *blocks: Block) -> str:
        """Marks for blocks."""
        first = len(self._blocks)
        self._blocks += blocks
        return "".join(f"{_BLOCK}{first + n}{_END}" for n in range(len(blocks)))

    def line_break(self) -> str:
        """A mark for the end of a line."""
        return _BREAK

    @contextmanager
    def as_inline(self) -> Iterator[None]:
        """Let all blocks become text meanwhile."""
        before, self.is_inline = self.is_inline, True
        try:
            yield
        finally:
            self.is_inline = before

    def read_blocks(self, text: str, kind: BlockKind = "text") -> list[Block]:
        """The blocks of a text with marks; its loose text becomes blocks of this kind."""
        blocks: list[Block] = []
        loose: list[Run | Picture] = []
        for part in self._parts(text):
            if isinstance(part, Block):
                blocks += _write_loose(loose, kind)
                blocks.append(part)
                loose = []
            elif _is_break(part) and _ends_in_break(loose):
                blocks += _write_loose(loose, kind)
                loose = []
            else:
                loose.append(part)
        return blocks + _write_loose(loose, kind)

    # --- the library's traversal

    def process_tag(self, node: Tag, parent_tags: set[str] | None = None) -> str:  # type: ignore[misc]
        """What becomes of an element: by the first handler or rule that knows, else by its name."""
        for handler in self._handlers if node.parent else ():
            markdown = handler(node, self)
            if markdown is not None:
                return self._handled(node, markdown.strip("\n"))
        for rule in self._rules.get(node.name, ()):
            text = rule(node, self)
            if text is not None:
                return text
        return str(super().process_tag(node, parent_tags))

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:  # noqa: ARG002
        """The text as it is: it is escaped where its block is written."""
        return _SPACES.sub(" ", str(el))

    def get_conv_fn(self, tag_name: str) -> Callable[..., str] | None:
        """How to convert an element that no rule knows: as a block or as text."""
        return self._convert_block if tag_name in BLOCKS else None

    def _convert_block(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        if self.is_inline:
            return f"{_BREAK}{text}{_BREAK}" if text.strip() else ""
        if not text.strip() or _BLOCKS_ONLY.fullmatch(text):
            return text
        return self.marked(*self.read_blocks(text, "paragraph" if el.name == "p" else "text"))

    # --- parts

    def _text_of(self, node: PageElement) -> str:
        if isinstance(node, Comment):
            return ""
        return str(self.process_element(node, parent_tags=set()))  # type: ignore[attr-defined]

    def _handled(self, tag: Tag, markdown: str) -> str:
        if not markdown:
            return ""
        if self.is_inline:
            return self.finished(" ".join(markdown.split()), markdown)
        if tag.name in BLOCKS or "\n" in markdown or markdown.startswith(":::"):
            return self.marked(Block(markdown))
        return self.finished(markdown, markdown)

    def _parts(self, text: str) -> Iterator[Run | Picture | Block]:
        styles: list[Style] = []
        done = 0
        for mark in _MARK.finditer(text):
            if mark.start() > done:
                yield Run(text[done : mark.start()], tuple(dict.fromkeys(styles)))
            done = mark.end()
            number = int(mark[2] or 0)
            match mark[1]:
                case "\ufdd0":
                    styles.append(self._styles[number])
                case "\ufdd2":
                    if self._styles[number] in styles:
                        styles.reverse()
                        styles.remove(self._styles[number])
                        styles.reverse()
                case "\ufdd3":
                    yield self._runs[number]._replace(styles=tuple(dict.fromkeys(styles)))
                case "\ufdd4":
                    picture = self._pictures[number]
                    links = tuple(style for style in styles if style.startswith("]"))
                    yield (
                        _picture_run(picture)._replace(styles=links)
                        if links or picture.is_small
                        else picture
                    )
                case "\ufdd5":
                    yield self._blocks[number]
                case _:
                    yield BREAK
        if done < len(text):
            yield Run(text[done:], tuple(dict.fromkeys(styles)))

    def _runs_of(self, text: str) -> list[Run]:
        runs: list[Run] = []
        for part in self._parts(text):
            match part:
                case Run():
                    runs.append(part)
                case Picture():
                    runs.append(_picture_run(part))
                case Block():  # of a handler that does not know where it stands
                    runs.append(Run(" ".join(part.markdown.split()), is_finished=True))
        return runs


def _picture_run(picture: Picture) -> Run:
    shown = f"{picture.alt} {picture.caption} {picture.credit}"
    return Run(write_picture(picture), is_finished=True, shown=shown)


def _is_break(part: Run | Picture) -> bool:
    return isinstance(part, Run) and is_break(part)


def _ends_in_break(loose: Sequence[Run | Picture]) -> bool:
    for part in reversed(loose):
        if _is_break(part):
            return True
        if isinstance(part, Picture) or part.is_finished or part.text.strip():
            return False
    return True


def _write_loose(parts: Sequence[Run | Picture], kind: BlockKind) -> list[Block]:
    """The blocks of text and pictures: pictures stand before or after the text."""
    if not parts:
        return []
    runs = [part for part in parts if isinstance(part, Run)]
    pictures = [part for part in parts if isinstance(part, Picture)]
    markdown = write_text(runs)
    if not markdown:
        return [write_pictures(pictures)] if pictures else []
    first_words = next(n for n, part in enumerate(parts) if _has_words(part))
    before = [part for part in parts[:first_words] if isinstance(part, Picture)]
    after = pictures[len(before) :]
    return [
        *([write_pictures(before)] if before else []),
        Block(markdown, kind),
        *([write_pictures(after)] if after else []),
    ]


def _has_words(part: Run | Picture) -> bool:
    return isinstance(part, Run) and not is_break(part) and bool(part.text.strip())


def heading_levels(levels: Sequence[int]) -> dict[int, int]:
    """Levels for headings of a body, which begin at 2 and leave none out."""
    used = sorted(set(levels))
    return {level: min(_FIRST_LEVEL + n, 6) for n, level in enumerate(used)}
