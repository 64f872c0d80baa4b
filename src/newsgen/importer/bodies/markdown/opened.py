"""HTML whose inside is Markdown, as kramdown and Python-Markdown know it: ``markdown="1"``."""

import re

from newsgen.importer.bodies.edits import Edit, apply
from newsgen.importer.bodies.markdown.code import find_code

_OPEN = re.compile(
    r"""^[ \t]{0,3}<(\w{1,20})\b[^<>\n]{0,300}?\smarkdown(?:=["']?(?:1|block|span)\b["']?)?"""
    r"(?=[\s>])[^<>\n]{0,300}>",
    re.MULTILINE,
)


def open_html(text: str) -> str:
    """The text with empty lines around the inside of such elements, so that it is Markdown."""
    if "markdown" not in text:
        return text
    code = find_code(text)
    edits: dict[int, Edit] = {}
    for found in _OPEN.finditer(text):
        if code.covers(found.start()):
            continue
        edits[found.end()] = Edit(found.end(), found.end(), "\n\n")
        end = text.find(f"</{found[1]}>", found.end())
        if end >= 0:
            edits.setdefault(end, Edit(end, end, "\n\n"))
    return apply(text, [edits[place] for place in sorted(edits)])
