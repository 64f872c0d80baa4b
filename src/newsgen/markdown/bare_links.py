"""An engine rule that makes links of bare web and mail addresses.

The library of the engine's own rule takes minutes for 150 KB of hostile text, so this rule is ours:
each address is matched once, from its first character. What belongs to an address follows GitHub.
https://github.github.com/gfm/#autolinks-extension-
"""

import re
from collections.abc import Iterator

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_ADDRESS = re.compile(
    r"(?<![\w/@.+-])(?:https?://[^\s<>\"'`“”„«»、。，！？；：（）「」『』،۔؛؟]++"
    r"|[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})",
    re.IGNORECASE,
)
_SIGNS = ("://", "@")
_TRAILING = "?!.,:;*_~|-'’…"
_HTML_LINK = re.compile(r"<(/?)a\b", re.IGNORECASE)


def link_addresses(state: StateCore) -> None:
    """Make links of the bare addresses in all texts that are not in a link yet."""
    for inline in state.tokens:
        if inline.type == "inline" and inline.children and _has_sign(inline.content):
            inline.children = list(_link_in(inline.children))


def _has_sign(text: str) -> bool:
    return any(sign in text for sign in _SIGNS)


def _link_in(children: list[Token]) -> Iterator[Token]:
    depth = 0  # of links
    for token in children:
        match token.type:
            case "link_open":
                depth += 1
            case "link_close":
                depth -= 1
            case "html_inline" if found := _HTML_LINK.match(token.content):
                depth += -1 if found[1] else 1
            case "text" if depth <= 0 and _has_sign(token.content):
                yield from _split(token)
                continue
        yield token


def find_addresses(text: str) -> Iterator[tuple[int, str]]:
    """Each bare address in a text, and where it begins."""
    for found in _ADDRESS.finditer(text):
        address = _trim(found[0])
        if "://" not in address or address.partition("://")[2]:
            yield found.start(), address


def _split(token: Token) -> Iterator[Token]:
    """The text with a link for each address in it."""
    text, done = token.content, 0
    for start, address in find_addresses(text):
        if start > done:
            yield _text(text[done:start], token.level)
        target = address if "://" in address else f"mailto:{address}"
        yield Token("link_open", "a", 1, attrs={"href": target}, info="auto", level=token.level)
        yield _text(address, token.level + 1)
        yield Token("link_close", "a", -1, info="auto", level=token.level)
        done = start + len(address)
    if done < len(text):
        yield _text(text[done:], token.level)


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)


def _trim(address: str) -> str:
    """The address without punctuation of the sentence: stops, and brackets opened before it."""
    closing = address.count(")") - address.count("(")
    while address:
        if address[-1] in _TRAILING or address[-1] == "]":
            address = address[:-1]
        elif address[-1] == ")" and closing > 0:
            address, closing = address[:-1], closing - 1
        else:
            break
    return address
