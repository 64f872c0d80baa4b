"""The parts of a Markdown text with their places in it, for those who change only some of them.

The engine finds the blocks; it knows the lines of each, from which the places follow.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

PartKind = Literal["heading", "paragraph", "cell", "term", "html", "code", "definition", "note"]

_MOST_LEVELS = 104
_TEXTS: Mapping[str, PartKind] = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "dt_open": "term",
}
_CODE = frozenset({"fence", "code_block"})


class Part(NamedTuple):
    """A part of a text; offsets count from 0, ``end`` is behind the last character."""

    kind: PartKind
    start: int
    end: int
    line: int
    """The line where it starts, from 0."""
    text: str = ""
    """The words with their marks, without the marks of lists and quotes around it; the HTML."""
    places: tuple[tuple[int, int], ...] = ()
    """Where each line of ``text`` is: an offset in it, and the offset in the whole text."""
    depth: int = 0
    """How many lists, quotes and the like are around it, each counted as the engine does."""
    level: int = 0
    """Of a heading, from 1."""
    markup: str = ""
    """Of a heading: ``##``, or ``=`` or ``-`` for a line below; of a definition its label; of a
    footnote its label."""

    def at(self, offset: int) -> int:
        """The offset in the whole text of an offset in ``text``."""
        number = bisect_right(self.places, offset, key=_first) - 1
        inner, outer = self.places[max(number, 0)]
        return outer + offset - inner


def read_parts(text: str) -> tuple[Part, ...]:
    """All parts of a text, in order; lines end with a line feed only."""
    engine = _engine()
    tokens: list[Token] = []
    engine.block.parse(text, engine, {}, tokens)
    return tuple(_parts(tokens, text, line_starts(text)))


def line_starts(text: str) -> list[int]:
    """The offset of each line of a text, and of a line behind the last."""
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return [*starts, len(text) + 1]


def plain_words(text: str) -> str:
    """The words of one paragraph of Markdown, without marks, HTML and entities."""
    words: list[str] = []
    for token in _engine().parseInline(text)[0].children or ():
        if token.type in {"text", "code_inline", "text_special", "image"}:
            words.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            words.append(" ")
    return "".join(words)


def _parts(tokens: Sequence[Token], text: str, starts: Sequence[int]) -> Iterator[Part]:
    for index, token in enumerate(tokens):
        if not token.map:
            continue
        first = min(token.map[0], len(starts) - 2)
        last = max(first, min(token.map[1], len(starts) - 1) - 1)
        begin, end = starts[first], max(starts[first], starts[last + 1] - 1)
        if token.type in _CODE:
            yield Part("code", begin, end, first, depth=token.level)
        elif token.type == "html_block":
            yield _html(token, text, starts, first)
        elif token.type == "definition":
            label = str(token.meta["label"])
            yield Part("definition", begin, end, first, depth=token.level, markup=label)
        elif token.type == "footnote_reference_open":
            label = str(token.meta["label"])
            yield Part("note", begin, end, first, depth=token.level, markup=label)
        elif token.type == "tr_open":
            yield from _cells(text, begin, end, first, token.level)
        elif token.type in _TEXTS:
            yield _words(token, tokens[index + 1].content, text, starts)


def _words(token: Token, content: str, text: str, starts: Sequence[int]) -> Part:
    """A paragraph, a heading or a term."""
    first = token.map[0] if token.map else 0
    places, end = _places(content, text, starts, first, skip=len(token.markup))
    start = places[0][1]
    if token.type == "heading_open":
        last = (token.map[1] if token.map else first + 1) - 1
        end = max(end, starts[last + 1] - 1)
        if token.markup[:1] == "#":
            start = text.find("#", starts[first], end)
    return Part(
        _TEXTS[token.type],
        start,
        end,
        first,
        content,
        places,
        token.level,
        int(token.tag[1:]) if token.type == "heading_open" else 0,
        token.markup,
    )


def _html(token: Token, text: str, starts: Sequence[int], first: int) -> Part:
    content = token.content.rstrip("\n")
    places, end = _places(content, text, starts, first)
    return Part("html", places[0][1], end, first, content, places, token.level)


def _places(
    content: str, text: str, starts: Sequence[int], first: int, skip: int = 0
) -> tuple[tuple[tuple[int, int], ...], int]:
    """Where the lines of a content are in the text, and where the last of them ends.

    Each of them is the end of a line of the text, perhaps without blanks behind it; a heading has
    ``skip`` marks before its words.
    """
    places: list[tuple[int, int]] = []
    inner = end = 0
    for number, line in enumerate(content.split("\n"), start=first):
        begin, stop = starts[number], starts[number + 1] - 1
        written = line.lstrip(" \t")
        if skip and "#" in text[begin:stop]:
            at = text.find(written, text.find("#", begin, stop) + skip, stop)
        else:
            at = text.rfind(written, begin, stop)
        at = (begin if at < 0 else at) - (len(line) - len(written))
        places.append((inner, max(at, begin)))
        inner += len(line) + 1
        end = max(at, begin) + len(line)
    return tuple(places), end


def _cells(text: str, begin: int, end: int, line: int, depth: int) -> Iterator[Part]:
    """The cells of a row, which are between bars."""
    at = begin
    while at <= end:
        bar = text.find("|", at, end)
        while bar > 0 and text[bar - 1] == "\\":
            bar = text.find("|", bar + 1, end)
        stop = end if bar < 0 else bar
        written = text[at:stop]
        content = written.strip()
        if content.strip("> "):
            start = at + len(written) - len(written.lstrip())
            yield Part("cell", start, start + len(content), line, content, ((0, start),), depth)
        at = stop + 1


def _first(place: tuple[int, int]) -> int:
    return place[0]


@cache
def _engine() -> MarkdownIt:
    engine = MarkdownIt("commonmark", {"maxNesting": _MOST_LEVELS, "inline_definitions": True})
    engine.enable("table").use(footnote_plugin).use(deflist_plugin)
    ended = ["paragraph", "reference", "blockquote", "list"]
    engine.block.ruler.before("fence", "colons", _read_colons, {"alt": ended})
    return engine


def _read_colons(state: StateBlock, line: int, _end: int, silent: bool) -> bool:  # noqa: FBT001
    """An engine rule: a line that begins or ends a block of newsgen is no part of a paragraph."""
    at = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith(":::", at) or state.is_code_block(line):
        return False
    if not silent:
        state.line = line + 1
    return True
