"""Documents as the engine itself would make them, to hold the fast ways of newsgen against."""

import re
from functools import cache
from unittest import mock

from markdown_it import MarkdownIt
from markdown_it.rules_core import block, inline, smartquotes, text_join

from newsgen import markdown
from newsgen.markdown import Document, RenderContext, Style, document, scan
from newsgen.markdown.parser import parser_for

LANGUAGES = ["en", "ur", "fr", "de", "sv", "zh"]
STYLES = [
    *(Style(lang=lang) for lang in LANGUAGES),
    Style(smart_quotes=False),
    Style(trusted=True),
    Style(lang="ur", smart_quotes=False, trusted=True),
]
AROUND = RenderContext(
    path="content/world/quake.md",
    first_line=10,
    lead="<b>MULTAN:</b> ",
    destinations={"b.md": "/news/b/", "x": "/news/x.png"},
    base="/news/",
)
NOTHING = re.compile("(?!)")
BLOCKS = ("box", "map")


@cache
def own_parser(style: Style) -> MarkdownIt:
    """The engine of that style with its own rules in the place of the fast ones."""
    engine = parser_for.__wrapped__(style)
    for rule in (block, inline, smartquotes, text_join):
        engine.core.ruler.at(rule.__name__, rule)
    return engine


def render(body: str, style: Style) -> tuple[Document, str, tuple[str, ...]]:
    """The document, its first paragraph and what it refers to, as newsgen makes them."""
    drawn = markdown.render(body, style, AROUND, blocks=BLOCKS, render_block=draw)
    return drawn, markdown.lede(body, style), markdown.references(body)


def render_own_way(body: str, style: Style) -> tuple[Document, str, tuple[str, ...]]:
    """The same, without any short cut."""
    engine = mock.patch.object(document, "parser_for", own_parser)
    prose = mock.patch.object(document, "split_prose", return_value=None)
    simple = mock.patch.object(scan, "_SIMPLE", NOTHING)
    with engine, prose, simple:
        return render(body, style)


def draw(name: str, title: str, inner: str) -> str:
    """A block that shows all it is given."""
    return f"<aside class={name!r} title={title!r}>{inner}</aside>"


def assert_same(body: str, style: Style) -> None:
    """HTML, words, headings, diagnostics, lede and references are the same either way."""
    assert render(body, style) == render_own_way(body, style)
