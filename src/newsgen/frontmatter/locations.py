"""Finds the line and column of a key in a file."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

import msgspec

from newsgen.diagnostics import Diagnostic, Problems
from newsgen.frontmatter.parts import printable_line, split
from newsgen.frontmatter.tree import key_positions
from newsgen.schema import Keys

_NEWLINE = re.compile("\n")


def locate(yaml: str, keys: Keys, first_line: int) -> tuple[int, int]:
    """Line and column, from 1, of the key or list element at ``keys``.

    If it does not exist, of its nearest existing parent, else of the first line. ``first_line`` is
    the line of the file where the YAML starts.
    """
    return _nearest(locate_all(yaml, first_line), keys) or (first_line, 1)


def locate_all(yaml: str, first_line: int) -> Mapping[Keys, tuple[int, int]]:
    """Line and column, from 1, of every key and every list element in the YAML."""
    starts = [0, *(newline.end() for newline in _NEWLINE.finditer(yaml))]
    found: dict[Keys, tuple[int, int]] = {}
    for keys, index in key_positions(yaml):
        line = bisect_right(starts, index)
        found[keys] = (line + first_line - 1, index - starts[line - 1] + 1)
    return found


def add_location(diagnostic: Diagnostic, text: str) -> Diagnostic:
    """The diagnostic with line, column and excerpt, if it has only a key so far.

    ``text`` is the decoded file: with front matter, or only YAML as in newsgen.yaml.
    """
    return add_locations((diagnostic,), text)[0]


def add_locations(diagnostics: Sequence[Diagnostic], text: str) -> tuple[Diagnostic, ...]:
    """``add_location`` for all diagnostics of one file, which is parsed only once."""
    if not any(_lacks_location(diagnostic) for diagnostic in diagnostics):
        return tuple(diagnostics)
    yaml, first_line = _yaml(text)
    known = locate_all(yaml, first_line)
    lines = text.split("\n", first_line + yaml.count("\n") + 1)
    return tuple(
        _add_location(diagnostic, _nearest(known, diagnostic.key) or (first_line, 1), lines)
        if _lacks_location(diagnostic)
        else diagnostic
        for diagnostic in diagnostics
    )


def _nearest(known: Mapping[Keys, tuple[int, int]], keys: Keys) -> tuple[int, int] | None:
    """The location of ``keys``, else of the nearest parent that has one."""
    for length in range(len(keys), 0, -1):
        if keys[:length] in known:
            return known[keys[:length]]
    return None


def _lacks_location(diagnostic: Diagnostic) -> bool:
    return bool(diagnostic.key) and not diagnostic.line


def _yaml(text: str) -> tuple[str, int]:
    try:
        parts = split(text, "")
    except Problems:
        return text, 1
    return parts.yaml, parts.yaml_line


def _add_location(
    diagnostic: Diagnostic, place: tuple[int, int], lines: Sequence[str]
) -> Diagnostic:
    line, column = place
    shown = printable_line(lines[line - 1])
    return msgspec.structs.replace(diagnostic, line=line, column=column, excerpt=shown)
