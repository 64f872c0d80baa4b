"""The phases of a build that has something to do: draft, compare, render, deliver."""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from newsgen.builder.commit import compile_entries, deliver, make_manifest
from newsgen.builder.inventory import Inventory, keep
from newsgen.builder.planning import Draught, draft
from newsgen.builder.render import Target, compare_plan, render_plan
from newsgen.builder.result import Result, make_profile
from newsgen.builder.run import Run, is_refused, summarise
from newsgen.diagnostics import ordered
from newsgen.incremental.cache import Record
from newsgen.incremental.manifest import Tally
from newsgen.site.catalogue import Site
from newsgen.workers import beside
from newsgen.writer import Look, Ours, staging


def produce(
    run: Run,
    record: Record,
    inventory: Inventory,
    ours: Ours,
    state: str,
    look: Callable[[], Look],
) -> Result:
    """The result. The output folder must be held alone."""
    draught = draft(run.root, run.config, run.options, record, inventory)
    kept = beside(partial(keep, draught.record, record, run.cache))
    run.watch.lap("plan")
    try:
        with staging(run.output) as stage:
            seen = look()
            target = Target(
                output=run.output,
                stage=stage,
                standing={} if run.options.clean else ours.standing,
                touched=seen.touched if seen.stamps == ours.stamps else None,
            )
            result = _render(run, draught, target, ours, state)
    finally:
        notes = kept()
    run.watch.lap("write record")
    return replace(result, diagnostics=ordered((*result.diagnostics, *notes)))


def _render(run: Run, draught: Draught, target: Target, ours: Ours, state: str) -> Result:
    """Render into the stage what is not there yet and, unless something is wrong, put it there."""
    stale, moved = compare_plan(draught, target, run.options, run.progress)
    run.watch.lap("compare")
    rendered, found = render_plan(draught, target, stale, run.options, run.progress)
    leaves = [*moved, *rendered]
    run.watch.lap("render")
    entries = compile_entries(draught, leaves, target.standing)
    noted = [warning for entry in entries.values() for warning in entry.warnings]
    tally = _tally(run, draught.site)
    manifest = make_manifest(draught, entries, state, tally, run.config.base_url)
    result = summarise(run, (*draught.diagnostics, *found, *noted), manifest)
    written = sum(1 for leaf in leaves if leaf.staged)
    result = replace(
        result,
        rendered=len(rendered),
        written=written,
        unchanged=len(entries) - written,
        profile=make_profile(draught.plan.outputs, leaves),
        draught=draught,
    )
    if not is_refused(run, result):
        result = deliver(result, draught, target, ours, leaves, manifest)
    run.watch.lap("write")
    return result


def _tally(run: Run, site: Site) -> Tally:
    counts = site.counts
    return Tally(
        articles=counts.get("live", 0),
        drafts=counts.get("draft", 0),
        scheduled=counts.get("scheduled", 0),
        expired=counts.get("expired", 0),
        now=run.options.now,
        scope=run.options.scope,
        next_due=site.next_due,
    )
