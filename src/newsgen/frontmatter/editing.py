"""Changes single values of front matter; every other character stays as it was written.

Each function takes YAML and returns it changed. The result is read again: it has exactly the change
that was asked for, or Problems is raised, as for YAML that is written in a way which cannot be
changed by a program. ``edit_front_matter`` does this in a whole file.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from newsgen.diagnostics import Problems
from newsgen.frontmatter.lines import NULLS
from newsgen.frontmatter.parts import split
from newsgen.frontmatter.places import Entry, read_entries
from newsgen.frontmatter.tree import parse
from newsgen.schema import Keys, Tree

Value = str | list[str]
_PLAIN = re.compile(
    r"[A-Za-z_./][\w./-]*|\d{4}-\d\d-\d\d(?: \d\d:\d\d(?:[+-]\d\d:\d\d)?)?", re.ASCII
)
"""What needs no quotes in YAML, in brackets neither."""
_AFTER = re.compile(r"\s*+,[ \t]*+")
_BEFORE = re.compile(r",\s*+\Z")


def edit_front_matter(text: str, path: str, change: Callable[[str], str]) -> str:
    """The text of a file with its front matter changed. Raises Problems if it has none."""
    parts = split(text, path)
    start = text.index("\n") + 1
    return text[:start] + change(parts.yaml) + text[start + len(parts.yaml) :]


def set_value(yaml: str, key: str, value: Value) -> str:
    """The YAML with this value of a key at its first level; a new key comes last."""
    entries = read_entries(yaml)
    found = entries.get((key,))
    if found:
        gap = " " if yaml[found.value - 1 : found.value] == ":" else ""
        changed = f"{yaml[: found.value]}{gap}{_written(value)}{yaml[found.end :]}"
    else:
        changed = _with_new_key(yaml, entries, f"{key}: {_written(value)}")
    return _checked(yaml, changed, lambda tree: tree | {key: _as_tree(value)})


def add_element(yaml: str, key: str, value: str) -> str:
    """The YAML with one more element at the end of the list at a key of its first level."""
    listed = parse(yaml, "", 1).get(key, "")
    if isinstance(listed, dict):
        raise Problems.of("bad-value", f"`{key}` is not a list", hint="correct it in the text")
    if isinstance(listed, str):
        return set_value(yaml, key, [listed, value] if listed else [value])
    if not listed:
        return set_value(yaml, key, [value])
    last = read_entries(yaml)[key, len(listed) - 1]
    if last.is_in_brackets:
        changed = f"{yaml[: last.end]}, {_written(value)}{yaml[last.end :]}"
    else:
        line = _start_of_line(yaml, last.start)
        end = _end_of_line(yaml, last.end)
        changed = f"{yaml[:end]}{yaml[line : last.start]}{_written(value)}\n{yaml[end:]}"
    return _checked(yaml, changed, lambda tree: tree | {key: [*listed, value]})


def remove_entry(yaml: str, keys: Keys) -> str:
    """The YAML without a key or an element of a list, and without the comment behind it."""
    found = read_entries(yaml)[keys]
    start, end = found.start, found.end
    if not found.is_in_brackets:
        start, end = _start_of_line(yaml, start), _end_of_line(yaml, end)
    elif after := _AFTER.match(yaml, end):
        end = after.end()
    elif before := _BEFORE.search(yaml[:start]):
        start = before.start()
    return _checked(yaml, yaml[:start] + yaml[end:], lambda tree: _without(tree, keys))


def replace_values(yaml: str, values: Mapping[Keys, str]) -> str:
    """The YAML with other texts at these keys, which all have a text."""
    entries = read_entries(yaml)
    changed = yaml
    for keys in sorted(values, key=lambda keys: -entries[keys].value):
        place = entries[keys]
        changed = changed[: place.value] + _written(values[keys]) + changed[place.end :]

    def expected(tree: dict[str, Tree]) -> dict[str, Tree]:
        for keys, value in values.items():
            _set(tree, keys, value)
        return tree

    return _checked(yaml, changed, expected)


def _with_new_key(yaml: str, entries: Mapping[Keys, Entry], line: str) -> str:
    first = next((entry for keys, entry in entries.items() if len(keys) == 1), None)
    if first and first.is_in_brackets:
        end = max(entry.end for entry in entries.values())
        return f"{yaml[:end]}, {line}{yaml[end:]}"
    indent = yaml[_start_of_line(yaml, first.start) : first.start] if first else ""
    return f"{yaml}{'' if yaml.endswith(chr(10)) or not yaml else chr(10)}{indent}{line}\n"


def _checked(
    before: str, after: str, expected: Callable[[dict[str, Tree]], dict[str, Tree]]
) -> str:
    """The changed YAML. Raises Problems if it does not say what it should."""
    wanted = expected(parse(before, "", 1))
    try:
        is_right = _plain(parse(after, "", 1)) == _plain(wanted)
    except Problems:
        is_right = False
    if not is_right:
        message = "the front matter is written in a way that the desk cannot change"
        raise Problems.of("bad-value", message, hint="change it in the text")
    return after


def _plain(tree: Tree) -> Tree:
    """The tree, where an empty list is nothing, as a key without a value is."""
    if isinstance(tree, dict):
        return {key: _plain(value) for key, value in tree.items()}
    return [_plain(value) for value in tree] or "" if isinstance(tree, list) else tree


def _set(tree: Tree, keys: Keys, value: str) -> None:
    parent: Any = _parent(tree, keys)
    parent[keys[-1]] = value


def _without(tree: dict[str, Tree], keys: Keys) -> dict[str, Tree]:
    parent: Any = _parent(tree, keys)
    del parent[keys[-1]]
    return tree


def _parent(tree: Tree, keys: Keys) -> Tree:
    """The collection that holds the value at these keys."""
    found: Any = tree
    for key in keys[:-1]:
        found = found[key]
    return cast("Tree", found)


def _as_tree(value: Value) -> Tree:
    return list(value) if isinstance(value, list) else value


def _written(value: Value) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    is_plain = _PLAIN.fullmatch(value) and value not in NULLS
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def _start_of_line(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _end_of_line(text: str, index: int) -> int:
    end = text.find("\n", index)
    return len(text) if end < 0 else end + 1
