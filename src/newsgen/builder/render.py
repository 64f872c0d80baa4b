"""The render phase: outputs with new fingerprints become bytes, staged where those differ."""

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
from newsgen.models import Model, Output, View
from newsgen.render.renderer import Renderer
from newsgen.render.templates import TemplateError, explain
from newsgen.writer import find_equal, find_whole, stage_file

_WORTH = 20_000
"""Comparing fewer outputs than this takes less time than making a second process."""


_MANY = 200
"""Rendering more outputs than this, all templates are compiled first, for all processes."""


Typeset = tuple[int, View, Document | None, float]
"""An output by its place in the plan, its view, its text, and the seconds that those took."""


class RenderedOutput(Model, frozen=True):
    """What became of one output in the render phase."""

    number: int
    """Its place in the plan."""
    entry: Entry
    rendered: bool = True
    staged: bool = False
    """False when the output folder holds these bytes already."""
    seconds: float = 0


class RenderBatch(NamedTuple):
    """What the render phase gave for some outputs.

    Of an output that stands as it is, to the moment of its file, there is no leaf.
    """

    items: list[RenderedOutput]
    diagnostics: list[Diagnostic]
    failures: list[TemplateError]

    @contextmanager
    def catching(self) -> Iterator[None]:
        """Keeps what goes wrong with one output from the others."""
        try:
            yield
        except Problems as problems:
            self.diagnostics.extend(problems.diagnostics)
        except TemplateError as error:
            self.failures.append(error)


class OutputTarget(Model, frozen=True):
    """Where outputs go, and what is there."""

    output: Path
    stage: Path
    standing: Mapping[str, Entry]
    """What of the last build can be relied on, by path."""
    touched: frozenset[str] | None
    """Paths of the files that do not look as they did when written; None where nobody looked."""


def compare_plan(
    site_plan: SitePlan, target: OutputTarget, options: Options, progress: Progress
) -> tuple[list[int], list[RenderedOutput]]:
    """The places in the plan of the outputs that must be rendered.

    And a leaf for each other whose entry must be brought up to date.
    """
    numbers = range(len(site_plan.plan.outputs))
    if not target.standing:
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
    """Render the outputs in those places of the plan and stage those whose bytes are new."""
    total = RenderBatch([], [], [])
    prepare(site_plan, numbers)
    render = partial(_render_some, site_plan, target, options)
    for batch in share_out("rendering", render, numbers, options.jobs, progress):
        total.items.extend(batch.items)
        total.diagnostics.extend(batch.diagnostics)
        total.failures.extend(batch.failures)
    return total.items, [*total.diagnostics, *explain(total.failures)]


def prepare(site_plan: SitePlan, numbers: Sequence[int]) -> None:
    """Compile all templates before processes are forked, where there are many outputs to render."""
    if len(numbers) > _MANY:
        site_plan.renderer.prepare()


def typeset_some(site_plan: SitePlan, numbers: Sequence[int], batch: RenderBatch) -> list[Typeset]:
    """The views of the outputs of those numbers, each with its text; what failed is gathered.

    All texts are set before all pages: Markdown and templates each fill the caches of the
    processor, and taking turns for every article costs a tenth more.
    """
    typeset: list[Typeset] = []
    for number in numbers:
        with batch.catching():
            started = time.perf_counter()
            view = site_plan.plan.outputs[number].recipe.view()
            document = site_plan.renderer.typeset(view)
            typeset.append((number, view, document, time.perf_counter() - started))
    return typeset


def _compare_some(
    site_plan: SitePlan, target: OutputTarget, numbers: Sequence[int]
) -> tuple[list[int], list[RenderedOutput]]:
    stale: list[int] = []
    items: list[RenderedOutput] = []
    for number in numbers:
        output = site_plan.plan.outputs[number]
        entry = target.standing.get(output.path)
        current = entry and _current(output, entry, site_plan.renderer, target)
        if current is None:
            stale.append(number)
        elif current is not entry:
            items.append(RenderedOutput(number=number, entry=current, rendered=False))
    return stale, items


def _current(
    output: Output, entry: Entry, renderer: Renderer, target: OutputTarget
) -> Entry | None:
    """The entry as it is now of an output that stands as it would be; None of any other."""
    modified: int | None = entry.modified
    if target.touched is None or output.path in target.touched:
        modified = find_whole(target.output, output.path, entry)
    if modified is None:
        return None
    recipe = renderer.recipe(output)
    if recipe != entry.recipe:
        try:
            fingerprint = renderer.fingerprint(output, output.recipe.view())
        except TemplateError:
            return None  # rendering will tell
        if fingerprint != entry.fingerprint:
            return None
    elif modified == entry.modified and output.role == entry.role:
        return entry
    return replace(entry, modified=modified, recipe=recipe, role=output.role)


def _render_some(
    site_plan: SitePlan, target: OutputTarget, options: Options, numbers: Sequence[int]
) -> RenderBatch:
    """Render and stage the outputs of those numbers."""
    batch = RenderBatch([], [], [])
    renderer = site_plan.renderer
    for number, view, document, seconds in typeset_some(site_plan, numbers, batch):
        with batch.catching():
            started = time.perf_counter()
            output = site_plan.plan.outputs[number]
            content = renderer.render(output, view, document)
            held = None if options.clean else find_equal(target.output, output.path, content)
            entry = Entry(
                fingerprint=renderer.fingerprint(output, view),
                recipe=renderer.recipe(output),
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
