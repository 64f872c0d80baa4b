"""Tables of Drupal as rows: CSV, JSON of Views, and JSON:API."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from newsgen.importer.faults import ImportFault
from newsgen.importer.fields import short_key
from newsgen.importer.files import Unreadable, decode
from newsgen.importer.readers.json_values import items, line, mapping, parse_json, read_export, rows
from newsgen.models import Model

Row = Mapping[str, Any]

_DELIMITERS = (",", ";", "\t")
_LISTS = ("nodes", "rows", "data", "results", "items", "search_results")
"""Where an object has the list of its stories."""
_DEEPEST = 3
"""How far relations are followed: a story, its picture, the file of the picture."""


class Table(Model, frozen=True):
    """The rows of one file."""

    rows: Sequence[Row]
    columns: tuple[str, ...]
    """Names and dotted paths, in their order."""
    unresolved: tuple[str, ...] = ()
    """Relations of JSON:API whose targets the file does not include."""


def read_table(path: Path) -> Table:
    """The rows of a CSV or JSON file. Raises ImportFault if it cannot be read or has none."""
    data = read_export(path)
    try:
        written, _ = decode(data)
    except Unreadable as fault:
        raise ImportFault(f"{path.name}: {fault.reason}") from None
    if written.lstrip()[:1] in {"{", "["}:
        table = _of_json(written, path.name)
    else:
        found = list(_of_csv(written))
        table = Table(rows=found, columns=_columns(found))
    if not table.rows:
        raise ImportFault(f"{path.name} has no rows", "export the nodes as CSV or JSON")
    return table


def header(beginning: str) -> tuple[str, ...]:
    """The names of the columns in the first line of a CSV file."""
    first = beginning.lstrip("\n").partition("\n")[0]
    return tuple(_split(first, _delimiter(first)))


def at_path(row: Row, path: str) -> object:
    """What a row has under a name or a dotted path; None if nothing."""
    if path in row:
        return row[path]
    short = {short_key(key): value for key, value in row.items()}
    if short_key(path) in short:
        return short[short_key(path)]
    first, _, rest = path.partition(".")
    inner = row.get(first, short.get(short_key(first)))
    if not rest:
        return inner
    if isinstance(inner, list):
        found = (_entry(inner, rest) if rest[0].isdigit() else at_path(mapping(each), rest)
                 for each in (inner if not rest[0].isdigit() else [inner]))  # fmt: skip
        values = [each for each in found if each is not None]
        return values[0] if len(values) == 1 else values or None
    return at_path(inner, rest) if isinstance(inner, dict) else None


def _entry(values: Sequence[Any], path: str) -> object:
    index, _, rest = path.partition(".")
    if not index.isdecimal() or len(index) > 6 or int(index) >= len(values):
        return None
    found = values[int(index)]
    return at_path(mapping(found), rest) if rest else found


# --- CSV


def _of_csv(text: str) -> Iterator[Row]:
    names = header(text)
    delimiter = _delimiter(text.lstrip("\n").partition("\n")[0])
    limit = csv.field_size_limit(max(len(text), 1 << 17))
    try:
        found = list(csv.reader(io.StringIO(text.lstrip("\n"), newline=""), delimiter=delimiter))
    except csv.Error as fault:
        raise ImportFault(f"the table cannot be read: {fault}") from None
    finally:
        csv.field_size_limit(limit)
    columns = _named(names)
    for cells in found[1:]:
        if any(cell.strip() for cell in cells):
            yield dict(zip(columns, cells, strict=False))


def _delimiter(first: str) -> str:
    """What separates the columns: what gives most of them."""
    return max(_DELIMITERS, key=lambda each: len(_split(first, each)))


def _split(first: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error:
        return first.split(delimiter)


def _named(names: Sequence[str]) -> list[str]:
    """The names of columns, each once."""
    columns: list[str] = []
    for number, name in enumerate(names, 1):
        plain = " ".join(name.split()) or f"column {number}"
        columns.append(plain if plain not in columns else f"{plain} {number}")
    return columns


# --- JSON


def _of_json(written: str, name: str) -> Table:
    document = parse_json(written)
    if isinstance(document, ValueError):
        message = f"{name} is not JSON, or ends too early: {document}"
        raise ImportFault(message, "export it again")
    whole = mapping(document)
    if "jsonapi" in whole or any("attributes" in each for each in rows(whole.get("data"))):
        return _of_json_api(whole)
    found = rows(document) or next((each for key in _LISTS if (each := rows(whole.get(key)))), [])
    found = [mapping(each.get("node")) or each for each in found]
    return Table(rows=found, columns=_columns(found))


def _of_json_api(whole: Row) -> Table:
    included = {_name_of(each): each for each in rows(whole.get("included"))}
    data = rows(whole.get("data")) or [mapping(whole.get("data"))]
    unresolved: dict[str, None] = {}
    found = [_flat(each, included, unresolved, 0) for each in data if each]
    return Table(rows=found, columns=_columns(found), unresolved=tuple(unresolved))


def _name_of(resource: Row) -> tuple[str, str]:
    return line(resource.get("type")), line(resource.get("id"))


def _flat(
    resource: Row,
    included: Mapping[tuple[str, str], Row],
    unresolved: dict[str, None],
    depth: int,
) -> dict[str, Any]:
    """The attributes of a resource, with those of what it is related to."""
    flat: dict[str, Any] = {"type": line(resource.get("type")).removeprefix("node--")}
    flat |= mapping(resource.get("attributes"))
    if depth >= _DEEPEST:
        return flat
    for name, relation in mapping(resource.get("relationships")).items():
        data = mapping(relation).get("data")
        targets = rows(data) or [mapping(data)]
        known = [(included[_name_of(each)], each) for each in targets if _name_of(each) in included]
        if not known and any(targets) and depth == 0:
            unresolved[name] = None
        values = [
            _flat(target, included, {}, depth + 1) | dict(mapping(each.get("meta")))
            for target, each in known
        ]
        if values:
            flat[name] = values if isinstance(data, list) else values[0]
    return flat


def _columns(found: Sequence[Row]) -> tuple[str, ...]:
    """All names of the first rows; what is inside an object as a path."""
    columns: dict[str, None] = {}
    for row in found[:100]:
        for key, value in row.items():
            columns[key] = None
            inner = next(iter(rows(value)), value) if items(value) else value
            columns |= {f"{key}.{name}": None for name in mapping(inner)}
    return tuple(columns)
