"""The files of the finished site, as planned."""

from collections.abc import Callable
from typing import Any

from newsgen.models.model import Model
from newsgen.models.pages import View


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
