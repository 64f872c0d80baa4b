"""The planned files of a site."""

from collections.abc import Callable
from typing import Any, Literal

from newsgen.models.model import Model
from newsgen.models.views import View

Role = Literal["asset", "file", "page", "list", "feed"]
"""The purpose of an output. Publishers upload the roles in this order.

``asset``: a file whose name contains a digest of its bytes. ``file``: a copy under its own name, or
the robots.txt. ``page``: a page with content of its own. ``list``: a page that links to others.
``feed``: what programs read, feeds and sitemaps. So no page is published before the files that it
shows, and no list before the pages that it links to.
"""


class Recipe(Model, frozen=True):
    """How to make a view: a pure function and its arguments.

    A warm build makes few views: if the arguments have the same digests, so has the view.
    """

    function: Callable[..., View]
    parts: tuple[Any, ...] = ()

    def view(self) -> View:
        """Make the view."""
        return self.function(*self.parts)


class Output(Model, frozen=True):
    """A planned file of the output."""

    path: str
    """POSIX path relative to the output folder: ``world/quake/index.html``."""
    template: str
    """Template that renders the view; empty for feeds, sitemaps and copied files."""
    recipe: Recipe
    origin: str
    """Why it is planned, for messages: a source path, or words such as ``section world``."""
    media_type: str = "text/html"
    role: Role = "page"
    source: str = ""
    """Path of the source file that it comes from, relative to the site root; may be empty."""
    key: tuple[str | int, ...] = ()
    """The front matter key of the source file that decides the path."""
    edition: str = ""
    """Name of the edition whose frame it has, empty for the main one."""
