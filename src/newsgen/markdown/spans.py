"""Where the parts of a Markdown text are, as offsets into it."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

_TICKS = re.compile("`++")


def code_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The offsets of all code: fenced, indented, and between backticks; sorted."""
    starts = line_starts(text)
    found: list[tuple[int, int]] = []
    for token in read_blocks_of(text):
        if token.type in {"fence", "code_block"} and token.map:
            found.append((starts[token.map[0]], starts[token.map[1]]))
        elif token.type == "inline" and token.map and "`" in token.content:
            begin, end = starts[token.map[0]], starts[max(token.map[1], token.map[0] + 1)]
            found += _ticks_in(text, begin, end)
    return tuple(sorted(set(found)))


def plain_words(text: str) -> str:
    """The words of one paragraph of Markdown, without marks, HTML and entities."""
    words: list[str] = []
    for token in _engine().parseInline(text)[0].children or ():
        if token.type in {"text", "code_inline", "text_special", "image"}:
            words.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            words.append(" ")
    return "".join(words)


def line_starts(text: str) -> list[int]:
    """The offset of each line, and the end of the text."""
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return [*starts, len(text), len(text)]


def _ticks_in(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    runs = [(run.start(), run.end()) for run in _TICKS.finditer(text, begin, end)]
    ends: dict[int, list[int]] = defaultdict(list)
    for first, last in runs:
        ends[last - first].append(last)
    spans = []
    at = begin
    for first, last in runs:
        if first < at:
            continue
        if first and text[first - 1] == "\\":
            first += 1  # noqa: PLW2901
        same = ends[last - first]
        number = bisect_left(same, last + 1)
        if last > first and number < len(same):
            spans.append((first, same[number]))
            at = same[number]
    return spans


def read_blocks_of(text: str) -> Sequence[Token]:
    """The tokens of all blocks, without what is in their texts."""
    engine = _engine()
    state = StateCore(text, engine, {})
    engine.block.parse(text, engine, state.env, state.tokens)
    return state.tokens


@cache
def _engine() -> MarkdownIt:
    return (
        MarkdownIt("commonmark", {"maxNesting": 104})
        .enable("table")
        .use(footnote_plugin)
        .use(deflist_plugin)
    )
