"""A fast path for blocks: plain paragraphs and simple blocks skip the engine's block rules.

Most paragraphs of a newspaper are letters, digits and punctuation. Where each line begins with a
letter and a blank line follows, no rule can make anything but a paragraph of it; where it also
contains no character that a rule looks for, its HTML is its text. ``tests/test_prose.py`` and
``tests/test_markdown_spec.py`` compare this path with the engine's own rules.
"""

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from newsgen.markdown.budget import Budget, TooSlowError

# A line that begins with a letter, which no block rule looks for; then consecutive such lines.
_LINE = r"[^\W\d_].*+(?<=\S)"
_LINES = rf"{_LINE}(?:\n{_LINE})*+"
_LINES_ONLY = re.compile(_LINES)
_GAP = re.compile(r"\n\n+")
_MARKS = ("\\", "`", "*", "_", "[", "<", ">", "&", "~", "^", '"', "'", "--", "...", "://", "@")
# No paragraph of its own, but a term, if a definition follows.
_PARAGRAPH = re.compile(rf"({_LINES})(?:\n\n++(?! {{0,3}}[:~][ \t])|\n?\Z)")
_SIMPLE_BLOCK = re.compile(rf"(?P<mark>[-*+>]|#{{1,6}}) {_LINE}(?:\n(?P=mark) {_LINE})*+\n*")
_LONGEST_SIMPLE = 20_000
"""Longest simple block read here, in characters: the engine checks the time for longer ones."""
# A blank line and a letter at the margin end every block except those that begin with these marks.
_NEXT_BLOCK = re.compile(r"\n\n(?=[^\W\d_])")
_SPANNING_MARKS = ("```", "~~~", ":::", "<", "\n:", "\n~")


def split_prose(body: str) -> list[str] | None:
    """The paragraphs of a body that is plain prose throughout; None for any other body."""
    if "\r" in body or "\0" in body or not _is_plain(body):
        return None
    paragraphs = [paragraph for paragraph in _GAP.split(body.strip("\n")) if paragraph]
    return paragraphs if all(map(_LINES_ONLY.fullmatch, paragraphs)) else None


def read_blocks(state: StateCore) -> None:
    """An engine rule in place of ``block``: the engine parses only what is not plain or simple.

    A paragraph whose lines all begin with letters becomes one ``prose`` token where it is plain,
    else the three tokens that the engine would produce.
    """
    line = at = len(state.src) - len(state.src.lstrip("\n"))
    budget: Budget = state.env["budget"]
    while at < len(state.src):
        budget.spend(line)
        found = _PARAGRAPH.match(state.src, at)
        if found:
            end = found.end()
            state.tokens += _read_paragraph(found[1], line)
        else:
            end = _end_of_stretch(state.src, at)
            _parse_stretch(state, state.src[at:end], line)
        line += state.src.count("\n", at, end)
        at = end


def _is_plain(text: str) -> bool:
    """Whether the text contains no character that a Markdown rule acts on."""
    return not any(map(text.__contains__, _MARKS))


def _read_paragraph(text: str, line: int) -> list[Token]:
    lines = [line, line + text.count("\n") + 1]
    if _is_plain(text):
        return [Token("prose", "p", 0, map=lines, content=text, block=True)]
    return _paragraph(text, lines)


def _end_of_stretch(text: str, start: int) -> int:
    following = _NEXT_BLOCK.search(text, start)
    if following:
        end = following.start()
        if not any(text.find(mark, start, end) >= 0 for mark in _SPANNING_MARKS):
            return following.end()
    return len(text)


def _parse_stretch(state: StateCore, stretch: str, line: int) -> None:
    """Parse a part of the document; ``line`` is its first line, counted from 0."""
    tokens = _read_simple_block(stretch, line)
    if tokens:
        state.tokens += tokens
        return
    faults = state.env["faults"]
    faults_before, tokens_before = len(faults), len(state.tokens)
    try:
        state.md.block.parse(stretch, state.md, state.env, state.tokens)
    except TooSlowError as error:
        raise error.shifted(line) from None
    faults[faults_before:] = [(code, line + fault) for code, fault in faults[faults_before:]]
    for token in state.tokens[tokens_before:]:
        if token.map:
            token.map = [line + number for number in token.map]


def _read_simple_block(text: str, line: int) -> list[Token] | None:
    """The tokens of a text that is one heading, tight list or quote; None for any other text."""
    found = _SIMPLE_BLOCK.fullmatch(text) if len(text) <= _LONGEST_SIMPLE else None
    if not found:
        return None
    mark = found["mark"]
    rows = [row[len(mark) + 1 :] for row in text.rstrip("\n").split("\n")]
    lines = [line, line + len(rows)]
    if mark == ">":
        return _enclose("blockquote", "blockquote", lines, _paragraph("\n".join(rows), lines))
    if mark[0] == "#":
        if len(rows) > 1 or rows[0].endswith("#"):
            return None
        return _enclose("heading", f"h{len(mark)}", lines, [_inline(rows[0], lines)])
    items: list[Token] = []
    for number, row in enumerate(rows, start=line):
        place = [number, number + 1]
        items += _enclose("list_item", "li", place, _paragraph(row, place, hidden=True))
    return _enclose("bullet_list", "ul", lines, items)


def _paragraph(text: str, lines: list[int], *, hidden: bool = False) -> list[Token]:
    """The tokens of a paragraph; in a tight list they are hidden."""
    tokens = _enclose("paragraph", "p", lines, [_inline(text, lines)])
    tokens[0].hidden = tokens[-1].hidden = hidden
    return tokens


def _inline(text: str, lines: list[int]) -> Token:
    return Token("inline", "", 0, map=lines, content=text, block=True)


def _enclose(kind: str, tag: str, lines: list[int], inner: list[Token]) -> list[Token]:
    for token in inner:
        token.level += 1
    return [
        Token(f"{kind}_open", tag, 1, map=lines, block=True),
        *inner,
        Token(f"{kind}_close", tag, -1, block=True),
    ]
