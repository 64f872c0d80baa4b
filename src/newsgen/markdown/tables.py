"""Finds what tables lose: cells that the head has no column for, and tables that are none."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

_QUOTED = re.compile(r"[ \t>]*+")
_RULER = frozenset("|-: \t—–−")
_BAR = "|"


def find_lost_cells(
    tokens: Sequence[Token], lines: Sequence[str]
) -> Iterator[tuple[int, int, int]]:
    """Each row that has more cells than the head: its line, its cells, and those of the head.

    ``lines`` are those of the body; lines count from 0. Empty cells at the end are no loss.
    """
    columns = 0
    for token in tokens:
        if token.type == "thead_open":
            columns = 0
        elif token.type == "th_open":
            columns += 1
        elif token.type == "tr_open" and columns and token.map:
            cells = _cells(lines[token.map[0]])
            while len(cells) > columns and not cells[-1].strip():
                cells.pop()
            if len(cells) > columns:
                yield token.map[0], len(cells), columns


def find_broken_ruler(lines: Sequence[str]) -> int:
    """The index of the line in a paragraph that was meant as the ruler of a table, or -1."""
    for number, line in enumerate(lines):
        if number and _BAR in line and "-" in line.replace("—", "-") and set(line) <= _RULER:
            return number
    return -1


def is_table_without_ruler(lines: Sequence[str]) -> bool:
    """Whether a paragraph is rows of a table without the row of dashes."""
    return len(lines) > 1 and all(
        line.strip().startswith(_BAR) and line.strip().endswith(_BAR) for line in lines
    )


def count_cells(line: str) -> int:
    """The number of cells in a row of a table."""
    return len(_cells(line))


def _cells(line: str) -> list[str]:
    found = _QUOTED.match(line)
    cells: list[str] = escapedSplit(line[found.end() if found else 0 :].strip())
    if cells and not cells[0]:
        cells.pop(0)
    if cells and not cells[-1]:
        cells.pop()
    return cells
