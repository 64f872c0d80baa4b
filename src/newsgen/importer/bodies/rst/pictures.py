"""Pictures, with caption and place."""

import re
from typing import Any

from docutils import nodes

from newsgen.importer.bodies.html import escape
from newsgen.importer.bodies.rst.marks import destination, quoted
from newsgen.importer.bodies.rst.page import Page

_PICTURE = re.compile(r"[^?#]+\.(?:jpe?g|png|gif|webp|svg|avif|tiff?|bmp)(?:[?#].*)?", re.IGNORECASE)


def inline_picture(node: Any, page: Page, target: str, caption: str = "") -> str:
    """The picture as Markdown; empty if it cannot be had.

    ``target`` is where a link around it leads: to a larger version, or to another page.
    """
    line = page.line(node)
    larger = target if _PICTURE.fullmatch(target) else ""
    source = page.conversion.picture(str(node.get("uri", "")), larger, line)
    alt = " ".join(str(node.get("alt", "")).split())
    if not source:
        return ""
    if not alt:
        page.conversion.need("a picture without a description", line, name="picture without alt")
    title = f' "{quoted(caption)}"' if caption else ""
    written = f"![{escape(alt)}]({destination(source)}{title})"
    if target and not larger and (found := page.conversion.link(target, line)):
        return f"[{written}]({destination(found)})"
    return written


def side_of(node: Any) -> str:
    """``left`` or ``right`` if the text runs beside the picture."""
    align = str(node.get("align", ""))
    classes = " ".join(node.get("classes", ()))
    for side in ("left", "right"):
        if align == side or f"align-{side}" in classes or f"float-{side}" in classes:
            return side
    return ""


def is_picture(node: nodes.Node) -> bool:
    """Whether the node is a picture, or a link around one."""
    if isinstance(node, nodes.reference):
        return len(node.children) == 1 and isinstance(node.children[0], nodes.image)
    return isinstance(node, nodes.image)
