"""The render phase: outputs with new fingerprints become bytes, staged where those differ."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from newsgen.builder.drafting import Draught, Options
from newsgen.builder.progress import Progress, share_out
from newsgen.diagnostics import Diagnostic, Problems
from newsgen.digest import digest_bytes
from newsgen.manifest import Entry
from newsgen.markdown import Document
from newsgen.models import Model, Output, View
from newsgen.templates import TemplateError, explain
from newsgen.writer import find_equal, find_whole, stage_file


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


class Sheet(NamedTuple):
    """An output about to be rendered."""

    number: int
    output: Output
    view: View
    recipe: str
    fingerprint: str


class Target(Model, frozen=True):
    """Where outputs go, and what is there."""

    output: Path
    stage: Path
    standing: Mapping[str, Entry]
    """What of the last build can be relied on, by path."""


def render_plan(
    draught: Draught, target: Target, options: Options, progress: Progress
) -> tuple[list[Leaf], list[Diagnostic]]:
    """Render every output that is not there yet and stage those whose bytes are new."""
    total = Gathered([], [], [])
    render = partial(_render_some, draught, target, options)
    numbers = range(len(draught.plan.outputs))
    for gathered in share_out("rendering", render, numbers, options.jobs, progress):
        total.leaves.extend(gathered.leaves)
        total.diagnostics.extend(gathered.diagnostics)
        total.failures.extend(gathered.failures)
    return total.leaves, [*total.diagnostics, *explain(total.failures)]


def _render_some(
    draught: Draught, target: Target, options: Options, numbers: Sequence[int]
) -> Gathered:
    """Render the outputs of those numbers, but for those that stand as they would be.

    All texts are set before all pages: Markdown and templates each fill the caches of the
    processor, and taking turns for every article costs a tenth more.
    """
    gathered = Gathered([], [], [])
    renderer = draught.renderer
    sheets: list[Sheet] = []
    for number in numbers:
        with gathered.catching():
            sheet = _compare(number, draught, target, gathered.leaves)
            if sheet is not None:
                sheets.append(sheet)
    documents: list[tuple[Sheet, Document | None, float]] = []
    for sheet in sheets:
        with gathered.catching():
            started = time.perf_counter()
            document = renderer.typeset(sheet.view)
            documents.append((sheet, document, time.perf_counter() - started))
    for sheet, document, seconds in documents:
        with gathered.catching():
            started = time.perf_counter()
            content = renderer.render(sheet.output, sheet.view, document)
            spent = seconds + time.perf_counter() - started
            leaf = _settle(sheet, content, document, target, options)
            gathered.leaves.append(replace(leaf, seconds=spent))
        if document:
            gathered.diagnostics.extend(document.diagnostics)
    return gathered


def _compare(number: int, draught: Draught, target: Target, leaves: list[Leaf]) -> Sheet | None:
    """The output, if it must be rendered; else a leaf, if its entry must be brought up to date."""
    output = draught.plan.outputs[number]
    entry = target.standing.get(output.path)
    recipe = draught.renderer.recipe(output)
    modified = entry and find_whole(target.output, output.path, entry)
    if entry is None or modified is None or entry.recipe != recipe:
        view = output.recipe.view()
        fingerprint = draught.renderer.fingerprint(output, view)
        if entry is None or modified is None or entry.fingerprint != fingerprint:
            return Sheet(number, output, view, recipe, fingerprint)
    if modified != entry.modified or entry.recipe != recipe:
        moved = replace(entry, modified=modified, recipe=recipe)
        leaves.append(Leaf(number=number, entry=moved, rendered=False))
    return None


def _settle(
    sheet: Sheet, content: bytes, document: Document | None, target: Target, options: Options
) -> Leaf:
    """Stage the content unless the output folder holds it."""
    path = sheet.output.path
    held = None if options.clean else find_equal(target.output, path, content)
    modified = stage_file(target.stage, path, content) if held is None else held
    entry = Entry(
        fingerprint=sheet.fingerprint,
        recipe=sheet.recipe,
        digest=digest_bytes(content),
        size=len(content),
        media_type=sheet.output.media_type,
        modified=modified,
        warnings=document.diagnostics if document else (),
    )
    return Leaf(number=sheet.number, entry=entry, staged=held is None)
