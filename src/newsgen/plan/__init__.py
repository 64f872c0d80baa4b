"""The plan of a site: every file of the output, and how each is made.

Nothing is written that is not planned here. Two files that would have the same path are found here;
since some file systems ignore letter case and Unicode forms, both are ignored in the comparison.
"""

import mimetypes
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from msgspec.structs import replace

from newsgen.config import Config, RobotsSettings
from newsgen.diagnostics import Diagnostic
from newsgen.files.media_types import is_film
from newsgen.files.names import CONFIG, THEME
from newsgen.models import FileView, Model, Output, Recipe, Role, StaticFile
from newsgen.paths import fault_of
from newsgen.plan.app import plan_app
from newsgen.plan.cards import plan_cards
from newsgen.plan.corrections import plan_corrections
from newsgen.plan.feeds import plan_feeds, plan_latest, plan_updates
from newsgen.plan.headers import plan_headers
from newsgen.plan.own_pages import plan_own_pages
from newsgen.plan.pages import plan_former_addresses, plan_pages, plan_redirect_rules
from newsgen.plan.pictures import PlannedVersion, is_copied, output_of
from newsgen.plan.publisher import publisher_faults
from newsgen.plan.site_context import SiteContext
from newsgen.plan.sitemaps import plan_indexnow_key, plan_robots, plan_sitemaps
from newsgen.plan.syndication import plan_syndication
from newsgen.site.catalogue import Site
from newsgen.text import printable
from newsgen.urls import ROBOTS_PATH, asset_path, fold_path

_TYPES = mimetypes.MimeTypes()
"""Python's own table of types, without the additions of the machine."""


class Copies(Model, frozen=True):
    """Files that are copied into the site as they are."""

    static: tuple[StaticFile, ...] = ()
    """The files of static/."""
    named: frozenset[str] = frozenset()
    """Paths of static files that get a second copy, whose name contains a digest of its bytes."""
    media: tuple[StaticFile, ...] = ()
    """The media files of content/ that the site shows."""
    versions: tuple[PlannedVersion, ...] = ()
    """The versions of pictures."""


class Plan(Model, frozen=True):
    """Every file of the output, in the order of publication."""

    outputs: tuple[Output, ...]


def make_plan(
    editions: Sequence[tuple[Site, SiteContext]], copies: Copies
) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Plan the site, and report outputs whose paths are not allowed or collide.

    ``editions`` are all of them, the main one first, each with what its pages share. Each is
    planned as a site of its own. An output with a path that is not allowed is left out of the
    plan, so that no later phase can write it.
    """
    main = editions[0][0]
    config = main.config
    planned = (_edition(each, context, copies) for each, context in editions)
    outputs = tuple(
        chain(
            _copies(copies, config),
            *planned,
            plan_redirect_rules(main),
            plan_app(copies.static, config),
            plan_sitemaps(editions),
            _robots([each for each, _ in editions], copies),
            plan_indexnow_key(config),
            plan_headers(config, _named_copies(copies)),
        )
    )
    outputs = (*outputs, *_former_addresses(editions, outputs))
    faults = (
        *_path_faults(outputs),
        *publisher_faults(outputs, copies.static, config),
        *_robots_faults(copies, config),
    )
    if faults:
        outputs = tuple(output for output in outputs if not fault_of(output.path))
    if collisions := tuple(_collisions(outputs)):
        return Plan(outputs=_without_folders(outputs)), (*faults, *collisions)
    return Plan(outputs=outputs), faults


def _former_addresses(
    editions: Sequence[tuple[Site, SiteContext]], outputs: Sequence[Output]
) -> Iterator[Output]:
    """Redirects from addresses of former permalinks, where the site has nothing else."""
    if not editions[0][0].config.former_permalinks:
        return
    taken = {fold_path(output.path) for output in outputs}
    folders = _folders(taken)
    for site, context in editions:
        for output in plan_former_addresses(site, context.config):
            place = fold_path(output.path)
            above = _folders([place])
            if place not in taken and place not in folders and taken.isdisjoint(above):
                taken.add(place)
                folders |= above
                yield output


def _edition(site: Site, context: SiteContext, copies: Copies) -> Iterator[Output]:
    """Everything that an edition has of its own, except its sitemaps."""
    outputs = chain(
        plan_cards(site, copies.static, context.config),
        plan_pages(site, context),
        plan_own_pages(site, context),
        plan_corrections(site, context),
        plan_feeds(site, context),
        [plan_latest(site, context)],
        plan_updates(site, context),
        plan_syndication(site, context),
    )
    edition = context.config.edition
    return (replace(output, edition=edition) for output in outputs) if edition else outputs


def _copies(copies: Copies, config: Config) -> Iterator[Output]:
    """A file with a named copy is copied under its own name too: style sheets refer to it."""
    yield from map(output_of, copies.versions)
    for path, file in _named_copies(copies).items():
        yield _copy(file, path, "asset")
    for file in copies.static:
        if not file.is_broken:
            yield _copy(file, file.path, "file")
    for file in copies.media:
        if is_copied(file, config):
            yield _copy(file, file.path, "file")


def _named_copies(copies: Copies) -> Mapping[str, StaticFile]:
    """The files with a named copy, by the path of that copy."""
    named = (file for file in copies.static if file.path in copies.named and not file.is_broken)
    return {asset_path(file.path, file.digest): file for file in named}


def _copy(file: StaticFile, path: str, role: Role) -> Output:
    """The copy of a file at a path of the output.

    Problems do not name a file of the theme: editors cannot change it.
    """
    return Output(
        path=path,
        template="",
        recipe=Recipe(
            function=_view_stripped if file.picture or is_film(file.path) else _view_file,
            parts=(file.file, file.digest),
        ),
        origin=f"the file {file.path}",
        media_type=_TYPES.guess_type(file.path, strict=False)[0] or "application/octet-stream",
        role=role,
        source="" if file.source.startswith(THEME) else file.source,
    )


def _robots(editions: Sequence[Site], copies: Copies) -> list[Output]:
    """The robots.txt, unless the site has its own in static/."""
    return [] if _has_own_robots(copies) else [plan_robots(editions)]


def _has_own_robots(copies: Copies) -> bool:
    return any(file.path == ROBOTS_PATH for file in copies.static)


def _robots_faults(copies: Copies, config: Config) -> Iterator[Diagnostic]:
    """Reports rules for crawlers that no crawler will see."""
    if config.robots != RobotsSettings() and _has_own_robots(copies):
        yield Diagnostic(
            code="two-robots",
            message="these rules have no effect: static/robots.txt replaces them",
            path=CONFIG,
            key=("robots",),
            hint="remove one of the two",
        )


def _view_file(file: str, digest: str) -> FileView:
    return FileView(file=file, digest=digest)


def _view_stripped(file: str, digest: str) -> FileView:
    """A picture or a film, which is copied without its metadata."""
    return FileView(file=file, digest=digest, is_stripped=True)


def _path_faults(outputs: Iterable[Output]) -> Iterator[Diagnostic]:
    """Reports outputs whose paths are not allowed on every system."""
    for output in outputs:
        if fault := fault_of(output.path):
            yield Diagnostic(
                code="bad-path",
                message=f"{output.origin} would be published as {printable(output.path)}: {fault}",
                path=printable(output.source),
                key=output.key,
                hint="rename it" if not output.key else "choose another name",
            )


def _collisions(outputs: Iterable[Output]) -> Iterator[Diagnostic]:
    """Reports two outputs with one path, and an output where another one needs a folder."""
    seen: dict[str, Output] = {}
    for output in outputs:
        place = fold_path(output.path)
        if place in seen:
            yield from _clash(output, seen[place])
        seen[place] = output
    folders = _folders(seen)
    if folders.isdisjoint(seen):
        return
    for place, output in seen.items():
        for folder in _folders([place]):
            if folder in seen:
                other = seen[folder].origin
                yield _collision(output, f"{output.origin} needs a folder where {other} is a file")


def _clash(output: Output, other: Output) -> Iterator[Diagnostic]:
    """Reports two outputs with one path at the one that an editor can change best."""
    if output.template == other.template == "article.html":
        return  # two stories, which the catalogue reports with their URL
    if not output.source or (_is_alias(other) and not _is_alias(output)):
        output, other = other, output
    if not _is_alias(output) or _is_alias(other):
        message = f"{output.origin} and {other.origin} would both be {output.path}"
        yield _collision(output, message)
    elif output.path != other.path:
        message = f"{output.origin} differs from {other.origin} only in capitals or accents"
        hint = "remove it: many hosts and disks take both for one address"
        yield replace(_collision(output, message), code="bad-alias", hint=hint)
    elif output.source == other.source:
        message = f"{output.origin} is the address that the story has now"
        yield replace(_collision(output, message), code="bad-alias", hint="remove it")
    else:
        message = f"{output.origin} is already the address of {other.origin}"
        yield replace(_collision(output, message), code="bad-alias", hint="remove it")


def _is_alias(output: Output) -> bool:
    return "aliases" in output.key


def _folders(places: Iterable[str]) -> set[str]:
    """The folders that files with these paths need."""
    folders: set[str] = set()
    wanted = {place.rpartition("/")[0] for place in places}
    while wanted:
        folders |= wanted
        wanted = {folder.rpartition("/")[0] for folder in wanted} - folders
    return folders - {""}


def _without_folders(outputs: tuple[Output, ...]) -> tuple[Output, ...]:
    """The outputs that can be written together, so that the build can report other problems."""
    folders = _folders(fold_path(output.path) for output in outputs)
    return tuple(output for output in outputs if fold_path(output.path) not in folders)


def _collision(output: Output, message: str) -> Diagnostic:
    return Diagnostic(
        code="same-path",
        message=message,
        path=output.source,
        key=output.key,
        hint="give one of the two another slug, alias or name",
    )
