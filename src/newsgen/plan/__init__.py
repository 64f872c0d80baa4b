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
from newsgen.media import asset_path, media_path
from newsgen.models import FileView, Model, Output, Recipe, Role, StaticFile
from newsgen.plan.pages import plan_pages
from newsgen.plan.syndication import plan_feeds, plan_robots, plan_sitemaps
from newsgen.text import fold_path

_TYPES = mimetypes.MimeTypes()
"""Python's own table, without what the machine adds to it."""


class Copies(Model, frozen=True):
    """The files that become part of the site as they are."""

    static: tuple[StaticFile, ...] = ()
    """Those of static/."""
    named: frozenset[str] = frozenset()
    """Paths of those of which there is another copy, whose name changes with its bytes."""
    media: tuple[StaticFile, ...] = ()
    """Those of content/ that the site shows."""


class Plan(Model, frozen=True):
    """Every file of the output, in the order in which they are published."""

    outputs: tuple[Output, ...]


def make_plan(
    site: Site, backdrop: Backdrop, copies: Copies
) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """The plan of the site, and where two of its files would lie in one place."""
    outputs = tuple(
        chain(
            _copies(copies),
            plan_pages(site, backdrop),
            plan_feeds(site, backdrop),
            plan_sitemaps(site, backdrop),
            _robots(copies, backdrop),
        )
    )
    if collisions := tuple(_collisions(outputs)):
        return Plan(outputs=_without_folders(outputs)), collisions
    return Plan(outputs=outputs), ()


def _copies(copies: Copies) -> Iterator[Output]:
    """The plain ones stay where pages name the others: style sheets know their fonts by name."""
    for file in copies.static:
        if file.path in copies.named:
            yield _copy(file, asset_path(file.path, file.digest), file.path, "asset")
    for file in copies.static:
        yield _copy(file, file.path, file.path, "file")
    for file in copies.media:
        path = media_path(file.path)
        yield _copy(file, path, path, "file")


def _copy(file: StaticFile, path: str, name: str, role: Role) -> Output:
    """The copy of a file at that path, which is told of by that name."""
    return Output(
        path=path,
        template="",
        recipe=Recipe(function=_view_file, parts=(file.file, file.digest)),
        origin=f"the file {name}",
        media_type=_TYPES.guess_type(name, strict=False)[0] or "application/octet-stream",
        role=role,
    )


def _robots(copies: Copies, backdrop: Backdrop) -> list[Output]:
    """The robots.txt of a site that has none of its own."""
    own = any(file.path == "robots.txt" for file in copies.static)
    return [] if own else [plan_robots(backdrop.config)]


def _view_file(file: str, digest: str) -> FileView:
    return FileView(file=file, digest=digest)


def _collisions(outputs: Iterable[Output]) -> Iterator[Diagnostic]:
    """Two outputs in one place, or one where another needs a folder."""
    seen: dict[str, Output] = {}
    for output in outputs:
        place = fold_path(output.path)
        if place in seen:
            both = f"{output.origin} and {seen[place].origin} would both be {output.path}"
            yield _collision(output, both)
        seen[place] = output
    folders = _folders(seen)
    if folders.isdisjoint(seen):
        return
    for place, output in seen.items():
        for folder in _folders([place]):
            if folder in seen:
                other = seen[folder].origin
                yield _collision(output, f"{output.origin} needs a folder where {other} is a file")


def _folders(places: Iterable[str]) -> set[str]:
    """The folders that files in those places need."""
    folders: set[str] = set()
    wanted = {place.rpartition("/")[0] for place in places}
    while wanted:
        folders |= wanted
        wanted = {folder.rpartition("/")[0] for folder in wanted} - folders
    return folders - {""}


def _without_folders(outputs: tuple[Output, ...]) -> tuple[Output, ...]:
    """Those that can be written side by side, so that the build tells what else is wrong."""
    folders = _folders(fold_path(output.path) for output in outputs)
    return tuple(output for output in outputs if fold_path(output.path) not in folders)


def _collision(output: Output, message: str) -> Diagnostic:
    origin = output.origin.split(":")[0]
    return Diagnostic(
        code="same-path",
        message=message,
        path=origin if origin.startswith("content/") else "",
        key=("slug",),
        hint="give one of the two another slug, alias or name",
    )
