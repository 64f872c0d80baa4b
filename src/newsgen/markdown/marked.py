"""The fast way for a heading, a quote or a list whose lines are a mark, a space and plain words.

With a letter behind each mark nothing can nest in them, so the tokens that the engine would find
with a dozen rules for each line are known beforehand.
"""

import re

from markdown_it.token import Token

from newsgen.markdown.prose import LINE

_MARKED = re.compile(rf"(?P<mark>[-*+>]|#{{1,6}}) {LINE}(?:\n(?P=mark) {LINE})*+\n*")
_LONGEST = 20_000
"""Characters of a text that is taken here; in a longer one the engine looks at the clock."""


def marked_block(text: str, line: int) -> list[Token] | None:
    """The tokens of a text that is one such block and begins at a line; None for any other."""
    found = _MARKED.fullmatch(text) if len(text) <= _LONGEST else None
    if not found:
        return None
    mark = found["mark"]
    rows = [row[len(mark) + 1 :] for row in text.rstrip("\n").split("\n")]
    lines = [line, line + len(rows)]
    if mark == ">":
        return _enclose("blockquote", "blockquote", lines, paragraph("\n".join(rows), lines))
    if mark[0] == "#":
        if len(rows) > 1 or rows[0].endswith("#"):
            return None
        return _enclose("heading", f"h{len(mark)}", lines, [_inline(rows[0], lines)])
    entries: list[Token] = []
    for number, row in enumerate(rows, start=line):
        place = [number, number + 1]
        entries += _enclose("list_item", "li", place, paragraph(row, place, hidden=True))
    return _enclose("bullet_list", "ul", lines, entries)


def paragraph(text: str, lines: list[int], *, hidden: bool = False) -> list[Token]:
    """The tokens of a paragraph; those of a tight list are hidden."""
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
