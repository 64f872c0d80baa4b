"""Tables: simple ones, grids, csv-table and list-table."""

from collections.abc import Iterator
from typing import Any

from docutils import nodes

from newsgen.importer.bodies.rst.inlines import inlines
from newsgen.importer.bodies.rst.marks import cell, code_span
from newsgen.importer.bodies.rst.page import Page
from newsgen.importer.bodies.rst.parsing import Call


def table(node: Any, page: Page) -> str:
    """The table as Markdown: cells over several columns or rows are followed by empty ones."""
    titles = [inlines(each.children, page) for each in node.findall(nodes.title)][:1]
    parts = [f"**{title}**" for title in titles if title]
    group = next(iter(node.findall(nodes.tgroup)), None)
    if group is None:
        return "\n\n".join(parts)
    heads = [_rows(each, page) for each in group.children if isinstance(each, nodes.thead)]
    bodies = [_rows(each, page) for each in group.children if isinstance(each, nodes.tbody)]
    rows = [row for body in bodies for row in body]
    width = max((len(row) for part in (*heads, rows) for row in part), default=0)
    head = _one_head([row for rows in heads for row in rows], width)
    if width and (rows or any(head)):
        lines = [_line(head, width), _line(["---"] * width, width)]
        parts.append("\n".join([*lines, *(_line(row, width) for row in rows)]))
    return "\n\n".join(parts)


def _line(row: list[str], width: int) -> str:
    return f"| {' | '.join([*row, *[''] * (width - len(row))])} |"


def _one_head(rows: list[list[str]], width: int) -> list[str]:
    """The rows of the head as one."""
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    return ["<br>".join(part for part in column if part) for column in zip(*full, strict=True)]


def _rows(part: Any, page: Page) -> list[list[str]]:
    rows: list[list[str]] = []
    below: dict[int, int] = {}  # column → rows that a cell above still covers
    for row in part.children:
        written: list[str] = []
        for entry in row.children:
            _cover(written, below)
            columns = int(entry.get("morecols", 0)) + 1
            for offset in range(columns):
                below[len(written) + offset] = int(entry.get("morerows", 0))
            written += [_cell(entry, page), *[""] * (columns - 1)]
        _cover(written, below)
        rows.append(written)
    return rows


def _cover(written: list[str], below: dict[int, int]) -> None:
    """Add an empty cell for each column that a cell above covers."""
    while below.get(len(written), 0) > 0:
        below[len(written)] -= 1
        written.append("")


def _cell(entry: Any, page: Page) -> str:
    return cell("<br>".join(line for line in _lines(entry, page) if line))


def _lines(node: Any, page: Page) -> Iterator[str]:
    """The text of a cell in lines: a cell has no lists and no blocks."""
    for each in node.children:
        if isinstance(each, nodes.Text | nodes.Inline | nodes.image):
            yield _inline(each, page)
        elif isinstance(each, nodes.bullet_list | nodes.enumerated_list):
            yield from _items(each, page)
        elif isinstance(each, nodes.literal_block | nodes.doctest_block | nodes.math_block):
            yield from (code_span(line) for line in each.astext().split("\n"))
        elif isinstance(each, nodes.paragraph | nodes.line):
            yield inlines(each.children, page, "cell")
        elif isinstance(each, Call):
            yield each.argument
            yield from _lines(each, page)
        elif isinstance(each, nodes.Element) and not isinstance(each, nodes.Invisible):
            yield from _lines(each, page)


def _inline(node: Any, page: Page) -> str:
    return inlines([node], page, "cell")


def _items(node: Any, page: Page) -> Iterator[str]:
    number = int(node.get("start", 1))
    for item in node.children:
        sign = "•" if isinstance(node, nodes.bullet_list) else f"{number}."
        yield f"{sign} {'<br>'.join(line for line in _lines(item, page) if line)}"
        number += 1
