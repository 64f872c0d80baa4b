"""Finds stories and fronts that were saved under a name that none has."""

import posixpath
from collections.abc import Iterable, Iterator
from pathlib import Path

from newsgen.diagnostics import Diagnostic
from newsgen.files.walker import read_beginning
from newsgen.models import Source

_OF_STORIES = frozenset({".mdx", ".mkd", ".mkdn", ".mdown", ".mdwn", ".mdtext", ".mdtxt"})
"""Endings that only Markdown has, in other programs."""
_OF_TEXT = frozenset({"", ".txt", ".text", ".html", ".htm"})
"""Endings of files that may be anything; front matter makes a story of them."""
DISGUISED_CODES = frozenset({"not-a-story", "not-a-front"})
_FRONTS = frozenset({"front.yaml", "front.yml", "_front.yaml", "_front.yml"})
_FRONT_MATTER = (b"---\n", b"---\r", b"\xef\xbb\xbf---\n", b"\xef\xbb\xbf---\r")


def find_disguised(root: Path, sources: Iterable[Source]) -> Iterator[Diagnostic]:
    """A warning for each file of content/ that looks like a story or a front but is none."""
    for source in sources:
        stem, ending = posixpath.splitext(posixpath.basename(source.path))
        lower = ending.lower()
        if posixpath.basename(source.path).lower() in _FRONTS:
            yield Diagnostic(
                code="not-a-front",
                message="this looks like a front, but no front has this name here: it is not read",
                path=source.path,
                hint="the home page has content/front.yaml, a section content/world/_front.yaml",
            )
            continue
        is_story = lower in _OF_STORIES or stem.lower().endswith((".md", ".markdown"))
        if is_story or (lower in _OF_TEXT and _has_front_matter(root, source)):
            name = stem if stem.lower().endswith((".md", ".markdown")) else f"{stem}.md"
            yield Diagnostic(
                code="not-a-story",
                message="this looks like a story, but its name does not end in .md: it is left out",
                path=source.path,
                hint=f"rename it to {name}",
            )


def _has_front_matter(root: Path, source: Source) -> bool:
    if source.is_linked:
        return False
    return read_beginning(f"{root}/{source.path}", 7).startswith(_FRONT_MATTER)
