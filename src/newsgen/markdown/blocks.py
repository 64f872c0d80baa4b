"""The HTML of a document with its blocks, inner ones first, and the pictures that blocks show."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from newsgen.markdown.embeds import Embed
from newsgen.markdown.writing import PICTURES_END, PICTURES_START
from newsgen.models import Model, Picture, ShownPicture, Update

# Noncharacters, which no body contains: Unicode keeps them for use inside a program.
_PLACEHOLDER = re.compile("\ufdd0([0-9]{1,6})\ufdd1")
_FIGURES = re.compile(f"{PICTURES_START}[^{PICTURES_START}{PICTURES_END}]*+{PICTURES_END}")


class Block(Model, frozen=True):
    """A block of the writer, between two lines of colons."""

    name: str
    title: str
    content: str
    """Its inner HTML."""
    pictures: tuple[ShownPicture, ...] = ()
    """The pictures that have paragraphs of their own in it."""
    text: str = ""
    """Its inner HTML without those pictures."""
    embed: Embed | None = None
    """What it shows of another service."""
    update: Update | None = None
    """Of an entry of a live story."""


RenderBlock = Callable[[Block], str]
"""Makes the HTML of a block."""


def to_html(
    engine: MarkdownIt,
    tokens: Sequence[Token],
    env: dict[str, Any],
    render_block: RenderBlock,
    finish: Callable[[str], str],
) -> str:
    """The HTML of all tokens; inner blocks are rendered before outer ones.

    ``finish`` gets the HTML that the writer wrote, with a placeholder for each rendered block: what
    a template made of a block is not changed.
    """
    blocks: list[int] = []  # the index of each open block
    html: list[list[str]] = [[]]  # parts of the document, then of each open block
    rendered: list[str] = []
    done = 0

    def complete(parts: Sequence[str]) -> str:
        html = finish("".join(parts))
        return _PLACEHOLDER.sub(lambda found: "".join(rendered[int(found[1]) :][:1]), html)

    for index, token in enumerate(tokens):
        if token.type not in {"block_open", "block_close"}:
            continue
        html[-1].append(engine.renderer.render(tokens[done:index], engine.options, env))
        done = index + 1
        if token.nesting == 1:
            blocks.append(index)
            html.append([])
        else:
            start = blocks.pop()
            inner = complete(html.pop())
            html[-1].append(f"\ufdd0{len(rendered)}\ufdd1")
            block = _make_block(tokens[start : index + 1], inner)
            rendered.append(block.content if tokens[start].hidden else render_block(block))
    rest: str = engine.renderer.render(tokens[done:], engine.options, env)
    return _unmarked(complete((*html[0], rest)))


def inner_html(block: Block) -> str:
    """The HTML of a block without a template: an embed is a link."""
    if not block.embed:
        return block.content
    address = escapeHtml(block.embed.url)
    return f'{block.content}<p><a href="{address}">{address}</a></p>\n'


def _make_block(tokens: Sequence[Token], inner: str) -> Block:
    """The block of these tokens, of which the first opens it."""
    opening = tokens[0]
    pictures = tuple(_pictures_in(tokens)) if PICTURES_START in inner else ()
    return Block(
        name=opening.info,
        title=opening.content,
        content=_unmarked(inner) or opening.meta.get("words", ""),
        pictures=pictures,
        text=_FIGURES.sub("", inner) if pictures else inner,
        embed=opening.meta.get("embed"),
        update=opening.meta.get("update"),
    )


def _pictures_in(tokens: Sequence[Token]) -> Iterator[ShownPicture]:
    """The pictures in paragraphs of their own; those of blocks inside this one are theirs."""
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in {"block_open", "block_close"} else 0
        if depth > 1:
            continue
        for child in (token.type == "inline" and token.children) or ():
            if "words" in child.meta and not child.hidden:
                picture: Picture = child.meta["picture"]
                caption, credit = child.meta["words"]
                yield ShownPicture(
                    picture=picture,
                    alt=child.content or picture.alt,
                    caption=caption,
                    credit=credit,
                    number=child.meta["number"],
                )


def _unmarked(html: str) -> str:
    if PICTURES_START not in html:
        return html
    return html.replace(PICTURES_START, "").replace(PICTURES_END, "")
