"""HTML as newsgen's Markdown.

``tree`` reads the HTML, ``preparing`` looks through it as a whole, and ``converter`` walks through
it by the rules of ``inlines``, ``media``, ``lists``, ``tables`` and ``embeds``. ``text`` writes
what stands in a line (``runs`` are its parts, ``stress`` knows stars), ``blocks`` what has lines of
its own.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from bs4 import Comment, Tag
from bs4.element import NavigableString

from newsgen.importer.bodies.html import embeds, inlines, lists, media, tables
from newsgen.importer.bodies.html.blocks import Block, indent, join_blocks, without_edges
from newsgen.importer.bodies.html.converter import Converter, Handler, Rule, heading_levels
from newsgen.importer.bodies.html.preparing import (
    heading_anchors,
    push_down,
    take_footnotes,
    used_levels,
)
from newsgen.importer.bodies.html.text import escape
from newsgen.importer.bodies.html.tree import BLOCKS, read_tree
from newsgen.importer.conversion import Conversion

__all__ = ["Converter", "Handler", "escape", "html_to_markdown", "plain_text"]

_PARTS: Final = (embeds, inlines, media, tables, lists)
RULES: Final[Mapping[str, Sequence[Rule]]] = {
    name: tuple(rule for part in _PARTS for rule in part.RULES.get(name, ()))
    for name in dict.fromkeys(name for part in _PARTS for name in part.RULES)
}
_UNSEEN: Final = frozenset({"head", "script", "style", "svg", "template", "title"})


def html_to_markdown(
    html: str, conversion: Conversion, *, handlers: Sequence[Handler] = (), first_line: int = 1
) -> str:
    """The HTML as newsgen's Markdown, ending in one line break; empty for no text.

    ``handlers`` are tried before the rules here, for each element. ``first_line`` is the line of
    the file where the HTML starts.
    """
    tree = read_tree(html)
    push_down(tree)
    converter = Converter(conversion, RULES, handlers, first_line)
    converter.notes, notes = take_footnotes(tree)
    converter.levels = heading_levels(used_levels(tree))
    converter.anchors = heading_anchors(tree)
    conversion.ids.update(converter.anchors)
    blocks = without_edges(converter.blocks(tree))
    for note in notes:
        inner = converter.children(note.element)
        if inner:
            blocks.append(Block(f"[^{note.label}]: {indent(inner, 4)}"))
    markdown = join_blocks(blocks)
    return f"{markdown}\n" if markdown else ""


def plain_text(html: str) -> str:
    """The text of the HTML on one line, without mark-up."""
    if "<" not in html and "&" not in html:
        return " ".join(html.split())
    parts: list[str] = []
    tree = read_tree(html)
    for unseen in tree.find_all(list(_UNSEEN)):
        unseen.extract()
    for node in tree.descendants:
        if isinstance(node, Tag):
            parts.append(" " if node.name in BLOCKS or node.name == "br" else "")
        elif isinstance(node, NavigableString) and not isinstance(node, Comment):
            parts.append(str(node))
    return " ".join("".join(parts).split())
