"""Elements of HTML whose inside is Markdown: ``<div markdown="1">`` of kramdown and others."""

import re
from collections.abc import Iterator

from newsgen.importer.bodies.edits import Edit, apply
from newsgen.importer.bodies.markdown.code import find_code

_ATTRIBUTE = "markdown"
_OPENING = re.compile(
    r"(?m)^[ ]{0,3}<(?:div|section|article|aside|details|figure|blockquote|center|main)\b"
    r"(?=[^<>\n]{0,500}\smarkdown(?:=[\"\']?(?:1|block|span)[\"\']?)?[\s>])[^<>\n]{0,500}>"
    r"(?![ \t]*\n[ \t]*\n)[ \t]*\n?"
)


def open_mixed_elements(text: str) -> str:
    """The text with an empty line behind each such tag, as CommonMark wants it.

    Without one, all up to the next empty line is HTML, and the marks in it are shown as they are.
    """
    return apply(text, _edits(text)) if _ATTRIBUTE in text else text


def _edits(text: str) -> Iterator[Edit]:
    code = find_code(text)
    for found in _OPENING.finditer(text):
        if not code.covers(found.start()):
            yield Edit(found.start(), found.end(), f"{found[0].rstrip()}\n\n")
