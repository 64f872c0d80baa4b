"""A site rendered to be read: each file passes by in memory, and none is written."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from newsgen.builder.inventory import Inventory, keep, survey_folders
from newsgen.builder.options import Options, cache_folder, configure
from newsgen.builder.planning import SitePlan, plan_site
from newsgen.builder.progress import Progress, share_out
from newsgen.builder.render import RenderBatch, compile_templates, prepare_outputs
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic
from newsgen.models import Output
from newsgen.render.templates import explain
from newsgen.workers import run_in_background

Gain = TypeVar("Gain")
Reader = Callable[[Output, bytes], Gain]
"""What is to be kept of a file of the site with those bytes; little, as it may travel."""


class RenderedSite(NamedTuple, Generic[Gain]):
    """A site that was rendered to be read."""

    site_plan: SitePlan
    inventory: Inventory
    diagnostics: tuple[Diagnostic, ...]
    """All that a build would tell of, as yet without lines."""
    gains: list[Gain]
    """What the reader kept of each file, in the order of the plan."""


def render_for_check(
    options: Options,
    progress: Progress,
    make_reader: Callable[[SitePlan, Config], Reader[Gain]],
    copies: tuple[str, ...],
) -> RenderedSite[Gain]:
    """Render all that a clean build would, and hand each file to a reader.

    Of files that are only copied those are read whose paths end with one of ``copies``. What was
    learned of the sources is kept for the next build. Raises Refusal for wrong usage or
    configuration.
    """
    root = Path(options.root).resolve()
    config = configure(root, options)
    cache = cache_folder(root, config, options)
    build_cache, inventory = survey_folders(root, config, options, progress)
    site_plan = plan_site(root, config, options, build_cache, inventory)
    kept = run_in_background(partial(keep, site_plan.build_cache, build_cache, cache))
    try:
        read = make_reader(site_plan, config)
        outputs = site_plan.plan.outputs
        numbers = [number for number, output in enumerate(outputs) if _is_read(output, copies)]
        gains, found = read_outputs(site_plan, numbers, read, options, progress)
    finally:
        notes = kept()
    return RenderedSite(site_plan, inventory, (*site_plan.diagnostics, *found, *notes), gains)


def read_outputs(
    site_plan: SitePlan,
    numbers: Sequence[int],
    read: Reader[Gain],
    options: Options,
    progress: Progress,
) -> tuple[list[Gain], list[Diagnostic]]:
    """Render the outputs in those places of the plan: what the reader keeps, and what is wrong."""
    compile_templates(site_plan, numbers)
    total = RenderBatch([], [], [])
    gains: list[Gain] = []
    read_some = partial(_read_some, site_plan, read)
    for some, batch in share_out("checking", read_some, numbers, options.jobs, progress):
        gains.extend(some)
        total.diagnostics.extend(batch.diagnostics)
        total.failures.extend(batch.failures)
    return gains, [*total.diagnostics, *explain(total.failures)]


def _is_read(output: Output, copies: tuple[str, ...]) -> bool:
    """Whether the file is made, or a copy that is asked for; one copy of two is enough."""
    return output.path.endswith(copies) if output.role == "file" else output.role != "asset"


def _read_some(
    site_plan: SitePlan, read: Reader[Gain], numbers: Sequence[int]
) -> tuple[list[Gain], RenderBatch]:
    """What the reader keeps of the outputs of those numbers; all are rendered before any is read.

    Rendering and reading each fill the caches of the processor, as typesetting does.
    """
    batch = RenderBatch([], [], [])
    rendered: list[tuple[Output, bytes]] = []
    for number, view, document, _ in prepare_outputs(site_plan, numbers, batch):
        with batch.catching():
            output = site_plan.plan.outputs[number]
            rendered.append((output, site_plan.renderer.render(output, view, document)))
        if document:
            batch.diagnostics.extend(document.diagnostics)
    return [read(output, content) for output, content in rendered], batch
