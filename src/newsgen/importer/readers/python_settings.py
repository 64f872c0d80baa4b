"""Settings that are a Python file: read as data, never run."""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

_STATEMENT = re.compile(r"(?m)^(?=[A-Za-z_]\w{0,80}[ \t]*=[^=])")
_LONGEST = 1_000_000
"""Most characters or entries that joining values may make."""
_UNKNOWN = object()
"""In place of a value that only Python itself could compute."""


def read_settings(text: str, known: Mapping[str, Any] = {}) -> dict[str, Any]:
    """The variables at the top of the file whose values are literals, or made of such.

    ``known`` are those of a file that this one includes. A file with a mistake, or of an old
    Python, gives what can be read of it.

    >>> read_settings("A = 'x'\\nB = [A + '/', f(2)]\\nC = f(3)")
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
    if depth > 40:
        return _UNKNOWN
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return names.get(name, _UNKNOWN)
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            values = [_value(part, names, depth + 1) for part in parts]
            kept = [value for value in values if value is not _UNKNOWN]
            return tuple(kept) if isinstance(node, ast.Tuple) else kept
        case ast.Dict(keys=keys, values=inner):
            return _mapping(keys, inner, names, depth)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _sum(_value(left, names, depth + 1), _value(right, names, depth + 1))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case ast.JoinedStr(values=parts):
            texts = [_value(part, names, depth + 1) for part in parts]
            known = all(isinstance(text, str) for text in texts)
            return "".join(texts)[:_LONGEST] if known else _UNKNOWN
        case ast.FormattedValue(value=inner_value, conversion=-1, format_spec=None):
            return _value(inner_value, names, depth + 1)
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords):
            return {
                word.arg: value
                for word in keywords
                if word.arg and (value := _value(word.value, names, depth + 1)) is not _UNKNOWN
            }
        case ast.Call(func=ast.Name(id="_" | "str" | "tuple" | "list" | "Path"), args=[only]):
            return _value(only, names, depth + 1)
        case ast.Call(func=ast.Attribute(attr="get" | "getenv"), args=[_, default]):
            return _value(default, names, depth + 1)
    return _UNKNOWN


def _mapping(
    keys: list[ast.expr | None], values: list[ast.expr], names: Mapping[str, Any], depth: int
) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key, value in zip(keys, values, strict=True):
        name = _value(key, names, depth + 1) if key else _UNKNOWN
        inner = _value(value, names, depth + 1)
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
