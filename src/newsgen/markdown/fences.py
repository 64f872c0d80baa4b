"""An engine rule for editors' blocks: ``::: name title`` … ``:::``."""

import re
from typing import NamedTuple

from markdown_it.rules_block import StateBlock

from newsgen.markdown.budget import Budget

_MARK = ":::"
_NAME = re.compile(r"[^\s:]\S*+")


class _Fence(NamedTuple):
    """The parts of a line that begins with colons."""

    colons: int
    name: str
    title: str


def read_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Read a block between colon fences as ``block_open`` … ``block_close``.

    The opening token holds the name as ``info``, the title as ``content``. A closing fence has at
    least as many colons as the opening one, so an outer block needs more colons. Faults are added
    to ``env["faults"]`` as pairs of code and line, counted from 0.

    The engine calls this rule at every line that may begin a block, so it also counts a step.
    """
    budget: Budget = state.env["budget"]
    budget.steps -= 1  # inlined ``spend``: a call for each line would be slow
    if budget.steps < 0:
        budget.check(start)
    if not _begins_with_mark(state, start):
        return False
    fence = _read_fence(_text(state, start))
    if fence.title and not fence.name:
        return False
    if silent:
        return True
    if fence.name:
        _push_block(state, fence, start, end)
    else:
        state.env["faults"].append(("unopened-block", start))
        state.line = start + 1
    return True


def _read_fence(text: str) -> _Fence:
    """Take the line apart in linear time: every part is stripped only once."""
    rest = text.lstrip(":")
    words = rest.strip(" \t")
    found = _NAME.match(words)
    name = found[0] if found else ""
    return _Fence(len(text) - len(rest), name, words[len(name) :].lstrip(" \t"))


def _push_block(state: StateBlock, fence: _Fence, start: int, end: int) -> None:
    budget: Budget = state.env["budget"]
    budget.check(start)  # the search for the end may take long
    last, closed = _find_closing(state, fence.colons, start, end)
    if not closed:
        state.env["faults"].append(("unclosed-block", start))
    opening = state.push("block_open", "div", 1)
    opening.info, opening.content = fence.name, fence.title
    opening.map = [start, last]

    parent, line_max = state.parentType, state.lineMax
    state.parentType = "container"
    state.lineMax = last  # no paragraph inside may run on past the closing fence
    state.md.block.tokenize(state, start + 1, last)
    state.parentType, state.lineMax = parent, line_max

    state.push("block_close", "div", -1)
    state.line = last + closed


def _find_closing(state: StateBlock, colons: int, start: int, end: int) -> tuple[int, bool]:
    """The line of the closing fence and True; without one, the line after the block and False."""
    for line in range(start + 1, end):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return line, False  # the list or quote around the block ends here
        if _begins_with_mark(state, line):
            text = _text(state, line).rstrip()
            if len(text) >= colons and not text.strip(":"):
                return line, True
    return end, False


def _begins_with_mark(state: StateBlock, line: int) -> bool:
    at = state.bMarks[line] + state.tShift[line]
    return state.src.startswith(_MARK, at) and not state.is_code_block(line)


def _text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
