"""Small sources of other systems, written into a folder and read from it."""

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from newsgen.importer.conversion import Conversion
from newsgen.importer.models import Kind, Note, Post, ReadingOptions, Site, Source


class Read(NamedTuple):
    """What a reader found in a source."""

    site: Site
    posts: Mapping[str, Post]
    """By key."""


class Converted(NamedTuple):
    """The Markdown of a body, and what was told of it."""

    markdown: str
    notes: tuple[Note, ...]

    def told(self) -> list[str]:
        """The texts of the notes."""
        return [note.text for note in self.notes]


def write_tree(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the files below the root."""
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def read_tree(
    reader: ModuleType, kind: Kind, root: Path, options: ReadingOptions | None = None
) -> Read:
    """What the reader finds below the root; it finds the same twice."""
    source = Source(kind=kind, root=root, options=options or ReadingOptions())
    site = reader.read_site(source)
    posts = list(reader.read_posts(source, site))
    assert posts == list(reader.read_posts(source, site))
    return Read(site, {post.key: post for post in posts})


def convert_post(reader: ModuleType, read: Read, key: str) -> Converted:
    """The body of a post."""
    conversion = Conversion()
    markdown = reader.convert(read.posts[key], read.site, conversion)
    return Converted(markdown, tuple(conversion.notes))
