"""Renders documents with and without the fast paths of newsgen, to compare the results."""

import re
from functools import cache
from unittest import mock

from markdown_it import MarkdownIt
from markdown_it.rules_core import block, inline, text_join

from newsgen import markdown
from newsgen.markdown import Document, RenderContext, Style, document, scan
from newsgen.markdown.parser import parser_for

LANGUAGES = ["en", "ur", "fr", "de", "sv", "zh"]
STYLES = [
    *(Style(lang=lang) for lang in LANGUAGES),
    Style(smart_quotes=False),
    Style(raw_html="trusted"),
    Style(raw_html="escape"),
    Style(lang="ur", smart_quotes=False, raw_html="trusted"),
]
CONTEXT = RenderContext(
    path="content/world/quake.md",
    first_line=10,
    lead="<b>MULTAN:</b> ",
    destinations={"b.md": "/news/b/", "x": "/news/x.png"},
    base="/news/",
)
NEVER = re.compile("(?!)")
BLOCKS = ("box", "map")


@cache
def parser_without_fast_paths(style: Style) -> MarkdownIt:
    """The engine of that style with its own rules instead of the fast paths."""
    engine = parser_for.__wrapped__(style)
    for rule in (block, inline, text_join):
        engine.core.ruler.at(rule.__name__, rule)
    return engine


def render(body: str, style: Style) -> tuple[Document, str, tuple[str, ...]]:
    """The document, its first paragraph and its references."""
    rendered = markdown.render(body, style, CONTEXT, blocks=BLOCKS, render_block=render_block)
    return rendered, markdown.lede(body, style), markdown.references(body)


def render_without_fast_paths(body: str, style: Style) -> tuple[Document, str, tuple[str, ...]]:
    """The same results without the fast paths."""
    engine = mock.patch.object(document, "parser_for", parser_without_fast_paths)
    prose = mock.patch.object(document, "split_prose", return_value=None)
    simple = mock.patch.object(scan, "_SIMPLE", NEVER)
    with engine, prose, simple:
        return render(body, style)


def render_block(block: markdown.Block) -> str:
    """HTML that shows all of the block."""
    return f"<aside class={block.name!r} title={block.title!r}>{block.content}</aside>"


def assert_same(body: str, style: Style) -> None:
    """Check that all results are equal with and without the fast paths."""
    assert render(body, style) == render_without_fast_paths(body, style)
