"""reStructuredText as newsgen's Markdown.

``parsing`` makes the tree of the document (docutils), ``directives`` says what becomes of calls
in it, ``front`` reads title and fields at its beginning, and ``blocks``, ``inlines``, ``tables``
and ``pictures`` write the tree as Markdown.
"""

from collections.abc import Mapping

from newsgen.importer.bodies.rst.blocks import write_document
from newsgen.importer.bodies.rst.front import RstFront, plain_rst, read_rst
from newsgen.importer.bodies.rst.parsing import as_words, parse
from newsgen.importer.bodies.rst.words import shown_rst
from newsgen.importer.bodies.shortcodes import Show
from newsgen.importer.conversion import Conversion

__all__ = ["RstFront", "plain_rst", "read_rst", "rst_to_markdown", "shown_rst"]


def rst_to_markdown(
    text: str,
    conversion: Conversion,
    first_line: int = 1,
    *,
    known: Mapping[str, Show] = {},
) -> str:
    """The text as newsgen's Markdown, ending in one line break; empty for no text.

    Its headings begin at ``##``. ``known`` are directives of the old system besides the usual ones.
    """
    try:
        written = write_document(parse(text), conversion, first_line, known)
    except RecursionError:
        tree = as_words(text, "it is nested too deep")
        written = write_document(tree, conversion, first_line, known)
    return f"{written}\n" if written else ""
