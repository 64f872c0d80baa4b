"""The words of a reStructuredText document, as the tree of docutils has them.

Nothing here knows how the tree is written as Markdown, so that the words of both can be compared.
"""

import re
from collections.abc import Iterator

from docutils import nodes

from newsgen.importer.bodies.html import plain_text
from newsgen.importer.bodies.rst.parsing import Spoken, parse

_TARGET = re.compile(r"<[^<>]{0,500}>\s{0,9}\Z")
_UNSEEN = (
    *(nodes.Invisible, nodes.system_message, nodes.label),
    *(nodes.footnote_reference, nodes.citation_reference),
)


def shown_rst(text: str) -> str:
    """The text that readers see: no comments, no addresses, no names and options of directives."""
    return "\n".join(_parts(parse(text)))


def _parts(tree: nodes.document) -> Iterator[str]:
    waiting: list[nodes.Node] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, nodes.raw):
            yield plain_text(node.astext()) if "html" in node.get("format", "") else ""
        elif isinstance(node, nodes.Text):
            yield node.astext().replace("\0", "")
        elif isinstance(node, Spoken):
            yield _TARGET.sub("", node.astext())
        elif isinstance(node, nodes.image):
            yield str(node.get("alt", ""))
        elif not isinstance(node, _UNSEEN):
            waiting += reversed(node.children)
