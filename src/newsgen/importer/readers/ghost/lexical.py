"""The text of Ghost's editor since version 5, lexical, as HTML."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from newsgen.importer.readers.ghost.card_html import card_html
from newsgen.importer.readers.json_values import items, line, mapping, number, rows, text

Node = Mapping[str, Any]

DEEPEST = 40
"""How deep nodes may be nested; below that only their text is taken."""

FORMATS = {
    1: "strong",
    2: "em",
    4: "s",
    8: "u",
    32: "sub",
    64: "sup",
    128: "mark",
    16: "code",
}
"""The bits of ``format``, from the outermost element to the innermost."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_INLINE = frozenset({"tk", "emoji", "tab", "linebreak", "hashtag", "mark", "zwnj"})
"""Beside those whose names end in ``text`` or ``link``."""


def lexical_html(document: object) -> str:
    """The document as the HTML that Ghost makes of it; empty for none."""
    root = mapping(mapping(document).get("root"))
    return _blocks(rows(root.get("children")), 0)


def _blocks(nodes: Sequence[Node], depth: int) -> str:
    """Nodes as blocks; text that stands among them gets a paragraph of its own."""
    found: list[str] = []
    loose: list[Node] = []
    for node in nodes:
        if _is_inline(node):
            loose.append(node)
            continue
        if loose:
            found.append(f"<p>{_inline(loose, depth)}</p>")
            loose = []
        found.append(_block(node, depth))
    if loose:
        found.append(f"<p>{_inline(loose, depth)}</p>")
    return "\n".join(found)


def _block(node: Node, depth: int) -> str:
    if depth > DEEPEST:
        return f"<p>{escape(_all_text(node))}</p>"
    kind = text(node.get("type")).lower()
    make = _BLOCKS.get(kind.removeprefix("extended-"))
    if make:
        return make(node, depth)
    if children := rows(node.get("children")):  # a node that is not known, with nodes inside
        return f"<div>{_blocks(children, depth + 1)}</div>"
    return card_html(kind, node)


def _paragraph(node: Node, depth: int) -> str:
    return f"<p>{_content(node, depth)}</p>"


def _heading(node: Node, depth: int) -> str:
    tag = line(node.get("tag")).lower()
    tag = tag if tag in _HEADINGS else "h2"
    return f"<{tag}>{_content(node, depth)}</{tag}>"


def _quote(node: Node, depth: int) -> str:
    return f"<blockquote>{_blocks(rows(node.get('children')), depth + 1)}</blockquote>"


def _aside(node: Node, depth: int) -> str:
    inner = _blocks(rows(node.get("children")), depth + 1)
    return f'<blockquote class="kg-blockquote-alt">{inner}</blockquote>'


def _content(node: Node, depth: int) -> str:
    """What is inside a paragraph or a heading: text, and blocks that do not belong there."""
    nodes = rows(node.get("children"))
    if all(map(_is_inline, nodes)):
        return _inline(nodes, depth + 1)
    return _blocks(nodes, depth + 1)


def _list(node: Node, depth: int) -> str:
    """A list; an item with nothing but a list is the level below the item before it."""
    ordered = line(node.get("listType")) == "number" or line(node.get("tag")) == "ol"
    entries: list[str] = []
    for item in rows(node.get("children")):
        children = rows(item.get("children")) if text(item.get("type")) == "listitem" else [item]
        nested = bool(children) and all(text(each.get("type")) == "list" for each in children)
        inner = _item(children, depth + 1)
        if nested and entries:
            entries[-1] += inner
        else:
            entries.append(_box(item) + inner)
    start = number(node.get("start"))
    head = f'<ol start="{start}">' if start > 1 else "<ol>"
    written = "".join(f"<li>{entry}</li>" for entry in entries)
    return f"{head}{written}</ol>" if ordered else f"<ul>{written}</ul>"


def _item(children: Sequence[Node], depth: int) -> str:
    loose = [each for each in children if _is_inline(each)]
    blocks = [each for each in children if not _is_inline(each)]
    return _inline(loose, depth) + _blocks(blocks, depth)


def _box(item: Node) -> str:
    if not isinstance(item.get("checked"), bool):
        return ""
    return f'<input type="checkbox"{" checked" if item["checked"] else ""}> '


def _is_inline(node: Node) -> bool:
    kind = text(node.get("type")).lower()
    return kind in _INLINE or kind.endswith(("text", "link"))


def _inline(nodes: Sequence[Node], depth: int) -> str:
    """Text with its formats; an element stays open as long as the texts have its format."""
    found: list[str] = []
    opened: list[str] = []
    for node in nodes:
        if depth > DEEPEST:
            found.append(escape(_all_text(node)))
            continue
        wanted = _formats(node)
        kept = next((n for n, tag in enumerate(opened) if tag not in wanted), len(opened))
        found += [f"</{tag}>" for tag in reversed(opened[kept:])]
        del opened[kept:]
        more = [tag for tag in wanted if tag not in opened]
        found += [f"<{tag}>" for tag in more]
        opened += more
        found.append(_piece(node, depth))
    found += [f"</{tag}>" for tag in reversed(opened)]
    return "".join(found)


def _formats(node: Node) -> list[str]:
    bits = number(node.get("format"))
    return [tag for bit, tag in FORMATS.items() if bits & bit]


def _piece(node: Node, depth: int) -> str:
    kind = text(node.get("type")).lower()
    if kind == "linebreak":
        return "<br>"
    children = rows(node.get("children"))
    if not children:
        return escape(text(node.get("text")), quote=False)
    inner = _inline(children, depth + 1)
    address = escape(line(node.get("url")))
    return f'<a href="{address}">{inner}</a>' if kind.endswith("link") else inner


def _all_text(node: Node) -> str:
    """All text below the node, however deep it is."""
    return " ".join(_texts(node))


def _texts(node: Node) -> Iterator[str]:
    waiting: list[object] = [node]
    while waiting:
        found = mapping(waiting.pop())
        if written := text(found.get("text")):
            yield written
        waiting += reversed(items(found.get("children")))


_BLOCKS = {
    "paragraph": _paragraph,
    "heading": _heading,
    "quote": _quote,
    "aside": _aside,
    "list": _list,
}
