"""The render phase: outputs with a new fingerprint are rendered, and staged if bytes changed."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from newsgen.builder.options import Options
from newsgen.builder.planning import SitePlan
from newsgen.builder.progress import Progress, share_out
from newsgen.diagnostics import Diagnostic, Problems
from newsgen.digest import digest_bytes
from newsgen.incremental.manifest import Entry
from newsgen.markdown import Document
from newsgen.models import Model, Output, PictureView, View
from newsgen.pictures.containers import BrokenPictureError
from newsgen.pictures.store import PictureStore, by_picture
from newsgen.plan.pictures import view_of
from newsgen.render.renderer import Renderer
from newsgen.render.templates import TemplateError, merge_errors
from newsgen.site.media import broken_picture
from newsgen.writer import find_identical, find_unchanged, stage_file

_WORTH = 20_000
"""Comparing fewer outputs than this takes less time than starting a second process."""
_FEW_PICTURES = 4
"""Fewer pictures than this are made in a single process."""
_MANY = 200
"""Before more outputs than this are rendered, all templates are compiled, for all processes."""

Prepared = tuple[int, View, Document | None, float]
"""An output ready to render: its number in the plan, its view, its body, and the seconds spent."""


class RenderedOutput(Model, frozen=True):
    """The result of the render phase for one output."""

    number: int
    """Its number in the plan."""
    entry: Entry
    rendered: bool = True
    staged: bool = False
    """False when the output folder already holds these bytes."""
    seconds: float = 0


class RenderBatch(NamedTuple):
    """What one process made of some outputs.

    An output that is up to date, its file's modification time included, has no item here.
    """

    items: list[RenderedOutput]
    diagnostics: list[Diagnostic]
    failures: list[TemplateError]

    @contextmanager
    def catching(self) -> Iterator[None]:
        """Collect the errors of one output, so that the others are still rendered."""
        try:
            yield
        except Problems as problems:
            self.diagnostics.extend(problems.diagnostics)
        except TemplateError as error:
            self.failures.append(error)


class OutputTarget(Model, frozen=True):
    """The output folder, and what the last build left there."""

    output: Path
    stage: Path
    trusted: Mapping[str, Entry]
    """Entries of the last build that can be trusted, by path."""
    touched: frozenset[str] | None
    """Paths of files that changed since the last build wrote them; None if that is unknown."""


def find_stale(
    site_plan: SitePlan, target: OutputTarget, options: Options, progress: Progress
) -> tuple[list[int], list[RenderedOutput]]:
    """Find the outputs that must be rendered, by their numbers in the plan.

    Also gives an item for each other output whose manifest entry needs an update.
    """
    numbers = range(len(site_plan.plan.outputs))
    if not target.trusted:
        return [*numbers], []
    stale: list[int] = []
    items: list[RenderedOutput] = []
    compare = partial(_compare_some, site_plan, target)
    for other, moved in share_out("comparing", compare, numbers, options.jobs, progress, _WORTH):
        stale.extend(other)
        items.extend(moved)
    return stale, items


def render_plan(
    site_plan: SitePlan,
    target: OutputTarget,
    numbers: Sequence[int],
    options: Options,
    progress: Progress,
) -> tuple[list[RenderedOutput], list[Diagnostic]]:
    """Render the outputs with these numbers, and stage those whose bytes changed."""
    total = RenderBatch([], [], [])
    broken = make_pictures(site_plan, numbers, options, progress)
    total.diagnostics.extend(broken.values())
    if broken:
        outputs = site_plan.plan.outputs
        numbers = [n for n in numbers if outputs[n].source not in broken]
    compile_templates(site_plan, numbers)
    render = partial(_render_some, site_plan, target, options)
    for batch in share_out("rendering", render, numbers, options.jobs, progress):
        total.items.extend(batch.items)
        total.diagnostics.extend(batch.diagnostics)
        total.failures.extend(batch.failures)
    return total.items, [*total.diagnostics, *merge_errors(total.failures)]


def make_pictures(
    site_plan: SitePlan, numbers: Sequence[int], options: Options, progress: Progress
) -> Mapping[str, Diagnostic]:
    """Make the versions of pictures among these outputs: each picture is opened once.

    Gives the problem of each picture that cannot be read, by the path of its file. Each process
    holds one picture at a time.
    """
    views: dict[str, PictureView] = {}
    sources: dict[str, str] = {}
    for output in (site_plan.plan.outputs[number] for number in numbers):
        if output.recipe.function is view_of:
            view = output.recipe.view()
            if isinstance(view, PictureView):
                views[view.digest] = view
                sources[view.source_digest] = output.source
    groups = by_picture(views.values())
    if not groups:
        return {}
    make = partial(_make_some, site_plan.pictures)
    found = share_out("making pictures", make, groups, options.jobs, progress, _FEW_PICTURES)
    return {
        sources[digest]: broken_picture(sources[digest], fault, site_plan.site)
        for faults in found
        for digest, fault in faults
    }


def _make_some(
    store: PictureStore, groups: Sequence[Sequence[PictureView]]
) -> list[tuple[str, str]]:
    """The digest of each picture that cannot be read, with the reason."""
    faults: list[tuple[str, str]] = []
    for views in groups:
        try:
            store.prepare(views)
        except (BrokenPictureError, Problems) as error:
            faults.append((views[0].source_digest, str(error)))
    return faults


def compile_templates(site_plan: SitePlan, numbers: Sequence[int]) -> None:
    """Compile all templates before processes are forked, if many outputs are to be rendered."""
    for edition, renderer in site_plan.renderers.items():
        outputs = (site_plan.plan.outputs[number] for number in numbers)
        if sum(1 for output in outputs if output.edition == edition) > _MANY:
            renderer.compile_templates()


def prepare_outputs(
    site_plan: SitePlan, numbers: Sequence[int], batch: RenderBatch
) -> list[Prepared]:
    """Make the views of the outputs with these numbers and render their bodies.

    All bodies are rendered before any page: Markdown and templates each fill the processor's
    caches, and alternating between them for every article costs a tenth more time.
    """
    prepared: list[Prepared] = []
    for number in numbers:
        with batch.catching():
            started = time.perf_counter()
            output = site_plan.plan.outputs[number]
            view = output.recipe.view()
            document = site_plan.renderers[output.edition].render_body(view)
            prepared.append((number, view, document, time.perf_counter() - started))
    return prepared


def _compare_some(
    site_plan: SitePlan, target: OutputTarget, numbers: Sequence[int]
) -> tuple[list[int], list[RenderedOutput]]:
    stale: list[int] = []
    items: list[RenderedOutput] = []
    for number in numbers:
        output = site_plan.plan.outputs[number]
        entry = target.trusted.get(output.path)
        renderer = site_plan.renderers[output.edition]
        current = entry and _current(output, entry, renderer, target)
        if current is None:
            stale.append(number)
        elif current is not entry:
            items.append(RenderedOutput(number=number, entry=current, rendered=False))
    return stale, items


def _current(
    output: Output, entry: Entry, renderer: Renderer, target: OutputTarget
) -> Entry | None:
    """The up-to-date entry of an output that need not be rendered; None if it must be."""
    modified: int | None = entry.modified
    if target.touched is None or output.path in target.touched:
        modified = find_unchanged(target.output, output.path, entry)
    if modified is None:
        return None
    recipe = renderer.recipe_digest(output)
    if recipe != entry.recipe:
        try:
            fingerprint = renderer.fingerprint(output, output.recipe.view())
        except TemplateError:
            return None  # rendering reports the error
        if fingerprint != entry.fingerprint:
            return None
    elif modified == entry.modified and output.role == entry.role:
        return entry
    return replace(entry, modified=modified, recipe=recipe, role=output.role)


def _render_some(
    site_plan: SitePlan, target: OutputTarget, options: Options, numbers: Sequence[int]
) -> RenderBatch:
    """Render and stage the outputs with these numbers."""
    batch = RenderBatch([], [], [])
    for number, view, document, seconds in prepare_outputs(site_plan, numbers, batch):
        with batch.catching():
            started = time.perf_counter()
            output = site_plan.plan.outputs[number]
            renderer = site_plan.renderers[output.edition]
            content = renderer.render(output, view, document)
            held = None if options.clean else find_identical(target.output, output.path, content)
            entry = Entry(
                fingerprint=renderer.fingerprint(output, view),
                recipe=renderer.recipe_digest(output),
                digest=digest_bytes(content),
                size=len(content),
                media_type=output.media_type,
                role=output.role,
                modified=stage_file(target.stage, output.path, content) if held is None else held,
                warnings=document.diagnostics if document else (),
            )
            spent = seconds + time.perf_counter() - started
            item = RenderedOutput(number=number, entry=entry, staged=held is None, seconds=spent)
            batch.items.append(item)
        if document:
            batch.diagnostics.extend(document.diagnostics)
    return batch
