"""Finds the place in a file that a key stands at."""

from collections.abc import Mapping

import msgspec

from newsgen.diagnostics import Diagnostic, Problems
from newsgen.frontmatter.parts import line_at, place_at, split
from newsgen.frontmatter.tree import places
from newsgen.schema import Keys


def locate(yaml: str, keys: Keys, first_line: int) -> tuple[int, int]:
    """Line and column, from 1, of the key or the element of a list that ``keys`` lead to.

    Where it does not exist, of the nearest of its parents that does; else the first line.
    ``first_line`` is the line of the file that the YAML starts on.
    """
    known = locate_all(yaml, first_line)
    for length in range(len(keys), 0, -1):
        if keys[:length] in known:
            return known[keys[:length]]
    return first_line, 1


def locate_all(yaml: str, first_line: int) -> Mapping[Keys, tuple[int, int]]:
    """Line and column, from 1, of every key and every element of a list that the YAML holds."""
    found: dict[Keys, tuple[int, int]] = {}
    for keys, index in places(yaml):
        line, column = place_at(yaml, index)
        found[keys] = (line + first_line - 1, column)
    return found


def complete(diagnostic: Diagnostic, text: str) -> Diagnostic:
    """The diagnostic with line, column and excerpt, where so far only its key was known.

    ``text`` is the decoded file: one with front matter, or YAML throughout such as newsgen.yaml.
    """
    if diagnostic.line or not diagnostic.key:
        return diagnostic
    try:
        parts = split(text, diagnostic.path)
        line, column = locate(parts.yaml, diagnostic.key, parts.yaml_line)
    except Problems:
        line, column = locate(text, diagnostic.key, 1)
    return msgspec.structs.replace(
        diagnostic, line=line, column=column, excerpt=line_at(text, line)
    )
