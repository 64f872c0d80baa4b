"""Rules for tables: those of data stay tables, those of layout become what is in their cells."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from bs4 import Tag

from newsgen.importer.bodies.html.blocks import Block
from newsgen.importer.bodies.html.converter import Converter, Rule
from newsgen.importer.bodies.html.inlines import convert_hidden
from newsgen.importer.bodies.html.media import convert_division
from newsgen.importer.bodies.html.tree import HEADINGS, find_first

_HEAVY = HEADINGS | {"figure", "iframe", "pre", "blockquote", "video", "audio", "table", "hr"}
"""Elements that no cell of Markdown can hold."""
_ALIGN = re.compile(r"text-align\s*+:\s*+(left|right|center)", re.IGNORECASE)
_ALIGN_CLASS = re.compile(r"(?:has-)?(?:text-)?align-?(left|right|center)", re.IGNORECASE)
_RULERS: Final[Mapping[str, str]] = {"left": ":---", "right": "---:", "center": ":---:"}
_NUMBER = re.compile(r"\s*+([0-9]{1,5})")
_MOST_COLUMNS = 100


class _Cell(NamedTuple):
    markdown: str
    is_head: bool
    align: str


def convert_table(tag: Tag, converter: Converter) -> str | None:
    """A table, or the contents of one that only arranges a page."""
    if converter.is_inline:
        return None
    rows = _rows_of(tag)
    if _is_layout(tag, rows):
        return None
    caption = tag.find("caption")
    blocks: list[Block] = []
    if isinstance(caption, Tag):
        blocks += converter.blocks(caption)
        caption.extract()
    cells, spans = _read(rows, converter)
    cells = [row for row in cells if any(cell.markdown for cell in row)]
    if not cells:
        return converter.marked(*blocks)
    if max(map(len, cells)) > _MOST_COLUMNS:
        words = " ".join(cell.markdown for row in cells for cell in row)
        return converter.marked(*blocks, Block(words, "paragraph"))
    if spans:
        text = "table: a cell over several rows or columns is in the first of them"
        converter.conversion.change(text, line=converter.line(tag), name="table with wide cells")
    return converter.marked(*blocks, Block(_write(cells)))


def convert_part(tag: Tag, converter: Converter) -> str | None:
    """A cell of a table that only arranges a page: its text stands for itself."""
    if converter.is_inline:
        return None
    return converter.marked(*converter.blocks(tag))


def _rows_of(table: Tag) -> list[Tag]:
    """The rows of the table itself, those of its foot last."""
    rows: list[Tag] = []
    foot: list[Tag] = []
    for child in table.find_all(recursive=False):
        if child.name == "tr":
            rows.append(child)
        elif child.name in {"tbody", "tfoot", "thead"}:
            inner = child.find_all("tr", recursive=False)
            if child.name == "tfoot":
                foot += inner
            else:
                rows += inner
    return rows + foot


def _is_layout(table: Tag, rows: Sequence[Tag]) -> bool:
    if str(table.get("role", "")) in {"presentation", "none"} or find_first(table, _HEAVY):
        return True
    counts = [len(row.find_all(["td", "th"], recursive=False)) for row in rows]
    return sum(counts) <= 1


def _read(rows: Sequence[Tag], converter: Converter) -> tuple[list[list[_Cell]], bool]:
    """The cells of each row, and whether any of them was wider or higher than one."""
    read: list[list[_Cell]] = []
    below: dict[int, int] = {}  # column → rows that a cell above still reaches down
    spans = False
    for row in rows:
        cells: list[_Cell] = []

        def skip(cells: list[_Cell] = cells) -> None:
            while below.get(len(cells), 0) > 0:
                below[len(cells)] -= 1
                cells.append(_Cell("", is_head=False, align=""))

        for tag in row.find_all(["td", "th"], recursive=False):
            skip()
            columns, lines = _span(tag, "colspan"), _span(tag, "rowspan")
            spans = spans or columns > 1 or lines > 1
            for number in range(columns):
                if lines > 1:
                    below[len(cells)] = lines - 1
                markdown = "" if number else converter.inline(tag, "cell")
                cells.append(_Cell(markdown, tag.name == "th", _align_of(tag)))
        skip()
        read.append(cells)
    return read, spans


def _write(rows: list[list[_Cell]]) -> str:
    width = max(map(len, rows))
    empty = _Cell("", is_head=False, align="")
    full = [row + [empty] * (width - len(row)) for row in rows]
    has_head = len(full) > 1 and all(cell.is_head or not cell.markdown for cell in full[0])
    head, body = (full[0], full[1:]) if has_head else ([empty] * width, full)
    rulers = []
    for column in range(width):
        aligns = {row[column].align for row in body if row[column].markdown}
        rulers.append(_RULERS.get(aligns.pop(), "---") if len(aligns) == 1 else "---")
    lines = [[cell.markdown for cell in head], rulers, *([c.markdown for c in row] for row in body)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines).replace("|  |  |", "|  |  |")


def _span(tag: Tag, name: str) -> int:
    found = _NUMBER.match(str(tag.get(name, "")))
    return min(max(int(found[1]), 1), _MOST_COLUMNS) if found else 1


def _align_of(tag: Tag) -> str:
    found = _ALIGN.search(str(tag.get("style", "")))
    if found:
        return found[1].lower()
    classes = " ".join(str(name) for name in tag.get_attribute_list("class") if name)
    by_class = _ALIGN_CLASS.search(classes)
    return by_class[1].lower() if by_class else str(tag.get("align", "")).lower()


RULES: Final[Mapping[str, Sequence[Rule]]] = {
    "table": (convert_hidden, convert_division, convert_table),
    **dict.fromkeys(("td", "th", "caption", "tr"), (convert_part,)),
}
