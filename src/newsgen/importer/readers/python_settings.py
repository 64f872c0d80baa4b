"""Settings that are a Python file: read as data, never run."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_STATEMENT = re.compile(r"(?m)^(?=[A-Za-z_]\w{0,80}[ \t]*=[^=])")
_LONGEST = 1_000_000
"""Most characters or entries that joining values may make."""
_DEEPEST = 40
_UNKNOWN = object()
"""In place of a value that only Python itself could compute."""


def read_settings(text: str, known: Mapping[str, Any] = {}) -> dict[str, Any]:
    r"""The variables at the top of the file whose values are literals, or made of such.

    ``known`` are those of a file that this one includes. A file with a mistake, or of an old
    Python, gives what can be read of it.

    >>> read_settings("A = 'x'\nB = [A + '/', f(2)]\nC = f(3)")
    {'A': 'x', 'B': ['x/']}
    """
    names = dict(known)
    for statement in _statements(text):
        match statement:
            case ast.Assign(targets=targets, value=value):
                found = _value(value, names)
                for target in targets:
                    if isinstance(target, ast.Name) and found is not _UNKNOWN:
                        names[target.id] = found
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                if (found := _value(value, names)) is not _UNKNOWN:
                    names[name] = found
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=value):
                if (found := _sum(names.get(name, _UNKNOWN), _value(value, names))) is not _UNKNOWN:
                    names[name] = found
    return names


def _statements(text: str) -> Iterator[ast.stmt]:
    try:
        parsed = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        for part in _STATEMENT.split(text):
            try:
                yield from ast.parse(part).body[:1]
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
        return
    for statement in parsed:
        yield from statement.body if isinstance(statement, ast.Try) else (statement,)


def _value(node: ast.expr, names: Mapping[str, Any], depth: int = 0) -> Any:
    """The value of an expression; ``_UNKNOWN`` parts of lists and mappings are left out."""
    read = _READERS.get(type(node))
    return read(node, names, depth + 1) if read and depth < _DEEPEST else _UNKNOWN


def _constant(node: Any, _names: Mapping[str, Any], _depth: int) -> Any:
    return node.value


def _name(node: Any, names: Mapping[str, Any], _depth: int) -> Any:
    return names.get(node.id, _UNKNOWN)


def _series(node: Any, names: Mapping[str, Any], depth: int) -> Any:
    values = [_value(part, names, depth) for part in node.elts]
    kept = [value for value in values if value is not _UNKNOWN]
    return tuple(kept) if isinstance(node, ast.Tuple) else kept


def _joined(node: Any, names: Mapping[str, Any], depth: int) -> Any:
    texts = [_value(part, names, depth) for part in node.values]
    return "".join(texts)[:_LONGEST] if all(isinstance(text, str) for text in texts) else _UNKNOWN


def _formatted(node: Any, names: Mapping[str, Any], depth: int) -> Any:
    is_plain = node.conversion == -1 and node.format_spec is None
    return _value(node.value, names, depth) if is_plain else _UNKNOWN


def _added(node: Any, names: Mapping[str, Any], depth: int) -> Any:
    if not isinstance(node.op, ast.Add):
        return _UNKNOWN
    return _sum(_value(node.left, names, depth), _value(node.right, names, depth))


def _negative(node: Any, names: Mapping[str, Any], depth: int) -> Any:
    value = _value(node.operand, names, depth)
    is_number = isinstance(node.op, ast.USub) and isinstance(value, int | float)
    return -value if is_number else _UNKNOWN


def _call(node: Any, names: Mapping[str, Any], depth: int) -> Any:
    """Calls that give what they get: ``_("News")``, ``os.environ.get("URL", "…")``, ``dict(…)``."""
    match node:
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords):
            values = {word.arg: _value(word.value, names, depth) for word in keywords if word.arg}
            return {key: value for key, value in values.items() if value is not _UNKNOWN}
        case ast.Call(func=ast.Name(id="_" | "str" | "tuple" | "list" | "Path"), args=[given]):
            return _value(given, names, depth)
        case ast.Call(func=ast.Attribute(attr="get" | "getenv"), args=[_, given]):
            return _value(given, names, depth)
    return _UNKNOWN


def _mapping(node: Any, names: Mapping[str, Any], depth: int) -> Any:
    found: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        name = _value(key, names, depth) if key else _UNKNOWN
        inner = _value(value, names, depth)
        if isinstance(name, str | int | float | bool) and inner is not _UNKNOWN:
            found[name] = inner
    return found


def _sum(left: Any, right: Any) -> Any:
    if isinstance(left, str) and isinstance(right, str):
        return (left + right)[:_LONGEST]
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        joined = [*left, *right][:_LONGEST]
        return tuple(joined) if isinstance(left, tuple) else joined
    return _UNKNOWN


_READERS: Mapping[type[ast.expr], Callable[[Any, Mapping[str, Any], int], Any]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Tuple: _series,
    ast.List: _series,
    ast.Set: _series,
    ast.Dict: _mapping,
    ast.BinOp: _added,
    ast.UnaryOp: _negative,
    ast.JoinedStr: _joined,
    ast.FormattedValue: _formatted,
    ast.Call: _call,
}
