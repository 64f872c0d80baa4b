"""Adds old addresses to the front matter of a file; everything else in it stays, byte for byte."""

import re
from collections.abc import Mapping, Sequence

from newsgen.diagnostics import Problems
from newsgen.frontmatter.locations import locate_all
from newsgen.frontmatter.parts import decode, split
from newsgen.frontmatter.tree import parse
from newsgen.schema import Keys, Tree

_KEY = "aliases"
_LINES = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]++")
_PLAIN = re.compile(r"/[\w./~-]*+")
_ITEM = re.compile(r"[ \t]*+-[ \t]++")
_EMPTY = re.compile(r"(?P<key>aliases:)[ \t]*+(?:\[[ \t]*+\])?(?P<rest>(?:[ \t]++#.*+)?[\r\n]*+)")
_SINGLE = re.compile(
    r"(?P<key>aliases:)[ \t]++(?P<value>\"[^\"\r\n]*+\"|'[^'\r\n]*+'|[^\s\"'\[#][^\s,]*+)"
    r"(?P<rest>(?:[ \t]++#.*+)?[ \t]*+[\r\n]*+)"
)


def add_aliases(content: bytes, aliases: Sequence[str]) -> bytes | None:
    """The file with these aliases besides those that it has; None if that cannot be done safely."""
    try:
        before = _read(content)
        lines = _LINES.findall(content.decode())
        _insert(lines, content, [_written(alias) for alias in aliases])
        changed = "".join(lines).encode()
        after = _read(changed)
    except (Problems, UnicodeDecodeError, _OddAliasesError):
        return None
    wanted = sorted([*_listed(before[0]), *aliases])
    others = [{k: v for k, v in tree.items() if k != _KEY} for tree, _ in (before, after)]
    is_right = sorted(_listed(after[0])) == wanted and others[0] == others[1]
    return changed if is_right and before[1] == after[1] else None


class _OddAliasesError(Exception):
    """The aliases are written in a way that cannot be continued."""


def _read(content: bytes) -> tuple[Mapping[str, Tree], str]:
    """The front matter of a file, and its body."""
    parts = split(decode(content, ""), "")
    return parse(parts.yaml, "", parts.yaml_line), parts.body


def _listed(tree: Mapping[str, Tree]) -> list[str]:
    """The aliases in front matter: one, several or none."""
    value = tree.get(_KEY) or []
    return [str(alias) for alias in value] if isinstance(value, list) else [str(value)]


def _insert(lines: list[str], content: bytes, written: Sequence[str]) -> None:
    """Insert the aliases into the lines of the file."""
    parts = split(decode(content, ""), "")
    known = locate_all(parts.yaml, parts.yaml_line)
    end = lines[0][len(lines[0].rstrip("\r\n")) :]
    if (_KEY,) not in known:
        closing = parts.yaml_line - 1 + parts.yaml.count("\n")
        lines.insert(closing, f"aliases: [{', '.join(written)}]{end}")
    elif (_KEY, 0) in known:
        _insert_into_list(lines, known, written, end)
    else:
        number = known[_KEY,][0] - 1
        lines[number] = _as_list(lines[number], written)


def _insert_into_list(
    lines: list[str],
    known: Mapping[Keys, tuple[int, int]],
    written: Sequence[str],
    end: str,
) -> None:
    """Insert the aliases into a list: after the last of its lines, or before its first element."""
    line, column = known[_KEY, 0]
    prefix = lines[line - 1][: column - 1]
    if _ITEM.fullmatch(prefix):
        last = max(known[keys][0] for keys in known if keys[0] == _KEY and len(keys) > 1)
        lines[last:last] = [f"{prefix}{alias}{end}" for alias in written]
    else:
        rest = lines[line - 1][column - 1 :]
        lines[line - 1] = f"{prefix}{', '.join(written)}, {rest}"


def _as_list(line: str, written: Sequence[str]) -> str:
    """The line with one alias or none, as a line with a list."""
    if found := _EMPTY.fullmatch(line):
        return f"{found['key']} [{', '.join(written)}]{found['rest']}"
    if found := _SINGLE.fullmatch(line):
        return f"{found['key']} [{', '.join((found['value'], *written))}]{found['rest']}"
    raise _OddAliasesError


def _written(alias: str) -> str:
    """The alias as YAML."""
    return alias if _PLAIN.fullmatch(alias) else "'" + alias.replace("'", "''") + "'"
