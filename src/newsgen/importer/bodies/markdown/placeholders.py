"""Signs that look like those of a template are shown as code: no page may seem unfinished."""

import re

from newsgen.importer.bodies.edits import Edit, apply
from newsgen.importer.bodies.markdown.code import find_code
from newsgen.importer.conversion import Conversion

_SIGNS = ("{{", "{%", "{#")
_FOUND = re.compile(r"\{\{[^\n`{}]{0,300}\}\}|\{%[^\n`{}]{0,300}%\}|\{#[^\n`{}]{0,300}#\}|\{\{|\{%")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BEFORE = 300
"""Characters before the signs that show whether they are in the destination of a link."""


def show_placeholders(markdown: str, conversion: Conversion) -> str:
    """Finished Markdown in which ``{{ name }}`` and ``{% tag %}`` are code, if they were not."""
    if not any(sign in markdown for sign in _SIGNS):
        return markdown
    code = find_code(markdown)
    edits = []
    for found in _FOUND.finditer(markdown):
        if code.covers(found.start()) or _is_in_call(markdown, found.start()):
            continue
        written = _ESCAPED.sub(r"\1", found[0])
        edits.append(Edit(found.start(), found.end(), f"`{written}`"))
        conversion.change(f"{written}: shown as code", name="signs of a template")
    return apply(markdown, edits)


def _is_in_call(markdown: str, place: int) -> bool:
    """Whether it is in a destination, or in the first line of a block."""
    before = markdown[max(0, place - _BEFORE) : place].rpartition("\n")[2]
    return before.startswith(":::") or before.rfind("](") > before.rfind(")")
