"""The phases of a build, in order: discover, load, catalogue, plan, render, write."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from newsgen import theme
from newsgen.catalogue import Site, Status, catalogue, due, permalink, status_at
from newsgen.config import Config, Setting, override, read_config, settings
from newsgen.diagnostics import Diagnostic, Problems, Severity, has_errors, ordered
from newsgen.digest import digest_bytes
from newsgen.discovery import discover
from newsgen.loader import Stock, load, merge, pinpoint
from newsgen.manifest import Entry, Manifest
from newsgen.models import FileView, Model, Output
from newsgen.plan import Plan, StaticFile, make_plan
from newsgen.renderer import Renderer
from newsgen.templates import TemplateError, explain
from newsgen.views import furnish, identify
from newsgen.workers import WorkerDiedError, choose_jobs, map_chunks, split
from newsgen.writer import (
    Refusal,
    check_output,
    close_stage,
    find_foreign,
    holds,
    locked,
    open_stage,
    promote,
    recall,
    stage_file,
)

CONFIG = "newsgen.yaml"
Item = TypeVar("Item")
Gain = TypeVar("Gain")
Progress = Callable[[str, int, int], None]
"""Told the name of a phase, how many of its steps are done and how many there are."""


class Options(Model, frozen=True):
    """What the caller wants; everything that a build takes from its surroundings."""

    root: str
    """The folder with newsgen.yaml."""
    now: datetime
    """The moment of the build, aware: it alone decides what is published."""
    output: str | None = None
    """The output folder; None for that of the configuration."""
    base_url: str | None = None
    """The address of the site; None for that of the configuration."""
    drafts: bool = False
    strict: bool = False
    clean: bool = False
    """Write every file anew, even where its bytes are the same."""
    jobs: int = 0
    """How many processes; 0 leaves the choice to newsgen."""


class Result(Model, frozen=True):
    """What a build did."""

    diagnostics: tuple[Diagnostic, ...]
    committed: bool
    """False when errors left the output as it was."""
    output: str
    """Absolute path of the output folder."""
    outputs: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    articles: int = 0
    drafts: int = 0
    scheduled: int = 0
    expired: int = 0
    next_due: datetime | None = None
    seconds: float = 0


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


class Draught(Model, frozen=True):
    """A site planned but not rendered."""

    root: Path
    site: Site
    plan: Plan
    renderer: Renderer
    diagnostics: tuple[Diagnostic, ...]


class Leaf(Model, frozen=True):
    """What became of one output in the render phase."""

    path: str
    entry: Entry
    staged: bool = False
    """False when the output folder holds these bytes already."""


class Gathered(NamedTuple):
    """What rendering some outputs gave."""

    leaves: list[Leaf]
    diagnostics: list[Diagnostic]
    failures: list[TemplateError]


def silent(phase: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def build(options: Options, progress: Progress = silent) -> Result:
    """Build the site once. A build with errors writes nothing.

    Raises Refusal for wrong usage or configuration.
    """
    started = time.perf_counter()
    root = Path(options.root).resolve()
    config = _configure(root, options)
    output = _output_folder(root, config, options)
    check_output(output, root)
    draught = _draft(root, config, options, progress)
    try:
        with locked(output):
            result = _produce(draught, output, options, progress)
    except OSError as error:
        place = error.filename or output
        hint = "free some space or check permissions; the last output is intact"
        raise Refusal(f"cannot write {place}: {error.strerror}", hint) from error
    return replace(result, seconds=round(time.perf_counter() - started, 3))


def preview(options: Options) -> tuple[tuple[Change, ...], tuple[Diagnostic, ...]]:
    """What a build would do with each file, and what is wrong; nothing is rendered or written.

    Raises Refusal for wrong usage or configuration.
    """
    root = Path(options.root).resolve()
    config = _configure(root, options)
    output = _output_folder(root, config, options)
    draught = _draft(root, config, options, silent)
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
    config = _configure(root, options)
    stock, found = _read(root, config, options, silent)
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
    config = _configure(root, options)
    if options.output is not None:
        config = replace(config, output=options.output)
    return settings(config, _read_config(root), CONFIG, overrides)


# --- phases -----------------------------------------------------------------------------------


def _configure(root: Path, options: Options) -> Config:
    """The configuration of the site with what the caller overrides."""
    try:
        config, diagnostics = read_config(_read_config(root), CONFIG)
    except Problems as problems:
        config, diagnostics = None, problems.diagnostics
    if config is None:
        raise Refusal(f"{CONFIG} has problems", diagnostics=ordered(diagnostics))
    if options.base_url is None:
        return config
    changed, diagnostics = override(config, base_url=options.base_url)
    if changed is None:
        raise Refusal(f"--base-url: {diagnostics[0].message}", diagnostics[0].hint)
    return changed


def _read_config(root: Path) -> bytes:
    try:
        return (root / CONFIG).read_bytes()
    except OSError as error:
        hint = "`newsgen init DIR` lays down a whole site"
        raise Refusal(f"cannot read {CONFIG} in {root}: {error.strerror}", hint) from error


def _read(
    root: Path, config: Config, options: Options, progress: Progress
) -> tuple[Stock, tuple[Diagnostic, ...]]:
    """Find and read the sources."""
    sources, found = discover(root)
    chunks = split(sources, choose_jobs(options.jobs, len(sources)))
    load_some = partial(load, root, config=config)
    stocks = list(_watched("reading", load_some, chunks, options, progress))
    stock = merge(stocks)
    return stock, (*found, *stock.diagnostics)


def _draft(root: Path, config: Config, options: Options, progress: Progress) -> Draught:
    """Everything up to the plan."""
    stock, found = _read(root, config, options, progress)
    site, unsound = catalogue(stock, config, options.now, drafts=options.drafts)
    static = _find_static(root)
    assets = {file.path: file.digest for file in static}
    cabinet, missing = furnish(site, config, assets)
    media = {path: _file(root / path, path) for path in sorted(cabinet.shown)}
    plan, collisions = make_plan(cabinet, static, media)
    identity = identify(site, config, assets)
    return Draught(
        root=root,
        site=site,
        plan=plan,
        renderer=Renderer(root, theme.templates_folder(), config, identity),
        diagnostics=(*found, *unsound, *missing, *collisions),
    )


def _render(
    draught: Draught, output: Path, stage: Path, options: Options, progress: Progress
) -> tuple[list[Leaf], list[Diagnostic]]:
    """Render every output and stage those whose bytes are new."""
    outputs = draught.plan.outputs

    def render_some(numbers: Sequence[int]) -> Gathered:
        gathered = Gathered([], [], [])
        for number in numbers:
            try:
                content, noted = draught.renderer.render(outputs[number])
                gathered.leaves.append(_leaf(number, content))
                gathered.diagnostics.extend(noted)
            except Problems as problems:
                gathered.diagnostics.extend(problems.diagnostics)
            except TemplateError as error:
                gathered.failures.append(error)
        return gathered

    def _leaf(number: int, content: bytes) -> Leaf:
        planned = outputs[number]
        entry = Entry(
            fingerprint=draught.renderer.fingerprint(planned),
            digest=digest_bytes(content),
            size=len(content),
            media_type=planned.media_type,
        )
        if not options.clean and holds(output, planned.path, content):
            return Leaf(path=planned.path, entry=entry)
        stage_file(stage, planned.path, content)
        return Leaf(path=planned.path, entry=entry, staged=True)

    total = Gathered([], [], [])
    chunks = split(range(len(outputs)), choose_jobs(options.jobs, len(outputs)))
    for gathered in _watched("rendering", render_some, chunks, options, progress):
        total.leaves.extend(gathered.leaves)
        total.diagnostics.extend(gathered.diagnostics)
        total.failures.extend(gathered.failures)
    return total.leaves, [*total.diagnostics, *explain(total.failures)]


def _watched(
    phase: str,
    function: Callable[[Sequence[Item]], Gain],
    chunks: Sequence[Sequence[Item]],
    options: Options,
    progress: Progress,
) -> Iterator[Gain]:
    """The results of the function over each chunk, while telling how far it is."""
    total = sum(map(len, chunks))
    jobs = choose_jobs(options.jobs, total)
    done = 0
    try:
        for chunk, gain in zip(chunks, map_chunks(function, chunks, jobs), strict=True):
            yield gain
            done += len(chunk)
            progress(phase, done, total)
    except WorkerDiedError as error:
        hint = "build again, or with --jobs 1"
        message = "a worker process was killed, perhaps for want of memory"
        raise Refusal(message, hint) from error


def _produce(draught: Draught, output: Path, options: Options, progress: Progress) -> Result:
    """Render into a stage and, unless something is wrong, write what is new."""
    stage = open_stage(output)
    try:
        leaves, found = _render(draught, output, stage, options, progress)
        diagnostics = ordered(pinpoint(draught.root, (*draught.diagnostics, *found)))
        result = _summary(draught, diagnostics, output, leaves)
        if has_errors(diagnostics) or (options.strict and diagnostics):
            return result
        return _write(result, output, stage, leaves)
    finally:
        close_stage(stage)


def _write(result: Result, output: Path, stage: Path, leaves: Sequence[Leaf]) -> Result:
    """Move what was staged into place, unless that would harm files of others."""
    ours = recall(output)
    staged = [leaf.path for leaf in leaves if leaf.staged]
    foreign = find_foreign(output, (leaf.path for leaf in leaves), ours)
    if foreign:
        names = ", ".join(foreign[:5]) + (f" and {len(foreign) - 5} more" if foreign[5:] else "")
        raise Refusal(
            f"files that newsgen did not make are in the way in {output}: {names}",
            "move them away, or put what the site needs into static/",
        )
    manifest = Manifest(entries={leaf.path: leaf.entry for leaf in leaves})
    removed, kept = promote(output, stage, staged, manifest, ours)
    warnings = [
        Diagnostic(
            severity=Severity.WARNING,
            code="kept-file",
            message=f"{path} is no longer part of the site, but somebody changed it: kept",
            hint="remove it from the output folder yourself",
        )
        for path in kept
    ]
    return replace(
        result,
        committed=True,
        removed=removed,
        diagnostics=ordered((*result.diagnostics, *warnings)),
    )


# --- particulars ------------------------------------------------------------------------------


def _output_folder(root: Path, config: Config, options: Options) -> Path:
    """The output folder as an absolute path; the one of the configuration lies in the site."""
    return Path(options.output).absolute() if options.output else root / config.output


def _find_static(root: Path) -> tuple[StaticFile, ...]:
    """The files of static/: those of the site in place of the theme's of the same path."""
    files: dict[str, StaticFile] = {}
    for folder in (theme.static_folder(), root / "static"):
        for place in sorted(folder.rglob("*")):
            path = place.relative_to(folder).as_posix()
            hidden = any(part.startswith(".") for part in path.split("/"))
            if place.is_file() and (not hidden or path.startswith(".well-known/")):
                files[path] = _file(place, path)
    return tuple(files[path] for path in sorted(files))


def _file(place: Path, path: str) -> StaticFile:
    return StaticFile(path=path, file=str(place), digest=digest_bytes(place.read_bytes()))


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


def _summary(
    draught: Draught, diagnostics: tuple[Diagnostic, ...], output: Path, leaves: Sequence[Leaf]
) -> Result:
    counts = draught.site.counts
    written = sum(1 for leaf in leaves if leaf.staged)
    return Result(
        diagnostics=diagnostics,
        committed=False,
        output=str(output),
        outputs=len(leaves),
        written=written,
        unchanged=len(leaves) - written,
        articles=counts.get("live", 0),
        drafts=counts.get("draft", 0),
        scheduled=counts.get("scheduled", 0),
        expired=counts.get("expired", 0),
        next_due=draught.site.next_due,
    )
