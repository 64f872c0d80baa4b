"""The render phase: outputs with new fingerprints become bytes, staged where those differ."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from newsgen.builder.options import Options
from newsgen.builder.planning import Draught
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


class Leaf(Model, frozen=True):
    """What became of one output in the render phase."""

    number: int
    """Its place in the plan."""
    entry: Entry
    rendered: bool = True
    staged: bool = False
    """False when the output folder holds these bytes already."""
    seconds: float = 0


class Gathered(NamedTuple):
    """What the render phase gave for some outputs.

    Of an output that stands as it is, to the moment of its file, there is no leaf.
    """

    leaves: list[Leaf]
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


class Target(Model, frozen=True):
    """Where outputs go, and what is there."""

    output: Path
    stage: Path
    standing: Mapping[str, Entry]
    """What of the last build can be relied on, by path."""
    touched: frozenset[str] | None
    """Paths of the files that do not look as they did when written; None where nobody looked."""


def compare_plan(
    draught: Draught, target: Target, options: Options, progress: Progress
) -> tuple[list[int], list[Leaf]]:
    """The places in the plan of the outputs that must be rendered.

    And a leaf for each other whose entry must be brought up to date.
    """
    numbers = range(len(draught.plan.outputs))
    if not target.standing:
        return [*numbers], []
    stale: list[int] = []
    leaves: list[Leaf] = []
    compare = partial(_compare_some, draught, target)
    for other, moved in share_out("comparing", compare, numbers, options.jobs, progress, _WORTH):
        stale.extend(other)
        leaves.extend(moved)
    return stale, leaves


def render_plan(
    draught: Draught,
    target: Target,
    numbers: Sequence[int],
    options: Options,
    progress: Progress,
) -> tuple[list[Leaf], list[Diagnostic]]:
    """Render the outputs in those places of the plan and stage those whose bytes are new."""
    total = Gathered([], [], [])
    prepare(draught, numbers)
    render = partial(_render_some, draught, target, options)
    for gathered in share_out("rendering", render, numbers, options.jobs, progress):
        total.leaves.extend(gathered.leaves)
        total.diagnostics.extend(gathered.diagnostics)
        total.failures.extend(gathered.failures)
    return total.leaves, [*total.diagnostics, *explain(total.failures)]


def prepare(draught: Draught, numbers: Sequence[int]) -> None:
    """Compile all templates before processes are forked, where there are many outputs to render."""
    if len(numbers) > _MANY:
        draught.renderer.prepare()


def typeset_some(draught: Draught, numbers: Sequence[int], gathered: Gathered) -> list[Typeset]:
    """The views of the outputs of those numbers, each with its text; what failed is gathered.

    All texts are set before all pages: Markdown and templates each fill the caches of the
    processor, and taking turns for every article costs a tenth more.
    """
    typeset: list[Typeset] = []
    for number in numbers:
        with gathered.catching():
            started = time.perf_counter()
            view = draught.plan.outputs[number].recipe.view()
            document = draught.renderer.typeset(view)
            typeset.append((number, view, document, time.perf_counter() - started))
    return typeset


def _compare_some(
    draught: Draught, target: Target, numbers: Sequence[int]
) -> tuple[list[int], list[Leaf]]:
    stale: list[int] = []
    leaves: list[Leaf] = []
    for number in numbers:
        output = draught.plan.outputs[number]
        entry = target.standing.get(output.path)
        current = entry and _current(output, entry, draught.renderer, target)
        if current is None:
            stale.append(number)
        elif current is not entry:
            leaves.append(Leaf(number=number, entry=current, rendered=False))
    return stale, leaves


def _current(output: Output, entry: Entry, renderer: Renderer, target: Target) -> Entry | None:
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
    draught: Draught, target: Target, options: Options, numbers: Sequence[int]
) -> Gathered:
    """Render and stage the outputs of those numbers."""
    gathered = Gathered([], [], [])
    renderer = draught.renderer
    for number, view, document, seconds in typeset_some(draught, numbers, gathered):
        with gathered.catching():
            started = time.perf_counter()
            output = draught.plan.outputs[number]
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
            leaf = Leaf(number=number, entry=entry, staged=held is None, seconds=spent)
            gathered.leaves.append(leaf)
        if document:
            gathered.diagnostics.extend(document.diagnostics)
    return gathered
