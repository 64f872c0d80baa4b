"""WordPress: exports in the format WXR, in one file or several.

Besides, ``Site.extra["menu"]`` has the entries of the menus.
"""

from collections.abc import Iterator
from pathlib import Path

from newsgen.importer.models import Post, Site, Source
from newsgen.importer.readers.wordpress.export import files_of, recognised
from newsgen.importer.readers.wordpress.posts import posts_of
from newsgen.importer.readers.wordpress.site import read_site
from newsgen.importer.readers.wordpress.text import convert

__all__ = ["convert", "read_posts", "read_site", "recognises"]


def recognises(path: Path) -> str:
    """Why the file or folder is an export of WordPress; empty if it is none."""
    return recognised(path)


def read_posts(source: Source, site: Site) -> Iterator[Post]:
    """Every story and page of the export, one at a time."""
    return posts_of(files_of(source), site)
