"""A site rendered to be read: each file passes by in memory, and none is written."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from newsgen.builder.inventory import Inventory, keep, survey_folders
from newsgen.builder.options import Options, cache_folder, configure
from newsgen.builder.planning import Draught, draft
from newsgen.builder.progress import Progress, share_out
from newsgen.builder.render import Gathered, prepare, typeset_some
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic
from newsgen.models import Output
from newsgen.render.templates import explain
from newsgen.workers import beside

Gain = TypeVar("Gain")
Reader = Callable[[Output, bytes], Gain]
"""What is to be kept of a file of the site with those bytes; little, as it may travel."""


class Proof(NamedTuple, Generic[Gain]):
    """A site that was rendered to be read."""

    draught: Draught
    inventory: Inventory
    diagnostics: tuple[Diagnostic, ...]
    """All that a build would tell of, as yet without lines."""
    gains: list[Gain]
    """What the reader kept of each file, in the order of the plan."""


def proofread(
    options: Options,
    progress: Progress,
    make_reader: Callable[[Draught, Config], Reader[Gain]],
    copies: tuple[str, ...],
) -> Proof[Gain]:
    """Render all that a clean build would, and hand each file to a reader.

    Of files that are only copied those are read whose paths end with one of ``copies``. What was
    learned of the sources is kept for the next build. Raises Refusal for wrong usage or
    configuration.
    """
    root = Path(options.root).resolve()
    config = configure(root, options)
    cache = cache_folder(root, config, options)
    record, inventory = survey_folders(root, config, options, progress)
    draught = draft(root, config, options, record, inventory)
    kept = beside(partial(keep, draught.record, record, cache))
    try:
        read = make_reader(draught, config)
        outputs = draught.plan.outputs
        numbers = [number for number, output in enumerate(outputs) if _is_read(output, copies)]
        gains, found = read_outputs(draught, numbers, read, options, progress)
    finally:
        notes = kept()
    return Proof(draught, inventory, (*draught.diagnostics, *found, *notes), gains)


def read_outputs(
    draught: Draught,
    numbers: Sequence[int],
    read: Reader[Gain],
    options: Options,
    progress: Progress,
) -> tuple[list[Gain], list[Diagnostic]]:
    """Render the outputs in those places of the plan: what the reader keeps, and what is wrong."""
    prepare(draught, numbers)
    total = Gathered([], [], [])
    gains: list[Gain] = []
    read_some = partial(_read_some, draught, read)
    for some, gathered in share_out("checking", read_some, numbers, options.jobs, progress):
        gains.extend(some)
        total.diagnostics.extend(gathered.diagnostics)
        total.failures.extend(gathered.failures)
    return gains, [*total.diagnostics, *explain(total.failures)]


def _is_read(output: Output, copies: tuple[str, ...]) -> bool:
    """Whether the file is made, or a copy that is asked for; one copy of two is enough."""
    return output.path.endswith(copies) if output.role == "file" else output.role != "asset"


def _read_some(
    draught: Draught, read: Reader[Gain], numbers: Sequence[int]
) -> tuple[list[Gain], Gathered]:
    """What the reader keeps of the outputs of those numbers; all are rendered before any is read.

    Rendering and reading each fill the caches of the processor, as typesetting does.
    """
    gathered = Gathered([], [], [])
    rendered: list[tuple[Output, bytes]] = []
    for number, view, document, _ in typeset_some(draught, numbers, gathered):
        with gathered.catching():
            output = draught.plan.outputs[number]
            rendered.append((output, draught.renderer.render(output, view, document)))
        if document:
            gathered.diagnostics.extend(document.diagnostics)
    return [read(output, content) for output, content in rendered], gathered
