"""A site becomes a plan: every file of the output with the view that it is made from.

Nothing is written that is not planned here, and two files that would lie in one place - on any
file system, so case and Unicode forms are ignored - are found here.
"""

import mimetypes
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain

from newsgen.diagnostics import Diagnostic
from newsgen.models import FileView, Model, Output
from newsgen.plan.pages import plan_pages
from newsgen.plan.syndication import plan_feeds, plan_robots, plan_sitemaps
from newsgen.text import fold_path
from newsgen.views import Cabinet, media_path

_TYPES = mimetypes.MimeTypes()
"""Python's own table, without what the machine adds to it."""


class StaticFile(Model, frozen=True):
    """A file of static/, of the site or else of the theme."""

    path: str
    """Relative to static/, and so to the output folder."""
    file: str
    """Where it lies on this machine."""
    digest: str


class Plan(Model, frozen=True):
    """Every file of the output, in the order in which they are published."""

    outputs: tuple[Output, ...]


def make_plan(
    cabinet: Cabinet, static: Iterable[StaticFile], media: Mapping[str, StaticFile]
) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """The plan of the site, and where two of its files would lie in one place.

    ``media`` are the files of content/ that the site shows, by their path.
    """
    static = tuple(static)
    outputs = tuple(
        chain(
            (_copy(file, file.path) for file in static),
            (_copy(file, media_path(path)) for path, file in sorted(media.items())),
            plan_pages(cabinet),
            plan_feeds(cabinet),
            plan_sitemaps(cabinet),
            [] if any(file.path == "robots.txt" for file in static) else [plan_robots(cabinet)],
        )
    )
    return Plan(outputs=outputs), tuple(_collisions(outputs))


def _copy(file: StaticFile, path: str) -> Output:
    return Output(
        path=path,
        template="",
        view=partial(FileView, file=file.file, digest=file.digest),
        origin=f"the file {path}",
        media_type=_TYPES.guess_type(path, strict=False)[0] or "application/octet-stream",
    )


def _collisions(outputs: Iterable[Output]) -> Iterator[Diagnostic]:
    """Two outputs in one place, or one where another needs a folder."""
    seen: dict[str, Output] = {}
    for output in outputs:
        place = fold_path(output.path)
        if place in seen:
            yield _collision(output, seen[place])
        seen[place] = output
    climbed: set[str] = set()
    for place, output in seen.items():
        folder = place.rpartition("/")[0]
        while folder and folder not in climbed:
            if folder in seen:
                yield _collision(output, seen[folder])
            climbed.add(folder)
            folder = folder.rpartition("/")[0]


def _collision(output: Output, other: Output) -> Diagnostic:
    origin = output.origin.split(":")[0]
    return Diagnostic(
        code="same-path",
        message=f"{output.origin} and {other.origin} would both be {output.path}",
        path=origin if origin.startswith("content/") else "",
        key=("slug",),
        hint="give one of the two another slug, alias or name",
    )
