"""The fast way: front matter of plain lines skips the YAML engine.

Most front matter is ``key: value``, a list of one value a line or in brackets, and now and then
keys one level down. ``read_lines`` takes just that and leaves all else to the engine. Its tree is
the engine's, because every line that it takes has one reading in YAML:

- A key is short and plain, begins its line or stands two spaces in, and has no twin.
- A plain value begins with no indicator, holds no ``#``, holds a colon only before a character that
  is no space, and ends in no space; in brackets it holds nothing else that ends a value there. A
  quoted value holds no escape and no quote of its kind, so it is what stands between its quotes.
- A value ends with its line, because the next one is a key, or a dash, that stands no further in
  than the collection of the value: nothing can continue it.
- No character is one that the engine's way refuses, replaces or takes for the end of a line. There
  are no more values than characters, so no limit of the engine's way is met.

``tests/test_frontmatter_lines.py`` holds the fast way against the engine's own.
"""

import re
from functools import cache

from newsgen.schema import Tree

MAX_CHARACTERS = 2000
"""The longest front matter that is read here: longer ones could hold too many values.

The pattern is linear all the same: what parts the runs in it - a colon, a comma, a line's end - is
in none of them, so there is one way to share a text out among them."""

# Control characters, ends of lines, overrides of direction, halves of characters, private use.
_ODD = r"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\uf8ff\ufeff\ufffe\uffff"
_FIRST = rf"[^{_ODD} \-?:,\[\]{{}}#&*!|>'\"%@`]"
_PLAIN = rf"{_FIRST}[^{_ODD}:#]*(?::[^{_ODD}:# ][^{_ODD}:#]*)*(?<! )"
_QUOTED = rf"\"[^{_ODD}\"\\]*\"|'[^{_ODD}']*'"
_VALUE = rf"(?:{_PLAIN}|{_QUOTED})"
_IN_BRACKETS = rf"{_FIRST}[^{_ODD}:#,?\[\]{{}}]*(?<! )"
_ROW = rf"{_IN_BRACKETS}(?:, {_IN_BRACKETS})*"
_COLUMN = rf"(?:\n- {_VALUE})+|(?:\n  - {_VALUE})+"
_KEY = "[A-Za-z][A-Za-z0-9_-]{0,59}"
_PAIRS = rf"(?:\n  {_KEY}: {_VALUE})+"
_ENTRY = rf"({_KEY}):(?: ({_VALUE})| \[({_ROW})\]|({_COLUMN})|({_PAIRS}))?\n|(?P<other>[\s\S]+)"


def read_lines(yaml: str) -> dict[str, Tree] | None:
    """The tree of front matter that is plain from end to end; None for any other."""
    if len(yaml) > MAX_CHARACTERS:
        return None
    entries = _entry().findall(yaml)
    tree: dict[str, Tree] = {}
    for key, value, row, column, pairs, other in entries:
        if other:
            return None
        if row:
            tree[key] = row.split(", ")
        elif column:
            tree[key] = [_text(line.partition("- ")[2]) for line in column.split("\n")[1:]]
        elif pairs:
            lines = [line.partition(": ") for line in pairs.split("\n  ")[1:]]
            below: dict[str, Tree] = {name: _text(written) for name, _, written in lines}
            if len(below) < len(lines):
                return None
            tree[key] = below
        else:
            tree[key] = _text(value)
    return tree if len(tree) == len(entries) else None


@cache
def _entry() -> re.Pattern[str]:
    """The pattern of a key and what it holds: ten milliseconds' work, not for nothing."""
    return re.compile(_ENTRY)


def _text(written: str) -> str:
    return written[1:-1] if written.startswith(("'", '"')) else written
