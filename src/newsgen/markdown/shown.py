"""The text that readers see of a body, for those who count its words or compare it."""

from collections.abc import Callable, Iterator, Sequence

from markdown_it.token import Token

from newsgen.markdown.budget import Budget, TooSlowError, make_env
from newsgen.markdown.comments import remove_comments
from newsgen.markdown.facades import EMBED
from newsgen.markdown.parser import Style, parser_for
from newsgen.markdown.raw_html import visible_text

_STYLE = Style(smart_quotes=False, linkify=False)
_OF_FILES = frozenset({"audio", "video"})
"""Blocks whose titles are addresses."""
_PLACES = frozenset({"left", "right", "wide"})
"""Titles of ``::: figure`` that say where it stands."""


def shown_text(body: str, read_html: Callable[[str], str] = visible_text) -> str:
    """The visible text, a line for each block: descriptions and captions of pictures too.

    Quotes and dashes stay as they are written. ``read_html`` gives the visible text of raw HTML.
    A body that takes too long to read is returned as it is.
    """
    body, _ = remove_comments(body)
    try:
        tokens = parser_for(_STYLE).parse(body, make_env(Budget(body)))
    except TooSlowError:
        return body
    return "\n".join(part for part in _parts(tokens, read_html) if part)


def text_of(children: Sequence[Token]) -> str:
    """The text of inline tokens, with a space for each line break."""
    parts: list[str] = []
    for token in children:
        match token.type:
            case "text" | "text_special" | "code_inline":
                parts.append(token.content)
            case "softbreak" | "hardbreak":
                parts.append(" ")
            case "image":
                parts.append(text_of(token.children or ()))
    return "".join(parts)


def _parts(tokens: Sequence[Token], read_html: Callable[[str], str]) -> Iterator[str]:
    for token in tokens:
        match token.type:
            case "prose" | "fence" | "code_block":
                yield token.content
            case "inline":
                yield _with_titles(token.children or (), read_html)
            case "html_block":
                yield read_html(token.content)
            case "block_open":
                yield _words_of_block(token)
                yield read_html(str(token.meta.get("words", "")))


def _with_titles(children: Sequence[Token], read_html: Callable[[str], str]) -> str:
    if any(child.type == "html_inline" for child in children):
        return read_html("".join(_as_html(child) for child in children))
    captions = [str(child.attrs.get("title", "")) for child in children if child.type == "image"]
    parts = (
        f" {text_of([child])} " if child.type == "image" else text_of([child]) for child in children
    )
    return " ".join(("".join(parts), *captions))


def _as_html(child: Token) -> str:
    if child.type == "html_inline":
        return child.content
    text = text_of([child]).replace("&", "&amp;").replace("<", "&lt;")
    if child.type == "image":
        return f" {text} {child.attrs.get('title', '')} "
    return text


def _words_of_block(opening: Token) -> str:
    title = opening.content
    if opening.info in _OF_FILES or (opening.info == "figure" and title in _PLACES):
        return ""
    if opening.info == EMBED and "embed" not in opening.meta:
        return title.partition(" ")[2]
    return title
