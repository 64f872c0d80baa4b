"""The fast way: paragraphs that provably hold no Markdown skip the rules of the engine.

Most paragraphs of a newspaper are letters, digits and stops. Where each line begins with a letter
and a blank line follows, no rule can make anything but a paragraph of it; where it holds no
character that a rule looks for, its HTML is its text. ``tests/test_prose.py`` and
``tests/test_markdown_spec.py`` hold the fast way against the engine's own.
"""

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_LETTER = r"[^\W\d_]"
_LINE = rf"{_LETTER}.*+(?<=\S)"
_WHOLE = re.compile(rf"{_LINE}(?:\n{_LINE})*+")
_PARAGRAPH = re.compile(rf"({_WHOLE.pattern})(?:\n\n++|\n?\Z)")
_GAP = re.compile(r"\n\n+")
_MARKS = ("\\", "`", "*", "_", "[", "<", ">", "&", "~", '"', "'", "--", "...", "\r", "\0")
# A blank line and a letter at the margin end every block but those that may begin with these.
_NEXT = re.compile(rf"\n\n(?={_LETTER})")
_SPANNING = ("```", "~~~", ":::", "<")


def split_prose(body: str) -> list[str] | None:
    """The paragraphs of a body that is plain prose from end to end; None for any other."""
    if not _is_plain(body):
        return None
    paragraphs = [paragraph for paragraph in _GAP.split(body.strip("\n")) if paragraph]
    return paragraphs if all(map(_WHOLE.fullmatch, paragraphs)) else None


def read_blocks(state: StateCore) -> None:
    """A rule of the engine, as its own ``block``, which gets only what prose leaves over.

    A paragraph whose lines all begin with letters becomes one token ``prose`` where it is plain,
    else the three tokens that the engine would make of it.
    """
    line = at = len(state.src) - len(state.src.lstrip("\n"))
    while at < len(state.src):
        found = _PARAGRAPH.match(state.src, at)
        if found:
            end = found.end()
            _push_paragraph(state.tokens, found[1], line)
        else:
            end = _end_of_stretch(state.src, at)
            _parse_stretch(state, state.src[at:end], line)
        line += state.src.count("\n", at, end)
        at = end


def _push_paragraph(tokens: list[Token], text: str, line: int) -> None:
    lines = [line, line + text.count("\n") + 1]
    if _is_plain(text):
        tokens.append(Token("prose", "p", 0, map=lines, content=text, block=True))
    else:
        tokens += (
            Token("paragraph_open", "p", 1, map=lines, block=True),
            Token("inline", "", 0, map=lines, content=text, block=True, level=1),
            Token("paragraph_close", "p", -1, block=True),
        )


def _end_of_stretch(text: str, start: int) -> int:
    following = _NEXT.search(text, start)
    if following and not any(text.find(mark, start, following.start()) >= 0 for mark in _SPANNING):
        return following.end()
    return len(text)


def _parse_stretch(state: StateCore, stretch: str, line: int) -> None:
    """Let the engine parse a part that begins at a line; its tokens and faults count from there."""
    faults = state.env["faults"]
    told, done = len(faults), len(state.tokens)
    state.md.block.parse(stretch, state.md, state.env, state.tokens)
    faults[told:] = [(code, line + fault) for code, fault in faults[told:]]
    for token in state.tokens[done:]:
        if token.map:
            token.map = [line + number for number in token.map]


def _is_plain(text: str) -> bool:
    """Whether the text holds nothing that is, or may stand for, anything but itself."""
    return not any(map(text.__contains__, _MARKS))
