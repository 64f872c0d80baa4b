"""The fast way: paragraphs that provably hold no Markdown skip the rules of the engine.

Most paragraphs of a newspaper are letters, digits and stops. Where each line begins with a letter
and a blank line follows, no rule can make anything but a paragraph of it; where it holds no
character that a rule looks for, its HTML is its text. ``tests/test_prose.py`` and
``tests/test_markdown_spec.py`` hold the fast way against the engine's own.
"""

import re

from markdown_it.rules_block import StateBlock

_LINE = r"[^\W\d_].*+(?<=\S)"
_WHOLE = re.compile(rf"{_LINE}(?:\n{_LINE})*+")
_PARAGRAPH = re.compile(rf"({_WHOLE.pattern})(?:\n\n++|\n?\Z)")
_GAP = re.compile(r"\n\n+")
_MARKS = ("\\", "`", "*", "_", "[", "<", ">", "&", "~", '"', "'", "--", "...", "\r", "\0")


def split_prose(body: str) -> list[str] | None:
    """The paragraphs of a body that is plain prose from end to end; None for any other."""
    if not _is_plain(body):
        return None
    paragraphs = [paragraph for paragraph in _GAP.split(body.strip("\n")) if paragraph]
    return paragraphs if all(map(_WHOLE.fullmatch, paragraphs)) else None


def read_prose(state: StateBlock, start_line: int, _end_line: int, silent: bool) -> bool:  # noqa: FBT001
    """A rule of the engine: top-level paragraphs whose lines all begin with letters, in a row.

    Plain prose becomes one token, any other the three tokens that the engine would make of it.
    """
    if silent or state.level or state.blkIndent:
        return False
    line = start_line
    at = state.bMarks[start_line]
    while found := _PARAGRAPH.match(state.src, at):
        text = found[1]
        state.line = line + text.count("\n") + 1
        _push_paragraph(state, text, [line, state.line])
        line += found[0].count("\n")
        at = found.end()
    return at > state.bMarks[start_line]


def _push_paragraph(state: StateBlock, text: str, lines: list[int]) -> None:
    if _is_plain(text):
        prose = state.push("prose", "p", 0)
        prose.content, prose.map = text, lines
    else:
        state.push("paragraph_open", "p", 1).map = lines
        inline = state.push("inline", "", 0)
        inline.content, inline.map = text, lines
        state.push("paragraph_close", "p", -1)


def _is_plain(text: str) -> bool:
    """Whether the text holds nothing that is, or may stand for, anything but itself."""
    return not any(map(text.__contains__, _MARKS))
