"""Finds text that the engine reads otherwise than its writer meant, with the remedy for each.

Nothing here changes a page: all of it is valid Markdown. But readers would see marks, code or lists
where the writer wrote prose.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from newsgen.markdown.faults import BodyFault
from newsgen.markdown.leftovers import find_leftovers
from newsgen.markdown.tables import (
    count_cells,
    find_broken_ruler,
    find_lost_cells,
    is_table_without_ruler,
)

_PROSE = re.compile(r"\s*[\"'“‘«¿¡(]?[^\W\d_]+[,;:]?(?: +\S+){3,}")
_ESCAPED = re.compile(r"\\.")
_CODE_SIGNS = frozenset("{}=<>$;\\|")
_SENTENCE_END = frozenset(".!?…。！？؟۔।")
_LONG_HEADING = 90
"""Characters from which a line above `---` is no heading, whatever its end."""
_LAST_DAY = 31
_SEEN = frozenset({"inline", "code_block", "ordered_list_open", "heading_open", "thead_open"})


def find_misreadings(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[BodyFault]:
    """All misreadings of a body; ``lines`` are those of the body."""
    has_table = False
    for index, token in enumerate(tokens):
        if token.type not in _SEEN:
            continue
        match token.type:
            case "inline":
                yield from _in_text(token)
            case "code_block":
                yield from _prose_as_code(token)
            case "ordered_list_open":
                yield from _prose_as_list(token)
            case "heading_open" if token.markup in {"-", "="}:
                yield from _prose_as_heading(token, tokens[index + 1].content)
            case "thead_open":
                has_table = True
    for line, cells, columns in find_lost_cells(tokens, lines) if has_table else ():
        yield BodyFault(
            code="lost-cell",
            line=line,
            message=f"this row has {cells} cells and its table {columns} columns: the rest is lost",
            hint=r"add a column to the first two rows, or write `\|` for a bar inside a cell",
        )


def _in_text(inline: Token) -> Iterator[BodyFault]:
    line = inline.map[0] if inline.map else 0
    if "|" in inline.content:
        yield from _broken_table(inline.content.split("\n"), line)
    written = _ESCAPED.sub("", inline.content) if "\\" in inline.content else ""
    for number, text in enumerate(_texts(inline.children or ())):
        for found in find_leftovers(text):
            if written and found.near not in written:
                continue  # it is escaped
            yield BodyFault(
                code="leftover-markup",
                line=line + number,
                message=found.message,
                hint=found.hint,
                near=found.near,
            )


def _texts(children: Sequence[Token]) -> Iterator[str]:
    """The text of each line, with a space for what the engine read as something else."""
    parts: list[str] = []
    for child in children:
        if child.type == "text":
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            yield "".join(parts)
            parts = []
        elif child.info != "auto":
            parts.append(" ")
    yield "".join(parts)


def _broken_table(lines: Sequence[str], first: int) -> Iterator[BodyFault]:
    ruler = find_broken_ruler(lines)
    if ruler >= 0:
        cells, above = count_cells(lines[ruler]), count_cells(lines[ruler - 1])
        yield BodyFault(
            code="broken-table",
            line=first + ruler,
            message=f"this row has {cells} cells, the one above {above}: readers see no table",
            hint="give both rows as many cells, and write the lower one with `-` only: `| --- |`",
        )
    elif is_table_without_ruler(lines):
        yield BodyFault(
            code="broken-table",
            line=first,
            message="this table has no row of dashes: readers see bars",
            hint="write `| --- | --- |` below the first row, with as many cells",
        )


def _prose_as_code(token: Token) -> Iterator[BodyFault]:
    first = token.content.split("\n", 1)[0]
    if _PROSE.match(first) and not _CODE_SIGNS.intersection(first):
        yield BodyFault(
            code="prose-as-code",
            line=token.map[0] if token.map else 0,
            message="a tab or four spaces at the start of a paragraph make code of it",
            hint="remove them; for code, write a line of ``` before and after it",
        )


def _prose_as_list(token: Token) -> Iterator[BodyFault]:
    number = int(token.attrs.get("start", 1))
    if number > _LAST_DAY:
        yield BodyFault(
            code="prose-as-list",
            line=token.map[0] if token.map else 0,
            message=f"`{number}{token.markup}` at the start of a line begins a list",
            hint=f"write `{number}\\{token.markup}` if it is no list",
        )


def _prose_as_heading(token: Token, text: str) -> Iterator[BodyFault]:
    last = text.rstrip("\"'”’»)*_")[-1:]
    if last in _SENTENCE_END or len(text) > _LONG_HEADING or "\n" in text or token.markup == "-":
        yield BodyFault(
            code="prose-as-heading",
            line=token.map[0] if token.map else 0,
            message=f"the line of `{token.markup}` below makes a heading of this text",
            hint="put an empty line between them; for a heading, write `## ` before the words",
        )
