"""Headings begin at ``##``, stand on one line, and have no ids of their own."""

import re
from collections.abc import Iterator
from html import unescape

from newsgen.importer.bodies.edits import Edit
from newsgen.importer.bodies.markdown.sheet import LOWEST, Passage, Sheet
from newsgen.markdown import plain_words

ATTRIBUTES = re.compile(r"[ \t]{0,9}\{:?[ \t]{0,9}(?P<inner>[#.][^{}\n]{0,200})\}[ \t]*(?=\n|\Z)")
"""What sets attributes at the end of a line: ``{#works .wide}``, ``{: #works}``."""
_ID = re.compile(r"#([^\s#.{}\"'<>&]+)")
_HTML_ID = re.compile(r"\b(?:id|name)[ ]?=[ ]?[\"']?([^\s\"'>]{1,200})", re.IGNORECASE)
_LONE_ATTRIBUTES = re.compile(r"\{:[ \t]{0,9}(?P<inner>[#.][^{}\n]{0,200})\}[ \t]*(?:\n|\Z)")


_FAR, _MOST = 2000, 20
"""Characters of HTML in which ids are looked for, and how many wait for a heading."""


def heading_edits(passage: Passage) -> Iterator[Edit]:
    """The changes of one heading, with places in the whole text."""
    part, text = passage.part, passage.text
    level = min(part.level + passage.sheet.shift, LOWEST)
    if part.markup[:1] == "#":
        if level != part.level:
            yield Edit(part.start, part.start + len(part.markup), "#" * level)
    else:
        yield Edit(part.start, part.start, "#" * level + " ")
        for at in (number for number, sign in enumerate(text) if sign == "\n"):
            yield Edit(part.at(at - 1) + 1, part.at(at + 1), " ")
        yield Edit(part.at(len(text) - 1) + 1, part.end)
    if found := ATTRIBUTES.search(passage.plain):
        passage.conversion.left_out.append(found[0])
        yield passage.placed(Edit(found.start(), found.end()))


def find_ids(sheet: Sheet) -> None:
    """Collect the ids of headings: in braces, on the next line, or of anchors before or in them."""
    waiting: list[str] = []
    heading = ""
    for part in sheet.parts:
        if part.kind == "heading":
            found = ATTRIBUTES.search(part.text)
            heading = heading_words(part.text[: found.start()] if found else part.text)
            given = _ID.findall(found["inner"])[:1] if found else []
            inner = _HTML_ID.findall(part.text) if "<" in part.text else []
            for name in (*waiting, *given, *inner):
                sheet.ids.setdefault(unescape(name), heading)
            waiting = []
        elif part.kind in {"html", "paragraph"}:
            after = _LONE_ATTRIBUTES.match(part.text) if heading else None
            for name in _ID.findall(after["inner"])[:1] if after else ():
                sheet.ids.setdefault(name, heading)
            if part.kind == "html" or part.text.startswith("<"):
                waiting = [*waiting, *_HTML_ID.findall(part.text[:_FAR])][-_MOST:]
            else:
                waiting = []
            heading = ""


def heading_words(text: str) -> str:
    """The words of a heading, as ids are made of them."""
    return " ".join(plain_words(text).split())
