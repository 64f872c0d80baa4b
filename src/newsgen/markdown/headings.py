"""The ids of headings: what a writer may set, and what belongs to the theme."""

import re

from markdown_it.token import Token

RESERVED_IDS = frozenset({"about-authors", "content", "related", "top", "top-stories"})
"""Ids that templates of the theme use: no heading and no raw HTML may take them."""
_ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*(?P<inner>[#.][^{}\n]{0,200})\}[ \t]*$")
_ID = re.compile(r"#([^\s#.{}\"'<>&]+)")


def take_attributes(heading: Token) -> str:
    """Remove ``{#dates .wide}`` from the end of a heading, and return the id in it, or nothing.

    Other systems set attributes in this way; only the id has a meaning here.
    """
    if not heading.content.rstrip().endswith("}") or not heading.children:
        return ""
    last = heading.children[-1]
    found = _ATTRIBUTES.search(heading.content)
    if not found or last.type != "text":
        return ""
    start = last.content.rfind("{")
    last.content = last.content[: max(start, 0)].rstrip()
    wanted = _ID.search(found["inner"])
    return wanted[1] if wanted else ""
