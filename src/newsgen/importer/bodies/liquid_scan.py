"""Finds the tags of Liquid and Nunjucks in a text, and which of them belong together."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from newsgen.importer.bodies.markdown import CodeSpans

_OPENING = re.compile(r"\{[%{#]")
_NAME = re.compile(r"\s*([A-Za-z_][\w-]*)\s*(.*)", re.DOTALL)
_CLOSINGS = {"{%": "%}", "{{": "}}", "{#": "#}"}
_MOST_BLANK = 200
"""White space, in characters, that ``-`` takes away at one side."""
_KINDS: dict[str, "TokenKind"] = {"{%": "tag", "{{": "value", "{#": "comment"}

TokenKind = Literal["tag", "value", "comment"]


class Token(NamedTuple):
    """A tag, a value or a comment of a template."""

    kind: TokenKind
    start: int
    end: int
    """Offsets in the text, with the white space that ``-`` takes away."""
    name: str
    """Of a tag, without ``end``: ``note`` for ``{% endnote %}``."""
    rest: str
    """What stands behind the name; of a value and a comment all that is inside."""
    is_end: bool = False
    partner: int = -1
    """Number of the token that ends it, or of the one that it ends; -1 for none."""


def scan(text: str, code: CodeSpans, *, has_comments: bool) -> tuple[Token, ...]:
    """All tokens that are not in code; ``has_comments`` tells whether ``{# #}`` is one."""
    return _paired(tuple(_tokens(text, code, has_comments=has_comments)))


def _tokens(text: str, code: CodeSpans, *, has_comments: bool) -> Iterator[Token]:
    at = 0
    unclosed: set[str] = set()
    while found := _OPENING.search(text, at):
        start, mark = found.start(), found[0]
        free = code.next_free(start)
        at = max(free, start + 1)
        if free != start or mark in unclosed or (mark == "{#" and not has_comments):
            continue
        end = text.find(_CLOSINGS[mark], start + 2)
        if end < 0:
            unclosed.add(mark)
            continue
        inside = text[start + 2 : end]
        if mark == "{#" and not inside[:1].isspace():
            continue  # an id of a heading: {#the-works}
        if mark == "{{" and "\n\n" in inside:
            continue
        token = _token(text, start, end + 2, _KINDS[mark], inside)
        if token:
            yield token
            at = token.end


def _token(text: str, start: int, end: int, kind: TokenKind, inside: str) -> Token | None:
    if inside.startswith("-"):
        inside = inside[1:]
        before = text[max(0, start - _MOST_BLANK) : start]
        start -= len(before) - len(before.rstrip())
    if inside.endswith("-"):
        inside = inside[:-1]
        after = text[end : end + _MOST_BLANK]
        end += len(after) - len(after.lstrip())
    if kind != "tag":
        return Token(kind, start, end, "", inside.strip())
    named = _NAME.fullmatch(inside)
    if named is None:
        return None
    name, rest = named[1], named[2].strip()
    if name.startswith("end") and len(name) > len("end"):
        return Token(kind, start, end, name[3:].lstrip("_-"), rest, is_end=True)
    return Token(kind, start, end, name, rest)


def _paired(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens, each with its partner; one inside another pair never ends outside it."""
    result = list(tokens)
    opened: list[int] = []
    open_names: dict[str, int] = {}
    for number, token in enumerate(tokens):
        if token.kind != "tag":
            continue
        if not token.is_end:
            opened.append(number)
            open_names[token.name] = open_names.get(token.name, 0) + 1
        elif open_names.get(token.name):
            while True:
                last = opened.pop()
                open_names[tokens[last].name] -= 1
                if tokens[last].name == token.name:
                    break
            result[last] = result[last]._replace(partner=number)
            result[number] = result[number]._replace(partner=last)
    return tuple(result)
