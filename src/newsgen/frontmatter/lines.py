"""A fast path: front matter of plain lines skips the YAML engine.

Most front matter is ``key: value``, a list with one value on each line or in brackets, and
sometimes keys one level down. ``read_lines`` reads only these and leaves the rest to the engine.
The tree is the same as the engine's, because every accepted line has only one meaning in YAML:

- A key is short and plain, begins its line or is indented by two spaces, and is unique.
- A plain value does not begin with an indicator, does not contain ``#``, contains a colon only
  before a character that is not a space, and does not end in a space; in brackets it contains no
  other character that ends a value there. A quoted value contains no escape and no quote of its own
  kind, so it is the text between its quotes.
- A value ends with its line, because the next line is a key or a dash that is not indented further
  than the collection of the value, so it cannot continue the value.
- There is no character that the engine refuses, replaces or treats as the end of a line. There are
  never more values than characters, so the limits of ``tree`` are not reached.

``tests/test_frontmatter_lines.py`` compares this path with the engine.
"""

import re
from functools import cache

from newsgen.schema import Tree

NULLS = frozenset({"null", "Null", "NULL", "~"})
"""How YAML writes that there is no value. https://yaml.org/spec/1.2.2/#10211-null"""
MAX_CHARACTERS = 2000
"""The longest front matter read here: longer ones could contain too many values.

The pattern is linear in any case: the separators of its runs - a colon, a comma, the end of a line
- are in none of the runs, so there is only one way to match a text."""

# Control characters, line separators, direction overrides, surrogates, private use.
_ODD = r"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufffe\uffff"
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
    """The tree of front matter that consists of plain lines; None for any other."""
    if len(yaml) > MAX_CHARACTERS:
        return None
    entries = _entry().findall(yaml)
    tree: dict[str, Tree] = {}
    for key, value, row, column, pairs, other in entries:
        if other:
            return None
        if row:
            tree[key] = [_text(word) for word in row.split(", ")]
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
    """The pattern of a key with its value; compiled on first use, as it takes ten milliseconds."""
    return re.compile(_ENTRY)


def _text(written: str) -> str:
    if written in NULLS:
        return ""
    return written[1:-1] if written.startswith(("'", '"')) else written
