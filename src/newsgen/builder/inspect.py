"""What commands show without building: the plan, the stories, the settings."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from newsgen.builder.inventory import older_related_of, take_inventory
from newsgen.builder.options import Options, configure, output_folder, read_settings
from newsgen.builder.planning import SitePlan, plan_site
from newsgen.builder.progress import silent
from newsgen.config import Setting, edition_of, settings
from newsgen.diagnostics import Diagnostic, ordered
from newsgen.files.names import CONFIG
from newsgen.incremental.manifest import Manifest
from newsgen.models import FileView, Model, Output, Status
from newsgen.render.renderer import Renderer
from newsgen.render.templates import TemplateError, merge_errors
from newsgen.site.catalogue import catalogue
from newsgen.site.moments import due, status_at
from newsgen.sources.loader import pinpoint
from newsgen.urls import permalink
from newsgen.writer import load_output_state

_NAMED = 3
"""A reason names at most this number of files."""


class Change(Model, frozen=True):
    """What a build would do with one file."""

    path: str
    reason: str
    """``new``, ``text changed``, ``template … changed``, ``static/… changed``, ``file changed``,
    ``settings changed``, ``libraries changed``, ``newsgen changed``, ``removed`` or ``same``."""


class ListedStory(Model, frozen=True):
    """An article as ``newsgen list`` shows it."""

    status: Status
    path: str
    title: str
    section: str
    date: datetime
    authors: tuple[str, ...]
    url: str
    due: datetime | None
    """The next moment at which its status changes by itself."""
    edition: str = ""
    """Name of its edition, empty for the main one."""


def preview(options: Options) -> tuple[tuple[Change, ...], tuple[Diagnostic, ...]]:
    """What a build would do with each file, and the problems found; nothing is written.

    Raises Refusal for wrong usage or configuration.
    """
    root = Path(options.root).resolve()
    config = configure(root, options)
    output = output_folder(root, config, options)
    build_cache, inventory = take_inventory(root, config, options, silent)
    site_plan = plan_site(root, config, options, build_cache, inventory)
    changes, failures = foresee(site_plan, load_output_state(output).manifest)
    return changes, ordered(pinpoint(root, (*site_plan.diagnostics, *failures)))


def foresee(
    site_plan: SitePlan, built: Manifest
) -> tuple[tuple[Change, ...], tuple[Diagnostic, ...]]:
    """What committing the site plan would change of the last build, and the problems found."""
    changes: list[Change] = []
    failures: list[TemplateError] = []
    for planned in site_plan.plan.outputs:
        try:
            changes.append(_change(planned, site_plan.renderers[planned.edition], built))
        except TemplateError as error:
            failures.append(error)
    paths = {planned.path for planned in site_plan.plan.outputs}
    changes += [
        Change(path=path, reason="removed") for path in sorted(built.entries.keys() - paths)
    ]
    return tuple(changes), tuple(merge_errors(failures))


def survey(
    options: Options,
) -> tuple[tuple[ListedStory, ...], datetime | None, tuple[Diagnostic, ...]]:
    """Every story, newest first, the next moment that needs a build, and the problems found.

    Raises Refusal for wrong usage or configuration.
    """
    root = Path(options.root).resolve()
    config = configure(root, options)
    build_cache, inventory = take_inventory(root, config, options, silent)
    collection = inventory.collection
    older_related = older_related_of(build_cache)
    site, more = catalogue(collection, config, options.now, older_related, options.scope)
    problems = (*inventory.problems, *collection.diagnostics, *more)
    stories = tuple(
        ListedStory(
            status=status_at(article, options.now),
            path=article.path,
            title=article.title,
            edition=edition_of(article.path, config),
            section=article.section,
            date=article.date,
            authors=article.authors,
            url=permalink(article, config),
            due=due(article, options.now),
        )
        for article in sorted(collection.articles, key=lambda a: (-a.date.timestamp(), a.path))
    )
    return stories, site.next_due, ordered(pinpoint(root, problems))


def effective_settings(options: Options) -> tuple[Setting, ...]:
    """Every setting in effect, and where it comes from.

    Raises Refusal for wrong configuration.
    """
    root = Path(options.root).resolve()
    given = {
        "base_url": (options.base_url, "--base-url"),
        "output": (options.output, "--output"),
        "cache": (options.cache, "--cache"),
    }
    overrides = {key: option for key, (value, option) in given.items() if value is not None}
    config = configure(root, options)
    config = replace(
        config, output=options.output or config.output, cache=options.cache or config.cache
    )
    return settings(config, read_settings(root), CONFIG, overrides)


def _change(planned: Output, renderer: Renderer, built: Manifest) -> Change:
    """Why the output would be rendered: which part of its fingerprint changed."""
    entry = built.entries.get(planned.path)
    if entry is None:
        return Change(path=planned.path, reason="new")
    if entry.recipe == renderer.recipe_digest(planned):
        return Change(path=planned.path, reason="same")
    view = planned.recipe.view()
    if entry.fingerprint == renderer.fingerprint(planned, view):
        reason = "same"
    elif isinstance(view, FileView):
        reason = "file changed"
    else:
        reason = _reason(renderer, built, renderer.dependencies(planned, view))
    return Change(path=planned.path, reason=reason)


def _reason(renderer: Renderer, built: Manifest, reached: Mapping[str, str]) -> str:
    for part, digest in renderer.toolchain.items():
        if built.toolchain.get(part) != digest:
            return f"{part} changed"
    changed = [name for name, digest in reached.items() if built.templates.get(name) != digest]
    named = [name if name.startswith("static/") else f"template {name}" for name in sorted(changed)]
    if len(named) > _NAMED:
        named[_NAMED:] = [f"{len(named) - _NAMED} more"]
    return f"{', '.join(named)} changed" if named else "text changed"
