"""A site becomes a plan: every file of the output with the view that it is made from.

Nothing is written that is not planned here, and two files that would lie in one place - on any
file system, so case and Unicode forms are ignored - are found here.
"""

import mimetypes
from collections.abc import Iterable, Iterator
from itertools import chain

from newsgen.backdrop import Backdrop
from newsgen.catalogue import Site
from newsgen.diagnostics import Diagnostic
from newsgen.media import media_path
from newsgen.models import FileView, Model, Output, Recipe, StaticFile
from newsgen.plan.pages import plan_pages
from newsgen.plan.syndication import plan_feeds, plan_robots, plan_sitemaps
from newsgen.text import fold_path

_TYPES = mimetypes.MimeTypes()
"""Python's own table, without what the machine adds to it."""


class Plan(Model, frozen=True):
    """Every file of the output, in the order in which they are published."""

    outputs: tuple[Output, ...]


def make_plan(
    site: Site, backdrop: Backdrop, static: Iterable[StaticFile], media: Iterable[StaticFile]
) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """The plan of the site, and where two of its files would lie in one place.

    ``media`` are the files of content/ that the site shows.
    """
    static = tuple(static)
    outputs = tuple(
        chain(
            (_copy(file, file.path) for file in static),
            (_copy(file, media_path(file.path)) for file in media),
            plan_pages(site, backdrop),
            plan_feeds(site, backdrop),
            plan_sitemaps(site, backdrop),
            [] if any(f.path == "robots.txt" for f in static) else [plan_robots(backdrop.config)],
        )
    )
    return Plan(outputs=outputs), tuple(_collisions(outputs))


def _copy(file: StaticFile, path: str) -> Output:
    return Output(
        path=path,
        template="",
        recipe=Recipe(function=_view_file, parts=(file.file, file.digest)),
        origin=f"the file {path}",
        media_type=_TYPES.guess_type(path, strict=False)[0] or "application/octet-stream",
        role="file",
    )


def _view_file(file: str, digest: str) -> FileView:
    return FileView(file=file, digest=digest)


def _collisions(outputs: Iterable[Output]) -> Iterator[Diagnostic]:
    """Two outputs in one place, or one where another needs a folder."""
    seen: dict[str, Output] = {}
    for output in outputs:
        place = fold_path(output.path)
        if place in seen:
            yield _collision(output, seen[place])
        seen[place] = output
    folders = _folders(seen)
    if folders.isdisjoint(seen):
        return
    for place, output in seen.items():
        for folder in _folders([place]):
            if folder in seen:
                yield _collision(output, seen[folder])


def _folders(places: Iterable[str]) -> set[str]:
    """The folders that files in those places need."""
    folders: set[str] = set()
    wanted = {place.rpartition("/")[0] for place in places}
    while wanted:
        folders |= wanted
        wanted = {folder.rpartition("/")[0] for folder in wanted} - folders
    return folders - {""}


def _collision(output: Output, other: Output) -> Diagnostic:
    origin = output.origin.split(":")[0]
    return Diagnostic(
        code="same-path",
        message=f"{output.origin} and {other.origin} would both be {output.path}",
        path=origin if origin.startswith("content/") else "",
        key=("slug",),
        hint="give one of the two another slug, alias or name",
    )
