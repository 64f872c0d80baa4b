"""Renders a site for a check: each file is read in memory, and none is written."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from newsgen.builder.inventory import Inventory, save_cache, take_inventory
from newsgen.builder.options import Options, cache_folder, configure
from newsgen.builder.planning import SitePlan, plan_site
from newsgen.builder.progress import Progress, share_out
from newsgen.builder.render import RenderBatch, compile_templates, prepare_outputs
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic
from newsgen.models import Output
from newsgen.render.templates import merge_errors
from newsgen.workers import run_in_background

Result = TypeVar("Result")
Reader = Callable[[Output, bytes], Result]
"""Reads an output file with its bytes and returns a small result: workers send it to the parent."""


class RenderedSite(NamedTuple, Generic[Result]):
    """A site that was rendered for a check."""

    site_plan: SitePlan
    inventory: Inventory
    diagnostics: tuple[Diagnostic, ...]
    """All problems that a build would report, still without lines."""
    results: list[Result]
    """The reader's result for each file, in the order of the plan."""


def render_for_check(
    options: Options,
    progress: Progress,
    make_reader: Callable[[SitePlan, Config], Reader[Result]],
    copies: tuple[str, ...],
) -> RenderedSite[Result]:
    """Render the files of a clean build and pass each one to a reader.

    Copied files are read only if their paths end with one of ``copies``. The build cache is updated
    for the next build. Raises Refusal for wrong usage or configuration.
    """
    root = Path(options.root).resolve()
    config = configure(root, options)
    cache = cache_folder(root, config, options)
    build_cache, inventory = take_inventory(root, config, options, progress)
    site_plan = plan_site(root, config, options, build_cache, inventory)
    save = partial(save_cache, site_plan.build_cache, build_cache, cache)
    wait_for_cache = run_in_background(save, options.jobs)
    try:
        read = make_reader(site_plan, config)
        outputs = site_plan.plan.outputs
        numbers = [number for number, output in enumerate(outputs) if is_read(output, copies)]
        results, found = read_outputs(site_plan, numbers, read, options, progress)
    finally:
        cache_warnings = wait_for_cache()
    diagnostics = (*site_plan.diagnostics, *found, *cache_warnings)
    return RenderedSite(site_plan, inventory, diagnostics, results)


def read_outputs(
    site_plan: SitePlan,
    numbers: Sequence[int],
    read: Reader[Result],
    options: Options,
    progress: Progress,
) -> tuple[list[Result], list[Diagnostic]]:
    """Render the outputs with those numbers in the plan; the reader's results and the problems."""
    compile_templates(site_plan, numbers)
    total = RenderBatch([], [], [])
    results: list[Result] = []
    read_some = partial(_read_some, site_plan, read)
    for some, batch in share_out("checking", read_some, numbers, options.jobs, progress):
        results.extend(some)
        total.diagnostics.extend(batch.diagnostics)
        total.failures.extend(batch.failures)
    return results, [*total.diagnostics, *merge_errors(total.failures)]


def is_read(output: Output, copies: tuple[str, ...]) -> bool:
    """Whether the file is rendered or a requested copy; its second copy, the asset, is skipped."""
    return output.path.endswith(copies) if output.role == "file" else output.role != "asset"


def _read_some(
    site_plan: SitePlan, read: Reader[Result], numbers: Sequence[int]
) -> tuple[list[Result], RenderBatch]:
    """The reader's results for the outputs with those numbers; all are rendered before any is read.

    Typesetting, rendering and reading each fill the processor's caches, so they run one by one.
    """
    batch = RenderBatch([], [], [])
    rendered: list[tuple[Output, bytes]] = []
    for number, view, document, _ in prepare_outputs(site_plan, numbers, batch):
        with batch.catching():
            output = site_plan.plan.outputs[number]
            renderer = site_plan.renderers[output.edition]
            rendered.append((output, renderer.render(output, view, document)))
        if document:
            batch.diagnostics.extend(document.diagnostics)
    return [read(output, content) for output, content in rendered], batch
