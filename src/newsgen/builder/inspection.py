"""Looking without building: the plan, the stories, the settings."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from newsgen.builder.drafting import (
    CONFIG,
    Options,
    configure,
    draft,
    output_folder,
    read_settings,
    read_sources,
)
from newsgen.builder.progress import silent
from newsgen.catalogue import Status, catalogue, due, permalink, status_at
from newsgen.config import Setting, settings
from newsgen.diagnostics import Diagnostic, ordered
from newsgen.loader import pinpoint
from newsgen.manifest import Entry
from newsgen.models import FileView, Model, Output
from newsgen.renderer import Renderer
from newsgen.templates import TemplateError, explain
from newsgen.writer import recall


class Change(Model, frozen=True):
    """What a build would do with one file."""

    path: str
    reason: str
    """``new``, ``text changed``, ``template … changed``, ``settings changed``, ``removed`` or
    ``same``."""


class Story(Model, frozen=True):
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


def preview(options: Options) -> tuple[tuple[Change, ...], tuple[Diagnostic, ...]]:
    """What a build would do with each file, and what is wrong; nothing is rendered or written.

    Raises Refusal for wrong usage or configuration.
    """
    root = Path(options.root).resolve()
    config = configure(root, options)
    output = output_folder(root, config, options)
    draught = draft(root, config, options, silent)
    built = recall(output).finished
    changes: list[Change] = []
    failures: list[TemplateError] = []
    for planned in draught.plan.outputs:
        try:
            changes.append(_change(planned, draught.renderer, built))
        except TemplateError as error:
            failures.append(error)
    paths = {planned.path for planned in draught.plan.outputs}
    changes += [Change(path=path, reason="removed") for path in sorted(built.keys() - paths)]
    diagnostics = ordered(pinpoint(root, (*draught.diagnostics, *explain(failures))))
    return tuple(changes), diagnostics


def survey(
    options: Options,
) -> tuple[tuple[Story, ...], datetime | None, tuple[Diagnostic, ...]]:
    """Every story, newest first, the next moment that calls for a build, and what is wrong.

    Raises Refusal for wrong usage or configuration.
    """
    root = Path(options.root).resolve()
    config = configure(root, options)
    stock, found = read_sources(root, config, options, silent)
    site, more = catalogue(stock, config, options.now, drafts=options.drafts)
    stories = tuple(
        Story(
            status=status_at(article, options.now),
            path=article.path,
            title=article.title,
            section=article.section,
            date=article.date,
            authors=article.authors,
            url=permalink(article, config),
            due=due(article, options.now),
        )
        for article in sorted(stock.articles, key=lambda a: (-a.date.timestamp(), a.path))
    )
    return stories, site.next_due, ordered(pinpoint(root, (*found, *more)))


def effective_settings(options: Options) -> tuple[Setting, ...]:
    """Every setting in effect with where it came from.

    Raises Refusal for wrong configuration.
    """
    root = Path(options.root).resolve()
    given = {"base_url": (options.base_url, "--base-url"), "output": (options.output, "--output")}
    overrides = {key: option for key, (value, option) in given.items() if value is not None}
    config = configure(root, options)
    if options.output is not None:
        config = replace(config, output=options.output)
    return settings(config, read_settings(root), CONFIG, overrides)


def _change(planned: Output, renderer: Renderer, built: Mapping[str, Entry]) -> Change:
    """Why the output would be written, by comparing fingerprints."""
    if planned.path not in built:
        return Change(path=planned.path, reason="new")
    before, after = built[planned.path].fingerprint, renderer.fingerprint(planned)
    if before == after:
        return Change(path=planned.path, reason="same")
    if before.toolchain != after.toolchain:
        return Change(path=planned.path, reason="settings changed")
    if before.template != after.template:
        return Change(path=planned.path, reason=f"template {planned.template} changed")
    changed = "file changed" if isinstance(planned.view, FileView) else "text changed"
    return Change(path=planned.path, reason=changed)
