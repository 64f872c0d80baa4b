"""The files of the finished site, as planned."""

from collections.abc import Callable
from typing import Any, Literal

from newsgen.models.model import Model
from newsgen.models.pages import View

Role = Literal["asset", "file", "page", "list", "feed"]
"""What an output is to the site, in the order in which they are published.

``asset`` is a file whose name changes with its bytes, ``file`` a copy under its own name or the
robots.txt, ``page`` a page that stands for itself, ``list`` one that leads to others, ``feed``
what machines follow: feeds and sitemaps. So no page is published before what it shows, and no list
before the pages that it leads to.
"""


class Recipe(Model, frozen=True):
    """How a view is made: a pure function, and all that it is handed.

    Most pages of a warm build are never made: what they would be made from tells enough.
    """

    function: Callable[..., View]
    parts: tuple[Any, ...] = ()

    def view(self) -> View:
        """The view."""
        return self.function(*self.parts)


class Output(Model, frozen=True):
    """One file to be."""

    path: str
    """POSIX path relative to the output folder: ``world/quake/index.html``."""
    template: str
    """Template that renders the view; empty where code does (feeds, maps, copies)."""
    recipe: Recipe
    origin: str
    """What asked for it, for messages: a source path, or words such as ``section world``."""
    media_type: str = "text/html"
    role: Role = "page"
    source: str = ""
    """Path of the file that asked for it, relative to the site root; empty where none did."""
    key: tuple[str | int, ...] = ()
    """The front matter key of that file which decides the path."""
