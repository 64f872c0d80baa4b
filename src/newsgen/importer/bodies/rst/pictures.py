"""Pictures, with caption and place."""

from typing import Any

from docutils import nodes

from newsgen.importer.bodies.pictures import picture
from newsgen.importer.bodies.rst.marks import one_line
from newsgen.importer.bodies.rst.page import Page
from newsgen.importer.bodies.texts import destination
from newsgen.importer.bodies.usual import is_picture as is_address_of_picture


def inline_picture(node: Any, page: Page, target: str, caption: str = "") -> str:
    """The picture as Markdown; empty if it cannot be had.

    ``target`` is where a link around it leads: to a larger version, or to another page.
    """
    line = page.line(node)
    larger = target if is_address_of_picture(target) else ""
    # One bar would begin a credit.
    words = one_line(caption.replace("|", "–") if caption.count("|") == 1 else caption).strip()
    alt = one_line(str(node.get("alt", ""))).strip()
    source = str(node.get("uri", ""))
    written = picture(source, alt, words, page.conversion, larger=larger, line=line)
    if written and target and not larger and (found := page.conversion.link(target, line)):
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
