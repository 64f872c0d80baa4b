"""What a reader of one kind of source is: a module of ``readers`` with these functions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from newsgen.importer.conversion import Conversion
from newsgen.importer.models import Post, Site, Source


class Reader(Protocol):
    """One kind of source."""

    def recognises(self, path: Path) -> str:
        """Why the folder or file looks like this kind: ``it has a _config.yml``; empty if not.

        It reads a few names and the beginnings of files at most.
        """

    def read_site(self, source: Source) -> Site:
        """What the source says of the whole site. Raises ImportFault if it cannot be read."""

    def read_posts(self, source: Source, site: Site) -> Iterator[Post]:
        """Every story and standing page, with bodies, in a fixed order, one at a time.

        It is called several times and gives the same each time. What cannot be read is a Post with
        a title and a reason in ``drafts``, never an exception. Links that lead out of the source
        are not followed, and nothing is fetched.
        """

    def convert(self, post: Post, site: Site, conversion: Conversion) -> str:
        """The body as newsgen's Markdown, ending in one line break; empty for no text."""
