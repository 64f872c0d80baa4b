"""A build from its options to its result."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from newsgen.builder.delivery import compile_entries, deliver, make_manifest
from newsgen.builder.drafting import (
    Draught,
    Options,
    cache_folder,
    configure,
    draft,
    output_folder,
    recollect,
    survey_folders,
)
from newsgen.builder.inventory import Inventory
from newsgen.builder.profile import make_profile
from newsgen.builder.progress import Progress, Stopwatch, silent
from newsgen.builder.rendering import Leaf, Target, compare_plan, render_plan
from newsgen.builder.result import Result
from newsgen.builder.standing import stands, state_of
from newsgen.catalogue import Site
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, Severity, has_errors, ordered
from newsgen.loader import pinpoint
from newsgen.manifest import Manifest, Tally
from newsgen.record import Record, write_record
from newsgen.writer import (
    Ours,
    Refusal,
    check_cache,
    check_output,
    close_stage,
    locked,
    open_stage,
    recall,
)


class Run(NamedTuple):
    """One build: what was asked for, where it happens, and who watches."""

    options: Options
    root: Path
    config: Config
    output: Path
    cache: Path
    progress: Progress
    watch: Stopwatch


def build(options: Options, progress: Progress = silent) -> Result:
    """Build the site once. A build with errors writes nothing.

    Raises Refusal for wrong usage or configuration.
    """
    run = _begin(options, progress)
    record = recollect(run.root, run.config, options)
    run.watch.lap("read record")
    inventory = survey_folders(run.root, run.config, options, record, progress)
    state = state_of(run.root, run.config, options, inventory)
    run.watch.lap("read sources")
    try:
        with locked(run.output):
            result, learned = _build(run, record, inventory, state)
    except OSError as error:
        place = error.filename or run.output
        hint = "free some space or check permissions; the last output is intact"
        raise Refusal(f"cannot write {place}: {error.strerror}", hint) from error
    notes = _keep(learned, record, run.cache)
    run.watch.lap("write record")
    return replace(
        result,
        diagnostics=ordered((*result.diagnostics, *notes)),
        opened=inventory.opened,
        profile=replace(result.profile, phases=tuple(run.watch.laps)),
        seconds=round(run.watch.seconds, 3),
    )


def _begin(options: Options, progress: Progress) -> Run:
    watch = Stopwatch()
    root = Path(options.root).resolve()
    config = configure(root, options)
    output, cache = output_folder(root, config, options), cache_folder(root, config, options)
    check_output(output, root)
    check_cache(cache, root)
    return Run(options, root, config, output, cache, progress, watch)


def _build(run: Run, record: Record, inventory: Inventory, state: str) -> tuple[Result, Record]:
    """The result, and what was learned."""
    ours = recall(run.output)
    run.watch.lap("read manifest")
    if inventory.is_remembered and stands(run.output, ours, state, run.options):
        run.watch.lap("check files")
        return _leave(run, inventory, ours.manifest), replace(record, sources=inventory.seen)
    draught = draft(run.root, run.config, run.options, record, inventory)
    run.watch.lap("plan")
    stage = open_stage(run.output)
    try:
        target = Target(
            output=run.output,
            stage=stage,
            standing={} if run.options.clean else ours.standing,
        )
        return _produce(run, draught, target, ours, state), draught.record
    finally:
        close_stage(stage)


def _leave(run: Run, inventory: Inventory, manifest: Manifest) -> Result:
    """The result of a build that finds everything as it would be."""
    entries = manifest.entries
    noted = [warning for entry in entries.values() for warning in entry.warnings]
    problems = (*inventory.found, *inventory.stock.diagnostics, *noted)
    result = _summary(run, problems, manifest, [])
    return replace(result, committed=not _is_refused(run, result))


def _produce(run: Run, draught: Draught, target: Target, ours: Ours, state: str) -> Result:
    """Render into the stage what is not there yet and, unless something is wrong, put it there."""
    stale, moved = compare_plan(draught, target, run.options, run.progress)
    run.watch.lap("compare")
    rendered, found = render_plan(draught, target, stale, run.options, run.progress)
    leaves = [*moved, *rendered]
    run.watch.lap("render")
    entries = compile_entries(draught, leaves, target.standing)
    noted = [warning for entry in entries.values() for warning in entry.warnings]
    manifest = make_manifest(draught, entries, state, _tally(run, draught.site))
    result = _summary(run, (*draught.diagnostics, *found, *noted), manifest, leaves)
    result = replace(result, draught=draught, profile=make_profile(draught.plan.outputs, leaves))
    if not _is_refused(run, result):
        result = deliver(result, draught, target, ours, leaves, manifest)
    run.watch.lap("write")
    return result


def _is_refused(run: Run, result: Result) -> bool:
    """Whether what was found speaks against writing."""
    found = result.diagnostics
    return has_errors(found) or (run.options.strict and bool(found))


def _tally(run: Run, site: Site) -> Tally:
    counts = site.counts
    return Tally(
        articles=counts.get("live", 0),
        drafts=counts.get("draft", 0),
        scheduled=counts.get("scheduled", 0),
        expired=counts.get("expired", 0),
        now=run.options.now,
        next_due=site.next_due,
    )


def _summary(
    run: Run, problems: Sequence[Diagnostic], manifest: Manifest, leaves: Sequence[Leaf]
) -> Result:
    """The result of a build that has written nothing yet."""
    written = sum(1 for leaf in leaves if leaf.staged)
    return Result(
        diagnostics=ordered(pinpoint(run.root, problems)),
        committed=False,
        output=str(run.output),
        base_url=run.config.base_url,
        outputs=len(manifest.entries),
        rendered=sum(1 for leaf in leaves if leaf.rendered),
        written=written,
        unchanged=len(manifest.entries) - written,
        tally=manifest.tally or Tally(now=run.options.now),
    )


def _keep(record: Record, before: Record, cache: Path) -> tuple[Diagnostic, ...]:
    """Write the record, where it is new; without one the next build only takes longer."""
    if record == before:
        return ()
    try:
        write_record(record, cache)
    except OSError as error:
        problem = Diagnostic(
            severity=Severity.WARNING,
            code="no-record",
            message=f"cannot write into {cache}: {error.strerror}",
            hint="the next build begins from nothing; --cache names another folder",
        )
        return (problem,)
    return ()
