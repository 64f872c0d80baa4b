"""Straight quotes become those of the language, as the engine does it, in linear time.

The engine's own rule looks through all open quotes at each closing one and copies the text at each
that it sets. Here each kind of open quote is known by level, and a text is put together once.
``tests/test_budget.py`` holds this against the engine's.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_QUOTE = re.compile("[\"']")
_APOSTROPHE = "’"
_BREAKS = frozenset({"softbreak", "hardbreak"})
_Set = dict[int, str]
"""What stands in place of a quote, by its place in the text."""


class _Open(NamedTuple):
    """A quote that waits for another to close it."""

    written: str
    level: int
    chosen: _Set
    """What is chosen in its text, and where it stands in there."""
    at: int
    before: int
    """The place in the stack of the one of its kind and level that was open before it."""


def set_quotes(state: StateCore) -> None:
    """A rule of the engine, as its own ``smartquotes``."""
    opening, closing, inner, inner_closing = tuple(state.md.options.quotes)
    pairs = {'"': (opening, closing), "'": (inner, inner_closing)}
    for block in state.tokens:
        if block.type == "inline" and block.children and _QUOTE.search(block.content):
            _set_quotes(block.children, pairs)


def _set_quotes(tokens: Sequence[Token], pairs: dict[str, tuple[str, str]]) -> None:
    stack = _Stack()
    changed: list[tuple[Token, _Set]] = []
    last, following = " ", _following(tokens)
    for token, after in zip(tokens, following, strict=True):
        stack.close_above(token.level)
        if token.type == "text" and _QUOTE.search(token.content):
            chosen: _Set = {}
            changed.append((token, chosen))
            _judge_quotes(token, last, after, stack, chosen, pairs)
        if token.type in _BREAKS:
            last = " "
        elif token.content:
            last = token.content[-1]
    for token, chosen in changed:
        token.content = _replace(token.content, chosen)


def _following(tokens: Sequence[Token]) -> list[str]:
    """The character that comes after each token; a space at the end of a line."""
    after = " "
    found: list[str] = []
    for token in reversed(tokens):
        found.append(after)
        if token.type in _BREAKS:
            after = " "
        elif token.content:
            after = token.content[0]
    found.reverse()
    return found


def _judge_quotes(
    token: Token,
    before: str,
    after: str,
    stack: "_Stack",
    chosen: _Set,
    pairs: dict[str, tuple[str, str]],
) -> None:
    text = token.content
    for found in _QUOTE.finditer(text):
        at, written = found.start(), found[0]
        last = text[at - 1] if at else before
        following = text[at + 1] if at + 1 < len(text) else after
        opens, closes = _may(written, last, following)
        opener = stack.match(written, token.level) if closes else None
        if opener:
            opener.chosen[opener.at], chosen[at] = pairs[written]
        elif opens:
            stack.push(written, token.level, chosen, at)
        elif written == "'":
            chosen[at] = _APOSTROPHE


def _may(written: str, last: str, following: str) -> tuple[bool, bool]:
    """Whether a quote between those two characters can open, and whether it can close."""
    space_before, space_after = isWhiteSpace(ord(last)), isWhiteSpace(ord(following))
    stop_before, stop_after = _is_stop(last), _is_stop(following)
    opens = not space_after and (not stop_after or space_before or stop_before)
    closes = not space_before and (not stop_before or space_after or stop_after)
    if written == following == '"' and "0" <= last <= "9":  # inches
        return False, False
    return (stop_before, stop_after) if opens and closes else (opens, closes)


def _is_stop(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _replace(text: str, chosen: _Set) -> str:
    parts: list[str] = []
    done = 0
    for at, quote in sorted(chosen.items()):
        parts += (text[done:at], quote)
        done = at + 1
    return "".join((*parts, text[done:]))


class _Stack:
    """The open quotes, the latest last; none stands on a higher level than the one after it."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._latest: dict[tuple[str, int], int] = {}

    def push(self, written: str, level: int, chosen: _Set, at: int) -> None:
        before = self._latest.get((written, level), -1)
        self._latest[written, level] = len(self._open)
        self._open.append(_Open(written, level, chosen, at, before))

    def match(self, written: str, level: int) -> _Open | None:
        """The latest of that kind and level; it and all that opened after it are closed."""
        place = self._latest.get((written, level), -1)
        if place < 0:
            return None
        while len(self._open) > place + 1:
            self._pop()
        return self._pop()

    def close_above(self, level: int) -> None:
        while self._open and self._open[-1].level > level:
            self._pop()

    def _pop(self) -> _Open:
        latest = self._open.pop()
        self._latest[latest.written, latest.level] = latest.before
        return latest
