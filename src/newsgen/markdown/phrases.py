"""The fast way through a paragraph: text, emphasis and links that cannot nest, by one pattern.

The engine tries a dozen rules at each mark. Where all marks of a text are plain links, and stars
that touch a letter or digit on their inner side only, one pattern gives the same tokens. All else
is left to the engine.
"""

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from newsgen.markdown.budget import TooSlowError

_PLAIN = r"[^\n\\`*_\[\]<>&~]"
_WORD = r"[^\W_]"  # neither space nor punctuation, so stars at it open or close, as they stand
# Tried once at each place where the one before it ended. A stressed run gives characters back, but
# none of them can be the star that has to follow, so that takes as many steps as it has characters.
_PHRASE = re.compile(
    rf"(?P<text>{_PLAIN}++)"
    rf"|(?P<stars>\*\*?)(?P<stressed>{_WORD}(?:{_PLAIN}*{_WORD})?)(?P=stars)(?!\*)"
    # no image, no inline footnote, no reference to one; no title, escape or entity
    rf"|(?<![!^])\[(?P<label>(?!\^){_PLAIN}++)\]\((?P<url>[^\s\x00-\x20\x7f<>()\\&]++)\)"
    r"|(?<! )(?P<softbreak>\n)(?![ \t])"
)


def read_phrases(state: StateCore) -> None:
    """A rule of the engine, as its own ``inline``: gives each text its children."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = _phrases(token.content)
            if token.children is None:
                token.children = []
                try:
                    state.md.inline.parse(token.content, state.md, state.env, token.children)
                except TooSlowError as error:
                    raise error.at(token.map[0] if token.map else 0) from None


def _phrases(text: str) -> list[Token] | None:
    """The tokens of a text; None where it may hold more than the pattern knows."""
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
            case "stressed":
                kind = "em" if found["stars"] == "*" else "strong"
                tokens += _around(found["stressed"], kind, kind, {})
            case _:
                tokens += _around(found["label"], "link", "a", {"href": found["url"]})
        at = found.end()
    return tokens


def _around(
    text: str, kind: str, tag: str, attributes: dict[str, str | int | float]
) -> list[Token]:
    return [
        Token(f"{kind}_open", tag, 1, attrs=attributes),
        Token("text", "", 0, content=text, level=1),
        Token(f"{kind}_close", tag, -1),
    ]
