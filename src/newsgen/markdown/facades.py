"""An engine rule that makes blocks of what a page shows of other services.

An address alone in its paragraph, a block ``::: embed ADDRESS`` and the code that a service gives
out all become ``block_open`` … ``block_close`` with the embed in ``meta["embed"]``. A template
shows each of them as a facade.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from newsgen.markdown.embed_code import read_code
from newsgen.markdown.embeds import Embed, recognise

EMBED = "embed"
"""The name of these blocks."""
_CODE = re.compile(r"<(?:blockquote|center|div|figure|iframe|script)\b", re.IGNORECASE)
_TRANSPARENT = frozenset({"block_open", "block_close", "paragraph_open", "paragraph_close"})


def read_embeds(state: StateCore, *, has_code: bool = True) -> None:
    """Find all embeds; without ``has_code`` all HTML stays as it is.

    Addresses in lists, quotes and footnotes are sources, which stay links.
    """
    state.tokens = list(_with_embeds(state.tokens, has_code=has_code))


def _with_embeds(tokens: Sequence[Token], *, has_code: bool) -> Iterator[Token]:
    depth = 0  # of lists, quotes and footnotes
    rest = iter(enumerate(tokens))
    for index, token in rest:
        depth += 0 if token.type in _TRANSPARENT else token.nesting
        found: tuple[Embed, str] | None = None
        match token.type:
            case "block_open" if token.info == EMBED:
                _read_title(token)
            case "html_block" if has_code:
                found = _read_code(token.content)
            case "paragraph_open":
                text = tokens[index + 1].content
                embed = None if depth else recognise(text)
                found = (embed, "") if embed else _read_code(text) if has_code else None
        if not found:
            yield token
            continue
        yield from _block(*found, token)
        if token.type == "paragraph_open":
            next(rest)  # its text
            next(rest)  # its end


def _read_title(opening: Token) -> None:
    """Take the address from the title of the block; other words stay there."""
    address, _, title = opening.content.partition(" ")
    embed = recognise(address)
    if embed:
        opening.meta["embed"] = embed
        opening.content = title.strip()


def _read_code(html: str) -> tuple[Embed, str] | None:
    return read_code(html) if _CODE.match(html) else None


def _block(embed: Embed, words: str, place: Token) -> Iterator[Token]:
    """The tokens of a block in place of others."""
    meta = {"embed": embed, "words": words}
    opening = Token("block_open", "div", 1, info=EMBED, meta=meta, level=place.level, block=True)
    opening.map = place.map
    yield opening
    yield Token("block_close", "div", -1, level=place.level, block=True)
