"""The ids of headings: what a writer may set, and what belongs to the theme."""

import re
from collections.abc import Iterable, Iterator

from markdown_it.token import Token

RESERVED_IDS = frozenset(
    {"about-authors", "content", "discussion", "isso-thread", "latest-stories", "related"}
    | {"remark42", "replies", "top", "top-stories", "updates"}
    | {"browse", "kept", "search-key", "search-section", "search-sort", "search-words"}
)
"""Ids that templates of the theme use: no heading and no raw HTML may take them."""
_ATTRIBUTES = re.compile(r"\{:?[ \t]{0,9}(?P<inner>[#.][^{}\n]{0,200})\}")
_ID = re.compile(r"#([^\s#.{}\"'<>&]+)")


class Anchors:
    """The ids of a document, each given once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._counts = dict.fromkeys((*RESERVED_IDS, *taken), 1)

    def __iter__(self) -> Iterator[str]:
        return iter(self._counts)

    def add(self, wanted: str) -> str:
        """The id, with a number behind it if another has it already."""
        while wanted in self._counts:
            self._counts[wanted] += 1
            wanted = f"{wanted}-{self._counts[wanted]}"
        self._counts[wanted] = 1
        return wanted


def take_attributes(heading: Token) -> str:
    """Remove ``{#dates .wide}`` from the end of a heading, and return the id in it, or nothing.

    Other systems set attributes in this way; only the id has a meaning here.
    """
    if not heading.children or heading.children[-1].type != "text":
        return ""
    content, last = heading.content.rstrip(), heading.children[-1]
    found = _ATTRIBUTES.fullmatch(content, max(content.rfind("{"), 0))
    if not found:
        return ""
    last.content = last.content[: max(last.content.rfind("{"), 0)].rstrip()
    wanted = _ID.search(found["inner"])
    return wanted[1] if wanted else ""
