"""Title and fields at the beginning of a reStructuredText document.

They are found in the lines, not in the tree: so a document has its fields where docutils gives
them to a section (two sections of the same level), and the body keeps its line numbers.
"""

import re
from collections.abc import Mapping

from docutils import nodes

from newsgen.importer.bodies.rst.parsing import Call, parse
from newsgen.models import Model

_FIELD = re.compile(r":([A-Za-z_][\w .-]{0,60}):(?:[ \t]++(.*+))?+")
_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1{0,400}")
_ITEM = re.compile(r"[-*+•][ \t]+")
_MARKS = frozenset("*`|_\\<[")


class RstFront(Model, frozen=True):
    """What a document says before its text."""

    title: str = ""
    """Plain text; empty if it begins with no title."""
    fields: Mapping[str, str] = {}
    """By their names in small letters, as plain text on one line; a list has ``; `` between."""
    body: str = ""
    body_line: int = 1
    """Line of the document where the body starts, from 1."""


def read_rst(text: str) -> RstFront:
    r"""Take the document apart. Roles and substitutions defined before the title stay in the body.

    >>> read_rst("Rain\n####\n\n:date: 2018-11-20\n\nIt *rained*.").fields
    {'date': '2018-11-20'}
    """
    lines = text.split("\n")
    taken: set[int] = set()
    titles: list[str] = []
    at = _skip(lines, 0)
    while len(titles) < 2 and (found := _title_at(lines, at)):
        title, end = found
        following = _skip(lines, end)
        if titles and not _is_field(lines, following):
            break  # the second one is a heading of the text, not a subtitle
        titles.append(title)
        taken.update(range(at, end))
        at = following
    fields = {} if len(titles) == 1 and not _is_field(lines, at) else _take_fields(lines, at, taken)
    if len(titles) > 1:
        fields.setdefault("subtitle", plain_rst(titles[1]))
    kept = ["" if number in taken else line for number, line in enumerate(lines)]
    first = next((number for number, line in enumerate(kept) if line.strip()), len(kept))
    return RstFront(
        title=plain_rst(titles[0]) if titles else "",
        fields=fields,
        body="\n".join(kept[first:]),
        body_line=first + 1,
    )


def plain_rst(text: str) -> str:
    """The text without mark-up, on one line."""
    if _MARKS.isdisjoint(text):
        return " ".join(text.split())
    document = parse(text)
    shown = [
        node.text if isinstance(node, Call) else node.astext()
        for node in document.children
        if not isinstance(node, nodes.Invisible | nodes.system_message)
    ]
    return " ".join(" ".join(shown).replace("\0", "").split())


def _skip(lines: list[str], at: int) -> int:
    """The first line from there on that is neither empty nor a comment, role or the like."""
    while at < len(lines):
        if lines[at].startswith(".. ") or lines[at].strip() == "..":
            at += 1
            while at < len(lines) and lines[at][:1].isspace() and lines[at].strip():
                at += 1
        elif lines[at].strip():
            break
        else:
            at += 1
    return at


def _title_at(lines: list[str], at: int) -> tuple[str, int] | None:
    """The title that begins in that line, and the line after it."""
    first, second, third = (line.rstrip() for line in [*lines[at : at + 3], "", "", ""][:3])
    if _ADORNMENT.fullmatch(first) and second.strip() and first == third:
        return second.strip(), at + 3
    plain = first and not first[0].isspace() and not _ADORNMENT.fullmatch(first)
    if plain and _ADORNMENT.fullmatch(second) and len(second) >= min(len(first), 4):
        return first, at + 2
    return None


def _is_field(lines: list[str], at: int) -> bool:
    return at < len(lines) and _FIELD.fullmatch(lines[at].rstrip()) is not None


def _take_fields(lines: list[str], at: int, taken: set[int]) -> dict[str, str]:
    """The fields from that line on; their lines are added to ``taken``."""
    values: dict[str, list[str]] = {}
    current: list[str] | None = None
    while at < len(lines):
        line = lines[at].rstrip()
        found = _FIELD.fullmatch(line)
        if found:
            current = values.setdefault(found[1].strip().lower(), [])
            current.append(found[2] or "")
        elif current is not None and line[:1].isspace():
            current.append(line.strip())
        elif line or not _goes_on(lines, at):
            break
        taken.add(at)
        at += 1
    return {name: _value(parts) for name, parts in values.items()}


def _goes_on(lines: list[str], at: int) -> bool:
    """Whether the next line with text is a field or part of one."""
    following = next((line for line in lines[at:] if line.strip()), "")
    return _FIELD.fullmatch(following.rstrip()) is not None or following[:1].isspace()


def _value(parts: list[str]) -> str:
    written = [part for part in parts if part.strip()]
    if len(written) > 1 and all(_ITEM.match(part) for part in written):
        return "; ".join(plain_rst(_ITEM.sub("", part, count=1)) for part in written)
    return plain_rst("\n".join(written))
