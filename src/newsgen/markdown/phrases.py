"""A fast path for text: plain words, emphasis and simple links skip the engine's inline rules.

``tests/test_prose.py`` and ``tests/test_markdown_spec.py`` compare it with the engine's own rules.
"""

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from newsgen.markdown.budget import TooSlowError

_PLAIN = r"[^\n\\`*_\[\]<>&~^]"
_WORD = r"[^\W_]"  # neither space nor punctuation, so adjacent stars always open or close
# Tried once at each place where the previous match ended. An emphasized run may backtrack, but none
# of its characters can be the closing star, so that takes as many steps as it has characters.
_PHRASE = re.compile(
    rf"(?P<text>{_PLAIN}++)"
    rf"|(?P<stars>\*\*?)(?P<emphasized>{_WORD}(?:{_PLAIN}*{_WORD})?)(?P=stars)(?!\*)"
    # neither an image, an inline footnote nor a footnote reference; no title, escape or entity
    rf"|(?<![!^])\[(?P<label>{_PLAIN}++)\]\((?P<url>[^\s\x00-\x20\x7f<>()\\&]++)\)"
    r"|(?<! )(?P<softbreak>\n)(?![ \t])"
)


def read_phrases(state: StateCore) -> None:
    """An engine rule in place of ``inline``: gives each inline token its children."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = _read_simple(token.content)
            if token.children is None:
                token.children = []
                try:
                    state.md.inline.parse(token.content, state.md, state.env, token.children)
                except TooSlowError as error:
                    raise error.shifted(token.map[0] if token.map else 0) from None


def _read_simple(text: str) -> list[Token] | None:
    """The tokens of a text; None where it may contain more than ``_PHRASE`` matches."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        found = _PHRASE.match(text, at)
        if found is None:
            return None
        match found.lastgroup:
            case "text":
                tokens.append(Token("text", "", 0, content=found[0]))
            case "softbreak":
                tokens.append(Token("softbreak", "br", 0))
            case "emphasized":
                kind = "em" if found["stars"] == "*" else "strong"
                tokens += _enclose(found["emphasized"], kind, kind, {})
            case _:
                tokens += _enclose(found["label"], "link", "a", {"href": found["url"]})
        at = found.end()
    return tokens


def _enclose(
    text: str, kind: str, tag: str, attributes: dict[str, str | int | float]
) -> list[Token]:
    return [
        Token(f"{kind}_open", tag, 1, attrs=attributes),
        Token("text", "", 0, content=text, level=1),
        Token(f"{kind}_close", tag, -1),
    ]
