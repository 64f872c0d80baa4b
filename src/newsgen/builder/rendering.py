"""The render phase: every output of the plan becomes bytes, staged where they are new."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from newsgen.builder.drafting import Draught, Options
from newsgen.builder.progress import Progress, share_out
from newsgen.diagnostics import Diagnostic, Problems
from newsgen.digest import digest_bytes
from newsgen.manifest import Entry
from newsgen.markdown import Document
from newsgen.models import Model, Output
from newsgen.renderer import Renderer
from newsgen.templates import TemplateError, explain
from newsgen.writer import holds, stage_file


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

    @contextmanager
    def catching(self) -> Iterator[None]:
        """Keeps what goes wrong with one output from the others."""
        try:
            yield
        except Problems as problems:
            self.diagnostics.extend(problems.diagnostics)
        except TemplateError as error:
            self.failures.append(error)


def render_plan(
    draught: Draught, output: Path, stage: Path, options: Options, progress: Progress
) -> tuple[list[Leaf], list[Diagnostic]]:
    """Render every output and stage those whose bytes the output folder does not hold."""
    total = Gathered([], [], [])
    render = partial(_render_some, draught, output, stage, options)
    numbers = range(len(draught.plan.outputs))
    for gathered in share_out("rendering", render, numbers, options.jobs, progress):
        total.leaves.extend(gathered.leaves)
        total.diagnostics.extend(gathered.diagnostics)
        total.failures.extend(gathered.failures)
    return total.leaves, [*total.diagnostics, *explain(total.failures)]


def _render_some(
    draught: Draught, output: Path, stage: Path, options: Options, numbers: Sequence[int]
) -> Gathered:
    """Render the outputs of those numbers.

    All texts are set before all pages: Markdown and templates each fill the caches of the
    processor, and taking turns for every article costs a tenth more.
    """
    gathered = Gathered([], [], [])
    documents: list[tuple[Output, Document | None]] = []
    for planned in map(draught.plan.outputs.__getitem__, numbers):
        with gathered.catching():
            documents.append((planned, draught.renderer.typeset(planned)))
    for planned, document in documents:
        with gathered.catching():
            content = draught.renderer.render(planned, document)
            staged = options.clean or not holds(output, planned.path, content)
            if staged:
                stage_file(stage, planned.path, content)
            entry = _entry(planned, content, draught.renderer)
            gathered.leaves.append(Leaf(path=planned.path, entry=entry, staged=staged))
        if document:
            gathered.diagnostics.extend(document.diagnostics)
    return gathered


def _entry(planned: Output, content: bytes, renderer: Renderer) -> Entry:
    return Entry(
        fingerprint=renderer.fingerprint(planned),
        digest=digest_bytes(content),
        size=len(content),
        media_type=planned.media_type,
    )
