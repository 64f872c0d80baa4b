"""The fast way: paragraphs that provably hold no Markdown skip the rules of the engine.

Most paragraphs of a newspaper are letters, digits and stops. One that begins with a letter, holds
no character that any rule looks for, and ends at a blank line can be nothing but a paragraph, and
its HTML is its text. ``tests/test_prose.py`` holds the fast way against the engine's own.
"""

import re

from markdown_it.rules_block import StateBlock

_LINE = r"[^\W\d_][^\n\\`*_\[\]<>&|~\"'\t\x00-\x1f]*(?<=\S)"
_WHOLE = re.compile(rf"{_LINE}(?:\n{_LINE})*")
_PARAGRAPH = re.compile(rf"{_WHOLE.pattern}(?=\n\n|\n?\Z)")
_GAP = re.compile(r"\n\n+")


def split_prose(body: str) -> list[str] | None:
    """The paragraphs of a body that is plain prose from end to end; None for any other."""
    paragraphs = [paragraph for paragraph in _GAP.split(body.strip("\n")) if paragraph]
    if not _has_shorthand(body) and all(map(_WHOLE.fullmatch, paragraphs)):
        return paragraphs
    return None


def read_prose(state: StateBlock, start_line: int, _end_line: int, silent: bool) -> bool:  # noqa: FBT001
    """A rule of the engine: one paragraph of plain prose at the top level becomes one token."""
    if silent or state.level or state.blkIndent:
        return False
    found = _PARAGRAPH.match(state.src, state.bMarks[start_line])
    if found is None:
        return False
    text = found[0]
    if _has_shorthand(text):
        return False
    token = state.push("prose", "p", 0)
    token.content = text
    end_line = start_line + text.count("\n") + 1
    token.map = [start_line, end_line]
    state.line = end_line
    return True


def _has_shorthand(text: str) -> bool:
    """Whether dashes or dots may stand for others."""
    return "--" in text or "..." in text
