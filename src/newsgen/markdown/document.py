"""Renders a Markdown body to a document: HTML, word count, headings and diagnostics."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from msgspec.structs import replace

from newsgen.diagnostics import Diagnostic, ordered
from newsgen.files.media_types import HINT
from newsgen.markdown.blocks import Block, RenderBlock, inner_html, to_html
from newsgen.markdown.budget import LEDE_SHARE, Budget, TooSlowError, make_env
from newsgen.markdown.destinations import url_of
from newsgen.markdown.embeds import Embed
from newsgen.markdown.facades import EMBED
from newsgen.markdown.misreadings import find_misreadings
from newsgen.markdown.parser import Style, parser_for, read_structure, read_texts
from newsgen.markdown.prose import split_prose
from newsgen.markdown.quotes import set_quotes
from newsgen.markdown.raw_html import close_elements, sanitise
from newsgen.markdown.reading import (
    BodyReader,
    Heading,
    RenderContext,
    leading_paragraph,
    paragraphs,
    plain_text,
)
from newsgen.markdown.services import SERVICE_NAMES
from newsgen.markdown.structure import MAX_DEPTH
from newsgen.markdown.typography import set_dashes
from newsgen.markdown.updates import Entry, arrange_updates, mark_updates
from newsgen.models import Destination, Model, UnavailableLink
from newsgen.suggestions import nearest
from newsgen.text import count_words

_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]++\]:.*+", re.MULTILINE)
_TYPABLE = re.compile(r"[\"']|--|\.\.\.")
_HTML_FINISHERS: Mapping[str, Callable[[str], str]] = {
    "safe": sanitise,
    "trusted": close_elements,
    "escape": str,
}
_BLANK_LINE = re.compile(r"\n[ \t\r]*+\n")
_STRUCTURE: Mapping[str, tuple[str, str]] = {
    "too-deep": (
        f"lists, quotes and blocks nest deeper than {MAX_DEPTH}",
        "check for stray > or spaces at the start of the lines",
    ),
    "unclosed-block": ("this block is never closed", "add a line ::: where it ends"),
    "nested-footnote": ("this footnote begins inside another", "give it lines of its own"),
    "duplicate-footnote": ("two footnotes have this label", "give each note its own label"),
    "unopened-block": ("this ::: closes nothing", "remove it, or name the block: ::: box"),
}


class Document(Model, frozen=True):
    """A rendered body."""

    html: str
    words: int
    """In the visible text, code included, without the lead."""
    headings: tuple[Heading, ...] = ()
    """In order."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """By line."""
    updates: tuple[Entry, ...] = ()
    """The entries of a live story, in the order in which it shows them."""


_ANYWHERE = RenderContext()


def render(
    body: str,
    style: Style,
    context: RenderContext = _ANYWHERE,
    *,
    blocks: Collection[str] = (),
    render_block: RenderBlock | None = None,
) -> Document:
    """Render the body to checked HTML.

    ``blocks`` are the names allowed after ``:::``. ``render_block`` makes the HTML of each of these
    blocks; without it only the inner HTML is kept. The block's title has the URLs of known
    destinations. If there are errors the HTML is safe but must not be
    published; it is empty if rendering takes longer than allowed.
    """
    prose = split_prose(body) if context.updates is None else None
    if prose:
        html = "".join(f"<p>{paragraph}</p>\n" for paragraph in prose)
        words = sum(count_words(paragraph, style.lang) for paragraph in prose)
        return Document(html=f"<p>{context.lead}{html[3:]}", words=words)
    try:
        return _render(body, style, context, blocks, render_block or inner_html)
    except TooSlowError as error:
        diagnostic = error.diagnostic(context.path, context.first_line)
        return Document(html="", words=0, diagnostics=(diagnostic,))


def _render(
    body: str,
    style: Style,
    context: RenderContext,
    blocks: Collection[str],
    render_block: RenderBlock,
) -> Document:
    engine, env = parser_for(style), make_env(Budget(body))
    tokens = engine.parse(body, env)
    reader = BodyReader(body, style, context)
    reader.read(tokens)
    reader.report_all(find_misreadings(tokens, reader.lines))
    _check_structure(env, reader)
    _check_footnotes(env, reader)
    if ":::" in body or "//" in body:
        _read_blocks(tokens, reader, blocks, style, context)
    reader.report_all(mark_updates(tokens, context.updates))
    lead = _place_lead(tokens, context.lead)
    finish = _HTML_FINISHERS[style.raw_html] if reader.has_html else str
    entries: list[Entry] = []

    def render_and_keep(block: Block) -> str:
        html = render_block(block)
        if block.update:
            entries.append(Entry(update=block.update, content=block.content, html=html))
        return html

    arranged = tokens if context.updates is None else arrange_updates(tokens)
    return Document(
        html=lead + to_html(engine, arranged, env, render_and_keep, finish),
        words=reader.words,
        headings=tuple(reader.headings),
        diagnostics=ordered(reader.diagnostics),
        updates=tuple(entries),
    )


def typeset(text: str, style: Style) -> str:
    """Plain text, such as a headline, with typographic quotes and dashes as in a body."""
    if not style.smart_quotes or not _TYPABLE.search(text):
        return text
    words = Token("text", "", 0, content=text)
    line = Token("inline", "", 0, content=text, children=[words])
    state = StateCore(text, parser_for(style), {}, [line])
    set_dashes(state)
    set_quotes(state)
    return words.content


def lede(body: str, style: Style) -> str:
    """The first paragraph as plain text; empty if there is none.

    Parses only as much of the body as necessary: up to the first blank line, then the second,
    fourth, eighth. Raises TooSlowError.
    """
    env: dict[str, Any] = {}
    is_defined = False
    for stretch in _growing_stretches(body):
        prose = split_prose(stretch)
        if prose:
            return " ".join(prose[0].split())
        env = env or make_env(Budget(body, LEDE_SHARE))
        if "[" in stretch and not is_defined:
            _read_definitions(body, style, env)
            is_defined = True
        words = _leading_words(StateCore(stretch, parser_for(style), env))
        if words:
            return words
    return ""


def _read_definitions(body: str, style: Style, env: dict[str, Any]) -> None:
    """Read the link and footnote definitions of the whole body into ``env``."""
    definitions = "\n\n".join(_DEFINITION.findall(body))
    try:
        read_structure(StateCore(definitions, parser_for(style), env))
    except TooSlowError:
        raise TooSlowError from None  # its lines are not those of the body


def _leading_words(state: StateCore) -> str:
    """The words of the first paragraph that has any; later paragraphs are not parsed."""
    read_structure(state)
    for paragraph in paragraphs(state.tokens):
        state.tokens = [paragraph]
        read_texts(state)
        words = plain_text(paragraph).split()
        if words:
            return " ".join(words)
    return ""


def check_time(body: str, style: Style) -> None:
    """Raise TooSlowError if parsing the body takes longer than allowed."""
    if split_prose(body) is None:
        parser_for(style).parse(body, make_env(Budget(body)))


def _growing_stretches(body: str) -> Iterator[str]:
    wanted = 1
    for number, blank in enumerate(_BLANK_LINE.finditer(body), start=1):
        if number == wanted:
            yield body[: blank.start()]
            wanted *= 2
    yield body


def _check_structure(env: Mapping[str, Any], reader: BodyReader) -> None:
    for code, line in env["faults"]:
        message, hint = _STRUCTURE[code]
        reader.report(code, message, hint, line=line)


def _check_footnotes(env: Mapping[str, Any], reader: BodyReader) -> None:
    notes = env.get("footnotes", {"refs": {}, "list": {}})
    for label, line in env.get("notes", {}).items():
        if notes["refs"][f":{label}"] < 0:
            message, hint = f"nothing refers to footnote [^{label}]", "it is left out"
            reader.report("unused-footnote", message, hint, line=line)
    reader.check_fragments(len(notes["list"]))


def _read_blocks(
    tokens: Sequence[Token],
    reader: BodyReader,
    known: Collection[str],
    style: Style,
    context: RenderContext,
) -> None:
    """Check the names of the blocks and put URLs into their titles; hide unknown blocks."""
    for block in tokens:
        if block.type != "block_open":
            continue
        _check_title(block, reader, context.destinations)
        block.content = " ".join(
            url_of(word, context.destinations) for word in block.content.split()
        )
        if "/" not in block.content:  # else it may be an address
            block.content = typeset(block.content, style)
        if block.info == EMBED:
            _check_embed(block, reader, context.services)
        elif block.info not in known:
            block.hidden = True
            near = nearest(block.info, known)
            there_are = f"known blocks: {', '.join(sorted(known)) or 'none'}"
            hint = f"did you mean {near}? {there_are}" if near else there_are
            line = block.map[0] if block.map else 0
            message = f"there is no block {block.info}"
            reader.report("unknown-block", message, hint, line=line, near=block.info)


def _check_embed(block: Token, reader: BodyReader, services: Collection[str]) -> None:
    """Report an address of which nothing is known, and a player that the site does not allow."""
    embed: Embed | None = block.meta.get("embed")
    if embed and embed.player and embed.service not in services:
        block.meta["embed"] = replace(embed, player="")
        message = f"newsgen.yaml does not allow players of {embed.name}: this is shown as a link"
        hint = f"add `{embed.service}` to `embeds:` in newsgen.yaml, or write a link"
        line = block.map[0] if block.map else 0
        reader.report("embed-not-allowed", message, hint, line=line)
    if embed is None:
        block.hidden = True
        address = block.content.split(" ")[0]
        message = f"{address or 'this block'} leads to nothing that a page can show"
        hint = f"write a link in place of the block; services are {SERVICE_NAMES}"
        line = block.map[0] if block.map else 0
        reader.report("unknown-embed", message, hint, line=line, near=address)


def _check_title(block: Token, reader: BodyReader, destinations: Mapping[str, Destination]) -> None:
    """Report files in the title whose type may not be published."""
    for word in block.content.split():
        found = destinations.get(word)
        if isinstance(found, UnavailableLink) and found.reason == "media-type":
            line = block.map[0] if block.map else 0
            reader.report("media-type", found.fault, HINT, line=line, near=word)


def _place_lead(tokens: Sequence[Token], lead: str) -> str:
    """Put the lead into the first paragraph; without one, return the lead as its own paragraph."""
    if not lead:
        return ""
    paragraph = leading_paragraph(tokens)
    if paragraph is None:
        return f"<p>{lead.rstrip()}</p>\n"
    if paragraph.type == "prose":
        paragraph.meta["lead"] = lead
        return ""
    paragraph.children = [Token("lead", "", 0, content=lead), *(paragraph.children or ())]
    return ""
