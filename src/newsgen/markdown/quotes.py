"""Replaces straight quotes by those of the language, with the engine's result in linear time.

The engine's own rule searches all open quotes at each closing one and copies the text for each
replacement. Here open quotes are indexed by kind and level, and each text is joined once.

What the engine leaves straight, or gets wrong, is added: apostrophes at the start of a word ('em,
'90s), feet and inches, text without spaces between words, and a quotation that goes on in the next
paragraph. ``tests/test_budget.py`` compares the rest with the engine's rule.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_QUOTE = re.compile("[\"']")
_APOSTROPHE, _FEET, _INCHES = "’", "′", "″"
# At the quote: words that begin with an apostrophe, and years.
_ELISION = re.compile(
    r"'(?:[0-9]{2}(?:s\b|(?![0-9'\w]))|(?:tis|twas|twere|twill|twould|em|til|cause|cos|cuz|round|bout|"
    r"neath|gainst|fraid|nother|nuff|kay|ello|appen|ere)(?![\w'])|n'(?=\s|$))",
    re.IGNORECASE,
)
_AFTER_FEET = re.compile(r"[0-9][′'][0-9]{1,2}\Z")
_UNSPACED = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_BREAKS = frozenset({"softbreak", "hardbreak"})
_Replacements = dict[int, str]
"""The replacement of each quote, by its position in the text."""


class _OpenQuote(NamedTuple):
    """An opening quote without its closing quote so far."""

    written: str
    level: int
    replacements: _Replacements
    """The replacements in its text."""
    at: int
    """Its position in that text."""
    before: int
    """Index in the stack of the previous open quote of the same kind and level; -1 if none."""


def set_quotes(state: StateCore) -> None:
    """An engine rule in place of ``smartquotes``."""
    opening, closing, inner, inner_closing = tuple(state.md.options.quotes)
    pairs = {'"': (opening, closing), "'": (inner, inner_closing)}
    for block in state.tokens:
        if block.type == "inline" and block.children and _QUOTE.search(block.content):
            _set_quotes(block.children, pairs)


def _set_quotes(tokens: Sequence[Token], pairs: dict[str, tuple[str, str]]) -> None:
    stack = _Stack()
    changed: list[tuple[Token, _Replacements]] = []
    unclosed = {'"': pairs['"'][0], "'": _APOSTROPHE}
    last, following = " ", _following(tokens)
    for token, after in zip(tokens, following, strict=True):
        stack.close_above(token.level)
        if token.type == "text" and _QUOTE.search(token.content):
            replacements: _Replacements = {}
            changed.append((token, replacements))
            _choose_quotes(token, last, after, stack, replacements, pairs)
        if token.type in _BREAKS:
            last = " "
        elif token.content:
            last = token.content[-1]
    stack.settle(unclosed)
    for token, replacements in changed:
        token.content = _replace(token.content, replacements)


def _following(tokens: Sequence[Token]) -> list[str]:
    """The character after each token; a space at the end of a line."""
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


def _choose_quotes(
    token: Token,
    before: str,
    after: str,
    stack: "_Stack",
    replacements: _Replacements,
    pairs: dict[str, tuple[str, str]],
) -> None:
    text = token.content
    for found in _QUOTE.finditer(text):
        at, written = found.start(), found[0]
        if at in replacements:
            continue
        last = text[at - 1] if at else before
        following = text[at + 1] if at + 1 < len(text) else after
        if written == "'" and not last.isalnum() and (elision := _ELISION.match(text, at)):
            replacements |= dict.fromkeys(_places(elision), _APOSTROPHE)
            continue
        if measure := _measure(text, at, last, following):
            replacements[at] = measure
            continue
        opens, closes = _can_open_and_close(written, last, following)
        if opens == closes and _UNSPACED.match(last + following):
            opens = closes = True
        opener = stack.match(written, token.level) if closes else None
        if opener:
            opener.replacements[opener.at], replacements[at] = pairs[written]
        elif written == '"' and closes and "0" <= last <= "9":
            replacements[at] = _INCHES
        elif opens:
            stack.push(written, token.level, replacements, at)
        elif written == "'":
            replacements[at] = _APOSTROPHE


def _places(found: re.Match[str]) -> list[int]:
    """Where the quotes in the match are."""
    return [found.start() + place for place, sign in enumerate(found[0]) if sign == "'"]


def _measure(text: str, at: int, last: str, following: str) -> str:
    """The sign for feet in ``5'10``, and for inches after it; else nothing."""
    if text[at] == "'":
        return _FEET if last.isdecimal() and following.isdecimal() else ""
    return _INCHES if _AFTER_FEET.search(text, max(0, at - 4), at) else ""


def _can_open_and_close(written: str, last: str, following: str) -> tuple[bool, bool]:
    """Whether a quote between these two characters can open, and whether it can close."""
    space_before, space_after = isWhiteSpace(ord(last)), isWhiteSpace(ord(following))
    punctuation_before, punctuation_after = _is_punctuation(last), _is_punctuation(following)
    opens = not space_after and (not punctuation_after or space_before or punctuation_before)
    closes = not space_before and (not punctuation_before or space_after or punctuation_after)
    if written == following == '"' and "0" <= last <= "9":  # inches
        return False, False
    return (punctuation_before, punctuation_after) if opens and closes else (opens, closes)


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _replace(text: str, replacements: _Replacements) -> str:
    parts: list[str] = []
    done = 0
    for at, quote in sorted(replacements.items()):
        parts += (text[done:at], quote)
        done = at + 1
    return "".join((*parts, text[done:]))


class _Stack:
    """The open quotes, the latest last; their levels never decrease."""

    def __init__(self) -> None:
        self._open: list[_OpenQuote] = []
        self._lost: list[_OpenQuote] = []
        """Quotes that can no longer be closed."""
        self._latest: dict[tuple[str, int], int] = {}

    def push(self, written: str, level: int, replacements: _Replacements, at: int) -> None:
        before = self._latest.get((written, level), -1)
        self._latest[written, level] = len(self._open)
        self._open.append(_OpenQuote(written, level, replacements, at, before))

    def match(self, written: str, level: int) -> _OpenQuote | None:
        """Close the latest open quote of that kind and level, and all that opened after it."""
        place = self._latest.get((written, level), -1)
        if place < 0:
            return None
        while len(self._open) > place + 1:
            self._lost.append(self._pop())
        return self._pop()

    def close_above(self, level: int) -> None:
        while self._open and self._open[-1].level > level:
            self._lost.append(self._pop())

    def settle(self, signs: dict[str, str]) -> None:
        """Replace the quotes that are still open at the end of the text."""
        for opened in (*self._open, *self._lost):
            opened.replacements[opened.at] = signs[opened.written]

    def _pop(self) -> _OpenQuote:
        latest = self._open.pop()
        self._latest[latest.written, latest.level] = latest.before
        return latest
