"""The blocks of a body: the engine gets only what lies between paragraphs of plain prose."""

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from newsgen.markdown.budget import Budget, TooSlowError
from newsgen.markdown.marked import marked_block, paragraph
from newsgen.markdown.prose import LINES, is_plain

_PARAGRAPH = re.compile(rf"({LINES})(?:\n\n++|\n?\Z)")
# A blank line and a letter at the margin end every block but those that may begin with these.
_NEXT = re.compile(r"\n\n(?=[^\W\d_])")
_SPANNING = ("```", "~~~", ":::", "<")


def read_blocks(state: StateCore) -> None:
    """A rule of the engine, as its own ``block``, which gets only what prose leaves over.

    A paragraph whose lines all begin with letters becomes one token ``prose`` where it is plain,
    else the three tokens that the engine would make of it.
    """
    line = at = len(state.src) - len(state.src.lstrip("\n"))
    budget: Budget = state.env["budget"]
    while at < len(state.src):
        budget.spend(line)
        found = _PARAGRAPH.match(state.src, at)
        if found:
            end = found.end()
            state.tokens += _paragraph(found[1], line)
        else:
            end = _end_of_stretch(state.src, at)
            _parse_stretch(state, state.src[at:end], line)
        line += state.src.count("\n", at, end)
        at = end


def _paragraph(text: str, line: int) -> list[Token]:
    lines = [line, line + text.count("\n") + 1]
    if is_plain(text):
        return [Token("prose", "p", 0, map=lines, content=text, block=True)]
    return paragraph(text, lines)


def _end_of_stretch(text: str, start: int) -> int:
    following = _NEXT.search(text, start)
    if following and not any(text.find(mark, start, following.start()) >= 0 for mark in _SPANNING):
        return following.end()
    return len(text)


def _parse_stretch(state: StateCore, stretch: str, line: int) -> None:
    """Read a part that begins at a line: its tokens and faults count lines from there."""
    known = marked_block(stretch, line)
    if known:
        state.tokens += known
        return
    faults = state.env["faults"]
    told, done = len(faults), len(state.tokens)
    try:
        state.md.block.parse(stretch, state.md, state.env, state.tokens)
    except TooSlowError as error:
        raise error.at(line) from None
    faults[told:] = [(code, line + fault) for code, fault in faults[told:]]
    for token in state.tokens[done:]:
        if token.map:
            token.map = [line + number for number in token.map]
