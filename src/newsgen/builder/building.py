"""A build from its options to its result."""

import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from newsgen.builder.drafting import Draught, Options, configure, draft, output_folder
from newsgen.builder.progress import Progress, silent
from newsgen.builder.rendering import Leaf, render_plan
from newsgen.diagnostics import Diagnostic, Severity, has_errors, ordered
from newsgen.loader import pinpoint
from newsgen.manifest import Manifest
from newsgen.models import Model
from newsgen.writer import (
    Refusal,
    check_output,
    close_stage,
    find_foreign,
    locked,
    open_stage,
    promote,
    recall,
)


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


def build(options: Options, progress: Progress = silent) -> Result:
    """Build the site once. A build with errors writes nothing.

    Raises Refusal for wrong usage or configuration.
    """
    started = time.perf_counter()
    root = Path(options.root).resolve()
    config = configure(root, options)
    output = output_folder(root, config, options)
    check_output(output, root)
    draught = draft(root, config, options, progress)
    try:
        with locked(output):
            result = _produce(draught, output, options, progress)
    except OSError as error:
        place = error.filename or output
        hint = "free some space or check permissions; the last output is intact"
        raise Refusal(f"cannot write {place}: {error.strerror}", hint) from error
    return replace(result, seconds=round(time.perf_counter() - started, 3))


def _produce(draught: Draught, output: Path, options: Options, progress: Progress) -> Result:
    """Render into a stage and, unless something is wrong, write what is new."""
    stage = open_stage(output)
    try:
        leaves, found = render_plan(draught, output, stage, options, progress)
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
